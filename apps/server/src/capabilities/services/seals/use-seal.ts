import type { SealApproval } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { requireSeal } from './manage.ts'
import { sealFault } from './rules.ts'
import { putSeal } from './seal-document.ts'
import * as store from './store.ts'

export function toApproval(row: store.ApprovalRow): SealApproval {
  return {
    ...{ id: row.id, sealId: row.seal_id, sealName: row.seal_name, documentType: row.document_type },
    ...{ title: row.title, count: row.count, used: row.used, askedBy: row.asked_name, state: row.state },
    ...{ untilTime: row.until_time?.toISOString() ?? null, askedTime: row.asked_time.toISOString() },
  }
}

export async function ask(
  parts: ServicesParts,
  principal: Principal,
  sealId: string,
  body: { documentType: string; title: string; count: number },
): Promise<SealApproval> {
  const { db, clock } = parts.kernel
  const seal = await requireSeal(parts, principal, sealId)
  const id = newId()
  await db.transaction(async (tx) => {
    await store.insertApproval(tx, {
      ...{ id, seal_id: seal.id, document_type: body.documentType, title: body.title, count: body.count },
      ...{ used: 0, asked_by: principal.userId, asked_name: principal.name, state: 'asked' },
      ...{ until_time: null, asked_time: clock.now() },
    })
    parts.messaging.tell(tx, {
      ...{ key: `services.seal-approval:${id}`, title: `用印申请：${body.title}`, urgency: 'normal' },
      ...{
        text: `${principal.name}申请使用“${seal.name}”${body.count}次。`,
        link: '/console/seals?tab=approvals',
      },
      to: [{ userId: seal.custodian_id }],
    })
  })
  return toApproval((await store.findApproval(db, id)) as store.ApprovalRow)
}

export async function decideUse(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: { granted: boolean; hours?: number },
): Promise<SealApproval> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const row = await store.findApproval(tx, id, { lock: true })
    if (!row) throw notFound('用印申请', id)
    await requireSeal(parts, principal, row.seal_id)
    if (row.asked_by === principal.userId) throw forbidden('申请人不能审批自己的用印。', 'own-request')
    if (row.state !== 'asked') throw conflict('already-decided', '该申请已经审批。')
    const until = new Date(clock.now().getTime() + (body.hours ?? 24) * 3_600_000)
    const state = body.granted ? 'granted' : 'refused'
    await store.decideApproval(tx, id, { state, until: body.granted ? until : null })
  })
  return toApproval((await store.findApproval(db, id)) as store.ApprovalRow)
}

interface SealBody {
  documentType: string
  documents: Array<{ title: string; file: string }>
  approvalId?: string
  position?: object
}

/** Seals documents; a use that is refused stands in the log as well. */
export async function sealDocuments(
  parts: ServicesParts,
  principal: Principal,
  sealId: string,
  body: SealBody,
) {
  const { db, clock } = parts.kernel
  await requireSeal(parts, principal, sealId)
  const now = clock.now()
  const documents = body.documents.map(({ title, file }) => ({
    title,
    digest: sm3(Buffer.from(file, 'base64')),
  }))
  const log = (outcome: 'sealed' | 'refused', reason: string | null): store.SealingRow[] =>
    documents.map(({ title, digest }) => ({
      ...{ id: newId(), seal_id: sealId, time: now, document_type: body.documentType, title, digest },
      ...{ user_name: principal.name, outcome, reason, approval_id: body.approvalId ?? null },
    }))
  const result = await db.transaction(async (tx) => {
    const seal = (await store.findSeal(tx, sealId)) as store.SealRow
    const approval = body.approvalId
      ? await store.findApproval(tx, body.approvalId, { lock: true })
      : undefined
    const ruled = sealFault({
      ...{ seal, documentType: body.documentType, count: documents.length, today: dayOf(now), now },
      ...{ userId: principal.userId, approval: approval?.seal_id === sealId ? approval : null },
    })
    const counted = ruled !== null || (await store.countUses(tx, sealId, documents.length))
    const fault = ruled ?? (counted ? null : '超过印章允许的用印次数')
    await store.insertSealings(tx, log(fault ? 'refused' : 'sealed', fault))
    if (fault) return { fault, packages: [] }
    if (approval) await store.countApproval(tx, approval.id, documents.length)
    const packages = []
    const more = { documentType: body.documentType, ...(body.position ? { position: body.position } : {}) }
    for (const one of documents) packages.push({ ...(await putSeal(parts, seal, { ...one, ...more })) })
    return { fault: null, packages }
  })
  if (result.fault) throw forbidden(`${result.fault}。`, 'seal-refused')
  return { packages: result.packages }
}
