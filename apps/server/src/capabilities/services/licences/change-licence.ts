import { type Licence, type LicenceState, licenceChanged } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { Subject } from '../../identity/index.ts'
import { requireOrganisation, tellSubject } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { type KnownType, listTypes, requireType } from './catalogue.ts'
import { keepIssue, storeLicences } from './issue-licence.ts'
import { fieldsFault, mayMove, stateNames, stateOn } from './rules.ts'
import * as store from './store.ts'
import { listApplicationsUsing } from './use-store.ts'

export async function toLicences(
  parts: ServicesParts,
  rows: readonly store.LicenceRow[],
): Promise<Licence[]> {
  const types = new Map((await listTypes(parts)).map((type) => [type.id, type]))
  const today = dayOf(parts.kernel.clock.now())
  return rows.map((row) => toLicence(parts, row, types.get(row.type_id), today))
}

function toLicence(
  { identity }: ServicesParts,
  row: store.LicenceRow,
  type: KnownType | undefined,
  today: string,
): Licence {
  const titles = new Map(type?.fields.map((field) => [field.id, field.title]))
  return {
    ...{ id: row.id, identifier: row.identifier, number: row.number, version: row.version },
    ...{
      typeId: row.type_id,
      typeTitle: type?.title.zh ?? row.type_id,
      template: type?.template ?? 'certificate',
    },
    ...{ holderId: row.holder_id, holderName: row.holder_name, issuerId: row.issuer_id },
    issuerName: identity.findOrganisation(row.issuer_id)?.name ?? '',
    fields: Object.entries(row.fields).map(([id, value]) => ({ id, title: titles.get(id) ?? id, value })),
    ...{ validFrom: row.valid_from, validUntil: row.valid_until, state: stateOn(row, today) },
    ...{ stateReason: row.state_reason, stateTime: row.state_time.toISOString(), trust: row.trust },
    ...{ copyOf: row.copy_of, applicationId: row.application_id, issuedTime: row.issued_time.toISOString() },
    ...{ sealed: row.seal.seal !== null, checkedYear: row.checked_year },
  }
}

export async function getLicence(parts: ServicesParts, id: string): Promise<Licence> {
  const row = await store.findLicence(parts.kernel.db, id)
  if (!row) throw notFound('证照', id)
  return (await toLicences(parts, [row]))[0] as Licence
}

/** Locks a licence of the caller’s own organisation. */
async function lockOwn(parts: ServicesParts, tx: Transaction, principal: Principal, id: string) {
  const row = await store.findLicence(tx, id, { lock: true })
  if (!row) throw notFound('证照', id)
  if (row.issuer_id !== requireOrganisation(principal).id)
    throw forbidden('只有制发单位可以办理这份证照。', 'not-issuer')
  return { ...row, state: stateOn(row, dayOf(parts.kernel.clock.now())) }
}

async function announce(
  parts: ServicesParts,
  tx: Transaction,
  row: store.LicenceRow,
  state: LicenceState,
): Promise<void> {
  const applicationIds = await listApplicationsUsing(tx, row.id)
  await parts.kernel.messages.publish(tx, licenceChanged, {
    ...{ licenceId: row.id, holderId: row.holder_id, state, applicationIds },
  })
}

/** Suspends, resumes, revokes … with reason and basis; verification answers at once with the new state. */
export async function move(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: { to: Exclude<LicenceState, 'changed' | 'expired'>; reason: string; basis: string },
): Promise<Licence> {
  await parts.kernel.db.transaction(async (tx) => {
    const row = await lockOwn(parts, tx, principal, id)
    if (!mayMove(row.state, body.to))
      throw conflict('wrong-state', `证照${stateNames[row.state]}，不能改为${stateNames[body.to]}。`)
    await writeMove(parts, tx, row, { ...body, byName: principal.name })
  })
  return getLicence(parts, id)
}

async function writeMove(
  parts: ServicesParts,
  tx: Transaction,
  row: store.LicenceRow,
  { to, reason, basis, byName }: { to: LicenceState; reason: string; basis: string; byName: string },
): Promise<void> {
  const now = parts.kernel.clock.now()
  await store.setState(tx, row.id, { state: to, reason, now })
  await store.insertEvent(tx, row.id, { time: now, kind: to, by_name: byName, reason, basis })
  await parts.ledger.append(tx, {
    ...{ kind: 'licence-state', subjectId: row.id },
    payload: { identifier: row.identifier, state: to, reason, basis },
  })
  await announce(parts, tx, row, to)
  await tellSubject(parts, tx, row.holder_id, {
    ...{ key: `services.licence:${row.id}:${to}:${now.getTime()}`, title: `证照${stateNames[to]}` },
    ...{ text: `证照编号 ${row.number}：${reason}`, link: `/portal/licences/${row.id}`, urgency: 'urgent' },
  })
}

/** A changed licence is a new version; the one before answers verification with 已变更. */
export async function change(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: { fields: Record<string, unknown>; reason: string; validUntil?: string },
): Promise<Licence> {
  const made = await parts.kernel.db.transaction(async (tx) => {
    const row = await lockOwn(parts, tx, principal, id)
    if (row.state !== 'valid') throw conflict('wrong-state', `证照${stateNames[row.state]}，不能变更。`)
    const fault = fieldsFault(await requireType(parts, row.type_id, tx), { ...row.fields, ...body.fields })
    if (fault) throw invalid('/body/fields', fault)
    return writeChange(parts, tx, row, { ...body, byName: principal.name })
  })
  return getLicence(parts, made)
}

/** Writes the next version of a licence; answers its id. */
async function writeChange(
  parts: ServicesParts,
  tx: Transaction,
  row: store.LicenceRow,
  body: { fields: Record<string, unknown>; reason: string; validUntil?: string; byName: string },
): Promise<string> {
  const type = await requireType(parts, row.type_id, tx)
  const fields = { ...row.fields, ...body.fields }
  const holder = (await parts.identity.subjects.find(tx, row.holder_id)) as Subject
  const now = parts.kernel.clock.now()
  await store.setState(tx, row.id, { state: 'changed', reason: body.reason, now })
  const { application_id: applicationId, trust, valid_from: validFrom } = row
  const validUntil = body.validUntil ?? row.valid_until
  const wanted = { holder, fields, applicationId, trust, validFrom, validUntil, previous: row }
  const [next] = (await storeLicences(parts, tx, type, row.issuer_id, [wanted])) as [store.LicenceRow]
  await announce(parts, tx, row, 'changed')
  await keepIssue(parts, tx, next, {
    ...{ kind: 'changed', byName: body.byName, title: `${type.title.zh}已变更`, reason: body.reason },
  })
  return next.id
}

/** Gives licences of a type a holder has in force new fields, in the caller’s transaction; answers how many. */
export async function reviseLicences(
  parts: ServicesParts,
  tx: Transaction,
  holderId: string,
  { typeId, ...body }: { typeId: string; fields: Record<string, unknown>; reason: string; byName: string },
): Promise<number> {
  const rows = await store.listInForce(tx, holderId, typeId)
  for (const row of rows) await writeChange(parts, tx, row, body)
  return rows.length
}

/** Confirms a licence for a year; one that fails is suspended. */
export async function checkYear(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  { year, passed, note }: { year: number; passed: boolean; note: string },
): Promise<Licence> {
  await parts.kernel.db.transaction(async (tx) => {
    const row = await lockOwn(parts, tx, principal, id)
    const type = await requireType(parts, row.type_id, tx)
    if (!type.annualCheck) throw conflict('no-annual-check', `${type.title.zh}不需要年检。`)
    if (row.state !== 'valid') throw conflict('wrong-state', `证照${stateNames[row.state]}，不能年检。`)
    const time = parts.kernel.clock.now()
    if (!passed) {
      const why = { reason: `${year} 年度年检未通过：${note}`, basis: type.basis, byName: principal.name }
      return writeMove(parts, tx, row, { to: 'suspended', ...why })
    }
    await store.setCheckedYear(tx, id, year)
    const event = {
      time,
      kind: 'annual-check',
      by_name: principal.name,
      reason: `${year} ${note}`,
      basis: null,
    }
    await store.insertEvent(tx, id, event)
  })
  return getLicence(parts, id)
}

/** Makes a copy (副本) with a number of its own that points at the original. */
export async function copy(parts: ServicesParts, principal: Principal, id: string): Promise<Licence> {
  const made = await parts.kernel.db.transaction(async (tx) => {
    const row = await lockOwn(parts, tx, principal, id)
    const type = await requireType(parts, row.type_id, tx)
    if (!type.copies) throw conflict('no-copies', `${type.title.zh}没有副本。`)
    if (row.state !== 'valid' || row.copy_of) throw conflict('wrong-state', '只能为有效的正本制发副本。')
    const holder = (await parts.identity.subjects.find(tx, row.holder_id)) as Subject
    const { fields, valid_from: validFrom, valid_until: validUntil, trust } = row
    const wanted = { holder, fields, validFrom, validUntil, trust, applicationId: null, copyOf: row.id }
    const [next] = (await storeLicences(parts, tx, type, row.issuer_id, [wanted])) as [store.LicenceRow]
    await keepIssue(parts, tx, next, {
      ...{ kind: 'copy', byName: principal.name, title: `${type.title.zh}副本已签发` },
    })
    return next.id
  })
  return getLicence(parts, made)
}

/** Cancels the licences of a type a holder has in force, in the caller’s transaction; answers how many. */
export async function cancelLicences(
  parts: ServicesParts,
  tx: Transaction,
  holderId: string,
  why: { typeId: string; reason: string; basis: string },
): Promise<number> {
  const rows = await store.listInForce(tx, holderId, why.typeId)
  const { reason, basis } = why
  for (const row of rows)
    await writeMove(parts, tx, row, { to: 'cancelled', reason, basis, byName: '登记系统' })
  return rows.length
}

/** Withdraws what was issued on an application whose decision no longer stands. */
export async function withdrawOf(
  parts: ServicesParts,
  tx: Transaction,
  applicationId: string,
  why: { reason: string; basis: string; byName: string },
): Promise<string[]> {
  const rows = await store.lockOfApplication(tx, applicationId)
  for (const row of rows) await writeMove(parts, tx, row, { to: 'withdrawn', ...why })
  return rows.map((row) => row.number)
}
