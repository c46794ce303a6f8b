import { type Static, Type } from 'typebox'
import { Done, Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Calendar day.' })
const page = { limit: pageQuery.limit, offset: pageQuery.offset }
const params = Type.Object({ id: Id })
const byCode = Type.Object({ code: Type.String({ maxLength: 80 }) })

/** An application of an organisation that calls the gateway. */
export const DataApp = Type.Object({
  id: Id,
  organisationId: Id,
  organisationName: Type.String(),
  name: Type.String(),
  contact: Type.String(),
  isSuspended: Type.Boolean(),
  createdTime: Time,
  keys: Type.Array(
    Type.Object({
      id: Type.String(),
      networks: Type.Array(Type.String()),
      createdTime: Time,
      expiresTime: Time,
      revokedTime: Type.Union([Time, Type.Null()]),
    }),
  ),
})
export type DataApp = Static<typeof DataApp>

export const listDataApps = defineOperation({
  id: 'data.listApps',
  method: 'GET',
  path: '/api/data/apps',
  permission: 'data.read',
  summary: { zh: '查询应用与密钥', en: 'List applications and keys' },
  query: Type.Object(page),
  response: pageOf(DataApp),
})

export const createDataApp = defineOperation({
  id: 'data.createApp',
  method: 'POST',
  path: '/api/data/apps',
  permission: 'data.apply',
  summary: { zh: '登记应用', en: 'Register an application' },
  body: Type.Object({
    name: Type.String({ minLength: 2, maxLength: 80 }),
    contact: Type.String({ maxLength: 80 }),
  }),
  response: DataApp,
  creates: true,
})

export const createAppKey = defineOperation({
  id: 'data.createAppKey',
  method: 'POST',
  path: '/api/data/apps/{id}/keys',
  permission: 'data.apply',
  summary: { zh: '签发应用密钥', en: 'Issue a key' },
  params,
  body: Type.Object({
    days: Type.Integer({ minimum: 1, maximum: 1100, default: 365 }),
    networks: Type.Optional(
      Type.Array(Type.String({ maxLength: 60 }), {
        maxItems: 50,
        description: 'Addresses or CIDR networks.',
      }),
    ),
  }),
  response: Type.Object({
    keyId: Type.String(),
    secret: Type.String({ description: 'Shown this once.' }),
    expiresTime: Time,
  }),
  creates: true,
})

export const revokeAppKey = defineOperation({
  id: 'data.revokeAppKey',
  method: 'POST',
  path: '/api/data/app-keys/{key}/revoke',
  permission: 'data.apply',
  summary: { zh: '吊销应用密钥', en: 'Revoke a key' },
  params: Type.Object({ key: Type.String({ maxLength: 60 }) }),
  response: Done,
})

export const suspendDataApp = defineOperation({
  id: 'data.suspendApp',
  method: 'POST',
  path: '/api/data/apps/{id}/suspend',
  permission: 'data.operate',
  summary: { zh: '停用或恢复应用', en: 'Suspend or resume an application' },
  params,
  body: Type.Object({ isSuspended: Type.Boolean() }),
  response: DataApp,
})

const Filling = Type.Record(
  Type.String({ minLength: 1, maxLength: 60 }),
  Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean()]),
  { description: 'Values; “$.input.name” is of the call, “$.step.name” of the answer of a step.' },
)
const abilityCode = Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' })

/** A step of 能力编排: another ability, asked when its condition holds, undone when a later step fails. */
export const AbilityFlowStep = Type.Object({
  name: Type.String({ pattern: '^[a-z][a-z0-9_]{0,30}$' }),
  ability: abilityCode,
  body: Filling,
  when: Type.Optional(
    Type.Object({
      of: Type.String({ pattern: '^\\$\\.', maxLength: 200 }),
      is: oneOf('eq', 'ne', 'lt', 'gt', 'present', 'absent'),
      value: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()])),
    }),
  ),
  timeoutMs: Type.Optional(Type.Integer({ minimum: 50, maximum: 30_000 })),
  undo: Type.Optional(Type.Object({ ability: abilityCode, body: Filling })),
})
export type AbilityFlowStep = Static<typeof AbilityFlowStep>

export const AbilityFlow = Type.Object({
  steps: Type.Array(AbilityFlowStep, { minItems: 1, maxItems: 20 }),
  answer: Filling,
})
export type AbilityFlow = Static<typeof AbilityFlow>

/** 能力: a dataset as an API, a message service, a service of a department behind the gateway, or a flow of others. */
export const AbilityKind = oneOf('dataset', 'message', 'http', 'flow')
export const AbilityState = oneOf('draft', 'published', 'deprecated', 'retired')

const abilityInput = {
  code: abilityCode,
  title: Type.String({ minLength: 2, maxLength: 100 }),
  summary: Type.String({ maxLength: 500 }),
  version: Type.String({ pattern: '^v[0-9]{1,3}$' }),
  kind: AbilityKind,
  datasetId: Type.Optional(Type.Union([Id, Type.Null()])),
  upstreamUrl: Type.Optional(
    Type.Union([Type.String({ maxLength: 500, pattern: '^https?://' }), Type.Null()]),
  ),
  timeoutMs: Type.Optional(Type.Integer({ minimum: 50, maximum: 30_000, default: 3000 })),
  quotaPerDay: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
  sla: Type.String({ maxLength: 200 }),
  dataClass: Type.String({ maxLength: 60 }),
  price: Type.String({ maxLength: 60 }),
  contract: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'JSON Schemas: `request` and `response`. A property may name its data element as `x-element`.',
    }),
  ),
  example: Type.Optional(Json),
  sandbox: Type.Optional(Json),
  flow: Type.Optional(AbilityFlow),
}

/** 契约测试: whether the answer is what the contract says. */
export const AbilityTest = Type.Object({
  time: Time,
  isPassed: Type.Boolean(),
  faults: Type.Array(Type.String()),
  millis: Type.Integer(),
})
export type AbilityTest = Static<typeof AbilityTest>

export const Ability = Type.Object({
  id: Id,
  code: abilityInput.code,
  title: Type.String(),
  summary: Type.String(),
  version: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  kind: AbilityKind,
  datasetId: Type.Union([Id, Type.Null()]),
  path: Type.String(),
  timeoutMs: Type.Integer(),
  quotaPerDay: Type.Integer(),
  sla: Type.String(),
  dataClass: Type.String(),
  price: Type.String(),
  contract: Json,
  example: Json,
  sandbox: Json,
  flow: Type.Union([AbilityFlow, Type.Null()]),
  state: AbilityState,
  retiresDay: Type.Union([Day, Type.Null()]),
  replacedBy: Type.Union([Type.String(), Type.Null()]),
  breaker: oneOf('closed', 'open', 'half-open'),
  callsToday: Type.Integer(),
  quotaOfMine: Type.Union([Type.Integer(), Type.Null()]),
  callsOfMine: Type.Integer({ description: 'Calls of the caller’s organisation today.' }),
  findings: Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
    description:
      'What the contract says otherwise than the data elements; looked at when it is registered or its table changes.',
  }),
  test: Type.Union([AbilityTest, Type.Null()], { description: 'The last contract test.' }),
  stars: Type.Union([Type.Number(), Type.Null()], { description: 'Mean of the ratings, 1 to 5.' }),
  ratings: Type.Integer(),
})
export type Ability = Static<typeof Ability>

export const listAbilities = defineOperation({
  id: 'data.listAbilities',
  method: 'GET',
  path: '/api/data/abilities',
  permission: 'data.read',
  summary: { zh: '查询能力目录', en: 'List abilities' },
  query: Type.Object({ ...page, kind: Type.Optional(AbilityKind), datasetId: Type.Optional(Id) }),
  response: pageOf(Ability),
})

export const createAbility = defineOperation({
  id: 'data.createAbility',
  method: 'POST',
  path: '/api/data/abilities',
  permission: 'data.own',
  summary: { zh: '登记能力', en: 'Register an ability' },
  body: Type.Object(abilityInput),
  response: Ability,
  creates: true,
})

export const retireAbility = defineOperation({
  id: 'data.retireAbility',
  method: 'POST',
  path: '/api/data/abilities/{id}/retire',
  permission: 'data.own',
  summary: { zh: '预告下线能力', en: 'Retire an ability with notice' },
  params,
  body: Type.Object({ day: Day, replacedBy: Type.Optional(Type.String({ maxLength: 80 })) }),
  response: Ability,
})

export const AbilityGrant = Type.Object({
  id: Id,
  abilityId: Id,
  abilityTitle: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  userName: Type.String(),
  purpose: Type.String(),
  quotaPerDay: Type.Integer(),
  to: Day,
  state: oneOf('waiting', 'granted', 'refused'),
  createdTime: Time,
  note: Type.Union([Type.String(), Type.Null()]),
})
export type AbilityGrant = Static<typeof AbilityGrant>

export const applyForAbility = defineOperation({
  id: 'data.applyForAbility',
  method: 'POST',
  path: '/api/data/abilities/{id}/apply',
  permission: 'data.apply',
  summary: { zh: '申请使用能力', en: 'Ask for an ability' },
  params,
  body: Type.Object({
    purpose: Type.String({ minLength: 2, maxLength: 200 }),
    quotaPerDay: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
    to: Day,
  }),
  response: AbilityGrant,
  creates: true,
})

export const listAbilityGrants = defineOperation({
  id: 'data.listAbilityGrants',
  method: 'GET',
  path: '/api/data/ability-grants',
  permission: 'data.read',
  summary: { zh: '查询能力申请', en: 'List requests for abilities' },
  query: Type.Object({ ...page, state: Type.Optional(oneOf('waiting', 'granted', 'refused')) }),
  response: pageOf(AbilityGrant),
})

export const decideAbilityGrant = defineOperation({
  id: 'data.decideAbilityGrant',
  method: 'POST',
  path: '/api/data/ability-grants/{id}/decide',
  permission: 'data.own',
  summary: { zh: '审批能力申请', en: 'Decide a request for an ability' },
  params,
  body: Type.Object({
    agree: Type.Boolean(),
    quotaPerDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    note: Type.Optional(Type.String({ maxLength: 300 })),
  }),
  response: AbilityGrant,
})

/** Rows of a dataset by its API. The caller is known by the key of an application; the purpose is that of its grant. */
export const serveData = defineOperation({
  id: 'data.serve',
  method: 'GET',
  path: '/api/data/services/{code}',
  permission: 'public',
  summary: { zh: '数据服务接口（凭应用密钥）', en: 'Rows of a granted dataset, by key of an application' },
  params: byCode,
  query: Type.Object({
    key: Type.Optional(
      Type.String({ maxLength: 200, description: 'Value of the key column; it must be granted plain.' }),
    ),
    fields: Type.Optional(Type.String({ maxLength: 4000, description: 'Column names, with commas.' })),
    filters: Type.Optional(Type.String({ maxLength: 8000, description: 'JSON list of RowFilter.' })),
    order: Type.Optional(
      Type.String({ maxLength: 200, description: 'Column name, “-” before it for descending.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
  }),
  response: Json,
  produces: 'application/json; charset=utf-8',
})

export const callAbility = defineOperation({
  id: 'data.callAbility',
  method: 'POST',
  path: '/api/data/abilities/{code}/call',
  permission: 'public',
  summary: { zh: '调用能力（凭应用密钥）', en: 'Call an ability, by key of an application' },
  params: byCode,
  body: Type.Record(Type.String(), Type.Unknown()),
  response: Json,
})

export const tryAbility = defineOperation({
  id: 'data.tryAbility',
  method: 'POST',
  path: '/api/data/abilities/{code}/try',
  permission: 'data.read',
  summary: { zh: '试用能力（模拟数据）', en: 'Try an ability with simulated data' },
  params: byCode,
  body: Type.Record(Type.String(), Type.Unknown()),
  response: Json,
})

export const DataUse = Type.Object({
  id: Id,
  time: Time,
  way: oneOf('api', 'ability', 'file', 'database', 'message', 'console', 'verify', 'prefill', 'bundle'),
  datasetId: Type.Union([Id, Type.Null()]),
  datasetName: Type.Union([Type.String(), Type.Null()]),
  abilityTitle: Type.Union([Type.String(), Type.Null()]),
  providerName: Type.Union([Type.String(), Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  caller: Type.String(),
  purpose: Type.String(),
  fields: Type.Array(Type.String()),
  fieldTitles: Type.Record(Type.String(), Type.String(), {
    description: 'What the fields are called, by name.',
  }),
  rows: Type.Integer(),
  traceId: Type.String(),
  status: Type.Integer(),
  millis: Type.Number(),
})
export type DataUse = Static<typeof DataUse>

export const listDataUses = defineOperation({
  id: 'data.listUses',
  method: 'GET',
  path: '/api/data/uses',
  permission: 'data.read',
  summary: { zh: '查询数据使用记录', en: 'List uses of data' },
  query: Type.Object({
    ...page,
    datasetId: Type.Optional(Id),
    organisationId: Type.Optional(Id),
    way: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  response: pageOf(DataUse),
})

export const listMyDataUses = defineOperation({
  id: 'data.listMyUses',
  method: 'GET',
  path: '/api/data/my-uses',
  permission: 'signed-in',
  summary: { zh: '谁用了我的数据', en: 'Who used my data' },
  query: Type.Object(page),
  response: Type.Object({
    isVerified: Type.Boolean({
      description: 'Whether the account is that of a person checked at a counter.',
    }),
    items: Type.Array(DataUse),
    total: Type.Integer(),
  }),
})

export const verifyPersonAccount = defineOperation({
  id: 'data.verifyPersonAccount',
  method: 'POST',
  path: '/api/data/person-accounts',
  permission: 'data.secure',
  summary: { zh: '核验账号本人身份', en: 'Verify whose account it is' },
  body: Type.Object({
    account: Type.String({ minLength: 1, maxLength: 64, description: 'Sign-in name of the account.' }),
    idNumber: Type.String({ pattern: '^[0-9]{17}[0-9Xx]$' }),
  }),
  response: Done,
})

/** A signed statement of uses: SM2 over the payload, and its place in the ledger. */
export const UseReceipt = Type.Object({
  id: Id,
  time: Time,
  payload: Type.String({ description: 'Canonical JSON that is signed.' }),
  signature: Type.String({ description: 'SM2 with SM3 and the default user id, DER, hex.' }),
  publicKey: Type.String({ description: 'SM2 point, uncompressed, hex.' }),
  entryId: Id,
})
export type UseReceipt = Static<typeof UseReceipt>

export const getUseReceipt = defineOperation({
  id: 'data.getUseReceipt',
  method: 'GET',
  path: '/api/data/uses/{id}/receipt',
  permission: 'data.read',
  summary: { zh: '取得数据使用回执', en: 'Receipt of a use' },
  params,
  response: UseReceipt,
})

const Count = Type.Object({
  name: Type.String(),
  calls: Type.Integer(),
  rows: Type.Integer(),
  failed: Type.Integer(),
  millis: Type.Number(),
})
export const getGatewayStatistics = defineOperation({
  id: 'data.getGatewayStatistics',
  method: 'GET',
  path: '/api/data/gateway/statistics',
  permission: 'data.read',
  summary: { zh: '共享交换统计', en: 'Calls by provider, consumer and ability' },
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })) }),
  response: Type.Object({
    providers: Type.Array(Count),
    consumers: Type.Array(Count),
    services: Type.Array(Count),
    idle: Type.Array(
      Type.Object({ datasetId: Id, name: Type.String(), lastUsedTime: Type.Union([Time, Type.Null()]) }),
    ),
  }),
})

export const setAbilityDuties = defineOperation({
  id: 'data.setAbilityDuties',
  method: 'PUT',
  path: '/api/data/ability-duties',
  permission: 'data.operate',
  summary: { zh: '设定应使用共性能力的单位', en: 'Set who ought to use common abilities' },
  body: Type.Object({ organisationIds: Type.Array(Id, { maxItems: 2000 }) }),
  response: Type.Object({ count: Type.Integer() }),
})

export const getServiceRate = defineOperation({
  id: 'data.getServiceRate',
  method: 'GET',
  path: '/api/data/service-rate',
  permission: 'data.read',
  summary: { zh: '共性能力服务率', en: 'Service rate of common abilities' },
  query: Type.Object({ from: Day, to: Day }),
  response: Type.Object({
    definition: Type.String(),
    rate: Type.Union([Type.Number(), Type.Null()], { description: 'Percent.' }),
    calling: Type.Integer(),
    duty: Type.Integer(),
    missing: Type.Array(Type.Object({ organisationId: Id, name: Type.String() })),
  }),
})
