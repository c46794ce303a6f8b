import { type Static, Type } from 'typebox'
import { Id, Json, LocalTextSchema, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { FieldName, FieldType, MaskKind } from './datasets.ts'
import { RowFilter } from './tables.ts'

const Pair = Type.Object({ field: FieldName, key: FieldName })
const Take = Type.Object({ field: FieldName, as: FieldName })
const conditions = Type.Array(RowFilter, { minItems: 1, maxItems: 20 })

/** One operator of a pipeline; each turns a table into a table. */
export const PipelineStep = Type.Union([
  Type.Object({ op: Type.Literal('rename'), from: FieldName, to: FieldName }),
  Type.Object({ op: Type.Literal('select'), fields: Type.Array(FieldName, { minItems: 1, maxItems: 400 }) }),
  Type.Object({
    op: Type.Literal('clean'),
    field: FieldName,
    how: oneOf('trim', 'upper', 'lower', 'digits', 'half-width'),
  }),
  Type.Object({ op: Type.Literal('cast'), field: FieldName, type: FieldType }),
  Type.Object({
    op: Type.Literal('validate'),
    field: FieldName,
    rule: oneOf('citizen-id', 'uscc', 'phone', 'required', 'pattern', 'range', 'one-of'),
    pattern: Type.Optional(Type.String({ maxLength: 300 })),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    values: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 500 })),
  }),
  Type.Object({ op: Type.Literal('filter'), conditions }),
  Type.Object({
    op: Type.Literal('dedupe'),
    keys: Type.Array(FieldName, { minItems: 1, maxItems: 20 }),
    newest: Type.Optional(FieldName),
  }),
  Type.Object({ op: Type.Literal('mask'), field: FieldName, mask: MaskKind }),
  Type.Object({
    op: oneOf('lookup', 'join'),
    datasetId: Id,
    on: Type.Array(Pair, { minItems: 1, maxItems: 5 }),
    take: Type.Array(Take, { minItems: 1, maxItems: 50 }),
  }),
  Type.Object({
    op: Type.Literal('compare'),
    datasetId: Id,
    on: Type.Array(Pair, { minItems: 1, maxItems: 5 }),
    fields: Type.Array(Pair, { minItems: 1, maxItems: 50 }),
    as: FieldName,
  }),
  Type.Object({
    op: Type.Literal('tag'),
    as: FieldName,
    rules: Type.Array(Type.Object({ value: Type.String({ maxLength: 100 }), conditions }), {
      minItems: 1,
      maxItems: 50,
    }),
    otherwise: Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 100 })])),
  }),
  Type.Object({
    op: Type.Literal('aggregate'),
    by: Type.Array(FieldName, { maxItems: 10 }),
    measures: Type.Array(
      Type.Object({
        of: oneOf('count', 'distinct', 'sum', 'avg', 'min', 'max'),
        field: Type.Optional(FieldName),
        as: FieldName,
        atLeast: Type.Optional(Type.Integer({ minimum: 1, description: 'No figure with fewer values.' })),
        orAbove: Type.Optional(Type.Number({ description: 'A figure above it counts with fewer too.' })),
      }),
      { minItems: 1, maxItems: 30 },
    ),
  }),
  Type.Object({
    op: Type.Literal('pivot'),
    by: Type.Array(FieldName, { minItems: 1, maxItems: 10 }),
    field: FieldName,
    values: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 60 }),
    of: oneOf('count', 'sum', 'avg', 'min', 'max'),
    measure: Type.Optional(FieldName),
  }),
  Type.Object(
    {
      op: Type.Literal('time'),
      ...{ year: FieldName, month: FieldName, day: FieldName, hour: Type.Optional(FieldName) },
      as: FieldName,
    },
    { description: 'A day, or with `hour` an instant of Asia/Shanghai.' },
  ),
  Type.Object({
    op: Type.Literal('calculate'),
    field: FieldName,
    how: oneOf('add', 'subtract', 'multiply', 'divide'),
    by: Type.Union([Type.Number(), FieldName]),
    as: FieldName,
  }),
  Type.Object(
    {
      op: Type.Literal('moving'),
      field: FieldName,
      of: oneOf('avg', 'sum', 'min', 'max'),
      hours: Type.Integer({ minimum: 2, maximum: 8784 }),
      atLeast: Type.Integer({ minimum: 1, maximum: 8784 }),
      by: Type.Array(FieldName, { maxItems: 10 }),
      order: FieldName,
      as: FieldName,
    },
    { description: 'Over the hours that end with each row, once the group has lasted so long.' },
  ),
  Type.Object({
    op: Type.Literal('model'),
    model: Type.String({ minLength: 1, maxLength: 80, description: 'A model a domain declares.' }),
    inputs: Type.Array(Type.Object({ input: Type.String({ maxLength: 60 }), field: FieldName }), {
      minItems: 1,
      maxItems: 40,
    }),
    outputs: Type.Array(Type.Object({ output: Type.String({ maxLength: 60 }), as: FieldName }), {
      minItems: 1,
      maxItems: 40,
    }),
  }),
])
export type PipelineStep = Static<typeof PipelineStep>

/** What must hold of an output before it is published. `rows-ratio` compares with yesterday’s output. */
export const PipelineAssertion = Type.Union([
  Type.Object({ kind: Type.Literal('rows-ratio'), min: Type.Number({ minimum: 0, maximum: 1000 }) }),
  Type.Object({ kind: Type.Literal('rows'), min: Type.Integer({ minimum: 0 }) }),
  Type.Object({ kind: Type.Literal('present'), field: FieldName }),
  Type.Object({ kind: Type.Literal('unique'), fields: Type.Array(FieldName, { minItems: 1, maxItems: 10 }) }),
])
export type PipelineAssertion = Static<typeof PipelineAssertion>

/** When a pipeline runs by itself, and how. */
export const PipelineSchedule = Type.Object({
  cron: Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 60 })])),
  days: Type.Optional(
    Type.Union([Type.Null(), oneOf('workdays', 'rest-days')], {
      description: 'Only on working days of the city, make-up days with them, or only on the others.',
    }),
  ),
  afterInput: Type.Optional(Type.Boolean({ description: 'When a new version of the input is published.' })),
  retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
  timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
  priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 9, description: '1 first.' })),
})
export type PipelineSchedule = Static<typeof PipelineSchedule>

const described = {
  name: Type.String({ minLength: 2, maxLength: 120 }),
  inputId: Id,
  steps: Type.Array(PipelineStep, { maxItems: 60 }),
  assertions: Type.Array(PipelineAssertion, { maxItems: 20 }),
  schedule: PipelineSchedule,
  partition: Type.Union([FieldName, Type.Null()], {
    description: 'Day by which a range can be computed again without touching other days.',
  }),
  isEnabled: Type.Boolean(),
}

export const Pipeline = Type.Object({
  id: Id,
  ...described,
  version: Type.Integer(),
  organisationId: Id,
  organisationName: Type.String(),
  inputName: Type.String(),
  outputId: Id,
  outputName: Type.String(),
  lastRunState: Type.Union([Type.String(), Type.Null()]),
  lastRunTime: Type.Union([Time, Type.Null()]),
  createdTime: Time,
})
export type Pipeline = Static<typeof Pipeline>

const { name, inputId, ...rest } = described
const optional = Type.Partial(Type.Object(rest)).properties

export const listPipelines = defineOperation({
  id: 'data.listPipelines',
  method: 'GET',
  path: '/api/data/pipelines',
  permission: 'data.process',
  summary: { zh: '查询加工流水线', en: 'List pipelines' },
  query: Type.Object({ ...pageQuery, dataset: Type.Optional(Id) }),
  response: pageOf(Pipeline),
})

const params = Type.Object({ id: Id })

export const getPipeline = defineOperation({
  id: 'data.getPipeline',
  method: 'GET',
  path: '/api/data/pipelines/{id}',
  permission: 'data.process',
  summary: { zh: '查看加工流水线', en: 'See a pipeline' },
  params,
  response: Pipeline,
})

/** Without `outputId` a dataset is made whose columns are those the steps give. */
export const createPipeline = defineOperation({
  id: 'data.createPipeline',
  method: 'POST',
  path: '/api/data/pipelines',
  permission: 'data.process',
  summary: { zh: '新建加工流水线', en: 'Create a pipeline' },
  body: Type.Object({
    name,
    inputId,
    ...optional,
    outputId: Type.Optional(Id),
    outputName: Type.Optional(Type.String({ minLength: 2, maxLength: 120 })),
  }),
  response: Pipeline,
  creates: true,
})

export const changePipeline = defineOperation({
  id: 'data.changePipeline',
  method: 'PATCH',
  path: '/api/data/pipelines/{id}',
  permission: 'data.process',
  summary: { zh: '修改加工流水线', en: 'Change a pipeline' },
  params,
  body: Type.Partial(Type.Object({ name, ...rest })),
  response: Pipeline,
})

/** The first rows before and after each step; nothing is kept. */
export const tryPipeline = defineOperation({
  id: 'data.tryPipeline',
  method: 'POST',
  path: '/api/data/pipeline-trials',
  permission: 'data.process',
  summary: { zh: '试运行流水线', en: 'Try steps on a sample' },
  body: Type.Object({
    inputId: Id,
    steps: Type.Array(PipelineStep, { maxItems: 60 }),
    rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
  }),
  response: Type.Object({
    stages: Type.Array(
      Type.Object({
        fields: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), type: FieldType })),
        rows: Type.Array(Json),
        total: Type.Integer(),
        rejected: Type.Integer(),
      }),
      { description: 'The input first, then after each step.' },
    ),
    rejects: Type.Array(
      Type.Object({ row: Type.Union([Type.Integer(), Type.Null()]), reason: Type.String() }),
    ),
  }),
})

/** A model of a domain, and the steps that lead from raw columns to it where the domain tells them. */
export const PipelineModel = Type.Object({
  id: Type.String(),
  title: LocalTextSchema,
  description: LocalTextSchema,
  reference: Type.String({ description: 'Standard and clause.' }),
  inputs: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema, unit: Type.String() })),
  outputs: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema })),
  recipe: Type.Union([
    Type.Null(),
    Type.Object({
      columns: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema, like: Type.String() }), {
        description: 'Columns that are asked for; `like` is a pattern of usual names.',
      }),
      steps: Type.Array(Json, { description: 'Steps in which `{id}` stands for a column.' }),
    }),
  ]),
})
export type PipelineModel = Static<typeof PipelineModel>

export const listPipelineModels = defineOperation({
  id: 'data.listPipelineModels',
  method: 'GET',
  path: '/api/data/pipeline-models',
  permission: 'data.process',
  summary: { zh: '流水线可用的模型', en: 'Models pipelines may apply' },
  response: Type.Array(PipelineModel),
})

export const RunState = oneOf('waiting', 'running', 'done', 'refused', 'failed')
export type RunState = Static<typeof RunState>

/** A run of a pipeline, or what a batch did to its dataset. */
export const PipelineRun = Type.Object({
  id: Id,
  kind: oneOf('pipeline', 'batch'),
  pipelineId: Type.Union([Id, Type.Null()]),
  datasetId: Id,
  state: RunState,
  cause: Type.String(),
  note: Type.Union([Type.String(), Type.Null()]),
  rowsIn: Type.Union([Type.Integer(), Type.Null()]),
  rowsOut: Type.Union([Type.Integer(), Type.Null()]),
  rejects: Type.Union([Type.Integer(), Type.Null()]),
  versionId: Type.Union([Id, Type.Null()]),
  rules: Type.Array(Type.String(), { description: 'Rules and their versions, as the output names them.' }),
  createdTime: Time,
  startedTime: Type.Union([Time, Type.Null()]),
  endedTime: Type.Union([Time, Type.Null()]),
})
export type PipelineRun = Static<typeof PipelineRun>

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const runPipeline = defineOperation({
  id: 'data.runPipeline',
  method: 'POST',
  path: '/api/data/pipelines/{id}/run',
  permission: 'data.process',
  summary: { zh: '运行流水线', en: 'Run a pipeline' },
  params,
  body: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }),
  response: PipelineRun,
})

export const listRuns = defineOperation({
  id: 'data.listRuns',
  method: 'GET',
  path: '/api/data/runs',
  permission: 'data.process',
  summary: { zh: '查询运行记录', en: 'List runs' },
  query: Type.Object({
    ...pageQuery,
    pipeline: Type.Optional(Id),
    dataset: Type.Optional(Id),
    state: Type.Optional(RunState),
  }),
  response: pageOf(PipelineRun),
})

export const getRun = defineOperation({
  id: 'data.getRun',
  method: 'GET',
  path: '/api/data/runs/{id}',
  permission: 'data.process',
  summary: { zh: '查看运行', en: 'See a run' },
  params,
  response: PipelineRun,
})
