import type {
  Batch,
  BatchMode,
  BatchState,
  ColumnMapping,
  Page,
  ReadOptions,
  Reject,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, type Sql, sql } from '../../../kernel/db/sql.ts'

/** What is to be loaded and how, so that it can be taken up again after a cut. */
export interface BatchSettings {
  readonly kind: 'upload' | 'source' | 'replay'
  readonly read?: ReadOptions
  readonly columns?: readonly ColumnMapping[]
  /** Columns the source had when it was registered: others are a change of structure. */
  readonly expected?: readonly string[]
  /** Somebody has said to load it in spite of what is wrong with it. */
  readonly accepted?: boolean
  /** The batch whose corrected rows are loaded. */
  readonly replays?: string
  /** Bytes that were free when the disk was full: it goes on by itself once there is more room. */
  readonly roomWas?: number
}

export interface BatchRow {
  id: string
  dataset_id: string
  dataset_name: string
  organisation_id: string
  source_id: string | null
  source_name: string | null
  upload_id: string | null
  file_name: string | null
  mode: BatchMode
  state: BatchState
  step: string
  progress: number
  settings: BatchSettings
  bytes: number | null
  sm3: string | null
  announced_rows: number | null
  rows_in: number | null
  rows_loaded: number | null
  rows_rejected: number | null
  note: string | null
  version_id: string | null
  user_id: string | null
  user_name: string | null
  attempts: number
  received_time: Date
  ended_time: Date | null
}

const columns = sql`b.*, d.name AS dataset_name, s.name AS source_name`
const from = sql`data.batch b JOIN data.dataset d ON d.id = b.dataset_id LEFT JOIN data.source s ON s.id = b.source_id`

export type NewBatch = Pick<
  BatchRow,
  | 'id'
  | 'dataset_id'
  | 'organisation_id'
  | 'source_id'
  | 'upload_id'
  | 'file_name'
  | 'mode'
  | 'settings'
  | 'bytes'
  | 'sm3'
  | 'announced_rows'
  | 'user_id'
  | 'user_name'
  | 'received_time'
>

export async function insertBatch(db: Queryable, b: NewBatch): Promise<void> {
  await db.query(sql`INSERT INTO data.batch (id, dataset_id, organisation_id, source_id, upload_id, file_name, mode, state, step,
      settings, bytes, sm3, announced_rows, user_id, user_name, received_time)
    VALUES (${b.id}, ${b.dataset_id}, ${b.organisation_id}, ${b.source_id}, ${b.upload_id}, ${b.file_name}, ${b.mode},
      'waiting', '排队', ${JSON.stringify(b.settings)}, ${b.bytes}, ${b.sm3}, ${b.announced_rows}, ${b.user_id},
      ${b.user_name}, ${b.received_time})`)
}

export function findBatch(db: Queryable, id: string): Promise<BatchRow | undefined> {
  return db.first<BatchRow>(sql`SELECT ${columns} FROM ${from} WHERE b.id = ${id}`)
}

/** Batches to be done: those of one dataset one after another, in the order they came. */
export async function dueBatches(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT id FROM (
      SELECT DISTINCT ON (dataset_id) id, received_time FROM data.batch WHERE state IN ('waiting', 'running')
      ORDER BY dataset_id, received_time, id) AS first ORDER BY received_time LIMIT 20`)
  return rows.map((row) => row.id)
}

export interface BatchFilter {
  readonly dataset?: string
  readonly source?: string
  readonly state?: BatchState
  readonly search?: string
  readonly limit?: number
  readonly offset?: number
  /** Only of this organisation. */
  readonly organisation?: string | null
}

export async function listBatches(db: Queryable, filter: BatchFilter): Promise<Page<BatchRow>> {
  const text = filter.search?.trim()
  const where = all([
    filter.dataset && sql`b.dataset_id = ${filter.dataset}`,
    filter.source && sql`b.source_id = ${filter.source}`,
    filter.state && sql`b.state = ${filter.state}`,
    filter.organisation !== undefined && sql`b.organisation_id = ${filter.organisation}`,
    text && sql`(b.file_name ILIKE ${`%${text}%`} OR d.name ILIKE ${`%${text}%`})`,
  ])
  const [items, count] = await Promise.all([
    db.query<BatchRow>(sql`SELECT ${columns} FROM ${from} WHERE ${where}
      ORDER BY b.received_time DESC, b.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${from} WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Conditions that hold together; those that were not asked for fall away. */
export function all(conditions: ReadonlyArray<Sql | string | false | null | undefined>): Sql {
  const given = conditions.filter((one): one is Sql => Boolean(one) && typeof one !== 'string')
  return given.length > 0 ? join(given, ' AND ') : sql`TRUE`
}

/** Tells how far a batch has come. */
export async function moveBatch(db: Queryable, id: string, step: string, progress: number): Promise<void> {
  await db.query(
    sql`UPDATE data.batch SET state = 'running', step = ${step}, progress = ${progress} WHERE id = ${id}`,
  )
}

export async function beginBatch(db: Queryable, id: string): Promise<number> {
  const row = await db.first<{
    attempts: number
  }>(sql`UPDATE data.batch SET state = 'running', attempts = attempts + 1,
    step = '读取', progress = 0.05, note = NULL WHERE id = ${id} RETURNING attempts`)
  return row?.attempts ?? 0
}

export async function describeBatch(
  db: Queryable,
  id: string,
  found: Partial<Pick<BatchRow, 'bytes' | 'sm3' | 'file_name' | 'rows_in' | 'rows_rejected'>>,
): Promise<void> {
  await db.query(sql`UPDATE data.batch SET bytes = coalesce(${found.bytes ?? null}, bytes),
    sm3 = coalesce(${found.sm3 ?? null}, sm3), file_name = coalesce(${found.file_name ?? null}, file_name), rows_in = coalesce(${found.rows_in ?? null}, rows_in),
    rows_rejected = coalesce(${found.rows_rejected ?? null}, rows_rejected) WHERE id = ${id}`)
}

export async function endBatch(
  db: Queryable,
  id: string,
  end: { state: BatchState; note: string | null; now: Date; versionId?: string; rowsLoaded?: number },
): Promise<void> {
  await db.query(sql`UPDATE data.batch SET state = ${end.state}, note = ${end.note}, ended_time = ${end.now},
    step = ${end.state === 'loaded' ? '完成' : '停止'}, progress = ${end.state === 'loaded' ? sql`1` : sql`progress`},
    version_id = coalesce(${end.versionId ?? null}, version_id),
    rows_loaded = coalesce(${end.rowsLoaded ?? null}, rows_loaded) WHERE id = ${id}`)
}

/** Puts a batch back into the queue. */
export async function requeueBatch(db: Queryable, id: string, settings: BatchSettings): Promise<void> {
  await db.query(sql`UPDATE data.batch SET state = 'waiting', step = '排队', progress = 0, ended_time = NULL,
    settings = ${JSON.stringify(settings)} WHERE id = ${id}`)
}

/** Keeps how much room there was for a batch that found too little. */
export async function waitForRoom(db: Queryable, id: string, free: number): Promise<void> {
  const settings = JSON.stringify({ roomWas: free })
  await db.query(sql`UPDATE data.batch SET settings = settings || ${settings}::jsonb WHERE id = ${id}`)
}

/** Batches a full disk has stopped. */
export function waitingForRoom(db: Queryable): Promise<BatchRow[]> {
  return db.query<BatchRow>(sql`SELECT ${columns} FROM ${from}
    WHERE b.state = 'failed' AND b.settings ? 'roomWas' ORDER BY b.received_time LIMIT 100`)
}

/** Marks that the sender was asked for a batch again: what comes after it goes on waiting. */
export async function askAgain(db: Queryable, id: string): Promise<void> {
  await db.query(sql`UPDATE data.batch SET settings = settings || '{"resend": true}' WHERE id = ${id}`)
}

export interface RejectRow {
  id: string
  dataset_id: string
  batch_id: string | null
  run_id: string | null
  pipeline_id: string | null
  version_id: string | null
  row_number: number | null
  reason: string
  raw: Record<string, unknown>
  fixed: Record<string, string | null> | null
  state: Reject['state']
  created_time: Date
}

export function toReject(row: RejectRow): Reject {
  return {
    ...{
      id: row.id,
      datasetId: row.dataset_id,
      batchId: row.batch_id,
      runId: row.run_id,
      reason: row.reason,
    },
    ...{ row: row.row_number === null ? null : row.row_number + 1, raw: row.raw, fixed: row.fixed },
    ...{ state: row.state, createdTime: row.created_time.toISOString() },
  }
}

export type NewReject = Omit<RejectRow, 'fixed' | 'state' | 'created_time'>

export async function insertRejects(db: Queryable, rows: readonly NewReject[], now: Date): Promise<void> {
  if (rows.length === 0) return
  await db.query(sql`INSERT INTO data.reject (id, dataset_id, batch_id, run_id, pipeline_id, version_id, row_number, reason, raw,
      state, created_time)
    SELECT id, dataset_id, batch_id, run_id, pipeline_id, version_id, row_number, reason, raw, 'open', ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, dataset_id uuid, batch_id uuid, run_id uuid,
      pipeline_id uuid, version_id uuid, row_number bigint, reason text, raw jsonb)`)
}

export async function clearRejects(db: Queryable, of: { batchId?: string; runId?: string }): Promise<void> {
  const { batchId = null, runId = null } = of
  await db.query(sql`DELETE FROM data.reject WHERE batch_id = ${batchId} OR run_id = ${runId}`)
}

export interface RejectFilter {
  readonly dataset?: string
  readonly batch?: string
  readonly run?: string
  readonly state?: Reject['state']
  readonly search?: string
  readonly limit?: number
  readonly offset?: number
  readonly organisation?: string | null
}

export async function listRejects(db: Queryable, filter: RejectFilter): Promise<Page<RejectRow>> {
  const text = filter.search?.trim()
  const where = all([
    filter.dataset && sql`r.dataset_id = ${filter.dataset}`,
    filter.batch && sql`r.batch_id = ${filter.batch}`,
    filter.run && sql`r.run_id = ${filter.run}`,
    filter.state && sql`r.state = ${filter.state}`,
    filter.organisation !== undefined && sql`d.organisation_id = ${filter.organisation}`,
    text && sql`r.reason ILIKE ${`%${text}%`}`,
  ])
  const table = sql`data.reject r JOIN data.dataset d ON d.id = r.dataset_id`
  const [items, count] = await Promise.all([
    db.query<RejectRow>(sql`SELECT r.* FROM ${table} WHERE ${where}
      ORDER BY r.created_time DESC, r.row_number, r.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findReject(db: Queryable, id: string, { lock = false } = {}): Promise<RejectRow | undefined> {
  return db.first<RejectRow>(
    sql`SELECT * FROM data.reject WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export async function fixReject(
  db: Queryable,
  id: string,
  fixed: Record<string, string | null>,
  userName: string,
): Promise<void> {
  await db.query(sql`UPDATE data.reject SET fixed = ${JSON.stringify(fixed)}, state = 'fixed', user_name = ${userName}
    WHERE id = ${id}`)
}

export async function markReplayed(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(sql`UPDATE data.reject SET state = 'replayed' WHERE id = ANY(${ids as string[]}::uuid[])`)
}

export function fixedRejects(
  db: Queryable,
  of: { batchId?: string; pipelineId?: string; versionId?: string },
): Promise<RejectRow[]> {
  const { batchId = null, pipelineId = null, versionId = null } = of
  return db.query<RejectRow>(sql`SELECT * FROM data.reject WHERE fixed IS NOT NULL
    AND ((batch_id = ${batchId} AND state = 'fixed')
      OR (pipeline_id = ${pipelineId} AND version_id = ${versionId} AND state IN ('fixed', 'replayed')))
    ORDER BY row_number, id`)
}

export function toBatch(row: BatchRow, organisationName: string): Batch {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.dataset_name, organisationName },
    ...{ organisationId: row.organisation_id, sourceId: row.source_id, sourceName: row.source_name ?? '' },
    ...{ fileName: row.file_name, mode: row.mode, state: row.state, step: row.step, progress: row.progress },
    ...{ bytes: row.bytes, sm3: row.sm3, announcedRows: row.announced_rows, rowsIn: row.rows_in },
    ...{ rowsLoaded: row.rows_loaded, rowsRejected: row.rows_rejected, note: row.note },
    ...{ versionId: row.version_id, userName: row.user_name },
    receivedTime: row.received_time.toISOString(),
    endedTime: row.ended_time?.toISOString() ?? null,
  }
}
