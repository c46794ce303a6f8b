import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

/** 电子监察 finding of one rule on the node log of one application. */
export const SupervisionCard = Type.Object({
  id: Id,
  applicationId: Id,
  number: Type.String(),
  itemTitle: Type.String(),
  organisationName: Type.String(),
  rule: Type.String(),
  ruleVersion: Type.Integer(),
  basis: Type.String(),
  level: oneOf('notice', 'yellow', 'red'),
  title: Type.String(),
  says: Type.String(),
  days: Type.Array(Day, { description: 'Working days that were counted.' }),
  time: Time,
  state: oneOf('open', 'explained', 'founded', 'unfounded'),
  explanation: nullable(Type.String()),
  points: Type.Number({ description: 'Taken off the score of the office while it stands.' }),
})
export type SupervisionCard = Static<typeof SupervisionCard>

const params = Type.Object({ id: Id })

export const listSupervisionCards = defineOperation({
  id: 'services.listSupervisionCards',
  method: 'GET',
  path: '/api/services/supervision-cards',
  permission: 'signed-in',
  summary: { zh: '监察预警', en: 'Cards of electronic supervision' },
  query: Type.Object({
    ...pageQuery,
    level: Type.Optional(SupervisionCard.properties.level),
    application: Type.Optional(Id),
  }),
  response: pageOf(SupervisionCard),
})

export const explainCard = defineOperation({
  id: 'services.explainCard',
  method: 'POST',
  path: '/api/services/supervision-cards/{id}/explain',
  permission: 'services.examine',
  summary: { zh: '说明情况', en: 'Explain a card' },
  params,
  body: Type.Object({ text: Type.String({ minLength: 2, maxLength: 1000 }) }),
  response: SupervisionCard,
})

export const judgeCard = defineOperation({
  id: 'services.judgeCard',
  method: 'POST',
  path: '/api/services/supervision-cards/{id}/judge',
  permission: 'services.supervise',
  summary: { zh: '监察认定', en: 'Judge a card' },
  params,
  body: Type.Object({ founded: Type.Boolean(), note: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: SupervisionCard,
})

/** 督查函: what supervision orders an office to do about a card. */
export const SupervisionOrder = Type.Object({
  id: Id,
  number: Type.String(),
  cardId: Id,
  applicationId: Id,
  applicationNumber: nullable(Type.String()),
  itemTitle: Type.String(),
  organisationName: Type.String(),
  kind: oneOf('refund', 'urge', 'rectify'),
  text: Type.String(),
  fen: nullable(Type.Integer({ description: 'To be given back.' })),
  dueDay: Day,
  isLate: Type.Boolean(),
  state: oneOf('open', 'answered', 'closed'),
  reply: nullable(Type.String()),
  verdict: nullable(Type.String()),
  byName: Type.String(),
  time: Time,
})
export type SupervisionOrder = Static<typeof SupervisionOrder>

export const orderAfterCard = defineOperation({
  id: 'services.orderAfterCard',
  method: 'POST',
  path: '/api/services/supervision-cards/{id}/orders',
  permission: 'services.supervise',
  summary: { zh: '发出督查函', en: 'Order an office to give money back, hurry or put right' },
  params,
  body: Type.Object({
    kind: SupervisionOrder.properties.kind,
    text: Type.String({ minLength: 2, maxLength: 1000 }),
    days: Type.Integer({ minimum: 1, maximum: 60, description: 'Working days.' }),
  }),
  response: SupervisionOrder,
})

export const answerSupervisionOrder = defineOperation({
  id: 'services.answerSupervisionOrder',
  method: 'POST',
  path: '/api/services/supervision-orders/{id}/answer',
  permission: 'services.examine',
  summary: { zh: '答复督查函', en: 'Answer an order' },
  params,
  body: Type.Object({ text: Type.String({ minLength: 2, maxLength: 1000 }) }),
  response: SupervisionOrder,
})

export const closeSupervisionOrder = defineOperation({
  id: 'services.closeSupervisionOrder',
  method: 'POST',
  path: '/api/services/supervision-orders/{id}/close',
  permission: 'services.supervise',
  summary: { zh: '办结或退回督查函', en: 'Close an order or send it back' },
  params,
  body: Type.Object({ accepted: Type.Boolean(), note: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: SupervisionOrder,
})

export const listSupervisionOrders = defineOperation({
  id: 'services.listSupervisionOrders',
  method: 'GET',
  path: '/api/services/supervision-orders',
  permission: 'signed-in',
  summary: { zh: '督查函列表', en: 'Orders of supervision' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(SupervisionOrder.properties.state) }),
  response: pageOf(SupervisionOrder),
})

export const recomputeSupervision = defineOperation({
  id: 'services.recomputeSupervision',
  method: 'POST',
  path: '/api/services/applications/{id}/supervision',
  permission: 'services.supervise',
  summary: { zh: '复算监察结果', en: 'Recompute the findings of an application' },
  params,
  response: Type.Object({
    isSame: Type.Boolean({ description: 'The cards on record are found again.' }),
    found: Type.Array(Type.Object({ rule: Type.String(), level: Type.String(), says: Type.String() })),
  }),
})

export const getOfficeScores = defineOperation({
  id: 'services.getOfficeScores',
  method: 'GET',
  path: '/api/services/office-scores',
  permission: 'services.supervise',
  summary: { zh: '政务服务考核得分', en: 'Scores of offices' },
  query: Type.Object({ month: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}$' })) }),
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        organisationName: Type.String(),
        applications: Type.Integer(),
        onTimeRate: nullable(Type.Number()),
        yellow: Type.Integer(),
        red: Type.Integer(),
        score: Type.Number(),
      }),
    ),
  }),
})

export const listPublicRuns = defineOperation({
  id: 'services.listPublicRuns',
  method: 'GET',
  path: '/api/services/public-runs',
  permission: 'public',
  summary: { zh: '办件运行公开', en: 'Run of applications, without persons' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Object({
      number: Type.String({ description: 'Its middle hidden.' }),
      itemTitle: Type.String(),
      organisationName: Type.String(),
      state: Type.String(),
      submittedDay: Day,
      usedDays: Type.Integer(),
      limitDays: Type.Integer(),
    }),
  ),
})

export const mineProcess = defineOperation({
  id: 'services.mineProcess',
  method: 'GET',
  path: '/api/services/items/{id}/process',
  permission: 'services.supervise',
  summary: { zh: '流程挖掘', en: 'The process as it is, from node logs' },
  params,
  query: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }),
  response: Type.Object({
    cases: Type.Integer(),
    medianDays: nullable(Type.Number({ description: 'Working days that counted.' })),
    totalDays: nullable(
      Type.Number({ description: 'Median from acceptance to decision, days of the calendar.' }),
    ),
    onTimeRate: nullable(Type.Number()),
    steps: Type.Array(
      Type.Object({
        step: Type.String(),
        title: Type.String(),
        cases: Type.Integer(),
        waitDays: nullable(Type.Number({ description: 'Median from arrival to claim.' })),
        workDays: nullable(Type.Number({ description: 'Median from claim to finish.' })),
      }),
    ),
    variants: Type.Array(Type.Object({ path: Type.Array(Type.String()), cases: Type.Integer() })),
    findings: Type.Array(
      Type.Object({ kind: oneOf('parallel', 'shorten', 'drop-material', 'rework'), text: Type.String() }),
    ),
  }),
})

const EffectSide = Type.Object({
  month: Type.String(),
  version: Type.Integer({ description: 'In force at the end of the month.' }),
  materials: Type.Integer(),
  promisedDays: Type.Integer(),
  applications: Type.Integer(),
  medianDays: nullable(Type.Number()),
})

/** 前后对比: what a change of an item brought, in months of equal length. */
export const getItemEffect = defineOperation({
  id: 'services.getItemEffect',
  method: 'GET',
  path: '/api/services/items/{id}/effect',
  permission: 'services.supervise',
  summary: { zh: '事项优化前后对比', en: 'Effect of a change of an item' },
  params,
  query: Type.Object({
    before: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' }),
    after: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' }),
  }),
  response: Type.Object({
    before: EffectSide,
    after: EffectSide,
    changed: Type.Array(Type.String(), { description: 'Fields that differ between the two versions.' }),
    materialCut: Type.Number({ description: '1 − new ÷ old.' }),
    promiseCut: Type.Number(),
    text: Type.String(),
  }),
})

export const getServiceStatistics = defineOperation({
  id: 'services.getServiceStatistics',
  method: 'GET',
  path: '/api/services/statistics',
  permission: 'services.supervise',
  summary: { zh: '政务服务运行', en: 'Figures of services' },
  query: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }),
  response: Type.Object({
    applications: Type.Integer(),
    online: Type.Number({ description: 'Cases filed online ÷ all cases.' }),
    itemsOnline: Type.Number({ description: 'Items that can be handled online ÷ items.' }),
    granted: Type.Integer(),
    onTimeRate: nullable(Type.Number({ description: 'Suspended time is not counted.' })),
    medianDays: nullable(Type.Number()),
    materialsSaved: Type.Integer({ description: 'Met by licence, data check or earlier upload.' }),
    speedUp: Type.Number({ description: '1 − promised ÷ statutory, over items.' }),
    byItem: Type.Array(
      Type.Object({ itemId: Id, title: Type.String(), applications: Type.Integer(), late: Type.Integer() }),
    ),
    zeroItems: Type.Integer({ description: 'Items nobody applied for.' }),
  }),
})
