import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** Replace the whole table (快照), add to it, or add and replace by the key. */
export const BatchMode = oneOf('replace', 'append', 'upsert')
export type BatchMode = Static<typeof BatchMode>

/**
 * `count-mismatch` (数量不符) and `quarantined` (结构变更) wait for a decision; `refused` was stopped by a gate or a person,
 * `over-quota` (配额不足) for want of room.
 */
export const BatchState = oneOf(
  'waiting',
  'running',
  'loaded',
  'count-mismatch',
  'quarantined',
  'over-quota',
  'refused',
  'failed',
)
export type BatchState = Static<typeof BatchState>

const Count = Type.Union([Type.Integer(), Type.Null()])

/** 批次: one delivery into a dataset. */
export const Batch = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  sourceId: Type.Union([Id, Type.Null()]),
  sourceName: Type.String(),
  fileName: Type.Union([Type.String(), Type.Null()]),
  mode: BatchMode,
  state: BatchState,
  step: Type.String({ description: 'What is being done, for people.' }),
  progress: Type.Number({ description: '0 to 1.' }),
  bytes: Count,
  sm3: Type.Union([Type.String(), Type.Null()]),
  announcedRows: Count,
  rowsIn: Count,
  rowsLoaded: Count,
  rowsRejected: Count,
  note: Type.Union([Type.String(), Type.Null()]),
  versionId: Type.Union([Id, Type.Null()]),
  userName: Type.Union([Type.String(), Type.Null()]),
  receivedTime: Time,
  endedTime: Type.Union([Time, Type.Null()]),
})
export type Batch = Static<typeof Batch>

export const listBatches = defineOperation({
  id: 'data.listBatches',
  method: 'GET',
  path: '/api/data/batches',
  permission: 'data.own',
  summary: { zh: '查询归集批次', en: 'List batches' },
  query: Type.Object({
    ...pageQuery,
    dataset: Type.Optional(Id),
    source: Type.Optional(Id),
    state: Type.Optional(BatchState),
  }),
  response: pageOf(Batch),
})

const params = Type.Object({ id: Id })

export const getBatch = defineOperation({
  id: 'data.getBatch',
  method: 'GET',
  path: '/api/data/batches/{id}',
  permission: 'data.own',
  summary: { zh: '查看批次', en: 'See a batch' },
  params,
  response: Batch,
})

/** `accept` loads a batch that waits all the same, `resend` asks the sender for it again, `retry` tries a failed one again. */
export const decideBatch = defineOperation({
  id: 'data.decideBatch',
  method: 'POST',
  path: '/api/data/batches/{id}/decide',
  permission: 'data.collect',
  summary: { zh: '处置批次', en: 'Decide on a batch' },
  params,
  body: Type.Object({
    act: oneOf('accept', 'refuse', 'resend', 'retry'),
    reason: Type.Optional(Type.String({ maxLength: 300 })),
  }),
  response: Batch,
})

/** A row that did not fit, with the reasons and as it came; `fixed` once somebody corrected it. */
export const Reject = Type.Object({
  id: Id,
  datasetId: Id,
  batchId: Type.Union([Id, Type.Null()]),
  runId: Type.Union([Id, Type.Null()]),
  row: Type.Union([Type.Integer(), Type.Null()], { description: 'Number of the row in what came, from 1.' }),
  reason: Type.String(),
  raw: Json,
  fixed: Type.Union([Json, Type.Null()]),
  state: oneOf('open', 'fixed', 'replayed', 'dropped'),
  createdTime: Time,
})
export type Reject = Static<typeof Reject>

export const listRejects = defineOperation({
  id: 'data.listRejects',
  method: 'GET',
  path: '/api/data/rejects',
  permission: 'data.own',
  summary: { zh: '查询问题行', en: 'List rows that were rejected' },
  query: Type.Object({
    ...pageQuery,
    dataset: Type.Optional(Id),
    batch: Type.Optional(Id),
    run: Type.Optional(Id),
    state: Type.Optional(oneOf('open', 'fixed', 'replayed', 'dropped')),
  }),
  response: pageOf(Reject),
})

export const fixReject = defineOperation({
  id: 'data.fixReject',
  method: 'PUT',
  path: '/api/data/rejects/{id}',
  permission: 'data.own',
  summary: { zh: '更正问题行', en: 'Correct a rejected row' },
  params,
  body: Type.Object({
    fixed: Type.Record(
      Type.String({ maxLength: 400 }),
      Type.Union([Type.Null(), Type.String({ maxLength: 20_000 })]),
    ),
  }),
  response: Reject,
})

/** Loads the corrected rows of a batch, or runs a pipeline again with them. */
export const replayRejects = defineOperation({
  id: 'data.replayRejects',
  method: 'POST',
  path: '/api/data/rejects/replay',
  permission: 'data.own',
  summary: { zh: '重放已更正的行', en: 'Replay corrected rows' },
  body: Type.Object({ batchId: Type.Optional(Id), runId: Type.Optional(Id) }),
  response: Type.Object({
    batchId: Type.Union([Id, Type.Null()]),
    runId: Type.Union([Id, Type.Null()]),
    rows: Type.Integer(),
  }),
})
