import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { findDataset } from '../catalogue/store.ts'
import { admitApp } from '../gateway/admit.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { findGrant } from '../grants/store.ts'
import { seal } from '../sources/collect.ts'
import { findVersion, findVersionAt } from '../tables/store.ts'
import { hasKey } from './changed-rows.ts'
import { acknowledge, getOwnDelivery, sendRows } from './fetch.ts'
import { deliver, prepareNext } from './prepare.ts'
import { pushNext } from './push.ts'
import * as store from './store.ts'

/** Binds nodes, subscriptions and deliveries; answers how to stop what runs on its own. */
export function bindDeliveries(parts: GatewayParts): { stop(): Promise<void> } {
  bindNodes(parts)
  bindSubscriptions(parts)
  bindFetching(parts)
  const { messages } = parts.kernel
  messages.subscribe('data.resend-corrected', contract.recordCorrected, async (tx, { body }) => {
    await resendRecord(parts, tx, body, 'correction')
    // Who takes changes gets the value as a change of the version; a doubt that is over may have no other trace.
    await resendRecord(parts, tx, body, 'doubt', 'changes')
  })
  messages.subscribe('data.resend-disputed', contract.recordDisputed, async (tx, { body }) => {
    await resendRecord(parts, tx, body, 'doubt', 'full')
    await resendRecord(parts, tx, body, 'doubt', 'changes')
  })
  parts.kernel.jobs.every('data-stuck-deliveries', '15 * * * *', () => tellStuck(parts))
  const queues = [
    startWorkQueue(parts.kernel, 'data.deliver', (tx) => prepareNext(parts, tx), { everyMs: 2_000 }),
    startWorkQueue(parts.kernel, 'data.push', (tx) => pushNext(parts, tx), { everyMs: 2_000 }),
  ]
  return {
    stop: async () => {
      for (const queue of queues) await queue.stop()
    },
  }
}

function toNode({ identity }: GatewayParts, row: store.NodeRow): contract.ExchangeNode {
  return {
    ...{
      id: row.id,
      organisationId: row.organisation_id,
      name: row.name,
      publicKey: row.public_key,
      state: row.state,
    },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    createdTime: row.created_time.toISOString(),
    lastSeenTime: row.last_seen_time?.toISOString() ?? null,
  }
}

function bindNodes(parts: GatewayParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listExchangeNodes, async ({ query }) => {
    const [rows, count] = await Promise.all([
      db.query<store.NodeRow>(sql`SELECT * FROM data.node ORDER BY created_time DESC, id DESC
        LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.node`),
    ])
    return { items: rows.map((row) => toNode(parts, row)), total: count?.n ?? 0 }
  })
  http.bind(contract.registerExchangeNode, async ({ body }) => {
    if (!parts.identity.findOrganisation(body.organisationId))
      throw invalid('/body/organisationId', '没有这个单位')
    const id = newId()
    await db.query(sql`INSERT INTO data.node (id, organisation_id, name, public_key, state, created_time)
      VALUES (${id}, ${body.organisationId}, ${body.name}, ${body.publicKey}, 'active', ${clock.now()})`)
    return toNode(parts, (await store.findNode(db, id)) as store.NodeRow)
  })
  http.bind(contract.suspendExchangeNode, async ({ params, body }) => {
    await db.query(
      sql`UPDATE data.node SET state = ${body.isSuspended ? 'suspended' : 'active'} WHERE id = ${params.id}`,
    )
    const row = await store.findNode(db, params.id)
    if (!row) throw notFound('交换节点', params.id)
    return toNode(parts, row)
  })
}

function toSubscription({ identity }: GatewayParts, row: store.SubscriptionRow): contract.DataSubscription {
  return {
    ...{ id: row.id, grantId: row.grant_id, grantNumber: row.number, datasetId: row.dataset_id },
    ...{
      datasetName: row.dataset_name,
      nodeId: row.node_id,
      nodeName: row.node_name,
      isPaused: row.is_paused,
    },
    ...{ sends: row.sends, push: row.push },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    createdTime: row.created_time.toISOString(),
  }
}

function bindSubscriptions(parts: GatewayParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listDataSubscriptions, async ({ query }, { principal }) => {
    const { items, total } = await store.listSubscriptions(db, principal, query)
    return { items: items.map((row) => toSubscription(parts, row)), total }
  })
  http.bind(contract.createDataSubscription, async ({ body }, { principal }) => {
    const [grant, node] = [await findGrant(db, body.grantId), await store.findNode(db, body.nodeId)]
    if (!grant || grant.organisation_id !== principal.organisationId) throw notFound('数据授权', body.grantId)
    if (!node || node.organisation_id !== principal.organisationId)
      throw invalid('/body/nodeId', '请选择本单位的交换节点')
    if (grant.withdrawn_time) throw conflict('grant-withdrawn', '授权已收回。')
    if (grant.delivery === 'api') throw invalid('/body/grantId', '该授权的交付方式是接口，不能订阅')
    const { sends = 'full', push } = body
    if (push && grant.delivery !== 'database')
      throw invalid('/body/push', '该授权的交付方式不是库表推送', 'not-database')
    const version = await findVersionAt(db, grant.dataset_id, null)
    if (sends === 'changes' && version && !hasKey(version, grant))
      throw invalid('/body/sends', '按变更订阅要求主键在授权范围内且未部分脱敏', 'no-key')
    const id = newId()
    const { password, ...target } = push ?? {}
    await db.query(sql`INSERT INTO data.subscription (id, grant_id, node_id, sends, push, push_secret, created_time)
      VALUES (${id}, ${grant.id}, ${node.id}, ${sends}, ${push ? JSON.stringify(target) : null},
        ${password ? seal(parts, password) : null}, ${clock.now()})`)
    return toSubscription(parts, (await store.findSubscription(db, id)) as store.SubscriptionRow)
  })
  http.bind(contract.pauseDataSubscription, async ({ params, body }, { principal }) => {
    const row = await store.findSubscription(db, params.id)
    if (!row || row.organisation_id !== principal.organisationId) throw notFound('数据订阅', params.id)
    await db.query(sql`UPDATE data.subscription SET is_paused = ${body.isPaused} WHERE id = ${params.id}`)
    return toSubscription(parts, { ...row, is_paused: body.isPaused })
  })
}

function toDelivery({ identity }: GatewayParts, row: store.DeliveryRow): contract.DataDelivery {
  return {
    ...{ id: row.id, subscriptionId: row.subscription_id, kind: row.kind, datasetId: row.dataset_id },
    ...{
      datasetName: row.dataset_name,
      nodeName: row.node_name,
      versionId: row.version_id,
      state: row.state,
    },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ rows: row.rows, bytes: row.bytes, sm3: row.sm3, sentRows: row.sent_rows, attempts: row.attempts },
    createdTime: row.created_time.toISOString(),
    acknowledgedTime: row.acknowledged_time?.toISOString() ?? null,
    ...{ consumerRows: row.acknowledged?.rows ?? null, consumerSm3: row.acknowledged?.sm3 ?? null },
    ...{ isPushed: row.push !== null, lastError: row.last_error },
  }
}

function bindFetching(parts: GatewayParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listDataDeliveries, async ({ query }, { principal }) => {
    const { items, total } = await store.listDeliveries(db, principal, query)
    return { items: items.map((row) => toDelivery(parts, row)), total }
  })
  http.bind(contract.remakeDelivery, async ({ params }, { principal }) => {
    const row = await store.findDelivery(db, params.id)
    const isMine =
      row &&
      ([row.organisation_id, row.provider_id].includes(principal.organisationId ?? '') ||
        hasPermission(principal, 'data.operate'))
    if (!isMine) throw notFound('数据交付', params.id)
    await db.query(sql`UPDATE data.subscription SET version_id = NULL WHERE id = ${row.subscription_id}`)
    return { done: true as const }
  })
  http.bind(contract.listNodeDeliveries, async (_, context) => {
    const key = await admitApp(parts, context.raw)
    return { items: (await store.listWaiting(db, key.organisation_id)).map((row) => toDelivery(parts, row)) }
  })
  http.bind(contract.getDeliveryManifest, async ({ params }, context) => {
    const { manifest, signature } = await getOwnDelivery(parts, params.id, context)
    return { manifest, signature, publicKey: parts.receiptKey.publicKey }
  })
  http.bind(contract.readDeliveryRows, async ({ params, query }, context) =>
    // A stream of lines, sent as it is.
    sendRows(parts, params.id, query.from ?? 0, context).then(
      (lines) => lines as unknown as Record<string, unknown>,
    ),
  )
  http.bind(contract.acknowledgeDelivery, ({ params, body }, context) =>
    acknowledge(parts, params.id, body, context),
  )
}

/** A delivery nobody fetched or confirmed in a day is told of, once. */
async function tellStuck(people: GatewayParts): Promise<void> {
  const { kernel } = people
  const now = kernel.clock.now()
  const before = new Date(now.getTime() - 86_400_000)
  await kernel.db.transaction(async (tx) => {
    const rows = await tx.query<{ id: string }>(sql`UPDATE data.delivery SET told_stuck = ${now}
      WHERE state IN ('prepared', 'mismatch') AND created_time < ${before} AND told_stuck IS NULL RETURNING id`)
    for (const { id } of rows) {
      const row = (await store.findDelivery(tx, id)) as store.DeliveryRow
      await people.messaging.tell(tx, {
        ...{ key: `data.stuck:${id}`, title: `交付一天未确认：${row.dataset_name}`, urgency: 'normal' },
        text: `节点“${row.node_name}”尚未确认收妥 ${row.rows} 行数据。`,
        to: [{ organisationId: row.organisation_id }, { organisationId: row.provider_id }],
        link: '/console/data-exchange',
      })
    }
  })
}

/** Sends a record as it is now, with or without its mark, to those who subscribe to its dataset and take it so. */
async function resendRecord(
  parts: GatewayParts,
  tx: Transaction,
  given: { datasetId: string; recordKey: string },
  kind: 'correction' | 'doubt',
  sends: contract.DataSubscription['sends'] = 'full',
): Promise<void> {
  const dataset = await findDataset(tx, given.datasetId)
  const version = dataset?.version_id ? await findVersion(tx, dataset.version_id) : undefined
  const keys = version?.fields.filter((field) => field.isKey) ?? []
  // Where several columns make the key, the next full delivery brings it.
  if (!version || keys.length !== 1) return
  const within = [{ field: keys[0]?.name ?? '', is: 'eq' as const, value: given.recordKey }]
  const due = await tx.query<{
    id: string
    grant_id: string
  }>(sql`SELECT s.id, s.grant_id FROM data.subscription s
    JOIN data.grant_of_use g ON g.id = s.grant_id JOIN data.node n ON n.id = s.node_id
    WHERE g.dataset_id = ${given.datasetId} AND g.withdrawn_time IS NULL AND NOT s.is_paused AND n.state = 'active'
      AND s.version_id IS NOT NULL AND s.sends = ${sends}`)
  for (const { id, grant_id } of due) {
    const grant = await findGrant(tx, grant_id)
    // A mark on a row the consumer cannot tell from others would say nothing.
    if (!grant || (kind === 'doubt' && !hasKey(version, grant))) continue
    await deliver(parts, tx, { subscriptionId: id, grant, version, kind, within })
  }
}
