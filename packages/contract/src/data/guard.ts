import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { LeakedSample, traceSample } from './classification.ts'
import { DataGrade } from './datasets.ts'

/** What was unusual: the volume, the hour, where it went, or calls beyond the rights. */
export const AlertKind = oneOf('volume', 'hours', 'destination', 'rights')
export type AlertKind = Static<typeof AlertKind>

/** A caller who used data today otherwise than he used to (GB/T 37988 monitoring). */
export const DataAlert = Type.Object({
  id: Id,
  kinds: Type.Array(AlertKind),
  keyId: Type.String(),
  caller: Type.String({ description: 'The application.' }),
  organisationName: Type.String(),
  serviceTitle: Type.String(),
  datasetId: Type.Union([Id, Type.Null()]),
  grade: DataGrade,
  fields: Type.Array(Type.String()),
  rows: Type.Integer({ description: 'Rows read that day.' }),
  usual: Type.Union([Type.Number(), Type.Null()], { description: 'Rows of a usual day.' }),
  addresses: Type.Array(Type.String(), { description: 'Where the data went.' }),
  purpose: Type.String(),
  raisedTime: Time,
  lastTime: Time,
  state: oneOf('open', 'confirmed', 'dismissed'),
  isSuspended: Type.Boolean(),
  note: Type.Union([Type.String(), Type.Null()]),
  decidedBy: Type.Union([Type.String(), Type.Null()]),
})
export type DataAlert = Static<typeof DataAlert>

const params = Type.Object({ id: Id })
const Note = Type.String({ minLength: 1, maxLength: 1000 })

export const listDataAlerts = defineOperation({
  id: 'data.listDataAlerts',
  method: 'GET',
  path: '/api/data/guard/alerts',
  permission: 'data.secure',
  summary: { zh: '数据安全告警', en: 'Alerts on uses of data' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(DataAlert.properties.state) }),
  response: pageOf(DataAlert),
})

export const decideDataAlert = defineOperation({
  id: 'data.decideDataAlert',
  method: 'POST',
  path: '/api/data/guard/alerts/{id}/decision',
  permission: 'data.secure',
  summary: { zh: '处置数据安全告警', en: 'Decide on an alert' },
  params,
  body: Type.Object({
    state: oneOf('confirmed', 'dismissed'),
    suspend: Type.Optional(Type.Boolean({ description: 'Stops the application at once.' })),
    note: Note,
  }),
  response: DataAlert,
})

/** When an alert is raised, and how many hours each step of a leak case may take. */
export const GuardRules = Type.Object({
  times: Type.Number({ minimum: 1.5, maximum: 1000, description: 'Times the rows of a usual day.' }),
  leastRows: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
  nightFrom: Type.Integer({ minimum: 0, maximum: 23 }),
  nightTo: Type.Integer({ minimum: 1, maximum: 24 }),
  suspends: Type.Boolean({
    description: 'Unusual volume at an unusual hour stops the application by itself.',
  }),
  hours: Type.Object({
    contain: Type.Integer({ minimum: 1, maximum: 8760 }),
    notify: Type.Integer({ minimum: 1, maximum: 8760 }),
    report: Type.Integer({ minimum: 1, maximum: 8760 }),
    review: Type.Integer({ minimum: 1, maximum: 8760 }),
  }),
})
export type GuardRules = Static<typeof GuardRules>

export const getGuardRules = defineOperation({
  id: 'data.getGuardRules',
  method: 'GET',
  path: '/api/data/guard/rules',
  permission: 'data.secure',
  summary: { zh: '数据安全监测规则', en: 'Rules of the watch' },
  response: GuardRules,
})

export const setGuardRules = defineOperation({
  id: 'data.setGuardRules',
  method: 'PUT',
  path: '/api/data/guard/rules',
  permission: 'data.secure',
  summary: { zh: '设置数据安全监测规则', en: 'Set the rules of the watch' },
  body: GuardRules,
  response: GuardRules,
})

export const LeakStep = oneOf('contain', 'notify', 'report', 'review')
export type LeakStep = Static<typeof LeakStep>

/** A leak of data with its clocks: contain, notify those concerned, report, review. */
export const LeakCase = Type.Object({
  id: Id,
  title: Type.String(),
  alertId: Type.Union([Id, Type.Null()]),
  discoveredTime: Time,
  openedBy: Type.String(),
  matches: traceSample.response.properties.matches,
  closedTime: Type.Union([Time, Type.Null()]),
  steps: Type.Array(
    Type.Object({
      step: LeakStep,
      dueTime: Time,
      isLate: Type.Boolean(),
      doneTime: Type.Union([Time, Type.Null()]),
      doneBy: Type.Union([Type.String(), Type.Null()]),
      note: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
})
export type LeakCase = Static<typeof LeakCase>

export const openLeakCase = defineOperation({
  id: 'data.openLeakCase',
  method: 'POST',
  path: '/api/data/guard/leaks',
  permission: 'data.secure',
  summary: { zh: '登记数据泄露事件', en: 'Open a leak case' },
  body: Type.Object({
    title: Type.String({ minLength: 1, maxLength: 200 }),
    discoveredTime: Type.Optional(Time),
    alertId: Type.Optional(Id),
    sample: Type.Optional(LeakedSample),
  }),
  response: LeakCase,
})

export const listLeakCases = defineOperation({
  id: 'data.listLeakCases',
  method: 'GET',
  path: '/api/data/guard/leaks',
  permission: 'data.secure',
  summary: { zh: '数据泄露事件', en: 'Leak cases' },
  query: Type.Object(pageQuery),
  response: pageOf(LeakCase),
})

export const doLeakStep = defineOperation({
  id: 'data.doLeakStep',
  method: 'POST',
  path: '/api/data/guard/leaks/{id}/steps',
  permission: 'data.secure',
  summary: { zh: '完成泄露处置步骤', en: 'Finish a step of a leak case' },
  params,
  body: Type.Object({ step: LeakStep, note: Note }),
  response: LeakCase,
})
