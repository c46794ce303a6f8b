import { type Static, Type } from 'typebox'
import {
  Bbox,
  DivisionCode,
  Id,
  Json,
  LocalTextSchema,
  pageOf,
  pageQuery,
  Time,
  WarningLevel,
} from './common.ts'
import { defineMessage } from './message.ts'
import { defineOperation } from './operation.ts'

export const EventState = Type.Union([
  Type.Literal('raised'),
  Type.Literal('verified'),
  Type.Literal('dismissed'),
  Type.Literal('merged'),
  Type.Literal('closed'),
])
export type EventState = Static<typeof EventState>

/** Something in the city that may need attention, from any channel. */
export const CityEvent = Type.Object({
  id: Id,
  reference: Type.String({ description: 'The city’s own number, e.g. SJ20250601-000123.' }),
  type: Type.String(),
  typeTitle: LocalTextSchema,
  title: Type.String(),
  description: Type.String(),
  level: Type.Union([WarningLevel, Type.Null()]),
  highestLevel: Type.Union([WarningLevel, Type.Null()]),
  state: EventState,
  active: Type.Boolean({ description: 'The condition that raised it still holds.' }),
  source: Type.Union([
    Type.Literal('rule'),
    Type.Literal('person'),
    Type.Literal('citizen'),
    Type.Literal('hotline'),
    Type.Literal('video'),
    Type.Literal('system'),
  ]),
  entityId: Type.Union([Id, Type.Null()]),
  entityName: Type.Union([Type.String(), Type.Null()]),
  divisionCode: Type.Union([DivisionCode, Type.Null()]),
  divisionName: Type.Union([Type.String(), Type.Null()]),
  position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
  value: Type.Union([Type.Number(), Type.Null()]),
  unit: Type.Union([Type.String(), Type.Null()]),
  reports: Type.Integer({ description: 'Firings and reports merged into this event.' }),
  mergedIntoId: Type.Union([Id, Type.Null()]),
  caseId: Type.Union([Id, Type.Null()]),
  raisedTime: Time,
  changedTime: Time,
  closedTime: Type.Union([Time, Type.Null()]),
})
export type CityEvent = Static<typeof CityEvent>

export const EventEntry = Type.Object({
  id: Id,
  time: Time,
  act: Type.String(),
  actText: LocalTextSchema,
  userName: Type.Union([Type.String(), Type.Null()]),
  text: Type.String(),
  detail: Json,
})
export type EventEntry = Static<typeof EventEntry>

export const EventTypeInfo = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  verification: Type.Union([Type.Literal('automatic'), Type.Literal('person')]),
  icon: Type.String(),
  reportable: Type.Boolean({ description: 'Whether a person may report one.' }),
})
export type EventTypeInfo = Static<typeof EventTypeInfo>

const idParams = Type.Object({ id: Id })

export const listEventTypes = defineOperation({
  id: 'events.listEventTypes',
  method: 'GET',
  path: '/api/events/types',
  permission: 'signed-in',
  summary: { zh: '事件类型', en: 'List event types' },
  response: Type.Array(EventTypeInfo),
})

export const listEvents = defineOperation({
  id: 'events.listEvents',
  method: 'GET',
  path: '/api/events/events',
  permission: 'events.read',
  summary: { zh: '事件列表', en: 'List events' },
  query: Type.Object({
    ...pageQuery,
    type: Type.Optional(Type.String()),
    state: Type.Optional(EventState),
    active: Type.Optional(Type.Boolean()),
    level: Type.Optional(WarningLevel),
    division: Type.Optional(DivisionCode),
    entityId: Type.Optional(Id),
    bbox: Type.Optional(Bbox),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  response: pageOf(CityEvent),
})

export const getEvent = defineOperation({
  id: 'events.getEvent',
  method: 'GET',
  path: '/api/events/events/{id}',
  permission: 'events.read',
  summary: { zh: '事件详情', en: 'An event with its timeline' },
  params: idParams,
  response: Type.Object({
    event: CityEvent,
    entries: Type.Array(EventEntry),
    merged: Type.Array(CityEvent),
    similar: Type.Array(CityEvent, { description: 'Open events of the same type nearby, to merge with.' }),
  }),
})

export const reportEvent = defineOperation({
  id: 'events.reportEvent',
  method: 'POST',
  path: '/api/events/events',
  permission: 'events.report',
  summary: { zh: '上报事件', en: 'Report an event' },
  body: Type.Object({
    type: Type.String(),
    title: Type.String({ minLength: 2, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 4000 })),
    position: Type.Tuple([
      Type.Number({ minimum: -180, maximum: 180 }),
      Type.Number({ minimum: -90, maximum: 90 }),
    ]),
    level: Type.Optional(WarningLevel),
    entityId: Type.Optional(Id),
  }),
  response: CityEvent,
  creates: true,
})

export const verifyEvent = defineOperation({
  id: 'events.verifyEvent',
  method: 'POST',
  path: '/api/events/events/{id}/verification',
  permission: 'events.handle',
  summary: { zh: '核实事件', en: 'Verify or dismiss an event' },
  params: idParams,
  body: Type.Object({ real: Type.Boolean(), comment: Type.String({ minLength: 1, maxLength: 2000 }) }),
  response: CityEvent,
})

export const mergeEvent = defineOperation({
  id: 'events.mergeEvent',
  method: 'POST',
  path: '/api/events/events/{id}/merger',
  permission: 'events.handle',
  summary: { zh: '并入另一事件', en: 'Merge an event into another' },
  params: idParams,
  body: Type.Object({ intoId: Id, comment: Type.Optional(Type.String({ maxLength: 2000 })) }),
  response: CityEvent,
})

export const unmergeEvent = defineOperation({
  id: 'events.unmergeEvent',
  method: 'DELETE',
  path: '/api/events/events/{id}/merger',
  permission: 'events.handle',
  summary: { zh: '撤销合并', en: 'Undo a merge' },
  params: idParams,
  response: CityEvent,
})

export const closeEvent = defineOperation({
  id: 'events.closeEvent',
  method: 'POST',
  path: '/api/events/events/{id}/closure',
  permission: 'events.handle',
  summary: { zh: '关闭事件', en: 'Close an event' },
  params: idParams,
  body: Type.Object({ comment: Type.String({ minLength: 1, maxLength: 2000 }) }),
  response: CityEvent,
})

/** An event was raised, verified, changed level, merged or closed. `event` is its state after that. */
export const eventChanged = defineMessage(
  'events.event-changed',
  Type.Object({
    act: Type.Union([
      Type.Literal('raised'),
      Type.Literal('verified'),
      Type.Literal('dismissed'),
      Type.Literal('level-changed'),
      Type.Literal('cleared'),
      Type.Literal('merged'),
      Type.Literal('unmerged'),
      Type.Literal('closed'),
      Type.Literal('case-opened'),
    ]),
    event: CityEvent,
    observationId: Type.Union([Type.String(), Type.Null()]),
  }),
)
