import { type Static, Type } from 'typebox'
import { DivisionCode, nullable, Time, WarningLevel } from './common.ts'
import { defineOperation } from './operation.ts'

const Share = Type.Number({ minimum: 0, maximum: 1 })

/** One component of the index for an area. */
const Component = Type.Object({
  count: Type.Integer(),
  rate: nullable(Type.Number({ description: 'For 10 000 residents.' })),
  score: nullable(Type.Number({ description: '50 at the mean of all areas, 100 at twice of it and above.' })),
})

export const SocialRiskArea = Type.Object({
  division: DivisionCode,
  name: Type.String(),
  population: nullable(Type.Integer()),
  complaints: Component,
  disputes: Component,
  order: Component,
  index: nullable(Type.Number()),
  before: nullable(Type.Number({ description: 'The index of the span before, measured by the same means.' })),
  level: nullable(WarningLevel),
})
export type SocialRiskArea = Static<typeof SocialRiskArea>

export const SocialRisk = Type.Object({
  division: DivisionCode,
  name: Type.String(),
  from: Time,
  to: Time,
  weights: Type.Object({ complaints: Share, disputes: Share, order: Share }),
  areas: Type.Array(SocialRiskArea),
  unassigned: Type.Integer({ description: 'Counted in none of the areas.' }),
  method: Type.String(),
  limits: Type.String(),
})
export type SocialRisk = Static<typeof SocialRisk>

const Weight = Type.Optional(Type.Number({ minimum: 0, maximum: 100 }))

export const getSocialRisk = defineOperation({
  id: 'events.getSocialRisk',
  method: 'GET',
  path: '/api/events/social-risk',
  permission: 'events.read',
  summary: { zh: '社会风险指数', en: 'Index of social risk by area' },
  query: Type.Object({
    division: Type.Optional(DivisionCode),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 180, default: 30 })),
    complaints: Weight,
    disputes: Weight,
    order: Weight,
  }),
  response: SocialRisk,
})
