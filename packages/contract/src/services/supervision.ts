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
    medianDays: nullable(Type.Number()),
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
