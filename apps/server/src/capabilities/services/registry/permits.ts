import type { OperationInput, PermitDuty } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { requireActing, requireOrganisation } from '../acting.ts'
import type { Work } from '../applications/act-on.ts'
import { setTimer } from '../applications/store.ts'
import { addMonths } from '../credit/rules.ts'
import { findInForceByCodes } from '../items/store.ts'
import { organisationIdOf } from '../items/sync-items.ts'
import { dayOf, endOfDay } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './permits-store.ts'

/** A firm may prepare for this long before trade without a permit is suspected (SOC-009). */
const graceMonths = 3

const graceEnd = (from: Date) => endOfDay(new Date(`${addMonths(dayOf(from), graceMonths)}T00:00:00+08:00`))

/** Phrases of a value the catalogue does not have. */
export function unknownScopes({ domains }: ServicesParts, value: unknown): string[] {
  const known = new Set(domains.list('businessScopes').map((one) => one.phrase))
  return contract.scopePhrases(String(value ?? '')).filter((one) => !known.has(one))
}

/** 双告知: the firm learns what it may not begin without a permit, and who supervises it learns of the firm. */
export async function informOfPermits(
  parts: ServicesParts,
  work: Work,
  { subjectId, firmName }: { subjectId: string; firmName: string },
): Promise<void> {
  const { row, tx, now, note, tell } = work
  const chosen = new Set(contract.scopePhrases(String(row.form.scope ?? '')))
  const scopes = parts.domains.list('businessScopes').filter((one) => chosen.has(one.phrase))
  const codes = scopes.flatMap((one) => one.permits)
  const items = await findInForceByCodes(tx, codes, dayOf(now))
  const needed: string[] = []
  for (const scope of scopes)
    for (const code of scope.permits) {
      const item = items.get(code)
      if (!item) continue
      const supervisorId = organisationIdOf(parts, item.content.supervisor)
      const duty = { id: newId(), application_id: row.id, subject_id: subjectId, phrase: scope.phrase }
      const dutyId = await store.insertDuty(tx, {
        ...{ ...duty, item_id: item.id, licence_type: item.content.result?.licenceType ?? null },
        ...{ supervisor_id: supervisorId, founded_time: now, due_time: graceEnd(now) },
      })
      if (!dutyId) continue
      needed.push(item.content.title)
      await setTimer(tx, row.id, 'permit', graceEnd(now), dutyId)
      if (supervisorId)
        tellSupervisor(parts, tx, supervisorId, {
          key: `permit-duty/${dutyId}/${row.id}`,
          title: `企业须取得许可：${firmName}`,
          text: `经营范围含“${scope.phrase}”，开展经营前须办理${item.content.title}。`,
        })
    }
  if (needed.length === 0) return
  const list = needed.join('、')
  await note('证照分离告知', `开展相关经营前须办理：${list}`)
  await tell('开展经营前还需办理许可', `${firmName}的经营范围需要办理：${list}。取得许可前不得开展相关经营。`)
}

/** Permits no phrase of the scope asks for any more are not waited for. */
export async function endDutiesBeyond(
  { domains, kernel }: ServicesParts,
  tx: Transaction,
  subjectId: string,
  scope: string,
): Promise<void> {
  const chosen = new Set(contract.scopePhrases(scope))
  const codes = domains.list('businessScopes').flatMap((one) => (chosen.has(one.phrase) ? one.permits : []))
  const now = kernel.clock.now()
  const items = await findInForceByCodes(tx, codes, dayOf(now))
  await store.endDuties(tx, subjectId, { but: [...items.values()].map((one) => one.id), now })
}

function tellSupervisor(
  parts: ServicesParts,
  tx: Transaction,
  organisationId: string,
  message: { key: string; title: string; text: string },
): void {
  parts.messaging.tell(tx, {
    ...{ ...message, urgency: 'normal', to: [{ organisationId }] },
    link: '/console/service-registers?tab=permits',
  })
}

/** Three months have passed: a firm without its permit is suspected to trade without it. */
export async function suspectTrade(parts: ServicesParts, { tx, note }: Work, dutyId: string): Promise<void> {
  const duty = await store.findDuty(tx, sql`d.id = ${dutyId}`)
  if (duty?.state !== 'informed') return
  await store.moveDuty(tx, duty.id, { state: 'suspected', dueTime: duty.due_time })
  await note('疑似无证经营', `${duty.phrase}：${graceMonths} 个月内未取得${duty.item_title}`)
  if (duty.supervisor_id)
    tellSupervisor(parts, tx, duty.supervisor_id, {
      key: `permit-suspected/${duty.id}/${duty.due_time.toISOString()}`,
      title: `疑似无证经营：${duty.firm_name}`,
      text: `登记“${duty.phrase}”已满 ${graceMonths} 个月，未取得${duty.item_title}，请核查。`,
    })
}

function toDuty({ identity }: ServicesParts, row: store.DutyRow): PermitDuty {
  const supervisor = row.supervisor_id ? identity.findOrganisation(row.supervisor_id) : null
  return {
    ...{ id: row.id, firmName: row.firm_name, firmCode: row.firm_code, address: row.address },
    ...{ phrase: row.phrase, itemId: row.item_id, itemTitle: row.item_title, state: row.state },
    supervisorName: supervisor?.name ?? null,
    ...{ foundedTime: row.founded_time.toISOString(), dueTime: row.due_time.toISOString() },
    findings: row.findings.map((one) => ({ ...one, time: new Date(one.time).toISOString() })),
  }
}

/** Firms a unit supervises; those who supervise all units see all. */
function supervisedBy(principal: Principal): Sql {
  return hasPermission(principal, 'services.supervise')
    ? sql`true`
    : sql`d.supervisor_id = ${principal.organisationId}`
}

export function bindPermits(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listBusinessScopes, ({ query }) => listScopes(parts, query))
  http.bind(contract.listPermitDuties, async ({ query }, { principal }) => {
    const { items, total } = await store.listDuties(db, supervisedBy(principal), query)
    return { items: items.map((one) => toDuty(parts, one)), total }
  })
  http.bind(contract.findPermitDuty, async ({ params, body }, { principal }) => {
    requireOrganisation(principal)
    await db.transaction((tx) => enterFinding(parts, tx, principal, params.id, body))
    const row = await store.findDuty(db, sql`d.id = ${params.id}`)
    if (!row) throw notFound('待取得的许可', params.id)
    return toDuty(parts, row)
  })
  http.bind(contract.listMyPermitDuties, async ({ query }, { principal }) => {
    const { subject, by } = await requireActing(parts, principal)
    const own = sql`(d.subject_id = ${subject.id} OR f.representative_id = ${by.id})`
    const { items, total } = await store.listDuties(db, own, query)
    return { items: items.map((one) => toDuty(parts, one)), total }
  })
}

/** What a supervisor found: not trading yet is looked at again after the same time, trade goes to enforcement. */
async function enterFinding(
  parts: ServicesParts,
  tx: Transaction,
  principal: Principal,
  id: string,
  { finding, note }: OperationInput<typeof contract.findPermitDuty>['body'],
): Promise<void> {
  const now = parts.kernel.clock.now()
  const duty = await store.findDuty(tx, sql`d.id = ${id} AND ${supervisedBy(principal)}`)
  if (!duty) throw notFound('待取得的许可', id)
  if (duty.state !== 'suspected')
    throw conflict('not-suspected', '只有“疑似无证经营”的企业需要登记核查结果。')
  const entry = { time: now, byName: principal.name, finding }
  if (finding === 'not-trading') {
    await store.moveDuty(tx, id, { state: 'informed', dueTime: graceEnd(now) })
    await setTimer(tx, duty.application_id, 'permit', graceEnd(now), id)
    await store.insertFinding(tx, id, { ...entry, note })
    return
  }
  const event = await parts.events.takeTold(tx, {
    ...{ channel: 'department', sourceSystem: '证照分离核查', externalId: id, reportedTime: now },
    title: `无证经营：${duty.firm_name}`,
    description: `登记“${duty.phrase}”，未取得${duty.item_title}即开展经营。${note}`,
    address: duty.address,
  })
  await store.moveDuty(tx, id, { state: 'unlicensed', dueTime: duty.due_time })
  await store.insertFinding(tx, id, { ...entry, note: `${note}（已转城市事件 ${event.reference}）` })
}

/** Phrases by a word of them, those that begin with it first; each with the items that permit it. */
async function listScopes(
  parts: ServicesParts,
  {
    search = '',
    phrases,
    limit = 50,
    offset = 0,
  }: OperationInput<typeof contract.listBusinessScopes>['query'],
) {
  const only = phrases === undefined ? null : new Set(contract.scopePhrases(phrases))
  const found = parts.domains
    .list('businessScopes')
    .filter((one) => (only ? only.has(one.phrase) : `${one.phrase} ${one.industry}`.includes(search.trim())))
    .sort((a, b) => Number(b.phrase.startsWith(search)) - Number(a.phrase.startsWith(search)))
  const page = found.slice(offset, offset + limit)
  const known = await findInForceByCodes(
    parts.kernel.db,
    page.flatMap((one) => one.permits),
    dayOf(parts.kernel.clock.now()),
  )
  const items = page.map(({ phrase, industry, permits }) => ({
    ...{ phrase, industry },
    permits: permits.flatMap((code) => {
      const item = known.get(code)
      return item ? [{ itemId: item.id, title: item.content.title }] : []
    }),
  }))
  return { items, total: found.length }
}
