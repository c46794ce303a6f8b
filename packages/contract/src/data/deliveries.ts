import { type Static, Type } from 'typebox'
import { Done, Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const page = { limit: pageQuery.limit, offset: pageQuery.offset }
const params = Type.Object({ id: Id })

/** 交换节点 of a department or county. */
export const ExchangeNode = Type.Object({
  id: Id,
  organisationId: Id,
  organisationName: Type.String(),
  name: Type.String(),
  publicKey: Type.String(),
  state: oneOf('active', 'suspended'),
  createdTime: Time,
  lastSeenTime: Type.Union([Time, Type.Null()]),
})
export type ExchangeNode = Static<typeof ExchangeNode>

export const listExchangeNodes = defineOperation({
  id: 'data.listNodes',
  method: 'GET',
  path: '/api/data/nodes',
  permission: 'data.read',
  summary: { zh: '查询交换节点', en: 'List exchange nodes' },
  query: Type.Object(page),
  response: pageOf(ExchangeNode),
})

export const registerExchangeNode = defineOperation({
  id: 'data.registerNode',
  method: 'POST',
  path: '/api/data/nodes',
  permission: 'data.operate',
  summary: { zh: '登记交换节点', en: 'Register an exchange node' },
  body: Type.Object({
    organisationId: Id,
    name: Type.String({ minLength: 2, maxLength: 80 }),
    publicKey: Type.String({ pattern: '^04[0-9a-f]{128}$', description: 'SM2 point, uncompressed, hex.' }),
  }),
  response: ExchangeNode,
  creates: true,
})

export const suspendExchangeNode = defineOperation({
  id: 'data.suspendNode',
  method: 'POST',
  path: '/api/data/nodes/{id}/suspend',
  permission: 'data.operate',
  summary: { zh: '停用或恢复交换节点', en: 'Suspend or resume a node' },
  params,
  body: Type.Object({ isSuspended: Type.Boolean() }),
  response: ExchangeNode,
})

/** Every version as a whole, or only the rows that are new, other or gone since the version before. */
export const SubscriptionKind = oneOf('full', 'changes')
export type SubscriptionKind = Static<typeof SubscriptionKind>

const pushTarget = {
  engine: Type.Optional(oneOf('postgresql', 'mysql')),
  host: Type.String({ minLength: 1, maxLength: 200 }),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  database: Type.String({ minLength: 1, maxLength: 100 }),
  user: Type.String({ minLength: 1, maxLength: 100 }),
  table: Type.String({
    pattern: '^[A-Za-z_][A-Za-z0-9_]{0,59}(\\.[A-Za-z_][A-Za-z0-9_]{0,59})?$',
    description: 'Table, made by the platform when it is not there.',
  }),
}

export const DataSubscription = Type.Object({
  id: Id,
  grantId: Id,
  grantNumber: Type.String(),
  datasetId: Id,
  datasetName: Type.String(),
  nodeId: Id,
  nodeName: Type.String(),
  organisationName: Type.String(),
  sends: SubscriptionKind,
  push: nullable(Type.Object(pushTarget), {
    description: 'Table of the consumer it is written to; null where the node fetches it.',
  }),
  isPaused: Type.Boolean(),
  createdTime: Time,
})
export type DataSubscription = Static<typeof DataSubscription>

export const listDataSubscriptions = defineOperation({
  id: 'data.listSubscriptions',
  method: 'GET',
  path: '/api/data/subscriptions',
  permission: 'data.read',
  summary: { zh: '查询数据订阅', en: 'List subscriptions' },
  query: Type.Object(page),
  response: pageOf(DataSubscription),
})

export const createDataSubscription = defineOperation({
  id: 'data.createSubscription',
  method: 'POST',
  path: '/api/data/subscriptions',
  permission: 'data.apply',
  summary: { zh: '订阅数据', en: 'Subscribe to a granted dataset' },
  body: Type.Object({
    grantId: Id,
    nodeId: Id,
    sends: Type.Optional(SubscriptionKind),
    push: Type.Optional(
      Type.Object({ ...pushTarget, password: Type.Optional(Type.String({ maxLength: 200 })) }),
    ),
  }),
  response: DataSubscription,
  creates: true,
})

export const pauseDataSubscription = defineOperation({
  id: 'data.pauseSubscription',
  method: 'POST',
  path: '/api/data/subscriptions/{id}/pause',
  permission: 'data.apply',
  summary: { zh: '暂停或恢复订阅', en: 'Pause or resume a subscription' },
  params,
  body: Type.Object({ isPaused: Type.Boolean() }),
  response: DataSubscription,
})

export const DataDelivery = Type.Object({
  id: Id,
  subscriptionId: Id,
  kind: oneOf('full', 'correction', 'changes', 'doubt'),
  datasetId: Id,
  datasetName: Type.String(),
  nodeName: Type.String(),
  organisationName: Type.String(),
  versionId: Id,
  state: oneOf('prepared', 'confirmed', 'mismatch', 'superseded'),
  rows: Type.Integer(),
  bytes: Type.Integer(),
  sm3: Type.String({ description: 'Of all lines as they are sent, hex.' }),
  sentRows: Type.Integer(),
  attempts: Type.Integer(),
  createdTime: Time,
  acknowledgedTime: Type.Union([Time, Type.Null()]),
  consumerRows: Type.Union([Type.Integer(), Type.Null()]),
  consumerSm3: Type.Union([Type.String(), Type.Null()]),
  isPushed: Type.Boolean({ description: 'Written to a table of the consumer.' }),
  lastError: nullable(Type.String(), { description: 'Why it could not be written the last time.' }),
})
export type DataDelivery = Static<typeof DataDelivery>

export const listDataDeliveries = defineOperation({
  id: 'data.listDeliveries',
  method: 'GET',
  path: '/api/data/deliveries',
  permission: 'data.read',
  summary: { zh: '查询数据交付', en: 'List deliveries' },
  query: Type.Object({
    ...page,
    state: Type.Optional(oneOf('prepared', 'confirmed', 'mismatch', 'superseded')),
    subscriptionId: Type.Optional(Id),
  }),
  response: pageOf(DataDelivery),
})

/** What a node has to fetch. The caller is known by the key of an application of the node’s organisation. */
export const listNodeDeliveries = defineOperation({
  id: 'data.listNodeDeliveries',
  method: 'GET',
  path: '/api/data/node/deliveries',
  permission: 'public',
  summary: { zh: '待取交付（凭应用密钥）', en: 'Deliveries to fetch, by key of an application' },
  response: Type.Object({ items: Type.Array(DataDelivery) }),
})

export const getDeliveryManifest = defineOperation({
  id: 'data.getDeliveryManifest',
  method: 'GET',
  path: '/api/data/node/deliveries/{id}/manifest',
  permission: 'public',
  summary: { zh: '交付清单（凭应用密钥）', en: 'Signed manifest of a delivery' },
  params,
  response: Type.Object({
    manifest: Type.String({ description: 'JSON that is signed.' }),
    signature: Type.String({ description: 'SM2 with SM3, DER, hex.' }),
    publicKey: Type.String(),
  }),
})

/** The lines of a delivery from a row on: newline-delimited JSON, each with its number `_row`. */
export const readDeliveryRows = defineOperation({
  id: 'data.readDeliveryRows',
  method: 'GET',
  path: '/api/data/node/deliveries/{id}/rows',
  permission: 'public',
  summary: { zh: '取交付数据（凭应用密钥，可续传）', en: 'Rows of a delivery, resumable' },
  params,
  query: Type.Object({ from: Type.Optional(Type.Integer({ minimum: 0, default: 0 })) }),
  response: Json,
  produces: 'application/x-ndjson; charset=utf-8',
})

export const acknowledgeDelivery = defineOperation({
  id: 'data.acknowledgeDelivery',
  method: 'POST',
  path: '/api/data/node/deliveries/{id}/acknowledge',
  permission: 'public',
  summary: { zh: '确认收妥（凭应用密钥与节点签名）', en: 'Acknowledge a delivery, signed by the node' },
  params,
  body: Type.Object({
    rows: Type.Integer({ minimum: 0 }),
    sm3: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    signature: Type.String({
      maxLength: 400,
      description: 'SM2 of the node over `civitas-ack/1\\n<id>\\n<rows>\\n<sm3>\\n`.',
    }),
  }),
  response: Type.Object({
    state: oneOf('confirmed', 'mismatch'),
    why: Type.Union([Type.String(), Type.Null()]),
  }),
})

export const remakeDelivery = defineOperation({
  id: 'data.remakeDelivery',
  method: 'POST',
  path: '/api/data/deliveries/{id}/remake',
  permission: 'data.read',
  summary: { zh: '重新交付', en: 'Deliver again' },
  params,
  response: Done,
})
