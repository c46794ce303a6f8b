import { type Static, Type } from 'typebox'
import { Id, LocalTextSchema, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** What of citizens’ reports may be public, how far places are blurred, and what a report is worth in points. */
export const OpennessRule = Type.Object({
  version: Type.Integer(),
  eventTypes: Type.Array(Type.String(), {
    maxItems: 100,
    description: 'Kinds that may be shown; none: nothing is.',
  }),
  blurMetres: Type.Integer({
    minimum: 100,
    maximum: 5000,
    description: 'Side of the squares places are moved into the middle of.',
  }),
  delayHours: Type.Integer({ minimum: 0, maximum: 720, description: 'Shown no sooner after the report.' }),
  leastInSquare: Type.Integer({
    minimum: 1,
    maximum: 20,
    description: 'Squares with fewer reports of a kind are left out.',
  }),
  pointsEach: Type.Integer({
    minimum: 0,
    maximum: 1000,
    description: 'For the first report of an event that was verified.',
  }),
  dailyCap: Type.Integer({ minimum: 0, maximum: 100_000 }),
  monthlyCap: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  changedBy: Type.String(),
  changedTime: Time,
})
export type OpennessRule = Static<typeof OpennessRule>

/** Reports of a kind in a square; no report of its own, no words, no time of day. */
export const PublicReportSpot = Type.Object({
  type: Type.String(),
  typeTitle: LocalTextSchema,
  state: oneOf('accepted', 'handling', 'done'),
  position: Type.Tuple([Type.Number(), Type.Number()]),
  divisionName: nullable(Type.String()),
  reports: Type.Integer(),
  lastDay: Type.String({ format: 'date' }),
})
export type PublicReportSpot = Static<typeof PublicReportSpot>

/** A month of public reporting. */
export const OpennessMonth = Type.Object({
  month: Type.String(),
  reports: Type.Integer(),
  effective: Type.Integer({ description: 'Of events that were verified.' }),
  closed: Type.Integer(),
  onTime: nullable(Type.Number(), {
    description:
      'Per cent of the cases opened for events in the month, whoever told of them, that were closed in time.',
  }),
  rated: Type.Integer(),
  satisfied: nullable(Type.Number(), { description: 'Per cent of those rated.' }),
})
export type OpennessMonth = Static<typeof OpennessMonth>

/** A line of the ledger of points. */
export const PointEntry = Type.Object({
  id: Id,
  userId: Id,
  userName: nullable(Type.String()),
  points: Type.Integer(),
  reason: Type.String(),
  eventReference: nullable(Type.String()),
  by: nullable(Type.String(), { description: 'Who entered it; the platform by its rule when null.' }),
  time: Time,
})
export type PointEntry = Static<typeof PointEntry>

export const getOpennessRule = defineOperation({
  id: 'cases.getOpennessRule',
  method: 'GET',
  path: '/api/cases/openness-rule',
  permission: 'cases.supervise',
  summary: { zh: '公众上报公开与积分规则', en: 'What is public of reports, and what they are worth' },
  response: OpennessRule,
})

export const saveOpennessRule = defineOperation({
  id: 'cases.saveOpennessRule',
  method: 'PUT',
  path: '/api/cases/openness-rule',
  permission: 'cases.supervise',
  summary: { zh: '修改公众上报公开与积分规则', en: 'Change the rule; its version grows' },
  body: Type.Omit(OpennessRule, ['changedBy', 'changedTime']),
  response: OpennessRule,
})

export const listPublicReports = defineOperation({
  id: 'cases.listPublicReports',
  method: 'GET',
  path: '/api/cases/public-reports',
  permission: 'public',
  summary: { zh: '公众上报公开地图', en: 'Public map of reports, blurred' },
  query: Type.Object({
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 90 })),
    type: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, default: 1000 })),
  }),
  response: Type.Object({
    blurMetres: Type.Integer(),
    items: Type.Array(PublicReportSpot),
    reports: Type.Integer(),
  }),
})

export const getOpenness = defineOperation({
  id: 'cases.getOpenness',
  method: 'GET',
  path: '/api/cases/openness',
  permission: 'public',
  summary: { zh: '公众上报月度公开', en: 'Months of public reporting' },
  query: Type.Object({ months: Type.Optional(Type.Integer({ minimum: 1, maximum: 24, default: 12 })) }),
  response: Type.Object({ months: Type.Array(OpennessMonth) }),
})

export const listOwnPoints = defineOperation({
  id: 'cases.listOwnPoints',
  method: 'GET',
  path: '/api/cases/my-points',
  permission: 'signed-in',
  summary: { zh: '我的积分', en: 'Points of the caller' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: Type.Object({ balance: Type.Integer(), items: Type.Array(PointEntry), total: Type.Integer() }),
})

export const listPoints = defineOperation({
  id: 'cases.listPoints',
  method: 'GET',
  path: '/api/cases/points',
  permission: 'cases.supervise',
  summary: { zh: '积分台账', en: 'Ledger of points' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset, userId: Type.Optional(Id) }),
  response: pageOf(PointEntry),
})

export const enterPoints = defineOperation({
  id: 'cases.enterPoints',
  method: 'POST',
  path: '/api/cases/points',
  permission: 'cases.supervise',
  summary: { zh: '登记积分兑换或更正（记入台账）', en: 'Enter an exchange or correction of points' },
  body: Type.Object({
    userId: Id,
    points: Type.Integer({ minimum: -100_000, maximum: 100_000 }),
    reason: Type.String({ minLength: 2, maxLength: 300 }),
  }),
  response: PointEntry,
  creates: true,
})
