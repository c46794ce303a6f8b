import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const MaybeNumber = nullable(Type.Number())

/**
 * How a value becomes a score of 0 to 100: in a straight line from `zero` to `full` (which may lie below `zero`), or by the
 * highest step it reaches.
 */
export const ScoringRule = Type.Object({
  kind: oneOf('linear', 'steps'),
  zero: Type.Optional(Type.Number()),
  full: Type.Optional(Type.Number()),
  steps: Type.Optional(
    Type.Array(Type.Object({ from: Type.Number(), score: Type.Number({ minimum: 0, maximum: 100 }) }), {
      minItems: 1,
      maxItems: 20,
    }),
  ),
})
export type ScoringRule = Static<typeof ScoringRule>

/** An item of an indicator set. Bound to an indicator it takes value and rows from there, without anybody uploading. */
export const EvaluationItem = Type.Object({
  code: Type.String({ pattern: '^[A-Z0-9][A-Z0-9.-]{0,19}$' }),
  group: Type.String({ minLength: 1, maxLength: 60 }),
  title: Type.String({ minLength: 1, maxLength: 100 }),
  unit: Type.String({ maxLength: 30 }),
  weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
  rule: Type.String({ minLength: 1, maxLength: 500 }),
  scoring: ScoringRule,
  evidence: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 20 }),
  indicator: Type.Optional(Type.String({ maxLength: 120 })),
})
export type EvaluationItem = Static<typeof EvaluationItem>

const given = {
  title: Type.String({ minLength: 2, maxLength: 120 }),
  standard: Type.String({ minLength: 2, maxLength: 120, description: 'Such as GB/T 33356-2022.' }),
  year: Type.Integer({ minimum: 2000, maximum: 2100 }),
  target: Type.Number({ minimum: 0, maximum: 100 }),
  weakBelow: Type.Number({ minimum: 0, maximum: 100, description: 'Items scored below are weak.' }),
  items: Type.Array(EvaluationItem, { minItems: 1, maxItems: 300 }),
}

const Evidence = Type.Object({
  id: Id,
  requirement: nullable(Type.String()),
  fileName: nullable(Type.String()),
  value: MaybeNumber,
  note: Type.String(),
  state: oneOf('submitted', 'approved', 'returned'),
  byName: Type.String(),
  time: Time,
  reviewerName: nullable(Type.String()),
  comment: nullable(Type.String()),
})

const ItemResult = Type.Object({
  ...EvaluationItem.properties,
  organisationName: nullable(Type.String()),
  dueDate: nullable(Type.String()),
  value: MaybeNumber,
  source: oneOf('registry', 'reported', 'none'),
  dataTime: nullable(Time),
  rows: nullable(
    Type.Integer({ description: 'Rows behind the value, listed by indicators.listIndicatorRows.' }),
  ),
  note: nullable(Type.String()),
  score: MaybeNumber,
  points: Type.Number(),
  formula: Type.String(),
  given: Type.Array(Evidence),
  missingEvidence: Type.Array(Type.String()),
  weak: Type.Boolean(),
  improvements: Type.Array(
    Type.Object({
      instructionId: Id,
      text: Type.String(),
      organisationName: Type.String(),
      dueTime: Time,
      state: Type.String(),
    }),
  ),
})
export type EvaluationItemResult = Static<typeof ItemResult>

export const Evaluation = Type.Object({
  id: Id,
  ...given,
  items: Type.Array(ItemResult),
  preScore: Type.Number({ description: 'Points of all items; items without a value bring none.' }),
  scoredWeight: Type.Number({ description: 'Weight of the items that have a value.' }),
  formula: Type.String(),
  groups: Type.Array(
    Type.Object({ group: Type.String(), weight: Type.Number(), points: Type.Number(), score: MaybeNumber }),
  ),
  weak: Type.Array(Type.String({ description: 'Codes of weak items, the most points lost first.' })),
})
export type Evaluation = Static<typeof Evaluation>

const idParams = Type.Object({ id: Id })
const itemParams = Type.Object({ id: Id, code: Type.String({ maxLength: 20 }) })

export const listEvaluations = defineOperation({
  id: 'indicators.listEvaluations',
  method: 'GET',
  path: '/api/indicators/evaluations',
  permission: 'indicators.read',
  summary: { zh: '评价指标集', en: 'Editions of evaluation indicators' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Object({
      id: Id,
      title: Type.String(),
      standard: Type.String(),
      year: Type.Integer(),
      items: Type.Integer(),
      target: Type.Number(),
    }),
  ),
})

export const saveEvaluation = defineOperation({
  id: 'indicators.saveEvaluation',
  method: 'POST',
  path: '/api/indicators/evaluations',
  permission: 'indicators.manage',
  summary: { zh: '载入评价指标集', en: 'Load an edition of indicators' },
  body: Type.Object(given),
  response: Evaluation,
  creates: true,
})

export const getEvaluation = defineOperation({
  id: 'indicators.getEvaluation',
  method: 'GET',
  path: '/api/indicators/evaluations/{id}',
  permission: 'indicators.read',
  summary: { zh: '评价预评分、短板与佐证', en: 'Pre-score, weak items and evidence' },
  params: idParams,
  response: Evaluation,
})

export const assignEvaluationItem = defineOperation({
  id: 'indicators.assignEvaluationItem',
  method: 'PUT',
  path: '/api/indicators/evaluations/{id}/items/{code}/assignment',
  permission: 'indicators.manage',
  summary: { zh: '分派评价项', en: 'Assign an item to a unit' },
  params: itemParams,
  body: Type.Object({ organisationId: Id, dueDate: Type.String({ format: 'date' }) }),
  response: Evaluation,
})

export const giveEvaluationEvidence = defineOperation({
  id: 'indicators.giveEvaluationEvidence',
  method: 'POST',
  path: '/api/indicators/evaluations/{id}/items/{code}/evidence',
  permission: 'indicators.report',
  summary: { zh: '提交佐证或数值', en: 'Submit evidence, or a value' },
  params: itemParams,
  body: Type.Object({
    requirement: Type.Optional(Type.String({ maxLength: 100 })),
    value: Type.Optional(Type.Number()),
    note: Type.String({ maxLength: 500 }),
    file: Type.Optional(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 200 }),
        base64: Type.String({ minLength: 1, maxLength: 8_000_000 }),
      }),
    ),
  }),
  response: Evaluation,
  creates: true,
})

export const reviewEvaluationEvidence = defineOperation({
  id: 'indicators.reviewEvaluationEvidence',
  method: 'POST',
  path: '/api/indicators/evaluation-evidence/{id}/review',
  permission: 'indicators.review',
  summary: { zh: '审核佐证', en: 'Review evidence' },
  params: idParams,
  body: Type.Object({ approve: Type.Boolean(), comment: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: Evaluation,
})

export const getEvaluationEvidence = defineOperation({
  id: 'indicators.getEvaluationEvidence',
  method: 'GET',
  path: '/api/indicators/evaluation-evidence/{id}/file',
  permission: 'indicators.read',
  summary: { zh: '下载佐证', en: 'The file of an evidence' },
  params: idParams,
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})

export const orderImprovement = defineOperation({
  id: 'indicators.orderImprovement',
  method: 'POST',
  path: '/api/indicators/evaluations/{id}/items/{code}/improvements',
  permission: 'indicators.instruct',
  summary: { zh: '下达改进任务', en: 'Order an improvement of a weak item' },
  params: itemParams,
  body: Type.Object({
    text: Type.String({ minLength: 1, maxLength: 1000 }),
    organisationId: Id,
    dueTime: Time,
  }),
  response: Evaluation,
  creates: true,
})

/** How this city stands among others by the same items and rules. */
export const PeerComparison = Type.Object({
  cities: Type.Array(
    Type.Object({
      city: Type.String(),
      isOwn: Type.Boolean(),
      score: MaybeNumber,
      items: Type.Integer({ description: 'Items it has a value of, among those compared.' }),
      rank: nullable(Type.Integer()),
    }),
  ),
  items: Type.Array(
    Type.Object({
      ...Type.Pick(EvaluationItem, ['code', 'title', 'unit', 'weight']).properties,
      own: MaybeNumber,
      ownScore: MaybeNumber,
      mean: nullable(Type.Number({ description: 'Of the other cities.' })),
      rank: nullable(Type.Integer({ description: 'By score; equal scores share a rank.' })),
      of: Type.Integer(),
      peers: Type.Array(
        Type.Object({
          city: Type.String(),
          value: Type.Number(),
          score: Type.Number(),
          source: Type.String(),
        }),
      ),
    }),
  ),
  method: Type.String(),
})
export type PeerComparison = Static<typeof PeerComparison>

export const importPeerValues = defineOperation({
  id: 'indicators.importPeerValues',
  method: 'POST',
  path: '/api/indicators/evaluations/{id}/peers',
  permission: 'indicators.manage',
  summary: { zh: '导入同类城市参考值', en: 'Import values of other cities' },
  params: idParams,
  body: Type.Object({
    tsv: Type.String({
      minLength: 3,
      maxLength: 200_000,
      description: 'Lines of city, code, value, source; tabs between.',
    }),
  }),
  response: Type.Object({ taken: Type.Integer() }),
})

export const comparePeers = defineOperation({
  id: 'indicators.comparePeers',
  method: 'GET',
  path: '/api/indicators/evaluations/{id}/peers',
  permission: 'indicators.read',
  summary: { zh: '与同类城市对比', en: 'Compare with other cities' },
  params: idParams,
  response: PeerComparison,
})
