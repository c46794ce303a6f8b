import { type Static, Type } from 'typebox'
import { DivisionCode, nullable, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const WeighedIndicator = Type.Object({
  indicator: Type.String({ maxLength: 120 }),
  weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
})

/** How much an area needs something beside how much of it there is. */
const MatchedArea = Type.Object({
  code: DivisionCode,
  name: Type.String(),
  place: nullable(
    Type.Integer({ description: 'The greatest gap is first; none where a figure is missing.' }),
  ),
  need: nullable(Type.Number({ description: '0 to 100 among the areas compared.' })),
  coverage: nullable(Type.Number()),
  gap: nullable(Type.Number({ description: 'Need minus coverage.' })),
  figures: Type.Array(
    Type.Object({
      indicator: Type.String(),
      value: nullable(Type.Number()),
      score: nullable(Type.Number()),
      time: nullable(Time),
    }),
  ),
})
export type MatchedArea = Static<typeof MatchedArea>

export const matchNeeds = defineOperation({
  id: 'indicators.matchNeeds',
  method: 'POST',
  path: '/api/indicators/need-matches',
  permission: 'indicators.read',
  summary: { zh: '需求与政策覆盖匹配', en: 'Rank areas by measured need against coverage' },
  body: Type.Object({
    division: Type.Optional(DivisionCode),
    needs: Type.Array(WeighedIndicator, { minItems: 1, maxItems: 10 }),
    coverage: Type.Array(WeighedIndicator, { minItems: 1, maxItems: 10 }),
  }),
  response: Type.Object({
    method: Type.String(),
    divisionName: Type.String(),
    time: Time,
    indicators: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        unitLabel: Type.String(),
        side: Type.Union([Type.Literal('need'), Type.Literal('coverage')]),
        weight: Type.Number(),
      }),
    ),
    areas: Type.Array(MatchedArea),
  }),
})
