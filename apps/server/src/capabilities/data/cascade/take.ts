import type { CascadeMessage, CascadeStep } from '@civitas/contract'
import { hashSecret } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { forbidden, Problem } from '../../../kernel/problem.ts'
import { findDatasetByCode } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { translate } from './code-links.ts'
import * as store from './store.ts'

/** The name of this platform in trails. */
export async function ownName(parts: Pick<DataParts, 'territory' | 'kernel'>): Promise<string> {
  return (await ownSelf(parts)).name
}

/** What this platform was called for others, or its highest division. */
export async function ownSelf({
  territory,
  kernel,
}: Pick<DataParts, 'territory' | 'kernel'>): Promise<{ name: string; divisionCode: string | null }> {
  const divisionCode = territory.cityCode()
  const own = { name: territory.findDivisionName(divisionCode) ?? '本级', divisionCode }
  return (await store.findSelf(kernel.db)) ?? own
}

export async function stepOf(
  parts: DataParts,
  act: CascadeStep['act'],
  by: string | null = null,
): Promise<CascadeStep> {
  const { name, divisionCode } = await ownSelf(parts)
  return { node: name, division: divisionCode, act, time: parts.kernel.clock.now().toISOString(), by }
}

/** Takes a message of a known node; one that came before is answered as it was. */
export async function takeMessage(
  parts: DataParts,
  given: { key: string; message: CascadeMessage },
): Promise<store.Receipt> {
  const { db, clock } = parts.kernel
  const node = await store.findNode(db, { keyHash: hashSecret(given.key) })
  if (!node) throw forbidden('级联密钥无效。', 'unknown-node')
  return db.transaction(async (tx) => {
    const known = await store.findReceipt(tx, node.id, given.message.id)
    if (known) return known
    const receipt = await carryOut(parts, tx, node, given.message)
    await store.keepReceipt(tx, node.id, given.message.id, receipt, clock.now())
    return receipt
  })
}

async function carryOut(
  parts: DataParts,
  tx: Transaction,
  node: store.NodeRow,
  { kind, body }: CascadeMessage,
): Promise<store.Receipt> {
  try {
    if (kind === 'catalogue') await takeCatalogue(parts, tx, node, body)
    if (kind === 'request') await takeRequest(parts, tx, node, body as unknown as RequestTold)
    if (kind === 'answer') await takeAnswer(parts, tx, node, body as unknown as AnswerTold)
    return { accepted: true, detail: null }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { accepted: false, detail: error.message }
  }
}

async function takeCatalogue(
  parts: DataParts,
  tx: Transaction,
  node: store.NodeRow,
  body: Record<string, unknown>,
) {
  const given = Array.isArray(body.resources) ? (body.resources as store.ResourceRow[]) : []
  const rows = given.filter((row) => typeof row.code === 'string' && typeof row.name === 'string')
  await store.replaceResources(tx, node.id, rows, parts.kernel.clock.now())
}

export interface RequestTold {
  id: string
  code: string
  purpose: string
  applicant: string
  trail: CascadeStep[]
}

/** A request of another level: ours to decide, or sent on to where the resource is, with its purpose as it is. */
async function takeRequest(
  parts: DataParts,
  tx: Transaction,
  node: store.NodeRow,
  told: RequestTold,
): Promise<void> {
  const known = await store.findRequest(tx, told.id)
  if (known) {
    if (known.purpose !== told.purpose) throw new Problem('invalid', 'purpose', '申请用途不得在途中更改。')
    return
  }
  const own = await findDatasetByCode(tx, told.code)
  const isOwn = own?.state === 'published' && own.sharing !== 'none'
  const onward = isOwn ? undefined : await store.findResource(tx, told.code, { notNode: node.id })
  if (!isOwn && !onward) throw new Problem('not-found', 'no-resource', `没有资源 ${told.code}`)
  const trail = [...told.trail, await stepOf(parts, isOwn ? 'received' : 'forwarded')]
  await store.insertRequest(tx, {
    ...{ id: told.id, code: told.code, name: own?.name ?? onward?.name ?? told.code, purpose: told.purpose },
    ...{ applicant: told.applicant, from_node: node.id, to_node: onward?.node_id ?? null, trail, rows: null },
    ...{ state: isOwn ? 'received' : 'queued', reason: null, created_time: parts.kernel.clock.now() },
  })
  if (onward) await send(parts, tx, onward.node_id, 'request', { ...told, trail })
}

export interface AnswerTold {
  id: string
  state: 'approved' | 'refused'
  reason: string | null
  trail: CascadeStep[]
  rows: Record<string, unknown>[] | null
  /** Columns of the rows that hold codes, and of which set. */
  codeSets?: Record<string, string>
}

/** An answer from where it was asked: kept where the request began, passed on where it came through. */
async function takeAnswer(
  parts: DataParts,
  tx: Transaction,
  node: store.NodeRow,
  told: AnswerTold,
): Promise<void> {
  const row = await store.findRequest(tx, told.id, { lock: true })
  if (!row || row.to_node !== node.id) throw new Problem('not-found', 'no-request', `没有申请 ${told.id}`)
  const trail = [...told.trail, await stepOf(parts, row.from_node ? 'relayed' : 'received')]
  const turned = told.rows && (await translate(parts, tx, node.id, told.rows, told.codeSets ?? {})).rows
  // What passes through is not kept on the way.
  const rows = row.from_node ? null : turned
  await store.updateRequest(tx, row.id, { state: told.state, reason: told.reason, trail, rows })
  if (row.from_node) await send(parts, tx, row.from_node, 'answer', { ...told, rows: turned, trail })
}

export function send(
  parts: DataParts,
  tx: Transaction,
  nodeId: string,
  kind: CascadeMessage['kind'],
  body: object,
): Promise<void> {
  const message = { id: newId(), kind, body: body as Record<string, unknown> }
  return store.putOutbox(tx, nodeId, message, parts.kernel.clock.now())
}
