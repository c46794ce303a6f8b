import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** DMN 1.3 § 8.2.8: which of the rules that match give the answer. */
export const HitPolicy = oneOf(
  ...(['UNIQUE', 'FIRST', 'ANY', 'PRIORITY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'] as const),
)
export type HitPolicy = Static<typeof HitPolicy>

const Expression = Type.String({ maxLength: 2000, description: 'FEEL (DMN 1.3 § 10).' })

/** 决策表: inputs are FEEL expressions, entries FEEL unary tests, outputs FEEL expressions. */
export const DecisionTable = Type.Object({
  hitPolicy: HitPolicy,
  aggregation: Type.Optional(oneOf('SUM', 'MIN', 'MAX', 'COUNT')),
  inputs: Type.Array(
    Type.Object({
      title: Type.Optional(Type.String({ maxLength: 200 })),
      expression: Expression,
      values: Type.Optional(Expression),
    }),
    { maxItems: 30 },
  ),
  outputs: Type.Array(
    Type.Object({
      name: Type.String({ maxLength: 100 }),
      values: Type.Optional(Type.String({ maxLength: 2000, description: 'In order of priority.' })),
      otherwise: Type.Optional(Expression),
    }),
    { minItems: 1, maxItems: 30 },
  ),
  rules: Type.Array(Type.Object({ inputs: Type.Array(Expression), outputs: Type.Array(Expression) }), {
    maxItems: 500,
  }),
})
export type DecisionTable = Static<typeof DecisionTable>

/** A decision of a model: a table or one expression, over inputs and other decisions. */
export const DecisionNode = Type.Object({
  name: Type.String({ maxLength: 200 }),
  requires: Type.Array(Type.String(), {
    description: 'Names of decisions that are made before, and of knowledge models that are called.',
  }),
  parameters: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Of a business knowledge model, which is called with these and decides nothing by itself.',
    }),
  ),
  table: Type.Optional(DecisionTable),
  expression: Type.Optional(Expression),
})
export type DecisionNode = Static<typeof DecisionNode>

export const DecisionModel = Type.Object({
  id: Id,
  name: Type.String(),
  inputs: Type.Array(Type.Object({ name: Type.String(), type: Type.Union([Type.String(), Type.Null()]) })),
  decisions: Type.Array(DecisionNode),
  importedTime: Time,
  retiredTime: Type.Union([Time, Type.Null()], { description: 'From then on it is not offered any more.' }),
  replacedById: Type.Union([Id, Type.Null()], { description: 'The model drawn in its place.' }),
})
export type DecisionModel = Static<typeof DecisionModel>

export const importDecisionModel = defineOperation({
  id: 'services.importDecisionModel',
  method: 'POST',
  path: '/api/services/decision-models',
  permission: 'services.items',
  summary: { zh: '导入决策模型（DMN）', en: 'Import a decision model (DMN)' },
  body: Type.Object({
    xml: Type.String({ minLength: 10, maxLength: 2_000_000 }),
    replaces: Type.Optional(Id),
  }),
  response: DecisionModel,
  creates: true,
})

export const listDecisionModels = defineOperation({
  id: 'services.listDecisionModels',
  method: 'GET',
  path: '/api/services/decision-models',
  permission: 'services.items',
  summary: { zh: '决策模型', en: 'Decision models' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(oneOf('current', 'retired')) }),
  response: pageOf(DecisionModel),
})

export const retireDecisionModel = defineOperation({
  id: 'services.retireDecisionModel',
  method: 'POST',
  path: '/api/services/decision-models/{id}/retire',
  permission: 'services.items',
  summary: { zh: '停用决策模型', en: 'Retire a decision model' },
  params: Type.Object({ id: Id }),
  response: DecisionModel,
})

export const evaluateDecision = defineOperation({
  id: 'services.evaluateDecision',
  method: 'POST',
  path: '/api/services/decision-models/{id}/evaluate',
  permission: 'services.items',
  summary: { zh: '试算决策', en: 'Try a decision' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ decision: Type.String({ maxLength: 200 }), facts: Json }),
  response: Type.Object({
    value: Type.Unknown(),
    matched: Type.Array(Type.Integer(), { description: 'Rules that matched, from 1.' }),
  }),
})

/** A table as it is being drawn: nothing is kept of it. */
export const tryDecisionTable = defineOperation({
  id: 'services.tryDecisionTable',
  method: 'POST',
  path: '/api/services/decision-tables/trial',
  permission: 'services.items',
  summary: { zh: '试算决策表', en: 'Try a decision table' },
  body: Type.Object({ table: DecisionTable, facts: Json }),
  response: evaluateDecision.response,
})
