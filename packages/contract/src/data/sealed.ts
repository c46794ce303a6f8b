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
  userName: Type.String(),
  createdTime: Time,
})
export type SealedProject = Static<typeof SealedProject>

/** One run of uploaded code with its evidence. `held` waits for a person; output is there once released, or for who inspects. */
export const SealedRun = Type.Object({
  id: Id,
  projectId: Id,
  code: Type.String(),
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
  output: Type.Union([
    Type.Object({ columns: Type.Array(Type.String()), rows: Type.Array(Type.Array(Type.Unknown())) }),
    Type.Null(),
  ]),
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
    code: Type.String({ minLength: 1, maxLength: 20_000, description: 'One SELECT of DuckDB.' }),
  }),
  response: SealedRun,
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
