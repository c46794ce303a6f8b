import type { EstateSigning } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { requireActing, tellSubject } from '../acting.ts'
import { requireSeen } from '../applications/access.ts'
import { actOn, type Work } from '../applications/act-on.ts'
import { canonical } from '../items/rules.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './signing-store.ts'

/** What is agreed to: this unit, from this owner to this buyer. */
const digestOf = ({ unit, owner_id, buyer_id }: store.SigningRow) =>
  sm3(Buffer.from(canonical({ unit, owner: owner_id, buyer: buyer_id })))

const isSigned = (row: store.SigningRow) => row.digest === digestOf(row)

/** 双方签署: the buyer signs by handing in, the owner online or before the registry (SOC-010). */
export function bindSigning(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  const read = async (id: string) => {
    const row = await store.findTransfer(db, id)
    if (!row) throw notFound('不动产转移', id)
    return row
  }
  http.bind(contract.listMyEstateSignings, async ({ query }, { principal }) => {
    const { subject } = await requireActing(parts, principal)
    const { items, total } = await store.listTransfersOf(db, subject.id, query)
    return { items: items.map(toSigning), total }
  })
  http.bind(contract.signEstateTransfer, async ({ params }, { principal }) => {
    const { subject, by } = await requireActing(parts, principal, 'services')
    const row = await read(params.id)
    if (row.owner_id !== subject.id) throw notFound('不动产转移', params.id)
    if (subject.assurance < 2) throw forbidden('签署不动产转移需要二级以上实名认证。', 'assurance-too-low')
    await sign(parts, principal, row, { way: 'online', note: null, byName: by.name })
    return toSigning(await read(params.id))
  })
  http.bind(contract.getEstateSigning, async ({ params }, { principal }) => {
    await requireSeen(parts, principal, params.id)
    return toSigning(await read(params.id))
  })
  http.bind(contract.confirmEstateSeller, async ({ params, body }, { principal }) => {
    const application = await requireSeen(parts, principal, params.id)
    if (application.organisation_id !== principal.organisationId)
      throw forbidden('只有登记机构可以现场确认转让方。', 'not-registrar')
    const row = await read(params.id)
    await sign(parts, principal, row, { way: 'counter', note: body.note, byName: principal.name })
    return toSigning(await read(params.id))
  })
}

async function sign(
  parts: ServicesParts,
  principal: Principal,
  row: store.SigningRow,
  how: { way: 'online' | 'counter'; note: string | null; byName: string },
): Promise<void> {
  const actor = { name: principal.name, organisationId: principal.organisationId }
  await actOn(parts, row.application_id, actor, async ({ row: application, tx, now, note }) => {
    if (application.decided_time || application.state === 'draft')
      throw conflict('wrong-state', '该转移登记不在办理中，不需要签署。')
    if (isSigned(row)) throw conflict('signed', '转让方已经签署。')
    await store.keepSigning(tx, {
      ...{ applicationId: row.application_id, subjectId: row.owner_id, name: row.seller_name },
      ...{ ...how, digest: digestOf(row), time: now },
    })
    const where = how.way === 'online' ? '在线签署' : `现场确认：${how.note}`
    await note('转让方签署', `${row.seller_name} ${where}`)
  })
}

/** Asks the owner to sign, once the transfer was handed in. */
export async function askOwner(
  parts: ServicesParts,
  { row, tx }: Work,
  ownerId: string | null,
): Promise<void> {
  if (!ownerId) return
  await tellSubject(parts, tx, ownerId, {
    ...{ key: `services.estate-signing:${row.id}`, title: '请签署不动产转移' },
    ...{ text: `${row.subject_name}申请将您名下的不动产 ${String(row.form.unit)} 转移登记，请核对后签署。` },
    link: '/portal/applications',
  })
}

/** The book goes on only with the owner’s agreement to what is written. */
export async function requireSigned(db: Queryable, applicationId: string): Promise<void> {
  const row = await store.findTransfer(db, applicationId)
  if (!row || !isSigned(row))
    throw conflict('not-signed', '转让方尚未签署，不能登簿：可由转让方在线签署，或到登记机构现场确认。')
}

function toSigning(row: store.SigningRow): EstateSigning {
  const given = isSigned(row)
  return {
    ...{ applicationId: row.application_id, number: row.number, unit: row.unit, address: row.address },
    ...{ sellerName: row.seller_name, buyerName: row.buyer_name, way: given ? row.way : null },
    ...{ byName: given ? row.by_name : null, note: given ? row.note : null },
    time: given ? (row.time?.toISOString() ?? null) : null,
  }
}
