import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hashSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { createSealer } from '../../../kernel/sealed.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { findDatasetByCode, listDatasets } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import { readRows } from '../tables/read-rows.ts'
import { fullAccess } from '../tables/row-access.ts'
import { findVersionAt } from '../tables/store.ts'
import { agreedWith, bindAgreements } from './agreements.ts'
import { bindCodeLinks, codeSetsOf } from './code-links.ts'
import { sendNext, tellStuck } from './send.ts'
import * as store from './store.ts'
import { ownName, ownSelf, send, stepOf, takeMessage } from './take.ts'
import { bindVerticalSystems } from './vertical-systems.ts'

const mostResources = 10_000
const mostRows = 10_000

/** Binds the exchange with platforms above and below. */
export function bindCascade(parts: DataParts): { stop(): Promise<void> } {
  const { http, db, config, clock } = parts.kernel
  const sealer = createSealer(config.data, config.secretKey)
  http.bind(contract.addCascadeNode, async ({ body }) => {
    const { kind, name, url, key } = body
    if ((await store.findNode(db, { keyHash: hashSecret(key) })) || (await store.findNode(db, { name })))
      throw conflict('node-known', '已有同名的节点，或该密钥已用于其他节点。')
    const one = { id: newId(), kind, name, url, sealed_key: sealer.seal(key), keyHash: hashSecret(key) }
    await store.insertNode(db, one, clock.now())
    return toNode((await store.findNode(db, { id: one.id })) as store.NodeRow)
  })
  http.bind(contract.listCascadeNodes, async () => ({ items: (await store.listNodes(db)).map(toNode) }))
  http.bind(contract.syncCascade, () => sync(parts))
  http.bind(contract.listCascadeResources, async ({ query }) => {
    const { items, total } = await store.listResources(db, query)
    return {
      total,
      items: items.map((row) => ({
        ...{ code: row.code, name: row.name, organisationName: row.organisation_name, nodeId: row.node_id },
        ...{ nodeName: row.node_name, levels: row.levels, changedTime: row.changed_time.toISOString() },
      })),
    }
  })
  http.bind(contract.askCascade, ({ body }, { principal }) => ask(parts, principal, body))
  http.bind(contract.listCascadeRequests, async ({ query }) => {
    const { items, total } = await store.listRequests(db, query)
    return { items: items.map(toRequest), total }
  })
  http.bind(contract.decideCascade, ({ params, body }, { principal }) =>
    decide(parts, principal, params.id, body),
  )
  http.bind(contract.getCascadeSelf, () => ownSelf(parts))
  http.bind(contract.setCascadeSelf, async ({ body }) => {
    await store.saveSelf(db, body)
    return ownSelf(parts)
  })
  bindVerticalSystems(parts)
  bindCodeLinks(parts)
  bindAgreements(parts)
  http.bind(contract.takeCascade, ({ body }) => takeMessage(parts, body))
  const sender = startWorkQueue(parts.kernel, 'data-cascade', (tx) => sendNext(parts, sealer, tx), {
    everyMs: 1_000,
  })
  const alarm = startWorkQueue(parts.kernel, 'data-cascade-alarm', (tx) => tellStuck(parts, tx), {
    everyMs: 30_000,
  })
  return {
    stop: async () => {
      await Promise.all([sender.stop(), alarm.stop()])
    },
  }
}

function toNode(row: store.NodeRow): contract.CascadeNode {
  return {
    ...{ id: row.id, kind: row.kind, name: row.name, url: row.url, waiting: row.waiting },
    oldest: row.oldest?.toISOString() ?? null,
    lastContact: row.last_contact?.toISOString() ?? null,
    lastError: row.last_error,
  }
}

function toRequest(row: store.RequestRow): contract.CascadeRequest {
  return {
    ...{ id: row.id, code: row.code, name: row.name, purpose: row.purpose, applicant: row.applicant },
    ...{ state: row.state, reason: row.reason, trail: row.trail, rows: row.rows },
    isHere: row.to_node === null && row.state === 'received',
    createdTime: row.created_time.toISOString(),
  }
}

/** Sends the shareable catalogue to every node, and what is known of others to the nodes that do not own it. */
async function sync(parts: DataParts): Promise<{ resources: number; nodes: number }> {
  const { db, clock } = parts.kernel
  const ownTitle = await ownName(parts)
  const { items } = await listDatasets(
    db,
    { state: 'published', limit: mostResources },
    { all: true },
    clock.now(),
  )
  const own = items
    .filter((row) => row.sharing !== 'none')
    .map((row) => ({
      ...{ id: row.id, code: row.code, name: row.name, levels: [ownTitle] },
      organisation_name: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
    }))
  const foreign = (await store.listResources(db, { limit: mostResources })).items
  const nodes = await store.listNodes(db)
  await db.transaction(async (tx) => {
    for (const node of nodes) {
      const agreed = node.kind === 'peer' ? await agreedWith(tx, node.id, dayOf(clock.now())) : null
      const given = own.filter((row) => !agreed || agreed.has(row.id)).map(({ id: _, ...row }) => row)
      // What a level gives to the levels below and above is not the city's to give to another.
      const passed = (agreed ? [] : foreign)
        .filter((row) => row.node_id !== node.id && !row.levels.includes(node.name))
        .map(({ code, name, organisation_name, levels }) => ({
          ...{ code, name, organisation_name, levels: [...levels, ownTitle] },
        }))
      await send(parts, tx, node.id, 'catalogue', { resources: [...given, ...passed] })
    }
  })
  return { resources: own.length, nodes: nodes.length }
}

type Ask = contract.OperationInput<typeof contract.askCascade>['body']

function ask(parts: DataParts, principal: Principal, body: Ask): Promise<contract.CascadeRequest> {
  return parts.kernel.db.transaction(async (tx) => {
    const found = await store.findResource(tx, body.code, { nodeId: body.nodeId })
    if (!found) throw notFound('上下级资源', body.code)
    const id = newId()
    const applicant = `${await ownName(parts)} ${principal.organisationName ?? principal.name}`
    const trail = [await stepOf(parts, 'asked', principal.name)]
    await store.insertRequest(tx, {
      ...{ id, code: body.code, name: found.name, purpose: body.purpose, applicant, from_node: null },
      ...{ to_node: body.nodeId, state: 'queued', reason: null, trail, rows: null },
      created_time: parts.kernel.clock.now(),
    })
    await send(parts, tx, body.nodeId, 'request', {
      id,
      code: body.code,
      purpose: body.purpose,
      applicant,
      trail,
    })
    return toRequest((await store.findRequest(tx, id)) as store.RequestRow)
  })
}

type Decision = contract.OperationInput<typeof contract.decideCascade>['body']

/** Approves with the shared columns, masked, or refuses with a reason; the answer goes back the way it came. */
async function decide(
  parts: DataParts,
  principal: Principal,
  id: string,
  { approve, reason }: Decision,
): Promise<contract.CascadeRequest> {
  if (!approve && !reason) throw invalid('/body/reason', '请写明不同意的理由')
  const given = approve ? await rowsOf(parts, id) : { rows: null, codeSets: {} }
  return parts.kernel.db.transaction(async (tx) => {
    const row = await store.findRequest(tx, id, { lock: true })
    if (!row) throw notFound('级联申请', id)
    if (row.to_node !== null || row.state !== 'received' || !row.from_node)
      throw conflict('not-here', '该申请不由本级审批，或已办结。')
    const state = approve ? ('approved' as const) : ('refused' as const)
    const trail = [...row.trail, await stepOf(parts, state, principal.name)]
    const done = await store.updateRequest(tx, id, { state, reason: reason ?? null, trail, rows: null })
    await send(parts, tx, row.from_node, 'answer', {
      ...{ id, state, reason: reason ?? null, trail, ...given },
    })
    await parts.ledger.append(tx, {
      ...{ kind: 'data.cascade-answer', subjectId: id },
      payload: { state, code: row.code, purpose: row.purpose, rows: given.rows?.length ?? 0 },
    })
    return toRequest(done)
  })
}

/** What an answer carries: the shared columns, masked, with the code sets they are of; another city gets what was agreed. */
async function rowsOf(parts: DataParts, id: string) {
  const { db, clock } = parts.kernel
  const request = await store.findRequest(db, id)
  const dataset = request && (await findDatasetByCode(db, request.code))
  const version = dataset && (await findVersionAt(db, dataset.id, null))
  if (!dataset || !version) throw new Problem('not-found', 'no-version', '该资源此时没有已发布的数据。')
  const node = request.from_node ? await store.findNode(db, { id: request.from_node }) : undefined
  const agreed =
    node?.kind === 'peer'
      ? ((await agreedWith(db, node.id, dayOf(clock.now()))).get(dataset.id) ?? new Set<string>())
      : null
  if (agreed?.size === 0)
    throw conflict('no-agreement', `与“${node?.name}”没有关于该资源的有效共享协议，不能提供。`)
  const shared = version.fields.filter(
    (field) => field.isShared !== false && (!agreed || agreed.has(field.name)),
  )
  const { items } = await readRows(parts, version, fullAccess(shared, false), { limit: mostRows })
  return { rows: items, codeSets: await codeSetsOf(db, shared) }
}
