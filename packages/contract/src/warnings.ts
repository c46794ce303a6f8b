import { type Static, Type } from 'typebox'
import {
  DivisionCode,
  Geometry,
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

/** Categories of CAP 1.2 (section 3.2.2). */
export const WarningCategory = Type.Union([
  Type.Literal('Geo'),
  Type.Literal('Met'),
  Type.Literal('Safety'),
  Type.Literal('Security'),
  Type.Literal('Rescue'),
  Type.Literal('Fire'),
  Type.Literal('Health'),
  Type.Literal('Env'),
  Type.Literal('Transport'),
  Type.Literal('Infra'),
  Type.Literal('CBRNE'),
  Type.Literal('Other'),
])
export type WarningCategory = Static<typeof WarningCategory>

export const WarningState = Type.Union([
  Type.Literal('draft'),
  Type.Literal('issued'),
  Type.Literal('superseded'),
  Type.Literal('expired'),
  Type.Literal('lifted'),
  Type.Literal('rejected'),
])
export type WarningState = Static<typeof WarningState>

/** Ways a warning goes out. */
export const WarningChannel = Type.Union([
  Type.Literal('app'),
  Type.Literal('sms'),
  Type.Literal('voice'),
  Type.Literal('loudspeaker'),
  Type.Literal('screen'),
  Type.Literal('broadcast'),
])
export type WarningChannel = Static<typeof WarningChannel>

/** How a warning went out by one channel. */
export const WarningBroadcast = Type.Object({
  channel: WarningChannel,
  targets: Type.Integer({ description: 'People, or places of loudspeakers and screens.' }),
  sent: Type.Integer(),
  failed: Type.Integer(),
  time: Time,
  detail: Type.Union([Type.String(), Type.Null()]),
})
export type WarningBroadcast = Static<typeof WarningBroadcast>

/** A warning to the public or to those responsible: level, area, time, advice (CAP 1.2). */
export const Warning = Type.Object({
  id: Id,
  reference: Type.String({ description: 'The city’s own number, YJ20250601-0001.' }),
  identifier: Type.String({ description: 'CAP identifier.' }),
  state: WarningState,
  exercise: Type.Boolean({ description: 'Of a drill: CAP status Exercise.' }),
  imported: Type.Boolean({ description: 'Issued by another, taken in as CAP.' }),
  category: WarningCategory,
  eventType: Type.Union([Type.String(), Type.Null()]),
  eventName: Type.String(),
  eventId: Type.Union([Id, Type.Null()]),
  level: WarningLevel,
  headline: Type.String(),
  description: Type.String(),
  instruction: Type.String(),
  areaText: Type.String(),
  divisionCodes: Type.Array(DivisionCode),
  geometry: Type.Union([Geometry, Type.Null()]),
  channels: Type.Array(WarningChannel),
  senderName: Type.Union([Type.String(), Type.Null()]),
  evidence: Json,
  draftedBy: Type.Union([Type.String(), Type.Null()], { description: 'Null when a rule drafted it.' }),
  draftedTime: Time,
  verifyDueTime: Type.Union([Time, Type.Null()]),
  effectiveTime: Type.Union([Time, Type.Null()]),
  expiresTime: Time,
  issuedBy: Type.Union([Type.String(), Type.Null()]),
  issuedTime: Type.Union([Time, Type.Null()]),
  supersedesId: Type.Union([Id, Type.Null()]),
  supersededById: Type.Union([Id, Type.Null()]),
  endedTime: Type.Union([Time, Type.Null()]),
  endedReason: Type.Union([Type.String(), Type.Null()]),
  outcome: Type.Union([Type.Literal('hit'), Type.Literal('false-alarm'), Type.Null()]),
  occurredTime: Type.Union([Time, Type.Null()]),
  leadMinutes: Type.Union([Type.Number(), Type.Null()], {
    description: 'Beginning of the event minus issue of the warning.',
  }),
})
export type Warning = Static<typeof Warning>

export const WarningEntry = Type.Object({
  id: Id,
  time: Time,
  act: Type.String(),
  actText: LocalTextSchema,
  userName: Type.Union([Type.String(), Type.Null()]),
  text: Type.String(),
})
export type WarningEntry = Static<typeof WarningEntry>

export const WarningDraft = Type.Object({
  category: WarningCategory,
  eventName: Type.String({ minLength: 2, maxLength: 60 }),
  level: WarningLevel,
  headline: Type.Optional(Type.String({ minLength: 2, maxLength: 200 })),
  description: Type.String({ minLength: 2, maxLength: 4000 }),
  instruction: Type.String({ maxLength: 4000 }),
  divisionCodes: Type.Optional(Type.Array(DivisionCode, { maxItems: 200 })),
  geometry: Type.Optional(Geometry),
  channels: Type.Array(WarningChannel, { minItems: 1 }),
  expiresTime: Time,
  exercise: Type.Optional(Type.Boolean()),
  eventId: Type.Optional(Id),
})
export type WarningDraft = Static<typeof WarningDraft>

/** How good the warnings of a time were. */
export const WarningScore = Type.Object({
  issued: Type.Integer(),
  evaluated: Type.Integer(),
  hits: Type.Integer(),
  falseAlarms: Type.Integer(),
  precision: Type.Union([Type.Number(), Type.Null()], { description: 'Hits among those evaluated, 0–1.' }),
  meanLeadMinutes: Type.Union([Type.Number(), Type.Null()]),
})
export type WarningScore = Static<typeof WarningScore>

const idParams = Type.Object({ id: Id })

export const listWarnings = defineOperation({
  id: 'events.listWarnings',
  method: 'GET',
  path: '/api/events/warnings',
  permission: 'events.read',
  summary: { zh: '预警列表', en: 'List warnings' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(WarningState),
    level: Type.Optional(WarningLevel),
    division: Type.Optional(DivisionCode),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  response: pageOf(Warning),
})

export const getWarning = defineOperation({
  id: 'events.getWarning',
  method: 'GET',
  path: '/api/events/warnings/{id}',
  permission: 'events.read',
  summary: { zh: '预警详情', en: 'A warning with how it went out' },
  params: idParams,
  response: Type.Object({
    warning: Warning,
    entries: Type.Array(WarningEntry),
    broadcasts: Type.Array(WarningBroadcast),
    needsSecondPerson: Type.Boolean({ description: 'The caller drafted it and may not issue it alone.' }),
  }),
})

export const draftWarning = defineOperation({
  id: 'events.draftWarning',
  method: 'POST',
  path: '/api/events/warnings',
  permission: 'events.warn',
  summary: { zh: '起草预警', en: 'Draft a warning' },
  body: WarningDraft,
  response: Warning,
  creates: true,
})

export const changeWarningDraft = defineOperation({
  id: 'events.changeWarningDraft',
  method: 'PUT',
  path: '/api/events/warnings/{id}',
  permission: 'events.warn',
  summary: { zh: '修改预警草稿', en: 'Change a draft' },
  params: idParams,
  body: WarningDraft,
  response: Warning,
})

export const issueWarning = defineOperation({
  id: 'events.issueWarning',
  method: 'POST',
  path: '/api/events/warnings/{id}/issue',
  permission: 'events.issue',
  summary: { zh: '一键发布预警', en: 'Issue a warning' },
  params: idParams,
  body: Type.Object({ comment: Type.Optional(Type.String({ maxLength: 2000 })) }),
  response: Warning,
})

export const rejectWarning = defineOperation({
  id: 'events.rejectWarning',
  method: 'POST',
  path: '/api/events/warnings/{id}/rejection',
  permission: 'events.warn',
  summary: { zh: '预警草稿不予发布', en: 'Put a draft aside' },
  params: idParams,
  body: Type.Object({ comment: Type.String({ minLength: 1, maxLength: 2000 }) }),
  response: Warning,
})

export const updateWarning = defineOperation({
  id: 'events.updateWarning',
  method: 'POST',
  path: '/api/events/warnings/{id}/update',
  permission: 'events.warn',
  summary: { zh: '起草更新（升级、降级、延长）', en: 'Draft what supersedes a warning' },
  params: idParams,
  body: Type.Object({
    level: Type.Optional(WarningLevel),
    description: Type.Optional(Type.String({ minLength: 2, maxLength: 4000 })),
    instruction: Type.Optional(Type.String({ maxLength: 4000 })),
    expiresTime: Type.Optional(Time),
  }),
  response: Warning,
  creates: true,
})

export const liftWarning = defineOperation({
  id: 'events.liftWarning',
  method: 'POST',
  path: '/api/events/warnings/{id}/lifting',
  permission: 'events.issue',
  summary: { zh: '解除预警', en: 'Lift a warning' },
  params: idParams,
  body: Type.Object({ comment: Type.String({ minLength: 1, maxLength: 2000 }) }),
  response: Warning,
})

export const evaluateWarning = defineOperation({
  id: 'events.evaluateWarning',
  method: 'POST',
  path: '/api/events/warnings/{id}/evaluation',
  permission: 'events.warn',
  summary: { zh: '检验预警（命中、空报、提前量）', en: 'Say whether a warning came true' },
  params: idParams,
  body: Type.Object({
    occurredTime: Type.Union([Time, Type.Null()], { description: 'Null: nothing happened, a false alarm.' }),
    comment: Type.Optional(Type.String({ maxLength: 2000 })),
  }),
  response: Warning,
})

export const getWarningScore = defineOperation({
  id: 'events.getWarningScore',
  method: 'GET',
  path: '/api/events/warning-score',
  permission: 'events.read',
  summary: { zh: '预警准确率与提前量', en: 'How good the warnings were' },
  query: Type.Object({ from: Type.Optional(Time), to: Type.Optional(Time) }),
  response: WarningScore,
})

export const getCapMessage = defineOperation({
  id: 'events.getCapMessage',
  method: 'GET',
  path: '/api/events/cap/{id}',
  permission: 'public',
  summary: { zh: '预警的 CAP 1.2 报文', en: 'A warning as CAP 1.2' },
  params: idParams,
  response: Type.Unsafe<string>({ type: 'string' }),
  produces: 'application/cap+xml; charset=utf-8',
})

export const getCapFeed = defineOperation({
  id: 'events.getCapFeed',
  method: 'GET',
  path: '/api/events/cap',
  permission: 'public',
  summary: { zh: '在效预警的 Atom 订阅源', en: 'Warnings in force as an Atom feed' },
  response: Type.Unsafe<string>({ type: 'string' }),
  produces: 'application/atom+xml; charset=utf-8',
})

export const importCap = defineOperation({
  id: 'events.importCap',
  method: 'POST',
  path: '/api/events/cap',
  permission: 'events.warn',
  summary: { zh: '导入 CAP 1.2 报文', en: 'Take in a CAP 1.2 message' },
  body: Type.Object({ cap: Type.String({ minLength: 20, maxLength: 1_000_000 }) }),
  response: Warning,
  creates: true,
})

export const listWarningSubscriptions = defineOperation({
  id: 'events.listWarningSubscriptions',
  method: 'GET',
  path: '/api/events/warning-subscriptions',
  permission: 'signed-in',
  summary: { zh: '我订阅的预警区域', en: 'Divisions the caller wants warnings of' },
  response: Type.Object({ divisionCodes: Type.Array(DivisionCode) }),
})

export const saveWarningSubscriptions = defineOperation({
  id: 'events.saveWarningSubscriptions',
  method: 'PUT',
  path: '/api/events/warning-subscriptions',
  permission: 'signed-in',
  summary: { zh: '订阅区域预警', en: 'Subscribe to warnings of divisions' },
  body: Type.Object({ divisionCodes: Type.Array(DivisionCode, { maxItems: 50 }) }),
  response: Type.Object({ divisionCodes: Type.Array(DivisionCode) }),
})

/** A warning was drafted, issued, superseded, lifted or has expired; told without its area, which has many points. */
export const warningChanged = defineMessage(
  'events.warning-changed',
  Type.Object({
    act: Type.Union([
      Type.Literal('drafted'),
      Type.Literal('issued'),
      Type.Literal('superseded'),
      Type.Literal('lifted'),
      Type.Literal('expired'),
      Type.Literal('rejected'),
      Type.Literal('evaluated'),
    ]),
    warning: Type.Omit(Warning, ['geometry']),
  }),
)
