import { type Static, Type } from 'typebox'
import {
  Bbox,
  DivisionCode,
  Id,
  Json,
  LocalTextSchema,
  longPageOf,
  oneOf,
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

/** Where word of an event came from first. */
export const EventSource = Type.Union([
  Type.Literal('rule'),
  Type.Literal('person'),
  Type.Literal('citizen'),
  Type.Literal('hotline'),
  Type.Literal('grid'),
  Type.Literal('video'),
  Type.Literal('algorithm'),
  Type.Literal('media'),
  Type.Literal('department'),
  Type.Literal('upper'),
  Type.Literal('lower'),
  Type.Literal('system'),
])
export type EventSource = Static<typeof EventSource>

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
  source: EventSource,
  standardClass: Type.Union([Type.String(), Type.Null()], {
    description: 'Class of GB/T 30428.2, e.g. gbt30428.events.0102.',
  }),
  address: Type.Union([Type.String(), Type.Null()]),
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
  handledBy: Type.Union([Type.String(), Type.Null()], {
    description: 'The installation that works on it, when it is not this one.',
  }),
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
  domainTitle: LocalTextSchema,
  title: LocalTextSchema,
  verification: Type.Union([Type.Literal('automatic'), Type.Literal('person')]),
  icon: Type.String(),
  reportable: Type.Boolean({ description: 'Whether a person may report one.' }),
  parties: Type.Union([Type.String(), Type.Null()], {
    description: 'Entity type of those it is between, e.g. households of a dispute.',
  }),
  forPublic: Type.Boolean({ description: 'Whether citizens are offered it; staff may report more.' }),
})
export type EventTypeInfo = Static<typeof EventTypeInfo>

/** An open event that may be the same as another, and why. */
export const SimilarEvent = Type.Object({
  event: CityEvent,
  score: Type.Number({ description: '0–1; text, distance and time weighed together.' }),
  metres: Type.Union([Type.Number(), Type.Null()]),
  minutes: Type.Number({ description: 'Between the two reports.' }),
  sharedWords: Type.Array(Type.String()),
})
export type SimilarEvent = Static<typeof SimilarEvent>

/** A picture sent with a report. */
export const ReportPhoto = Type.Object({
  contentType: Type.Union([
    Type.Literal('image/jpeg'),
    Type.Literal('image/png'),
    Type.Literal('image/webp'),
  ]),
  content: Type.String({ maxLength: 4_000_000, description: 'Base64.' }),
})
export type ReportPhoto = Static<typeof ReportPhoto>

/** What the platform thinks an event is, from its words; a person decides. */
export const Suggestion = Type.Object({
  type: Type.Union([Type.String(), Type.Null()]),
  standardClass: Type.Union([Type.String(), Type.Null()]),
  confidence: Type.Number({ description: '0–1.' }),
  words: Type.Array(Type.String(), { description: 'The words it was read from.' }),
})
export type Suggestion = Static<typeof Suggestion>

/** One word of an event, as it was given; none is lost by joining or merging. */
export const EventReport = Type.Object({
  id: Id,
  eventId: Id,
  channel: EventSource,
  sourceSystem: Type.Union([Type.String(), Type.Null()]),
  externalId: Type.Union([Type.String(), Type.Null()]),
  reporterName: Type.Union([Type.String(), Type.Null()], { description: 'Null when hidden by request.' }),
  reporterPhone: Type.Union([Type.String(), Type.Null()], { description: 'Middle digits hidden.' }),
  hidden: Type.Boolean({ description: 'The reporter asked not to be named.' }),
  title: Type.String(),
  text: Type.String(),
  address: Type.Union([Type.String(), Type.Null()]),
  position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
  photos: Type.Array(Type.Object({ id: Id, contentType: Type.String() })),
  mediaUrls: Type.Array(Type.String()),
  reportedTime: Time,
  takenTime: Time,
  toldTime: Type.Union([Time, Type.Null()], { description: 'When the reporter was told of the end.' }),
  rating: Type.Union([Type.Literal('satisfied'), Type.Literal('unsatisfied'), Type.Null()]),
})
export type EventReport = Static<typeof EventReport>

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
    source: Type.Optional(EventSource),
    standardClass: Type.Optional(Type.String({ description: 'A class, or the beginning of one.' })),
    bbox: Type.Optional(Bbox),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  response: longPageOf(CityEvent),
})

/** How pressing a warning raised from what keeps coming back is, and of what that is made (GOV-016). */
export const RiskScore = Type.Object({
  score: Type.Integer({ description: '0–100.' }),
  factors: Type.Array(
    Type.Object({
      factor: oneOf('frequency', 'recency', 'growing', 'level'),
      points: Type.Number(),
      most: Type.Integer(),
      reason: Type.String(),
    }),
  ),
  method: Type.String(),
  prevention: Type.Union(
    [Type.Object({ title: LocalTextSchema, instructions: LocalTextSchema }), Type.Null()],
    { description: 'The task recommended: the first of the case such an event opens.' },
  ),
})
export type RiskScore = Static<typeof RiskScore>

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
    similar: Type.Array(SimilarEvent, {
      description: 'Open events that may be the same, likeliest first, to merge with.',
    }),
    reports: Type.Array(EventReport),
    suggestion: Type.Union([Suggestion, Type.Null()]),
    because: Type.Array(CityEvent, {
      description: 'What came back so often that this event was raised for it.',
    }),
    risk: Type.Union([RiskScore, Type.Null()]),
  }),
})

/** Raises an event for whatever came back as often as its type says; done every night by itself (GOV-016, GOV-060). */
export const findRecurrences = defineOperation({
  id: 'events.findRecurrences',
  method: 'POST',
  path: '/api/events/recurrences',
  permission: 'events.arbitrate',
  summary: { zh: '查找重复发生', en: 'Look for what keeps coming back' },
  response: Type.Array(CityEvent),
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
    parties: Type.Optional(
      Type.Array(Id, { maxItems: 10, description: 'Entities a dispute is between, e.g. two households.' }),
    ),
    standardClass: Type.Optional(Type.String({ maxLength: 40 })),
    address: Type.Optional(Type.String({ maxLength: 200 })),
    hidden: Type.Optional(Type.Boolean({ description: 'Do not name the reporter.' })),
    photos: Type.Optional(Type.Array(ReportPhoto, { maxItems: 4 })),
    reportedTime: Type.Optional(Time),
    key: Type.Optional(
      Type.String({ minLength: 8, maxLength: 64, description: 'The same key again is the same report.' }),
    ),
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
  body: Type.Object({
    real: Type.Boolean(),
    comment: Type.String({ minLength: 1, maxLength: 2000 }),
    mergeIds: Type.Optional(
      Type.Array(Id, {
        maxItems: 50,
        description: 'Events that are the same: merged into this one as it is verified.',
      }),
    ),
  }),
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
      Type.Literal('reopened'),
      Type.Literal('reclassified'),
      Type.Literal('reported'),
    ]),
    event: CityEvent,
    observationId: Type.Union([Type.String(), Type.Null()]),
  }),
)
