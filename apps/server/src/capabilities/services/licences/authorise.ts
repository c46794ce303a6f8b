import type { authoriseLicence, LicenceAuthorisation, LicenceUse, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { listTypes } from './catalogue.ts'
import { stateNames, stateOn } from './rules.ts'
import { findLicence } from './store.ts'
import * as store from './use-store.ts'

/** Working days within which a complaint about a use is answered. */
const answerDays = 5

async function titlesOf(parts: ServicesParts): Promise<Map<string, string>> {
  return new Map((await listTypes(parts)).map((type) => [type.id, type.title.zh]))
}

/** Authorisation codes are said aloud and typed: no letters that look alike. */
function newCode(): string {
  return newSecret()
    .toUpperCase()
    .replace(/[-_01OIL]/g, '')
    .slice(0, 10)
}

export async function authorise(
  parts: ServicesParts,
  principal: Principal,
  licenceId: string,
  body: OperationInput<typeof authoriseLicence>['body'],
): Promise<LicenceAuthorisation> {
  const { db, clock } = parts.kernel
  const { subject } = await requireActing(parts, principal, 'licence')
  const licence = await findLicence(db, licenceId)
  if (licence?.holder_id !== subject.id) throw notFound('您的证照', licenceId)
  const now = clock.now()
  const state = stateOn(licence, dayOf(now))
  if (state !== 'valid') throw conflict('not-valid', `证照${stateNames[state]}，不能授权使用。`)
  const id = newId()
  await store.insertAuthorisation(db, {
    ...{ id, code: newCode(), licence_id: licenceId, holder_id: subject.id, granted_by: principal.userId },
    ...{ organisation_id: body.organisationId ?? null, to_name: body.toName, purpose: body.purpose },
    ...{ item_id: body.itemId ?? null, until_time: new Date(now.getTime() + body.minutes * 60_000) },
    ...{ uses_left: body.uses ?? null, created_time: now },
  })
  const row = (await store.findAuthorisation(db, { id })) as store.AuthorisationRow
  return toAuthorisation(row, await titlesOf(parts), now)
}

export function stateOfAuthorisation(row: store.AuthorisationRow, now: Date): LicenceAuthorisation['state'] {
  if (row.withdrawn) return 'withdrawn'
  if (row.uses_left !== null && row.uses_left <= 0) return 'used'
  return row.until_time <= now ? 'expired' : 'active'
}

function toAuthorisation(
  row: store.AuthorisationRow,
  titles: ReadonlyMap<string, string>,
  now: Date,
): LicenceAuthorisation {
  return {
    ...{ id: row.id, code: row.code, licenceId: row.licence_id, typeTitle: titles.get(row.type_id) ?? '' },
    ...{
      organisationId: row.organisation_id,
      toName: row.to_name,
      purpose: row.purpose,
      itemId: row.item_id,
    },
    ...{ untilTime: row.until_time.toISOString(), usesLeft: row.uses_left },
    ...{ state: stateOfAuthorisation(row, now), createdTime: row.created_time.toISOString() },
  }
}

export async function listMine(
  parts: ServicesParts,
  principal: Principal,
  query: { limit?: number; offset?: number; licenceId?: string },
) {
  const { subject } = await requireActing(parts, principal, 'licence')
  const { items, total } = await store.listAuthorisations(parts.kernel.db, subject.id, query)
  const titles = await titlesOf(parts)
  return { items: items.map((row) => toAuthorisation(row, titles, parts.kernel.clock.now())), total }
}

export async function withdraw(parts: ServicesParts, principal: Principal, id: string) {
  const { subject } = await requireActing(parts, principal, 'licence')
  await parts.kernel.db.transaction(async (tx) => {
    const row = await store.findAuthorisation(tx, { id })
    if (row?.holder_id !== subject.id) throw notFound('授权', id)
    await store.withdrawAuthorisation(tx, id)
  })
  return { done: true as const }
}

export function toUse(row: store.UseRow, titles: ReadonlyMap<string, string>): LicenceUse {
  return {
    ...{
      id: row.id,
      licenceId: row.licence_id,
      typeTitle: titles.get(row.type_id) ?? '',
      version: row.version,
    },
    ...{ organisationName: row.organisation_name, userName: row.user_name, purpose: row.purpose },
    ...{ basis: row.basis, way: row.way, fields: row.fields, time: row.time.toISOString() },
    complaint: row.complaint && {
      ...{ text: row.complaint, answer: row.answer, state: row.answer ? 'answered' : 'open' },
      dueTime: (row.complaint_due ?? row.time).toISOString(),
    },
  } as LicenceUse
}

export async function listMyUses(
  parts: ServicesParts,
  principal: Principal,
  query: { limit?: number; offset?: number; licenceId?: string },
) {
  const { subject } = await requireActing(parts, principal, 'licence')
  const of = { holderId: subject.id, ...(query.licenceId ? { licenceId: query.licenceId } : {}) }
  const { items, total } = await store.listUses(parts.kernel.db, of, query)
  const titles = await titlesOf(parts)
  return { items: items.map((row) => toUse(row, titles)), total }
}

export async function listComplaints(parts: ServicesParts, page: { limit?: number; offset?: number }) {
  const { items, total } = await store.listUses(parts.kernel.db, { complaints: true }, page)
  const titles = await titlesOf(parts)
  return { items: items.map((row) => toUse(row, titles)), total }
}

export async function complain(parts: ServicesParts, principal: Principal, id: string, text: string) {
  const { db, clock } = parts.kernel
  const { subject } = await requireActing(parts, principal, 'licence')
  await db.transaction(async (tx) => {
    const row = await store.findUse(tx, id)
    if (row?.holder_id !== subject.id) throw notFound('用证记录', id)
    if (row.complaint) throw conflict('already-complained', '这次用证已经提出过异议。')
    const due = parts.territory.calendars.endOf({ days: answerDays, clock: 'working-day' }, clock.now())
    await store.complain(tx, id, text, due)
    parts.messaging.tell(tx, {
      ...{ key: `services.use-complaint:${id}`, title: '持证人对用证提出异议', urgency: 'normal' },
      ...{ text: `${row.organisation_name}：${text}`, link: '/console/licences?tab=complaints' },
      to: [{ role: 'service-manager', division: parts.territory.cityCode() ?? '' }],
    })
  })
  return { done: true as const }
}

export async function answerComplaint(parts: ServicesParts, id: string, answer: string) {
  await parts.kernel.db.transaction(async (tx) => {
    const row = await store.findUse(tx, id)
    if (!row?.complaint) throw notFound('用证异议', id)
    await store.answerComplaint(tx, id, answer)
  })
  return { done: true as const }
}
