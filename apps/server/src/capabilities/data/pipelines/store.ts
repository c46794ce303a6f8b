import type {
  Page,
  Pipeline,
  PipelineAssertion,
  PipelineRun,
  PipelineSchedule,
  PipelineStep,
  RunState,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import { all } from '../batches/store.ts'
import type { DataParts } from '../data-parts.ts'

export interface PipelineRow {
  id: string
  name: string
  version: number
  organisation_id: string
  input_id: string
  output_id: string
  steps: PipelineStep[]
  assertions: PipelineAssertion[]
  schedule: PipelineSchedule
  partition: string | null
  is_enabled: boolean
  created_time: Date
  input_name: string
  output_name: string
  last_run_state: string | null
  last_run_time: Date | null
}

const columns = sql`p.id, p.name, p.version, p.organisation_id, p.input_id, p.output_id, p.steps, p.assertions, p.schedule,
  p.partition, p.is_enabled, p.created_time, i.name AS input_name, o.name AS output_name, r.state AS last_run_state,
  r.created_time AS last_run_time`
const from = sql`data.pipeline p JOIN data.dataset i ON i.id = p.input_id JOIN data.dataset o ON o.id = p.output_id
  LEFT JOIN LATERAL (SELECT state, created_time FROM data.run WHERE pipeline_id = p.id
    ORDER BY created_time DESC, id DESC LIMIT 1) AS r ON TRUE`

export function toPipeline({ identity }: Pick<DataParts, 'identity'>, row: PipelineRow): Pipeline {
  return {
    ...{ id: row.id, name: row.name, version: row.version, organisationId: row.organisation_id },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{
      inputId: row.input_id,
      inputName: row.input_name,
      outputId: row.output_id,
      outputName: row.output_name,
    },
    ...{ steps: row.steps, assertions: row.assertions, schedule: row.schedule, partition: row.partition },
    ...{ isEnabled: row.is_enabled, lastRunState: row.last_run_state },
    lastRunTime: row.last_run_time?.toISOString() ?? null,
    createdTime: row.created_time.toISOString(),
  }
}

export type PipelineToKeep = Omit<
  PipelineRow,
  'input_name' | 'output_name' | 'last_run_state' | 'last_run_time'
>

/** Writes a pipeline and keeps the revision. */
export async function putPipeline(
  tx: Queryable,
  p: PipelineToKeep,
  by: { userName: string | null; now: Date },
): Promise<void> {
  const [steps, assertions, schedule] = [p.steps, p.assertions, p.schedule].map((one) => JSON.stringify(one))
  await tx.query(sql`INSERT INTO data.pipeline (id, name, version, organisation_id, input_id, output_id, steps, assertions,
      schedule, partition, is_enabled, created_time, grams)
    VALUES (${p.id}, ${p.name}, ${p.version}, ${p.organisation_id}, ${p.input_id}, ${p.output_id}, ${steps},
      ${assertions}, ${schedule}, ${p.partition}, ${p.is_enabled}, ${p.created_time}, ${toGrams(p.name)})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = excluded.version, steps = excluded.steps,
      assertions = excluded.assertions, schedule = excluded.schedule, partition = excluded.partition,
      is_enabled = excluded.is_enabled, grams = excluded.grams`)
  const body = {
    name: p.name,
    steps: p.steps,
    assertions: p.assertions,
    schedule: p.schedule,
    partition: p.partition,
  }
  await tx.query(sql`INSERT INTO data.pipeline_revision (pipeline_id, version, time, user_name, body)
    VALUES (${p.id}, ${p.version}, ${by.now}, ${by.userName}, ${JSON.stringify(body)}) ON CONFLICT DO NOTHING`)
}

export function findPipeline(db: Queryable, id: string): Promise<PipelineRow | undefined> {
  return db.first<PipelineRow>(sql`SELECT ${columns} FROM ${from} WHERE p.id = ${id}`)
}

export async function listPipelines(
  db: Queryable,
  filter: {
    search?: string
    dataset?: string
    limit?: number
    offset?: number
    organisation?: string | null
  },
): Promise<Page<PipelineRow>> {
  const where = sql`${all([
    filter.dataset && sql`(p.input_id = ${filter.dataset} OR p.output_id = ${filter.dataset})`,
    filter.organisation !== undefined && sql`p.organisation_id = ${filter.organisation}`,
  ])} ${matches('p.grams', filter.search, 'p.name')}`
  const [items, count] = await Promise.all([
    db.query<PipelineRow>(sql`SELECT ${columns} FROM ${from} WHERE ${where}
      ORDER BY p.created_time DESC, p.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.pipeline p WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function scheduledPipelines(db: Queryable): Promise<PipelineRow[]> {
  return db.query<PipelineRow>(
    sql`SELECT ${columns} FROM ${from} WHERE p.is_enabled AND p.schedule->>'cron' IS NOT NULL`,
  )
}

/** Pipelines that run when a dataset has a new version. */
export function pipelinesAfter(db: Queryable, datasetId: string): Promise<PipelineRow[]> {
  return db.query<PipelineRow>(sql`SELECT ${columns} FROM ${from} WHERE p.is_enabled AND p.input_id = ${datasetId}
    AND (p.schedule->>'afterInput')::boolean`)
}

export interface RunSettings {
  /** Days of the partition to compute again. */
  readonly from?: string
  readonly to?: string
  /** The version of the input to read, where it is not the newest. */
  readonly inputVersionId?: string
}

export interface RunRow {
  id: string
  kind: PipelineRun['kind']
  pipeline_id: string | null
  pipeline_version: number | null
  dataset_id: string
  state: RunState
  cause: string
  settings: RunSettings
  note: string | null
  attempts: number
  rows_in: number | null
  rows_out: number | null
  rejects: number | null
  version_id: string | null
  rules: string[]
  created_time: Date
  started_time: Date | null
  ended_time: Date | null
}

export function toRun(row: RunRow): PipelineRun {
  return {
    ...{
      id: row.id,
      kind: row.kind,
      pipelineId: row.pipeline_id,
      datasetId: row.dataset_id,
      state: row.state,
    },
    ...{ cause: row.cause, note: row.note, rowsIn: row.rows_in, rowsOut: row.rows_out, rejects: row.rejects },
    ...{ versionId: row.version_id, rules: row.rules, createdTime: row.created_time.toISOString() },
    startedTime: row.started_time?.toISOString() ?? null,
    endedTime: row.ended_time?.toISOString() ?? null,
  }
}

export async function insertRun(
  db: Queryable,
  run: {
    id: string
    pipeline: PipelineRow
    cause: string
    settings: RunSettings
    note: string | null
    now: Date
  },
): Promise<void> {
  const { pipeline } = run
  await db.query(sql`INSERT INTO data.run (id, kind, pipeline_id, pipeline_version, dataset_id, state, cause, settings, note,
      priority, created_time)
    VALUES (${run.id}, 'pipeline', ${pipeline.id}, ${pipeline.version}, ${pipeline.output_id}, 'waiting', ${run.cause},
      ${JSON.stringify(run.settings)}, ${run.note}, ${pipeline.schedule.priority ?? 5}, ${run.now})`)
}

/** Whether a run of a pipeline waits already. */
export async function isWaiting(db: Queryable, pipelineId: string): Promise<boolean> {
  const row = await db.first(
    sql`SELECT id FROM data.run WHERE pipeline_id = ${pipelineId} AND state = 'waiting' AND settings = '{}' LIMIT 1`,
  )
  return row !== undefined
}

/** The last batch of a dataset, where it is on its way, or waits for a decision or the sender: what comes after waits with it. */
const heldBatch = sql`SELECT h.state, h.note FROM (SELECT b.state, b.note, b.settings FROM data.batch b
  WHERE b.dataset_id = p.input_id ORDER BY b.received_time DESC, b.id DESC LIMIT 1) AS h
  WHERE h.state IN ('waiting', 'running', 'count-mismatch', 'quarantined') OR (h.state = 'refused' AND (h.settings->>'resend')::boolean)`

/** Why a pipeline has to wait for its input, or null. */
export async function findHold(db: Queryable, pipelineId: string): Promise<string | null> {
  const row = await db.first<{ note: string | null }>(
    sql`SELECT h.note FROM data.pipeline p, LATERAL (${heldBatch}) AS h WHERE p.id = ${pipelineId}`,
  )
  return row ? (row.note ?? '正在装载') : null
}

/** Runs to be done; those whose input waits for a batch are left. */
export async function dueRuns(db: Queryable): Promise<string[]> {
  const rows = await db.query<{
    id: string
  }>(sql`SELECT r.id FROM data.run r JOIN data.pipeline p ON p.id = r.pipeline_id
    WHERE r.state IN ('waiting', 'running') AND NOT EXISTS (${heldBatch})
    ORDER BY r.priority, r.created_time LIMIT 20`)
  return rows.map((row) => row.id)
}

export function findRun(db: Queryable, id: string): Promise<RunRow | undefined> {
  return db.first<RunRow>(sql`SELECT * FROM data.run WHERE id = ${id}`)
}

export async function listRuns(
  db: Queryable,
  filter: {
    pipeline?: string
    dataset?: string
    state?: RunState
    limit?: number
    offset?: number
    organisation?: string | null
  },
): Promise<Page<RunRow>> {
  const where = all([
    filter.pipeline && sql`r.pipeline_id = ${filter.pipeline}`,
    filter.dataset && sql`r.dataset_id = ${filter.dataset}`,
    filter.state && sql`r.state = ${filter.state}`,
    filter.organisation !== undefined && sql`d.organisation_id = ${filter.organisation}`,
  ])
  const table = sql`data.run r JOIN data.dataset d ON d.id = r.dataset_id`
  const [items, count] = await Promise.all([
    db.query<RunRow>(sql`SELECT r.* FROM ${table} WHERE ${where} ORDER BY r.created_time DESC, r.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function beginRun(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE data.run SET state = 'running', started_time = ${now}, attempts = attempts + 1, note = NULL
    WHERE id = ${id}`)
}

export interface RunEnd {
  readonly state: RunState
  readonly note: string | null
  readonly now: Date
  readonly rowsIn?: number
  readonly rowsOut?: number
  readonly rejects?: number
  readonly versionId?: string
  readonly rules?: readonly string[]
}

export async function endRun(db: Queryable, id: string, end: RunEnd): Promise<void> {
  await db.query(sql`UPDATE data.run SET state = ${end.state}, note = ${end.note}, ended_time = ${end.now},
    rows_in = coalesce(${end.rowsIn ?? null}, rows_in), rows_out = coalesce(${end.rowsOut ?? null}, rows_out),
    rejects = coalesce(${end.rejects ?? null}, rejects), version_id = coalesce(${end.versionId ?? null}, version_id),
    rules = coalesce(${end.rules ? JSON.stringify(end.rules) : null}::jsonb, rules) WHERE id = ${id}`)
}

export async function noteInputs(
  db: Queryable,
  runId: string,
  inputs: readonly { versionId: string; datasetId: string }[],
): Promise<void> {
  for (const { versionId, datasetId } of inputs)
    await db.query(sql`INSERT INTO data.run_input (run_id, version_id, dataset_id)
      VALUES (${runId}, ${versionId}, ${datasetId}) ON CONFLICT DO NOTHING`)
}

/** The version of the input a run has read. */
export function inputOf(
  db: Queryable,
  runId: string,
  datasetId: string,
): Promise<{ version_id: string } | undefined> {
  return db.first(
    sql`SELECT version_id FROM data.run_input WHERE run_id = ${runId} AND dataset_id = ${datasetId}`,
  )
}

/**
 * Keeps the rows a run refused. A row of the same version that was refused before stays the same entry: corrected rows that
 * pass now are replayed, those that are refused again are open again.
 */
export async function keepRunRejects(
  tx: Queryable,
  run: { id: string; pipelineId: string; versionId: string },
  rows: readonly { row: number | null }[],
): Promise<Set<number>> {
  const refused = rows.flatMap(({ row }) => (row === null ? [] : [row]))
  await tx.query(sql`UPDATE data.reject SET state = CASE WHEN fixed IS NULL THEN 'dropped' ELSE 'replayed' END
    WHERE pipeline_id = ${run.pipelineId} AND version_id = ${run.versionId}
      AND NOT (row_number = ANY(${refused}::bigint[])) AND state IN ('open', 'fixed')`)
  const known = await tx.query<{
    row_number: number
  }>(sql`UPDATE data.reject SET run_id = ${run.id}, state = 'open'
    WHERE pipeline_id = ${run.pipelineId} AND version_id = ${run.versionId} AND row_number = ANY(${refused}::bigint[])
    RETURNING row_number`)
  return new Set(known.map((one) => one.row_number))
}
