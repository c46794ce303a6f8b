import { type Static, Type } from 'typebox'
import { DivisionCode, Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** 级联节点: the same platform at a level above or below. */
export const CascadeNode = Type.Object({
  id: Id,
  kind: oneOf('upper', 'lower', 'peer'),
  name: Type.String(),
  url: Type.String(),
  waiting: Type.Integer({ description: 'Messages that wait for it.' }),
  oldest: Type.Union([Type.String(), Type.Null()], { description: 'Since when the oldest waits.' }),
  lastContact: Type.Union([Type.String(), Type.Null()]),
  lastError: Type.Union([Type.String(), Type.Null()]),
})
export type CascadeNode = Static<typeof CascadeNode>

/** A resource of another level, as its catalogue says. */
export const CascadeResource = Type.Object({
  code: Type.String(),
  name: Type.String(),
  organisationName: Type.String(),
  nodeId: Id,
  nodeName: Type.String(),
  levels: Type.Array(Type.String(), { description: 'The platforms it came through, the owner first.' }),
  changedTime: Time,
})
export type CascadeResource = Static<typeof CascadeResource>

export const CascadeStep = Type.Object({
  node: Type.String(),
  division: Type.Optional(nullable(Type.String(), { description: 'Division code of the platform.' })),
  act: oneOf('asked', 'forwarded', 'received', 'approved', 'refused', 'relayed'),
  time: Time,
  by: Type.Union([Type.String(), Type.Null()]),
})
export type CascadeStep = Static<typeof CascadeStep>

/** A request that goes from level to level under one id, with every step; its purpose never changes on the way. */
export const CascadeRequest = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  purpose: Type.String(),
  applicant: Type.String(),
  state: oneOf('queued', 'sent', 'received', 'approved', 'refused'),
  reason: Type.Union([Type.String(), Type.Null()]),
  trail: Type.Array(CascadeStep),
  rows: Type.Union([Type.Array(Json), Type.Null()]),
  isHere: Type.Boolean({ description: 'To be decided on this platform.' }),
  createdTime: Time,
})
export type CascadeRequest = Static<typeof CascadeRequest>

const params = Type.Object({ id: Id })

export const addCascadeNode = defineOperation({
  id: 'data.addCascadeNode',
  method: 'POST',
  path: '/api/data/cascade/nodes',
  permission: 'data.operate',
  summary: { zh: '登记级联节点', en: 'Register a platform above or below' },
  body: Type.Object({
    kind: oneOf('upper', 'lower', 'peer'),
    name: Type.String({ minLength: 2, maxLength: 100 }),
    url: Type.String({ pattern: '^https?://', maxLength: 300 }),
    key: Type.String({ minLength: 16, maxLength: 200, description: 'Secret both sides share.' }),
  }),
  response: CascadeNode,
  creates: true,
})

export const listCascadeNodes = defineOperation({
  id: 'data.listCascadeNodes',
  method: 'GET',
  path: '/api/data/cascade/nodes',
  permission: 'data.read',
  summary: { zh: '级联节点与积压', en: 'Platforms above and below, and what waits' },
  response: Type.Object({ items: Type.Array(CascadeNode) }),
})

export const syncCascade = defineOperation({
  id: 'data.syncCascade',
  method: 'POST',
  path: '/api/data/cascade/sync',
  permission: 'data.operate',
  summary: { zh: '向上下级报送目录', en: 'Send the catalogue up and down' },
  response: Type.Object({ resources: Type.Integer(), nodes: Type.Integer() }),
})

export const listCascadeResources = defineOperation({
  id: 'data.listCascadeResources',
  method: 'GET',
  path: '/api/data/cascade/resources',
  permission: 'data.read',
  summary: { zh: '上下级目录', en: 'Catalogues of other levels' },
  query: Type.Object(pageQuery),
  response: pageOf(CascadeResource),
})

export const askCascade = defineOperation({
  id: 'data.askCascade',
  method: 'POST',
  path: '/api/data/cascade/requests',
  permission: 'data.apply',
  summary: { zh: '向上下级申请数据', en: 'Ask another level for data' },
  body: Type.Object({
    code: Type.String({ maxLength: 60 }),
    nodeId: Id,
    purpose: Type.String({ minLength: 4, maxLength: 1000 }),
  }),
  response: CascadeRequest,
  creates: true,
})

export const listCascadeRequests = defineOperation({
  id: 'data.listCascadeRequests',
  method: 'GET',
  path: '/api/data/cascade/requests',
  permission: 'data.read',
  summary: { zh: '级联申请与轨迹', en: 'Requests between levels and their trail' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(CascadeRequest),
})

export const decideCascade = defineOperation({
  id: 'data.decideCascade',
  method: 'POST',
  path: '/api/data/cascade/requests/{id}/decision',
  permission: 'data.review',
  summary: { zh: '审批下级或上级的申请', en: 'Decide on a request of another level' },
  params,
  body: Type.Object({ approve: Type.Boolean(), reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: CascadeRequest,
})

/** A message between platforms: in order, under an id, answered the same when it comes again. */
export const CascadeMessage = Type.Object({
  id: Id,
  kind: oneOf('catalogue', 'request', 'answer'),
  body: Json,
  time: Time,
})
export type CascadeMessage = Static<typeof CascadeMessage>

export const takeCascade = defineOperation({
  id: 'data.takeCascade',
  method: 'POST',
  path: '/api/data/cascade/messages',
  permission: 'public',
  summary: { zh: '接收级联消息', en: 'Take a message of another level' },
  body: Type.Object({ key: Type.String({ maxLength: 200 }), message: CascadeMessage }),
  response: Type.Object({ accepted: Type.Boolean(), detail: Type.Union([Type.String(), Type.Null()]) }),
})

/** How this platform is called in the trails of requests between levels. */
export const CascadeSelf = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 100 }),
  divisionCode: nullable(DivisionCode),
})

export const getCascadeSelf = defineOperation({
  id: 'data.getCascadeSelf',
  method: 'GET',
  path: '/api/data/cascade/self',
  permission: 'data.read',
  summary: { zh: '本级平台名称', en: 'What this platform is called' },
  response: CascadeSelf,
})

export const setCascadeSelf = defineOperation({
  id: 'data.setCascadeSelf',
  method: 'PUT',
  path: '/api/data/cascade/self',
  permission: 'data.operate',
  summary: { zh: '设置本级平台名称', en: 'Say what this platform is called' },
  body: Type.Object({ name: CascadeSelf.properties.name, divisionCode: DivisionCode }),
  response: CascadeSelf,
})

const Words = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 })

const systemInput = {
  title: Type.String({ minLength: 2, maxLength: 200 }),
  level: oneOf('state', 'province', 'city'),
  owner: Type.String({ minLength: 2, maxLength: 200 }),
  functions: Words,
  interface: Type.String({
    maxLength: 500,
    description: 'How data is had from it; empty where it has none.',
  }),
  network: oneOf('internet', 'government-extranet', 'government-intranet', 'dedicated'),
  available: Words,
  gaps: Words,
  supplement: nullable(Type.String({ maxLength: 500, description: 'What the city adds for itself.' })),
}

/** 垂直系统: a system of a level above; its functions are not built again. */
export const VerticalSystem = Type.Object({ id: Id, ...systemInput, registeredTime: Time })
export type VerticalSystem = Static<typeof VerticalSystem>

export const listVerticalSystems = defineOperation({
  id: 'data.listVerticalSystems',
  method: 'GET',
  path: '/api/data/vertical-systems',
  permission: 'data.read',
  summary: { zh: '垂直系统与数据缺口', en: 'Systems of levels above and their gaps' },
  query: Type.Object({
    ...pageQuery,
    doing: Type.Optional(
      Type.String({ maxLength: 100, description: 'A function, to see who gives it already.' }),
    ),
    hasGaps: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(VerticalSystem),
})

export const saveVerticalSystem = defineOperation({
  id: 'data.saveVerticalSystem',
  method: 'POST',
  path: '/api/data/vertical-systems',
  permission: 'data.operate',
  summary: { zh: '登记垂直系统', en: 'Register a system of a level above' },
  body: Type.Object({ id: Type.Optional(Id), ...systemInput }),
  response: VerticalSystem,
})
