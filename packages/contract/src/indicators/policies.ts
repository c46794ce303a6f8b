import { type Static, Type } from 'typebox'
import { DivisionCode, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const MaybeNumber = nullable(Type.Number())
const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })

const asked = {
  title: Type.String({ minLength: 2, maxLength: 100 }),
  indicator: Type.String({ maxLength: 120 }),
  division: DivisionCode,
  control: Type.Optional(DivisionCode),
  policyDay: Day,
  days: Type.Integer({ minimum: 7, maximum: 180, description: 'Days before and after.' }),
  lastYear: Type.Optional(
    Type.Boolean({ description: 'What the same days of the year before changed is taken off.' }),
  ),
}

/** What changed at a policy, against what changed where it did not hold; kept as it was computed. */
export const PolicyComparison = Type.Object({
  id: Id,
  ...asked,
  indicatorTitle: Type.String(),
  unit: Type.String(),
  divisionName: Type.String(),
  controlName: nullable(Type.String()),
  before: Type.Object({ treated: MaybeNumber, control: MaybeNumber, days: Type.Integer() }),
  after: Type.Object({ treated: MaybeNumber, control: MaybeNumber, days: Type.Integer() }),
  effect: MaybeNumber,
  low: nullable(Type.Number({ description: 'Lower end of the 95 % interval.' })),
  high: MaybeNumber,
  seasonal: nullable(Type.Number({ description: 'Change of the same days of the year before.' })),
  isParallel: nullable(
    Type.Boolean({ description: 'Before the policy the difference had no trend of its own.' }),
  ),
  conclusion: Type.String(),
  method: Type.String(),
  limits: Type.String(),
  byName: Type.String(),
  computedTime: Time,
})
export type PolicyComparison = Static<typeof PolicyComparison>

const PolicyPoint = Type.Object({ day: Day, treated: MaybeNumber, control: MaybeNumber })
export type PolicyPoint = Static<typeof PolicyPoint>

export const comparePolicy = defineOperation({
  id: 'indicators.comparePolicy',
  method: 'POST',
  path: '/api/indicators/policy-comparisons',
  permission: 'indicators.read',
  summary: { zh: '政策前后对比（带对照与区间）', en: 'Compare before and after a policy, with a control' },
  body: Type.Object(asked),
  response: PolicyComparison,
  creates: true,
})

export const listPolicyComparisons = defineOperation({
  id: 'indicators.listPolicyComparisons',
  method: 'GET',
  path: '/api/indicators/policy-comparisons',
  permission: 'indicators.read',
  summary: { zh: '政策对比记录', en: 'Comparisons of policies' },
  query: Type.Object(pageQuery),
  response: pageOf(PolicyComparison),
})

export const getPolicyComparison = defineOperation({
  id: 'indicators.getPolicyComparison',
  method: 'GET',
  path: '/api/indicators/policy-comparisons/{id}',
  permission: 'indicators.read',
  summary: { zh: '政策对比与两条曲线', en: 'A comparison with both series' },
  params: Type.Object({ id: Id }),
  response: Type.Object({ comparison: PolicyComparison, points: Type.Array(PolicyPoint) }),
})

const Season = Type.Object({
  season: oneOf('spring', 'summer', 'autumn', 'winter'),
  year: Type.Integer({ description: 'Of its first month; winter begins in December.' }),
  days: Type.Integer(),
  mean: Type.Number(),
  low: MaybeNumber,
  high: MaybeNumber,
})
export type SeasonMean = Static<typeof Season>

export const compareSeasons = defineOperation({
  id: 'indicators.compareSeasons',
  method: 'GET',
  path: '/api/indicators/indicators/{id}/seasons',
  permission: 'indicators.read',
  summary: { zh: '季节对比', en: 'Means of the seasons' },
  params: Type.Object({ id: Type.String({ maxLength: 120 }) }),
  query: Type.Object({ division: Type.Optional(DivisionCode) }),
  response: Type.Object({
    title: Type.String(),
    unit: Type.String(),
    seasons: Type.Array(Season),
    method: Type.String(),
  }),
})
