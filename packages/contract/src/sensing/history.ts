import { type Static, Type } from 'typebox'
import { DivisionCode, LocalTextSchema, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const days = Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'Null: for ever.' })

/** How long readings and their sums are kept. */
export const RetentionClass = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 40 }),
  title: Type.String({ minLength: 1, maxLength: 100 }),
  rawDays: days,
  minuteDays: days,
  hourDays: days,
  thingTypes: Type.Array(Type.String(), { description: 'Other thing types are of the class `standard`.' }),
})
export type RetentionClass = Static<typeof RetentionClass>

/** Where the readings of the city lie. Sizes in bytes. */
export const HistoryStatus = Type.Object({
  hotDays: Type.Integer(),
  hotRows: Type.Integer({ description: 'As the database estimates it.' }),
  hotBytes: Type.Integer(),
  files: Type.Integer(),
  fileRows: Type.Integer(),
  fileBytes: Type.Integer(),
  oldestTime: Type.Union([Time, Type.Null()]),
  rollupBytes: Type.Integer(),
  hoursToSum: Type.Integer({ description: 'Hours that hold readings not summed up yet.' }),
})
export type HistoryStatus = Static<typeof HistoryStatus>

export const getHistoryStatus = defineOperation({
  id: 'sensing.getHistoryStatus',
  method: 'GET',
  path: '/api/sensing/history',
  permission: 'sensing.read',
  summary: { zh: '历史数据存储状况', en: 'Where readings lie and how much room they take' },
  response: HistoryStatus,
})

export const ageHistory = defineOperation({
  id: 'sensing.ageHistory',
  method: 'POST',
  path: '/api/sensing/history/moves',
  permission: 'platform.operate',
  summary: { zh: '立即汇总并归档到期的历史数据', en: 'Sum up and move closed days into files now' },
  body: Type.Object({
    hotDays: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Instead of the setting; younger days stay.' }),
    ),
  }),
  response: Type.Object({
    hoursSummed: Type.Integer(),
    moved: Type.Array(Type.Object({ period: Type.String(), rows: Type.Integer(), bytes: Type.Integer() })),
  }),
})

export const listRetentionClasses = defineOperation({
  id: 'sensing.listRetentionClasses',
  method: 'GET',
  path: '/api/sensing/retention-classes',
  permission: 'sensing.read',
  summary: { zh: '数据保留期限', en: 'How long readings are kept, by class' },
  response: Type.Array(RetentionClass),
})

export const saveRetentionClass = defineOperation({
  id: 'sensing.saveRetentionClass',
  method: 'PUT',
  path: '/api/sensing/retention-classes/{id}',
  permission: 'platform.operate',
  summary: { zh: '设置数据保留期限', en: 'Set how long readings of a class are kept' },
  params: Type.Object({ id: RetentionClass.properties.id }),
  body: Type.Omit(RetentionClass, ['id']),
  response: RetentionClass,
})

export const getCitySeries = defineOperation({
  id: 'sensing.getCitySeries',
  method: 'GET',
  path: '/api/sensing/city-series',
  permission: 'sensing.read',
  summary: {
    zh: '全市同类观测的时间序列（按小时或按天）',
    en: 'One observed property over all things of a type, by hour or day',
  },
  query: Type.Object({
    thingType: Type.String(),
    property: Type.String(),
    from: Time,
    to: Time,
    bucket: Type.Optional(Type.Enum(['hour', 'day'], { default: 'hour' })),
    division: Type.Optional(DivisionCode),
  }),
  response: Type.Object({
    title: LocalTextSchema,
    unit: Type.String(),
    unitLabel: Type.String(),
    points: Type.Array(
      Type.Object({
        time: Time,
        mean: Type.Union([Type.Number(), Type.Null()]),
        min: Type.Union([Type.Number(), Type.Null()]),
        max: Type.Union([Type.Number(), Type.Null()]),
        readings: Type.Integer(),
        things: Type.Integer(),
      }),
    ),
  }),
})
