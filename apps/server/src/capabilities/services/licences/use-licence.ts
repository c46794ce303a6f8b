import type { OperationInput, useLicence as useLicenceOperation } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireOrganisation, tellSubject } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { LicenceReuse, ServicesParts } from '../services-parts.ts'
import { stateOfAuthorisation } from './authorise.ts'
import { requireType } from './catalogue.ts'
import { stateOn, watermarkText } from './rules.ts'
import * as licences from './store.ts'
import * as store from './use-store.ts'

type Body = OperationInput<typeof useLicenceOperation>['body']

/** Uses a licence by its holder’s code, or on a statutory basis; the use is recorded before anything is handed over. */
export async function useLicence(parts: ServicesParts, principal: Principal, body: Body) {
  const { db, clock } = parts.kernel
  const unit = requireOrganisation(principal)
  const now = clock.now()
  return db.transaction(async (tx) => {
    const allowed = body.code ? await takeAuthorisation(parts, body, unit, now, tx) : null
    if (!allowed && !(body.identifier && body.basis))
      throw invalid('/body/code', '请填写持证人的授权码；依法调用的，填写证照标识和法定依据')
    const row = allowed
      ? await licences.findLicence(tx, allowed.licence_id)
      : await licences.findByIdentifier(tx, body.identifier as string)
    if (!row) throw notFound('证照', body.identifier ?? '')
    const known = Object.keys(row.fields)
    const wrong = body.fields?.find((field) => !known.includes(field))
    if (wrong) throw invalid('/body/fields', `证照没有“${wrong}”这一项`)
    const fields = body.fields ?? known
    const id = newId()
    await store.insertUse(tx, {
      ...{ id, licence_id: row.id, holder_id: row.holder_id, version: row.version },
      ...{ authorisation_id: allowed?.id ?? null, organisation_id: unit.id, organisation_name: unit.name },
      ...{ user_name: principal.name, purpose: body.purpose, item_id: body.itemId ?? null },
      ...{
        application_id: null,
        basis: allowed ? null : (body.basis ?? null),
        way: 'fields',
        fields,
        time: now,
      },
    })
    const type = await requireType(parts, row.type_id, tx)
    await tellSubject(parts, tx, row.holder_id, {
      ...{ key: `services.licence-use:${id}`, title: `${unit.name}使用了您的${type.title.zh}` },
      ...{ text: `用途：${body.purpose}`, link: `/portal/licences/${row.id}` },
    })
    return {
      ...{ useId: id, licenceId: row.id, number: row.number, typeTitle: type.title.zh, version: row.version },
      ...{ state: stateOn(row, dayOf(now)), watermark: watermarkText(unit.name, body.purpose, now) },
      fields: Object.fromEntries(fields.map((field) => [field, row.fields[field]])),
    }
  })
}

/** The authorisation behind a code, if it allows this use; one use of it is taken. */
async function takeAuthorisation(
  _parts: ServicesParts,
  body: Body,
  unit: { id: string; name: string },
  now: Date,
  tx: Parameters<typeof store.takeUse>[0],
): Promise<store.AuthorisationRow> {
  const row = await store.findAuthorisation(tx, { code: (body.code ?? '').trim().toUpperCase() })
  if (!row) throw forbidden('没有这个授权码。', 'no-authorisation')
  const state = stateOfAuthorisation(row, now)
  const reasons = { expired: '授权已经到期。', withdrawn: '持证人已撤回授权。', used: '授权的次数已用完。' }
  if (state !== 'active') throw forbidden(reasons[state], `authorisation-${state}`)
  if (row.organisation_id && row.organisation_id !== unit.id)
    throw forbidden(`该授权只给${row.to_name}使用。`, 'other-user')
  if (row.item_id && row.item_id !== body.itemId) throw forbidden('该授权只用于另一事项。', 'other-item')
  if (row.purpose !== body.purpose) throw forbidden(`该授权的用途是“${row.purpose}”。`, 'other-purpose')
  await store.takeUse(tx, row.id)
  return row
}

/** The licence of a type a subject holds; with `use`, authorisation and use are recorded and the holder is told. */
export async function findHolderLicence(
  parts: ServicesParts,
  { holderId, typeCode, use }: { holderId: string; typeCode: string; use?: LicenceReuse },
) {
  const { db, clock } = parts.kernel
  const type = await requireType(parts, typeCode)
  const row = await licences.findOfHolder(db, holderId, type.id)
  const now = clock.now()
  const state = row && stateOn(row, dayOf(now))
  if (!row || state === 'expired') return null
  if (use) await keepReuse(parts, row, use, type.title.zh)
  const fields: Record<string, unknown> = row.fields
  return {
    licenceId: row.id,
    number: row.number,
    fields,
    state: state as string,
    validUntil: row.valid_until,
  }
}

async function keepReuse(
  parts: ServicesParts,
  row: licences.LicenceRow,
  use: LicenceReuse,
  title: string,
): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  await db.transaction(async (tx) => {
    const id = newId()
    await store.insertAuthorisation(tx, {
      ...{ id, code: `SQ-${id}`, licence_id: row.id, holder_id: row.holder_id, granted_by: use.consentBy },
      ...{ organisation_id: null, to_name: use.organisationName, purpose: use.purpose, item_id: use.itemId },
      ...{ until_time: now, uses_left: 0, created_time: now },
    })
    const useId = newId()
    await store.insertUse(tx, {
      ...{
        id: useId,
        licence_id: row.id,
        holder_id: row.holder_id,
        version: row.version,
        authorisation_id: id,
      },
      ...{ organisation_id: null, organisation_name: use.organisationName, user_name: null, time: now },
      ...{ purpose: use.purpose, item_id: use.itemId, application_id: use.applicationId, basis: null },
      ...{ way: 'reuse', fields: Object.keys(row.fields) },
    })
    await tellSubject(parts, tx, row.holder_id, {
      ...{ key: `services.licence-use:${useId}`, title: `${use.organisationName}使用了您的${title}` },
      ...{ text: `用途：${use.purpose}`, link: `/portal/licences/${row.id}` },
    })
  })
}

/** 证照状态变化 of what an application rests on. */
export async function changedSinceUse(parts: ServicesParts, applicationId: string) {
  const rows = await store.listChangedSinceUse(parts.kernel.db, applicationId)
  return Promise.all(
    rows.map(async (row) => ({
      ...{ licenceId: row.licence_id, number: row.number, state: row.state },
      title: (await requireType(parts, row.type_id)).title.zh,
    })),
  )
}

/** The use a copy is wanted for: only of the unit that made it, and while the licence is as it was. */
export async function requireUse(parts: ServicesParts, principal: Principal, id: string) {
  const use = await store.findUse(parts.kernel.db, id)
  if (!use || use.organisation_id !== requireOrganisation(principal).id) throw notFound('用证记录', id)
  const row = (await licences.findLicence(parts.kernel.db, use.licence_id)) as licences.LicenceRow
  if (row.state !== 'valid') throw conflict('not-valid', '证照状态已变化，不能再取用副本。')
  return { row, watermark: watermarkText(use.organisation_name, use.purpose, use.time) }
}
