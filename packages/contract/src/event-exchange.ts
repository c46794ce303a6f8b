import { type Static, Type } from 'typebox'
import { DivisionCode, Id, Json, oneOf, pageOf, pageQuery, Time, WarningLevel } from './common.ts'
import { CityEvent } from './events.ts'
import { defineOperation } from './operation.ts'

/** Another installation above or below this one, or an Open311 server of another owner. */
export const ExchangePeer = Type.Object({
  id: Id,
  kind: Type.Union([Type.Literal('upper'), Type.Literal('lower'), Type.Literal('open311')]),
  name: Type.String(),
  baseUrl: Type.String(),
  division: Type.Union([DivisionCode, Type.Null()]),
  minLevel: Type.Union([WarningLevel, Type.Null()], {
    description: 'For an upper level: events of this level or graver are told; all when null.',
  }),
  active: Type.Boolean(),
  hasKey: Type.Boolean({ description: 'Whether the key to present there is known.' }),
  waiting: Type.Integer({ description: 'Messages that have not been taken over yet.' }),
  lastContactTime: Type.Union([Time, Type.Null()]),
  lastError: Type.Union([Type.String(), Type.Null()]),
})
export type ExchangePeer = Static<typeof ExchangePeer>

/** How an event stands with another installation. */
export const ExchangeLink = Type.Object({
  peerId: Id,
  peerName: Type.String(),
  role: Type.Union([
    Type.Literal('from-lower'),
    Type.Literal('to-upper'),
    Type.Literal('to-lower'),
    Type.Literal('from-upper'),
    Type.Literal('to-open311'),
  ]),
  remoteReference: Type.Union([Type.String(), Type.Null()]),
  remoteState: Type.Union([Type.String(), Type.Null()]),
  dueTime: Type.Union([Time, Type.Null()]),
  deliveredTime: Type.Union([Time, Type.Null()]),
  readTime: Type.Union([Time, Type.Null()]),
  acceptedTime: Type.Union([Time, Type.Null()]),
  doneTime: Type.Union([Time, Type.Null()]),
  note: Type.Union([Type.String(), Type.Null()]),
})
export type ExchangeLink = Static<typeof ExchangeLink>

/** Orders given to lower levels, with how far each has come. */
export const ExchangeOrder = Type.Object({ event: CityEvent, link: ExchangeLink })
export type ExchangeOrder = Static<typeof ExchangeOrder>

/** One message between installations; the same id again is answered with the first receipt. */
export const ExchangeMessage = Type.Object({
  id: Id,
  kind: Type.Union([
    Type.Literal('event'),
    Type.Literal('assignment'),
    Type.Literal('progress'),
    Type.Literal('urge'),
    Type.Literal('report'),
  ]),
  objectId: Type.String({ maxLength: 100, description: 'The sender’s id of the event.' }),
  time: Time,
  body: Json,
})
export type ExchangeMessage = Static<typeof ExchangeMessage>

export const ExchangeReceipt = Type.Object({
  id: Id,
  accepted: Type.Boolean(),
  localId: Type.Union([Type.String(), Type.Null()]),
  reference: Type.Union([Type.String(), Type.Null()]),
  detail: Type.Union([Type.String(), Type.Null()]),
})
export type ExchangeReceipt = Static<typeof ExchangeReceipt>

const idParams = Type.Object({ id: Id })
const BaseUrl = Type.String({ pattern: '^https?://', maxLength: 300 })

export const listExchangePeers = defineOperation({
  id: 'events.listExchangePeers',
  method: 'GET',
  path: '/api/events/exchange/peers',
  permission: 'events.handle',
  summary: { zh: '上下级平台与外部受理平台', en: 'Installations events are exchanged with' },
  response: Type.Array(ExchangePeer),
})

export const addExchangePeer = defineOperation({
  id: 'events.addExchangePeer',
  method: 'POST',
  path: '/api/events/exchange/peers',
  permission: 'events.federate',
  summary: { zh: '登记对接平台', en: 'Register an installation' },
  body: Type.Object({
    kind: Type.Union([Type.Literal('upper'), Type.Literal('lower'), Type.Literal('open311')]),
    name: Type.String({ minLength: 2, maxLength: 100 }),
    baseUrl: BaseUrl,
    division: Type.Optional(DivisionCode),
    minLevel: Type.Optional(WarningLevel),
    presentKey: Type.Optional(Type.String({ maxLength: 200, description: 'The key to present there.' })),
  }),
  response: Type.Object({
    peer: ExchangePeer,
    key: Type.String({ description: 'What the other side must present here; shown this once.' }),
  }),
  creates: true,
})

export const setExchangePeer = defineOperation({
  id: 'events.setExchangePeer',
  method: 'PATCH',
  path: '/api/events/exchange/peers/{id}',
  permission: 'events.federate',
  summary: { zh: '修改对接平台', en: 'Change an installation' },
  params: idParams,
  body: Type.Object({
    active: Type.Optional(Type.Boolean()),
    baseUrl: Type.Optional(BaseUrl),
    presentKey: Type.Optional(Type.String({ maxLength: 200 })),
    minLevel: Type.Optional(Type.Union([WarningLevel, Type.Null()])),
  }),
  response: ExchangePeer,
})

export const assignToPeer = defineOperation({
  id: 'events.assignToPeer',
  method: 'POST',
  path: '/api/events/events/{id}/exchange',
  permission: 'events.handle',
  summary: { zh: '下派下级平台或转外部平台', en: 'Assign to a lower level, or forward' },
  params: idParams,
  body: Type.Object({
    peerId: Id,
    dueTime: Type.Optional(Time),
    comment: Type.Optional(Type.String({ maxLength: 2000 })),
    serviceCode: Type.Optional(Type.String({ maxLength: 100, description: 'Of an Open311 server.' })),
  }),
  response: ExchangeLink,
  creates: true,
})

export const urgePeer = defineOperation({
  id: 'events.urgePeer',
  method: 'POST',
  path: '/api/events/events/{id}/urging',
  permission: 'events.handle',
  summary: { zh: '催办下级平台', en: 'Urge a lower level' },
  params: idParams,
  body: Type.Object({ comment: Type.String({ minLength: 1, maxLength: 2000 }) }),
  response: Type.Array(ExchangeLink),
})

export const listExchangeLinks = defineOperation({
  id: 'events.listExchangeLinks',
  method: 'GET',
  path: '/api/events/events/{id}/exchange',
  permission: 'events.read',
  summary: { zh: '事件的上下级流转', en: 'How an event stands with other installations' },
  params: idParams,
  response: Type.Array(ExchangeLink),
})

export const listExchangeOrders = defineOperation({
  id: 'events.listExchangeOrders',
  method: 'GET',
  path: '/api/events/exchange/orders',
  permission: 'events.read',
  summary: { zh: '下派任务台账', en: 'Orders given to lower levels' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset, peerId: Type.Optional(Id) }),
  response: pageOf(ExchangeOrder),
})

export const takeExchange = defineOperation({
  id: 'events.takeExchange',
  method: 'POST',
  path: '/api/events/exchange/messages',
  permission: 'public',
  summary: { zh: '接收对接平台消息（凭对接密钥）', en: 'Take messages of another installation, by its key' },
  body: Type.Object({
    key: Type.String({ maxLength: 200 }),
    messages: Type.Array(ExchangeMessage, { maxItems: 200 }),
  }),
  response: Type.Object({ receipts: Type.Array(ExchangeReceipt) }),
})

/** What one level tells another of an incident: the form of 突发事件信息专报. */
export const SituationTold = Type.Object({
  incidentId: Id,
  reference: Type.String({ maxLength: 100 }),
  title: Type.String({ maxLength: 400 }),
  kindTitle: Type.String({ maxLength: 200 }),
  level: Type.Union([WarningLevel, Type.Null()]),
  version: Type.Integer({ minimum: 1 }),
  reportKind: oneOf('first', 'follow-up', 'correction', 'final'),
  place: Type.Union([Type.String({ maxLength: 400 }), Type.Null()]),
  openedTime: Time,
  facts: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 40 }),
  text: Type.String({ maxLength: 8000 }),
  signedBy: Type.String({ maxLength: 100 }),
  digest: Type.String({
    maxLength: 100,
    description: 'SM3 of the report in the evidence log of the sender.',
  }),
  dueTime: Time,
})
export type SituationTold = Static<typeof SituationTold>

/** A situation report given to, or taken from, another installation. */
export const SituationReport = Type.Object({
  id: Id,
  direction: oneOf('out', 'in'),
  peerName: Type.String(),
  peerKind: oneOf('upper', 'lower', 'open311'),
  report: SituationTold,
  toldTime: Time,
  deliveredTime: Type.Union([Time, Type.Null()]),
  refusal: Type.Union([Type.String(), Type.Null()]),
  isLate: Type.Boolean({ description: 'Told after its limit.' }),
})
export type SituationReport = Static<typeof SituationReport>

export const listSituationReports = defineOperation({
  id: 'events.listSituationReports',
  method: 'GET',
  path: '/api/events/exchange/reports',
  permission: 'events.handle',
  summary: { zh: '突发事件信息专报收发台账', en: 'Situation reports given and taken' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    direction: Type.Optional(oneOf('out', 'in')),
  }),
  response: pageOf(SituationReport),
})

/** How far systems and levels are connected, and what passed in a day. */
export const ConnectionCoverage = Type.Object({
  kinds: Type.Array(
    Type.Object({
      kind: oneOf('upper', 'lower', 'open311', 'client'),
      registered: Type.Integer(),
      active: Type.Integer(),
      heard: Type.Integer({ description: 'Active ones heard of within a day.' }),
      silent: Type.Array(Type.String(), { description: 'Active ones not heard of within a day.' }),
    }),
  ),
  divisions: Type.Object({
    total: Type.Integer(),
    covered: Type.Integer({ description: 'Districts with an active lower installation.' }),
    missing: Type.Array(Type.String()),
  }),
  share: Type.Union([Type.Number(), Type.Null()], { description: 'Heard among registered, 0–1.' }),
  in24h: Type.Integer({ description: 'Messages and reports taken from others within a day.' }),
  out24h: Type.Integer({ description: 'Messages others have taken within a day.' }),
  waiting: Type.Integer(),
  byChannel: Type.Array(
    Type.Object({ source: Type.String(), events: Type.Integer({ description: 'Told within a day.' }) }),
  ),
  time: Time,
  method: Type.String(),
})
export type ConnectionCoverage = Static<typeof ConnectionCoverage>

export const getConnectionCoverage = defineOperation({
  id: 'events.getConnectionCoverage',
  method: 'GET',
  path: '/api/events/exchange/coverage',
  permission: 'events.federate',
  summary: { zh: '系统对接覆盖率', en: 'How far systems and levels are connected' },
  response: ConnectionCoverage,
})
