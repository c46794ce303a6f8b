import * as contract from '@civitas/contract'
import type { FastifyRequest } from 'fastify'
import { hasPermission, isInScope, type Principal, requireInScope } from '../../../kernel/access.ts'
import { hashSecret, newSecret, sm3 } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound, unauthenticated } from '../../../kernel/problem.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { decodeObservation, Undecodable } from '../ingest/decode-readings.ts'
import type { Reading } from '../ingest/record-observations.ts'
import type { TerminalParts } from './bind-terminals.ts'
import * as store from './edge-store.ts'

/** A node that stays silent for this many heartbeats is offline. */
const missedHeartbeats = 3

const stateText = { online: '在线', offline: '离线', unknown: '未知' } as const

/** Edge nodes: what they are, what they should run, and what they held back while the link was down. */
export function bindEdgeNodes(parts: TerminalParts): void {
  const { http, db, clock } = parts.kernel
  const toNode = (row: store.NodeRow) => describe(row, clock.now().getTime())
  const requireNode = async (id: string, { scope }: Principal) => {
    const row = await store.findNode(db, id)
    if (!row || !isInScope(row.divisionCode, scope)) throw notFound('边缘节点', id)
    return row
  }
  http.bind(contract.createEdgeNode, async ({ body }, { principal }) => {
    requireInScope(body.divisionCode, principal.scope)
    const [id, key] = [newId(), newSecret()]
    const more = { title: body.title ?? body.reference, heartbeatSeconds: body.heartbeatSeconds ?? 60 }
    const row = { ...body, ...more, id, keyHash: hashSecret(key), now: clock.now() }
    if (!(await store.insertNode(db, row)))
      throw conflict('reference-taken', `边缘节点 ${body.reference} 已登记。`)
    return { node: toNode(await requireNode(id, principal)), key }
  })
  http.bind(contract.listEdgeNodes, async ({ query }, { principal }) => {
    const page = await store.listNodes(db, query, principal.scope)
    return { items: page.items.map(toNode), total: page.total }
  })
  http.bind(contract.getEdgeNode, async ({ params }, { principal }) =>
    toNode(await requireNode(params.id, principal)),
  )
  http.bind(contract.assignEdgeModule, async ({ params, body }, { principal }) => {
    await requireNode(params.id, principal)
    await store.assignModule(db, params.id, { ...body, content: body.content ?? null })
    return toNode(await requireNode(params.id, principal))
  })
  http.bind(contract.withdrawEdgeModule, async ({ params }, { principal }) => {
    await requireNode(params.id, principal)
    if (!(await store.withdrawModule(db, params.id, params.module))) throw notFound('模块', params.module)
    return { done: true as const }
  })
  bindNodeChannel(parts)
}

/** What a node says itself, with its key; a person who manages nodes may hand in what one had held back. */
function bindNodeChannel(parts: TerminalParts): void {
  const { http, db, clock } = parts.kernel
  const requireCaller = async (id: string, request: FastifyRequest, principal: Principal | null) => {
    const row = await store.findNode(db, id)
    const key = request.headers[contract.edgeNodeHeader]
    if (row && typeof key === 'string' && row.keyHash === hashSecret(key)) return row
    const mayManage = principal !== null && hasPermission(principal, 'sensing.terminals')
    if (!mayManage) throw unauthenticated('边缘节点凭据无效。', 'unknown-node')
    if (!row || !isInScope(row.divisionCode, principal.scope)) throw notFound('边缘节点', id)
    return row
  }
  http.bind(contract.reportEdgeHeartbeat, async ({ params, body }, { raw, principal }) => {
    const { assigned } = await requireCaller(params.id, raw, principal)
    await store.noteHeartbeat(db, params.id, { ...body, now: clock.now() })
    return { modules: assigned }
  })
  http.bind(contract.uploadEdgeReadings, async ({ params, body }, { raw, principal }) => {
    const node = await requireCaller(params.id, raw, principal)
    return takeIn(parts, node, body)
  })
}

/**
 * Takes in a batch once. Its number is kept only after its readings are durable: a node that heard no answer sends it
 * again, and readings that are there already stay as they are, being one per datastream and phenomenon time.
 */
async function takeIn(
  { kernel, index, recorder, seen }: TerminalParts,
  node: store.NodeRow,
  { sequence, rows }: { sequence: number; rows: ReadonlyArray<EdgeRow> },
) {
  const digest = sm3(JSON.stringify(rows))
  const held = await store.findBatch(kernel.db, node.id, sequence)
  if (held) return repeat(held, sequence, digest)
  const now = kernel.clock.now()
  const { readings, refused } = decodeRows(index, node, rows, now.getTime())
  if (readings.length > 0) await recorder.record(readings)
  const batch = { digest, accepted: readings.length, refused }
  if (!(await store.insertBatch(kernel.db, node.id, sequence, { ...batch, now }))) {
    const other = await store.findBatch(kernel.db, node.id, sequence)
    return repeat(other as store.Batch, sequence, digest)
  }
  for (const { datastreamId, timeMs } of readings) {
    const thing = index.find(datastreamId)?.thing
    // What was held back tells when the device was heard then, not that it is heard now.
    if (thing && now.getTime() - timeMs < thing.heartbeatMs) seen.see(thing.id, timeMs)
  }
  return { sequence, repeated: false, accepted: readings.length, refused }
}

function repeat({ digest, accepted, refused }: store.Batch, sequence: number, given: string) {
  if (digest !== given) throw conflict('sequence-used', `序号 ${sequence} 已用于另一批观测。`)
  return { sequence, repeated: true, accepted, refused }
}

interface EdgeRow {
  datastreamId: number
  phenomenonTime: string
  result: number | null
}

/** A row that cannot be taken in is said and stops no other. A node speaks for devices of its own division. */
function decodeRows(index: DatastreamIndex, node: store.NodeRow, rows: readonly EdgeRow[], nowMs: number) {
  const scope = { divisions: [node.divisionCode], everything: false }
  const readings: Reading[] = []
  const refused: store.Batch['refused'] = []
  for (const [row, given] of rows.entries()) {
    const datastream = index.find(given.datastreamId)
    try {
      if (!datastream || datastream.derived || !isInScope(datastream.thing.divisionCode, scope))
        throw new Undecodable('unknown-thing', `本节点没有数据流 ${given.datastreamId}`)
      if (datastream.thing.quarantined)
        throw new Undecodable('quarantined', `设备 ${datastream.thing.reference} 已隔离`)
      readings.push(decodeObservation(given, datastream, nowMs))
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      refused.push({ row, reason: error.message })
    }
  }
  return { readings, refused }
}

function describe({ keyHash: _, assigned, ...row }: store.NodeRow, nowMs: number): contract.EdgeNode {
  const silentMs = row.lastSeenTime ? nowMs - row.lastSeenTime.getTime() : null
  const limitMs = row.heartbeatSeconds * 1000 * missedHeartbeats
  const state = silentMs === null ? 'unknown' : silentMs > limitMs ? 'offline' : 'online'
  const isRunning = ({ module, version }: contract.EdgeModule) =>
    row.running.some((one) => one.module === module && one.version === version)
  return {
    ...row,
    ...{ state, stateText: stateText[state] },
    assigned: assigned.map((one) => ({ ...one, inStep: isRunning(one) })),
    lastSeenTime: row.lastSeenTime?.toISOString() ?? null,
    createdTime: row.createdTime.toISOString(),
  }
}
