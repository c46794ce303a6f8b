import { type Static, Type } from 'typebox'
import { Done, pageOf, pageQuery, Time } from './common.ts'
import { defineOperation } from './operation.ts'

const MaybeTime = Type.Union([Time, Type.Null()])
const SubscriptionStatus = Type.Union([
  Type.Literal('active'),
  Type.Literal('paused'),
  Type.Literal('expired'),
])

/** An NGSI-LD subscription as the console shows it. Names of types and attributes are IRIs, shortened where the core @context has a name. */
export const SubscriptionSummary = Type.Object({
  id: Type.String({ description: 'Its NGSI-LD id (URI).' }),
  tenant: Type.String({ description: 'Empty for the default tenant.' }),
  name: Type.String(),
  description: Type.String(),
  kind: Type.Union([Type.Literal('entity'), Type.Literal('csource')]),
  status: SubscriptionStatus,
  entities: Type.Array(Type.String(), { description: 'Type, id or pattern of each selector.' }),
  watchedAttributes: Type.Array(Type.String()),
  q: Type.String(),
  endpoint: Type.String({ description: 'Without user and password.' }),
  format: Type.String(),
  throttlingSeconds: Type.Union([Type.Number(), Type.Null()]),
  intervalSeconds: Type.Union([Type.Number(), Type.Null()]),
  expiresAt: MaybeTime,
  userName: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  timesSent: Type.Integer(),
  timesFailed: Type.Integer(),
  waiting: Type.Integer({ description: 'Notifications that are not sent yet.' }),
  lastNotification: MaybeTime,
  lastSuccess: MaybeTime,
  lastFailure: MaybeTime,
  lastError: Type.Union([Type.String(), Type.Null()]),
})
export type SubscriptionSummary = Static<typeof SubscriptionSummary>

/** A registered context source as the console shows it. */
export const ContextSourceSummary = Type.Object({
  id: Type.String(),
  tenant: Type.String(),
  name: Type.String(),
  description: Type.String(),
  endpoint: Type.String(),
  mode: Type.Union([
    Type.Literal('inclusive'),
    Type.Literal('exclusive'),
    Type.Literal('redirect'),
    Type.Literal('auxiliary'),
  ]),
  operations: Type.Array(Type.String()),
  entities: Type.Array(Type.String()),
  attributes: Type.Array(Type.String()),
  expiresAt: MaybeTime,
  userName: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  timesSent: Type.Integer(),
  timesFailed: Type.Integer(),
  lastSuccess: MaybeTime,
  lastFailure: MaybeTime,
  lastError: Type.Union([Type.String(), Type.Null()]),
})
export type ContextSourceSummary = Static<typeof ContextSourceSummary>

const subscriptionParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 2048 }) })
const tenantQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 100, description: 'Empty: the default tenant.' })),
  kind: Type.Optional(Type.Union([Type.Literal('entity'), Type.Literal('csource')])),
})

export const listSubscriptions = defineOperation({
  id: 'entities.listSubscriptions',
  method: 'GET',
  path: '/api/entities/subscriptions',
  permission: 'entities.read',
  summary: { zh: '实体订阅', en: 'List and search subscriptions with their status and counters' },
  query: Type.Object({ ...pageQuery, status: Type.Optional(SubscriptionStatus) }),
  response: pageOf(SubscriptionSummary),
})

export const pauseSubscription = defineOperation({
  id: 'entities.pauseSubscription',
  method: 'POST',
  path: '/api/entities/subscriptions/{id}/pause',
  permission: 'entities.read',
  summary: { zh: '暂停订阅', en: 'Pause a subscription' },
  params: subscriptionParams,
  query: tenantQuery,
  response: SubscriptionSummary,
})

export const resumeSubscription = defineOperation({
  id: 'entities.resumeSubscription',
  method: 'POST',
  path: '/api/entities/subscriptions/{id}/resume',
  permission: 'entities.read',
  summary: { zh: '恢复订阅', en: 'Resume a subscription; what changed meanwhile is not told' },
  params: subscriptionParams,
  query: tenantQuery,
  response: SubscriptionSummary,
})

export const deleteSubscription = defineOperation({
  id: 'entities.deleteSubscription',
  method: 'DELETE',
  path: '/api/entities/subscriptions/{id}',
  permission: 'entities.read',
  summary: { zh: '删除订阅', en: 'Delete a subscription' },
  params: subscriptionParams,
  query: tenantQuery,
  response: Done,
})

export const listContextSources = defineOperation({
  id: 'entities.listContextSources',
  method: 'GET',
  path: '/api/entities/context-sources',
  permission: 'entities.federate',
  summary: { zh: '外部实体来源', en: 'List and search registered context sources' },
  query: Type.Object(pageQuery),
  response: pageOf(ContextSourceSummary),
})
