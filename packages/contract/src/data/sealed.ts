import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { DatasetField, FieldName, MaskKind } from './datasets.ts'

/** 受控计算: a partner computes where the data are; only inspected aggregates leave (PLT-069). */
export const SealedProject = Type.Object({
  id: Id,
  title: Type.String(),
  purpose: Type.String(),
  team: Type.Array(Type.String()),
  plan: Type.String({ description: '落地计划: what will be done with the results.' }),
  datasetId: Id,
  datasetName: Type.String(),
  columns: Type.Array(Type.Object({ ...DatasetField.properties, shown: MaskKind })),
  state: oneOf('asked', 'approved', 'refused', 'suspended'),
  reason: Type.Union([Type.String(), Type.Null()]),
  minCell: Type.Integer(),
  budget: Type.Integer(),
  spent: Type.Integer(),
  violations: Type.Integer(),
  userId: Id,
  userName: Type.String(),
  createdTime: Time,
})
export type SealedProject = Static<typeof SealedProject>

const SealedLanguage = oneOf('sql', 'javascript')

const Output = Type.Object({
  columns: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Type.Unknown())),
})

/** A program on made-up rows: what it printed, and how it failed, is shown only here. */
export const SealedTrial = Type.Object({
  fault: Type.Union([Type.String(), Type.Null()]),
  printed: Type.Array(Type.String()),
  output: Output,
})
export type SealedTrial = Static<typeof SealedTrial>

/** One run of uploaded code with its evidence. `held` waits for a person; output is there once released, or for who inspects. */
export const SealedRun = Type.Object({
  id: Id,
  projectId: Id,
  code: Type.String(),
  language: SealedLanguage,
  codeHash: Type.String({ description: 'SM3 of the code, hex.' }),
  versionId: Id,
  outputHash: Type.Union([Type.String(), Type.Null()]),
  ledgerId: Type.Union([Type.String(), Type.Null()], {
    description: 'Entry of the ledger that keeps the evidence.',
  }),
  state: oneOf('refused', 'held', 'released', 'withheld'),
  reason: Type.Union([Type.String(), Type.Null()]),
  cost: Type.Integer({ description: 'Of the query budget; what overlaps earlier queries costs more.' }),
  suppressed: Type.Integer({ description: 'Rows whose numbers are not shown.' }),
  output: Type.Union([Output, Type.Null()]),
  userName: Type.String(),
  time: Time,
})
export type SealedRun = Static<typeof SealedRun>

const params = Type.Object({ id: Id })

export const applySealed = defineOperation({
  id: 'data.applySealed',
  method: 'POST',
  path: '/api/data/sealed',
  permission: 'signed-in',
  summary: { zh: '申请受控计算', en: 'Apply for controlled computing' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 100 }),
    purpose: Type.String({ minLength: 4, maxLength: 1000 }),
    team: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 30 }),
    plan: Type.String({ minLength: 2, maxLength: 1000 }),
    datasetId: Id,
    columns: Type.Array(FieldName, { minItems: 1, maxItems: 100 }),
  }),
  response: SealedProject,
  creates: true,
})

export const listSealed = defineOperation({
  id: 'data.listSealed',
  method: 'GET',
  path: '/api/data/sealed',
  permission: 'signed-in',
  summary: { zh: '受控计算项目', en: 'Projects of controlled computing' },
  query: Type.Object(pageQuery),
  response: pageOf(SealedProject),
})

export const decideSealed = defineOperation({
  id: 'data.decideSealed',
  method: 'POST',
  path: '/api/data/sealed/{id}/decision',
  permission: 'data.review',
  summary: { zh: '审批受控计算申请', en: 'Decide on a project' },
  params,
  body: Type.Object({
    approve: Type.Boolean(),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    minCell: Type.Optional(Type.Integer({ minimum: 3, maximum: 1000, default: 10 })),
    budget: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 20 })),
  }),
  response: SealedProject,
})

export const getSealedSample = defineOperation({
  id: 'data.getSealedSample',
  method: 'GET',
  path: '/api/data/sealed/{id}/sample',
  permission: 'signed-in',
  summary: { zh: '合成样例（同结构）', en: 'Synthetic rows of the same schema' },
  params,
  response: Type.Object({ items: Type.Array(Json) }),
})

export const runSealed = defineOperation({
  id: 'data.runSealed',
  method: 'POST',
  path: '/api/data/sealed/{id}/runs',
  permission: 'signed-in',
  summary: { zh: '在受控环境运行代码', en: 'Run code in the sealed room' },
  params,
  body: Type.Object({
    code: Type.String({
      ...{ minLength: 1, maxLength: 20_000 },
      description: 'One SELECT of DuckDB; or JavaScript with `cell(row)`, and where wanted `values(row)`.',
    }),
    language: Type.Optional(SealedLanguage),
  }),
  response: SealedRun,
})

export const trySealed = defineOperation({
  id: 'data.trySealed',
  method: 'POST',
  path: '/api/data/sealed/{id}/trial',
  permission: 'signed-in',
  summary: { zh: '在合成样例上试运行程序', en: 'Try a program on synthetic rows' },
  params,
  body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 20_000 }) }),
  response: SealedTrial,
})

export const listSealedRuns = defineOperation({
  id: 'data.listSealedRuns',
  method: 'GET',
  path: '/api/data/sealed/{id}/runs',
  permission: 'signed-in',
  summary: { zh: '运行与放行记录', en: 'Runs and releases' },
  params,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(SealedRun),
})

export const inspectSealedRun = defineOperation({
  id: 'data.inspectSealedRun',
  method: 'POST',
  path: '/api/data/sealed-runs/{id}/inspection',
  permission: 'data.secure',
  summary: { zh: '人工检查并放行结果', en: 'Inspect an output and release it' },
  params,
  body: Type.Object({ release: Type.Boolean(), reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: SealedRun,
})

/** 成果: what was made of a result that was let out, and what it brought (PLT-069). */
export const SealedResult = Type.Object({
  id: Id,
  projectId: Id,
  projectTitle: Type.String(),
  runId: Id,
  title: Type.String(),
  kind: oneOf('report', 'product', 'model', 'service'),
  summary: Type.String(),
  landingPlan: Type.String({ description: '落地计划.' }),
  dueDay: Type.String({ format: 'date' }),
  landedDay: Type.Union([Type.String({ format: 'date' }), Type.Null()]),
  benefit: Type.Union([Type.String(), Type.Null()]),
  benefitAmount: Type.Union([Type.Number({ description: '万元.' }), Type.Null()]),
  isLate: Type.Boolean({ description: 'Not landed by the day it was planned for.' }),
  userId: Id,
  userName: Type.String(),
  createdTime: Time,
})
export type SealedResult = Static<typeof SealedResult>

export const registerSealedResult = defineOperation({
  id: 'data.registerSealedResult',
  method: 'POST',
  path: '/api/data/sealed-runs/{id}/results',
  permission: 'signed-in',
  summary: { zh: '登记成果与落地计划', en: 'Register what was made of a released result' },
  params,
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 100 }),
    kind: SealedResult.properties.kind,
    summary: Type.String({ minLength: 2, maxLength: 1000 }),
    landingPlan: Type.String({ minLength: 2, maxLength: 1000 }),
    dueDay: Type.String({ format: 'date' }),
  }),
  response: SealedResult,
  creates: true,
})

export const landSealedResult = defineOperation({
  id: 'data.landSealedResult',
  method: 'POST',
  path: '/api/data/sealed-results/{id}/landing',
  permission: 'signed-in',
  summary: { zh: '登记成果落地与效益', en: 'Say what a result brought' },
  params,
  body: Type.Object({
    landedDay: Type.String({ format: 'date' }),
    benefit: Type.String({ minLength: 2, maxLength: 1000 }),
    benefitAmount: Type.Optional(Type.Number({ minimum: 0, maximum: 1e9, description: '万元.' })),
  }),
  response: SealedResult,
})

export const listSealedResults = defineOperation({
  id: 'data.listSealedResults',
  method: 'GET',
  path: '/api/data/sealed-results',
  permission: 'signed-in',
  summary: { zh: '受控计算成果与效益', en: 'Results of controlled computing and what they brought' },
  query: Type.Object(pageQuery),
  response: Type.Object({
    items: Type.Array(SealedResult),
    total: Type.Integer(),
    benefitAmount: Type.Number({ description: '万元, of all that were landed.' }),
  }),
})
