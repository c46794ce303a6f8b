import { type Static, Type } from 'typebox'
import { Done, Json, LocalTextSchema, pageOf, pageQuery, Time } from './common.ts'
import { defineOperation } from './operation.ts'

export const Health = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('starting'), Type.Literal('failing')]),
  version: Type.String(),
  city: Type.Union([Type.String(), Type.Null()]),
  uptimeSeconds: Type.Number(),
  parts: Type.Record(Type.String(), Type.String()),
})

/** One link of a chain: what caused what, when. */
export const TraceNode = Type.Object({
  kind: Type.String(),
  id: Type.String(),
  title: Type.String(),
  time: Type.Union([Time, Type.Null()]),
  detail: Json,
})
export type TraceNode = Static<typeof TraceNode>

export const TraceLink = Type.Object({
  from: Type.String(),
  to: Type.String(),
  note: Type.String(),
  time: Time,
})
export type TraceLink = Static<typeof TraceLink>

export const SubscriberState = Type.Object({
  name: Type.String(),
  message: Type.String(),
  waiting: Type.Integer(),
  lagSeconds: Type.Number(),
  failed: Type.Integer({ description: 'Messages in the dead-letter list.' }),
})

export const DeadLetter = Type.Object({
  id: Type.Integer(),
  subscriber: Type.String(),
  message: Type.String(),
  messageId: Type.Integer(),
  attempts: Type.Integer(),
  error: Type.String(),
  body: Json,
  time: Time,
})
export type DeadLetter = Static<typeof DeadLetter>

export const getHealth = defineOperation({
  id: 'platform.getHealth',
  method: 'GET',
  path: '/healthz',
  permission: 'public',
  summary: { zh: '健康状态', en: 'Health' },
  response: Health,
})

export const getPlatformInfo = defineOperation({
  id: 'platform.getInfo',
  method: 'GET',
  path: '/api/platform/info',
  permission: 'public',
  summary: { zh: '平台信息', en: 'What this installation is' },
  response: Type.Object({
    product: Type.String(),
    version: Type.String(),
    city: Type.Union([
      Type.Object({ name: Type.String(), code: Type.String(), demo: Type.Boolean() }),
      Type.Null(),
    ]),
    domains: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema })),
    needsFirstAdministrator: Type.Boolean(),
    clockAheadMs: Type.Integer({ description: 'How far the clock of a sample city has been put forward.' }),
    demoAccounts: Type.Array(
      Type.Object({ account: Type.String(), name: Type.String(), role: Type.String() }),
      { description: 'Only in the sample city.' },
    ),
  }),
})

/** Only a sample city has a clock to move; limits, reminders and nightly work then come due as they would have. */
export const putClockForward = defineOperation({
  id: 'platform.putClockForward',
  method: 'POST',
  path: '/api/platform/clock',
  permission: 'platform.clock',
  summary: { zh: '拨快样板城市的时钟', en: 'Put the clock of a sample city forward' },
  body: Type.Object({
    minutes: Type.Integer({ minimum: 1, maximum: 366 * 1440, description: 'Minutes to put it forward by.' }),
  }),
  response: Type.Object({ now: Time, clockAheadMs: Type.Integer() }),
})

export const getTrace = defineOperation({
  id: 'platform.getTrace',
  method: 'GET',
  path: '/api/platform/trace/{id}',
  permission: 'platform.trace',
  summary: { zh: '按任意编号追溯全链路', en: 'The whole chain for any id' },
  params: Type.Object({ id: Type.String({ maxLength: 200 }) }),
  response: Type.Object({ nodes: Type.Array(TraceNode), links: Type.Array(TraceLink) }),
})

export const listSubscribers = defineOperation({
  id: 'platform.listSubscribers',
  method: 'GET',
  path: '/api/platform/subscribers',
  permission: 'platform.operate',
  summary: { zh: '内部消息订阅进度', en: 'Progress of internal message subscribers' },
  response: Type.Array(SubscriberState),
})

export const listDeadLetters = defineOperation({
  id: 'platform.listDeadLetters',
  method: 'GET',
  path: '/api/platform/dead-letters',
  permission: 'platform.operate',
  summary: { zh: '死信', en: 'Messages no subscriber could handle' },
  query: Type.Object(pageQuery),
  response: pageOf(DeadLetter),
})

export const retryDeadLetter = defineOperation({
  id: 'platform.retryDeadLetter',
  method: 'POST',
  path: '/api/platform/dead-letters/{id}/retry',
  permission: 'platform.operate',
  summary: { zh: '重新投递死信', en: 'Deliver a dead letter again' },
  params: Type.Object({ id: Type.Integer() }),
  response: Done,
})

/** Topics of the live channel. */
export const liveTopics = [
  'latest',
  'events',
  'cases',
  'tasks',
  'indicators',
  'scenario',
  'status',
  'command',
  'mode',
  'messages',
] as const
export type LiveTopic = (typeof liveTopics)[number]

/**
 * The live channel: server-sent events. Each event carries an id; reconnecting with `Last-Event-ID` resumes.
 * When the gap is too long, an event named `gap` tells the client to read anew. `latest` messages of a slow
 * client are coalesced to the newest value of each datastream.
 */
export const openLive = defineOperation({
  id: 'platform.openLive',
  method: 'GET',
  path: '/api/live',
  permission: 'signed-in',
  summary: { zh: '实时通道（SSE）', en: 'The live channel (server-sent events)' },
  query: Type.Object({
    topics: Type.String({
      description: 'Comma-separated: latest,events,cases,tasks,indicators,scenario,status,messages.',
    }),
    types: Type.Optional(Type.String({ description: 'For latest: comma-separated entity types.' })),
    bbox: Type.Optional(Type.String({ description: 'For latest: minLon,minLat,maxLon,maxLat.' })),
    entities: Type.Optional(Type.String({ description: 'For latest: comma-separated entity ids.' })),
  }),
  response: Type.Unsafe<string>({ type: 'string' }),
  produces: 'text/event-stream',
})

/** Bodies on the live channel, by topic. */
export interface LiveLatest {
  entityId: string
  entityType: string
  datastreamId: number
  property: string
  value: number | null
  time: string
  quality: number
  /** Server time the reading arrived, ms since epoch; lets a client measure the way to the screen. */
  receivedMs: number
}
