import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, Json, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull } from './shapes.ts'

/** Header in which an edge node says who it is. */
export const edgeNodeHeader = 'x-civitas-edge-node'

const Name = Type.String({ minLength: 1, maxLength: 100 })
const Share = Type.Number({ minimum: 0, maximum: 1 })
const byId = Type.Object({ id: Id })

/** A module a node is to run; `content` travels to it: a rule, or where a model lies and its digest. */
const EdgeModule = Type.Object({
  module: Name,
  kind: oneOf('rule', 'model', 'program'),
  version: Name,
  content: orNull(Json),
})
export type EdgeModule = Static<typeof EdgeModule>

const Running = Type.Object({ module: Name, version: Name })

const EdgeNode = Type.Object({
  id: Id,
  reference: Type.String(),
  title: Type.String(),
  divisionCode: DivisionCode,
  state: oneOf('online', 'offline', 'unknown'),
  stateText: oneOf('在线', '离线', '未知'),
  heartbeatSeconds: Type.Integer(),
  cpu: orNull(Share),
  storage: orNull(Share),
  queued: orNull(Type.Integer()),
  running: Type.Array(Running),
  assigned: Type.Array(
    Type.Object({ ...EdgeModule.properties, inStep: Type.Boolean({ description: 'The node runs it.' }) }),
  ),
  lastSequence: orNull(Type.Integer()),
  lastSeenTime: orNull(Time),
  createdTime: Time,
})
export type EdgeNode = Static<typeof EdgeNode>

const permission = 'sensing.terminals' as const

export const createEdgeNode = defineOperation({
  id: 'sensing.createEdgeNode',
  method: 'POST',
  path: '/api/sensing/edge-nodes',
  permission,
  summary: { zh: '登记边缘节点', en: 'Register an edge node' },
  body: Type.Object({
    reference: Name,
    title: Type.Optional(Name),
    divisionCode: DivisionCode,
    heartbeatSeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 86_400, default: 60 })),
  }),
  response: Type.Object({ node: EdgeNode, key: Type.String({ description: 'Shown once.' }) }),
  creates: true,
})

export const listEdgeNodes = defineOperation({
  id: 'sensing.listEdgeNodes',
  method: 'GET',
  path: '/api/sensing/edge-nodes',
  permission,
  summary: { zh: '边缘节点', en: 'Edge nodes' },
  query: Type.Object(pageQuery),
  response: pageOf(EdgeNode),
})

export const getEdgeNode = defineOperation({
  id: 'sensing.getEdgeNode',
  method: 'GET',
  path: '/api/sensing/edge-nodes/{id}',
  permission,
  summary: { zh: '边缘节点详情', en: 'An edge node' },
  params: byId,
  response: EdgeNode,
})

export const assignEdgeModule = defineOperation({
  id: 'sensing.assignEdgeModule',
  method: 'POST',
  path: '/api/sensing/edge-nodes/{id}/modules',
  permission,
  summary: { zh: '向边缘节点分发规则或模型', en: 'Distribute a rule or model to a node' },
  params: byId,
  body: Type.Object({ ...EdgeModule.properties, content: Type.Optional(orNull(Json)) }),
  response: EdgeNode,
})

export const withdrawEdgeModule = defineOperation({
  id: 'sensing.withdrawEdgeModule',
  method: 'DELETE',
  path: '/api/sensing/edge-nodes/{id}/modules/{module}',
  permission,
  summary: { zh: '从边缘节点撤回模块', en: 'Withdraw a module from a node' },
  params: Type.Object({ id: Id, module: Type.String() }),
  response: Done,
})

export const reportEdgeHeartbeat = defineOperation({
  id: 'sensing.reportEdgeHeartbeat',
  method: 'POST',
  path: '/api/sensing/edge-nodes/{id}/heartbeat',
  permission: 'public',
  summary: { zh: '边缘节点心跳，领取应运行的模块', en: 'Heartbeat of a node; answers what it should run' },
  params: byId,
  body: Type.Object({
    cpu: Share,
    storage: Share,
    queued: Type.Integer({ minimum: 0, description: 'Readings waiting to be sent.' }),
    modules: Type.Array(Running, { maxItems: 200 }),
  }),
  response: Type.Object({ modules: Type.Array(EdgeModule) }),
})

export const uploadEdgeReadings = defineOperation({
  id: 'sensing.uploadEdgeReadings',
  method: 'POST',
  path: '/api/sensing/edge-nodes/{id}/readings',
  permission: 'public',
  summary: {
    zh: '补传断网期间缓存的观测（按节点与序号幂等）',
    en: 'Readings held back while the link was down; repeats by node and sequence change nothing',
  },
  params: byId,
  body: Type.Object({
    sequence: Type.Integer({ minimum: 0 }),
    rows: Type.Array(
      Type.Object({
        datastreamId: Type.Integer(),
        phenomenonTime: Time,
        result: orNull(Type.Number()),
      }),
      { minItems: 1, maxItems: 5000 },
    ),
  }),
  response: Type.Object({
    sequence: Type.Integer(),
    repeated: Type.Boolean({ description: 'This sequence had been taken in before.' }),
    accepted: Type.Integer(),
    refused: Type.Array(Type.Object({ row: Type.Integer(), reason: Type.String() })),
  }),
})
