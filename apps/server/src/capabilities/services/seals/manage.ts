import type { applyForSeal, OperationInput, Seal, SealData } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { requireOrganisation } from '../acting.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { keyPurposes, signText } from '../signing.ts'
import { sealImage } from './image.ts'
import { mayMoveSeal } from './rules.ts'
import * as store from './store.ts'

export function toSeal({ identity }: ServicesParts, row: store.SealRow): Seal {
  return {
    ...{ id: row.id, code: row.code, name: row.name, kind: row.kind, organisationId: row.organisation_id },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ custodianName: row.custodian_name, documentTypes: row.document_types, maxUses: row.max_uses },
    ...{ used: row.used, needsApproval: row.needs_approval, approvalPaper: row.approval_paper },
    ...{ validFrom: row.valid_from, validUntil: row.valid_until, state: row.state },
    ...{ stateReason: row.state_reason, image: row.image },
  }
}

export interface SealRequest {
  name: string
  kind: Seal['kind']
  organisationId: string
  custodian: { id: string; name: string }
  documentTypes: string[]
  maxUses?: number
  needsApproval: boolean
  approvalPaper: string
  validUntil: string
}

async function addRequest(parts: ServicesParts, tx: Transaction, one: SealRequest): Promise<string> {
  const now = parts.kernel.clock.now()
  const id = newId()
  const row: store.SealRow = {
    ...{ id, code: await takeDailyNumber(tx, 'YZ', now), name: one.name, kind: one.kind, used: 0 },
    organisation_id: one.organisationId,
    ...{ custodian_id: one.custodian.id, custodian_name: one.custodian.name },
    ...{
      document_types: one.documentTypes,
      max_uses: one.maxUses ?? null,
      needs_approval: one.needsApproval,
    },
    ...{ approval_paper: one.approvalPaper, valid_from: dayOf(now), valid_until: one.validUntil },
    ...{ state: 'applied', state_reason: null, image: null, data: null },
    ...{ maker_key: null, maker_signature: null },
  }
  await store.insertSeal(tx, row, now)
  return id
}

export async function apply(
  parts: ServicesParts,
  principal: Principal,
  body: OperationInput<typeof applyForSeal>['body'],
): Promise<Seal> {
  const { id: organisationId } = requireOrganisation(principal)
  const custodian = { id: principal.userId, name: principal.name }
  const id = await parts.kernel.db.transaction((tx) =>
    addRequest(parts, tx, { ...body, organisationId, custodian }),
  )
  return toSeal(parts, (await store.findSeal(parts.kernel.db, id)) as store.SealRow)
}

/** Makes the seal: image, seal data signed by the maker, a key of its own. */
async function make(
  parts: ServicesParts,
  tx: Transaction,
  row: store.SealRow,
  byName: string,
): Promise<void> {
  const organisation = parts.identity.findOrganisation(row.organisation_id)?.name ?? ''
  const image = sealImage(organisation, row.name)
  const data: SealData = {
    ...{ code: row.code, name: row.name, organisation, kind: row.kind },
    ...{ validFrom: row.valid_from, validUntil: row.valid_until, imageDigest: sm3(image) },
  }
  const signed = await signText(parts, keyPurposes.sealMaker, JSON.stringify(data))
  await store.makeSeal(tx, row.id, {
    ...{ image, data: signed.data, makerKey: signed.keyId, makerSignature: signed.signature },
  })
  await parts.ledger.append(tx, {
    ...{ kind: 'seal', subjectId: row.id },
    payload: { data: signed.data, keyId: signed.keyId, signature: signed.signature, byName },
  })
}

/** A seal that is in force at once; for units that are set up with one. */
export async function installSeal(parts: ServicesParts, tx: Transaction, one: SealRequest): Promise<string> {
  const id = await addRequest(parts, tx, one)
  const byName = one.custodian.name
  await make(parts, tx, (await store.findSeal(tx, id)) as store.SealRow, byName)
  const now = parts.kernel.clock.now()
  await store.moveSeal(tx, id, { state: 'active', reason: one.approvalPaper, byName, now })
  return id
}

/** Decides on a request, suspends, resumes or destroys; whoever asked for a seal does not grant it. */
export async function decide(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: { to: 'active' | 'refused' | 'suspended' | 'destroyed'; reason: string },
): Promise<Seal> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const row = await store.findSeal(tx, id, { lock: true })
    if (!row) throw notFound('印章', id)
    if (!mayMoveSeal(row.state, body.to)) throw conflict('wrong-state', '印章的状态不允许这样处理。')
    if (row.state === 'applied' && row.custodian_id === principal.userId)
      throw forbidden('申请人不能审批自己的印章。', 'own-request')
    if (row.state === 'applied' && body.to === 'active') await make(parts, tx, row, principal.name)
    const { to: state, reason } = body
    await store.moveSeal(tx, id, { state, reason, byName: principal.name, now: clock.now() })
    await parts.ledger.append(tx, {
      ...{ kind: 'seal-state', subjectId: id },
      payload: { code: row.code, state, reason, byName: principal.name },
    })
  })
  return toSeal(parts, (await store.findSeal(db, id)) as store.SealRow)
}

/** Whose seals a caller reaches: those of the own organisation; whoever manages seals reaches all. */
export function reach(principal: Principal): string | null {
  return hasPermission(principal, 'services.seals') ? null : requireOrganisation(principal).id
}

export async function requireSeal(
  parts: ServicesParts,
  principal: Principal,
  id: string,
): Promise<store.SealRow> {
  const row = await store.findSeal(parts.kernel.db, id)
  if (!row) throw notFound('印章', id)
  const own = reach(principal)
  if (own && row.organisation_id !== own) throw forbidden('这不是您单位的印章。', 'not-own-seal')
  return row
}
