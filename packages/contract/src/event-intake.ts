import { type Static, Type } from 'typebox'
import { Done, Id, LocalTextSchema, pageOf, pageQuery, Time, WarningLevel } from './common.ts'
import { CityEvent, EventReport, EventSource, ReportPhoto, Suggestion } from './events.ts'
import { defineMessage } from './message.ts'
import { defineOperation } from './operation.ts'

/** A class of components or events of GB/T 30428.2. */
export const StandardClassInfo = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('component'), Type.Literal('event')]),
  code: Type.String(),
  title: LocalTextSchema,
  largeCode: Type.String(),
  largeTitle: LocalTextSchema,
})
export type StandardClassInfo = Static<typeof StandardClassInfo>

/** A system that pushes events, or an Open311 client; its key is shown once. */
export const IntakeClient = Type.Object({
  id: Id,
  name: Type.String(),
  channel: EventSource,
  active: Type.Boolean(),
  createdTime: Time,
  lastTime: Type.Union([Time, Type.Null()]),
  reports: Type.Integer(),
})
export type IntakeClient = Static<typeof IntakeClient>

/** A report as its reporter follows it. */
export const OwnReport = Type.Object({
  report: EventReport,
  reference: Type.String(),
  typeTitle: LocalTextSchema,
  state: Type.Union([
    Type.Literal('received'),
    Type.Literal('accepted'),
    Type.Literal('handling'),
    Type.Literal('done'),
    Type.Literal('refused'),
  ]),
  answer: Type.Union([Type.String(), Type.Null()], { description: 'What was answered at the end.' }),
  closedTime: Type.Union([Time, Type.Null()]),
  mayRate: Type.Boolean(),
})
export type OwnReport = Static<typeof OwnReport>

/** An event as another system tells it. */
export const IntakeBody = Type.Object({
  channel: EventSource,
  sourceSystem: Type.String({ minLength: 1, maxLength: 100 }),
  externalId: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'The same id again changes nothing.',
  }),
  type: Type.Optional(Type.String({ description: 'Suggested from the words unless given.' })),
  standardClass: Type.Optional(Type.String({ maxLength: 40 })),
  title: Type.String({ minLength: 2, maxLength: 200 }),
  description: Type.Optional(Type.String({ maxLength: 4000 })),
  position: Type.Optional(
    Type.Tuple([Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })]),
  ),
  address: Type.Optional(
    Type.String({ maxLength: 200, description: 'Found on the map when no position is given.' }),
  ),
  level: Type.Optional(WarningLevel),
  reportedTime: Type.Optional(Time),
  reporter: Type.Optional(
    Type.Object({
      name: Type.Optional(Type.String({ maxLength: 64 })),
      phone: Type.Optional(Type.String({ pattern: '^[0-9+-]{3,20}$' })),
      hidden: Type.Optional(Type.Boolean()),
    }),
  ),
  photos: Type.Optional(Type.Array(ReportPhoto, { maxItems: 4 })),
  mediaUrls: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 10 })),
  confidence: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'Of an algorithm; below 0.9 a person verifies.' }),
  ),
})
export type IntakeBody = Static<typeof IntakeBody>

const idParams = Type.Object({ id: Id })

export const listStandardClasses = defineOperation({
  id: 'events.listStandardClasses',
  method: 'GET',
  path: '/api/events/standard-classes',
  permission: 'signed-in',
  summary: { zh: '部件与事件分类代码（GB/T 30428.2）', en: 'Classes of GB/T 30428.2' },
  query: Type.Object({
    kind: Type.Optional(Type.Union([Type.Literal('component'), Type.Literal('event')])),
    search: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  response: Type.Array(StandardClassInfo),
})

export const suggestClass = defineOperation({
  id: 'events.suggestClass',
  method: 'POST',
  path: '/api/events/suggestions',
  permission: 'events.report',
  summary: { zh: '按描述建议分类', en: 'Suggest a class from words' },
  body: Type.Object({ text: Type.String({ minLength: 2, maxLength: 4000 }) }),
  response: Type.Array(Suggestion),
})

export const takeIntake = defineOperation({
  id: 'events.takeIntake',
  method: 'POST',
  path: '/api/events/intake',
  permission: 'events.intake',
  summary: { zh: '外部系统推送事件', en: 'Push an event from another system' },
  body: IntakeBody,
  response: Type.Object({
    event: CityEvent,
    report: EventReport,
    joined: Type.Boolean({ description: 'It joined an event that was open.' }),
  }),
  creates: true,
})

export const splitReport = defineOperation({
  id: 'events.splitReport',
  method: 'POST',
  path: '/api/events/reports/{id}/split',
  permission: 'events.handle',
  summary: { zh: '将上报拆出为单独事件', en: 'Take a report out into an event of its own' },
  params: idParams,
  body: Type.Object({ comment: Type.String({ minLength: 1, maxLength: 2000 }) }),
  response: CityEvent,
  creates: true,
})

export const classifyEvent = defineOperation({
  id: 'events.classifyEvent',
  method: 'POST',
  path: '/api/events/events/{id}/classification',
  permission: 'events.handle',
  summary: { zh: '确认或更改事件分类', en: 'Confirm or change the class of an event' },
  params: idParams,
  body: Type.Object({
    type: Type.Optional(Type.String()),
    standardClass: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
    level: Type.Optional(WarningLevel),
    comment: Type.Optional(Type.String({ maxLength: 2000 })),
  }),
  response: CityEvent,
})

export const getReportPhoto = defineOperation({
  id: 'events.getReportPhoto',
  method: 'GET',
  path: '/api/events/photos/{id}',
  permission: 'signed-in',
  summary: { zh: '上报照片', en: 'A photo of a report' },
  params: idParams,
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})

export const listOwnReports = defineOperation({
  id: 'events.listOwnReports',
  method: 'GET',
  path: '/api/events/own-reports',
  permission: 'signed-in',
  summary: { zh: '我的上报', en: 'Reports of the caller' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(OwnReport),
})

export const rateReport = defineOperation({
  id: 'events.rateReport',
  method: 'POST',
  path: '/api/events/own-reports/{id}/rating',
  permission: 'signed-in',
  summary: { zh: '评价处置结果', en: 'Rate the outcome of a report' },
  params: idParams,
  body: Type.Object({
    satisfied: Type.Boolean(),
    comment: Type.Optional(Type.String({ maxLength: 1000 })),
    reopen: Type.Optional(Type.Boolean({ description: 'Not solved: within 7 days of the end, once.' })),
  }),
  response: OwnReport,
})

export const listIntakeClients = defineOperation({
  id: 'events.listIntakeClients',
  method: 'GET',
  path: '/api/events/intake-clients',
  permission: 'events.federate',
  summary: { zh: '接入客户端', en: 'Clients that may push events' },
  response: Type.Array(IntakeClient),
})

export const addIntakeClient = defineOperation({
  id: 'events.addIntakeClient',
  method: 'POST',
  path: '/api/events/intake-clients',
  permission: 'events.federate',
  summary: { zh: '登记接入客户端', en: 'Register a client' },
  body: Type.Object({ name: Type.String({ minLength: 2, maxLength: 100 }), channel: EventSource }),
  response: Type.Object({
    client: IntakeClient,
    apiKey: Type.String({ description: 'Shown this once.' }),
  }),
  creates: true,
})

export const setIntakeClient = defineOperation({
  id: 'events.setIntakeClient',
  method: 'PATCH',
  path: '/api/events/intake-clients/{id}',
  permission: 'events.federate',
  summary: { zh: '启用或停用接入客户端', en: 'Let a client push, or no longer' },
  params: idParams,
  body: Type.Object({ active: Type.Boolean() }),
  response: Done,
})

/** A reporter has rated the outcome; `reopen` asks for the work to be taken up again. */
export const reportRated = defineMessage(
  'events.report-rated',
  Type.Object({
    reportId: Id,
    eventId: Id,
    caseId: Type.Union([Id, Type.Null()]),
    satisfied: Type.Boolean(),
    comment: Type.String(),
    reopen: Type.Boolean(),
  }),
)
