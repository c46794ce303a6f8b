import type { MasterModel, MasterPair, MasterRun } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export type Values = Record<string, string | null>

interface ModelRow {
  id: string
  name: string
  kind: MasterModel['kind']
  attributes: MasterModel['attributes']
  sources: MasterModel['sources']
  review_score: number
  records: number
  roots: number
  waiting: number
}

const models = sql`SELECT m.*, (SELECT count(*)::int FROM data.master_record r WHERE r.model_id = m.id) AS records,
    (SELECT count(DISTINCT r.root_id)::int FROM data.master_record r WHERE r.model_id = m.id) AS roots,
    (SELECT count(*)::int FROM data.master_pair p WHERE p.model_id = m.id AND p.state = 'waiting') AS waiting
  FROM data.master_model m`

function toModel(row: ModelRow): MasterModel {
  return {
    ...{ id: row.id, name: row.name, kind: row.kind, attributes: row.attributes, sources: row.sources },
    ...{ reviewScore: row.review_score, records: row.records, roots: row.roots, waiting: row.waiting },
  }
}

export async function listModels(db: Queryable): Promise<MasterModel[]> {
  return (await db.query<ModelRow>(sql`${models} ORDER BY m.name`)).map(toModel)
}

export async function findModel(db: Queryable, id: string): Promise<MasterModel | undefined> {
  const row = await db.first<ModelRow>(sql`${models} WHERE m.id = ${id}`)
  return row && toModel(row)
}

export async function insertModel(
  tx: Queryable,
  model: Omit<MasterModel, 'id' | 'records' | 'roots' | 'waiting'>,
  now: Date,
): Promise<MasterModel | undefined> {
  const id = newId()
  const row =
    await tx.first(sql`INSERT INTO data.master_model (id, name, kind, attributes, sources, review_score, created_time)
    VALUES (${id}, ${model.name}, ${model.kind}, ${JSON.stringify(model.attributes)}, ${JSON.stringify(model.sources)},
      ${model.reviewScore}, ${now}) ON CONFLICT (name) DO NOTHING RETURNING id`)
  return row ? findModel(tx, id) : undefined
}

interface RunRow {
  id: string
  model_id: string
  state: MasterRun['state']
  records: number | null
  roots: number | null
  proposed: number | null
  error: string | null
  created_time: Date
  done_time: Date | null
}

export function toRun(row: RunRow): MasterRun {
  return {
    ...{ id: row.id, modelId: row.model_id, state: row.state, records: row.records, roots: row.roots },
    ...{ proposed: row.proposed, error: row.error, createdTime: row.created_time.toISOString() },
    doneTime: row.done_time?.toISOString() ?? null,
  }
}

export async function requestRun(tx: Queryable, modelId: string, now: Date): Promise<RunRow> {
  const waiting = await tx.first<RunRow>(
    sql`SELECT * FROM data.master_run WHERE model_id = ${modelId} AND state = 'waiting'`,
  )
  return (
    waiting ??
    ((await tx.first<RunRow>(sql`INSERT INTO data.master_run (id, model_id, state, created_time)
      VALUES (${newId()}, ${modelId}, 'waiting', ${now}) RETURNING *`)) as RunRow)
  )
}

/** Runs that wait, the longest first. */
export function listWaitingRuns(db: Queryable): Promise<RunRow[]> {
  return db.query<RunRow>(
    sql`SELECT * FROM data.master_run WHERE state = 'waiting' ORDER BY created_time LIMIT 20`,
  )
}

/** Says how far a run has come: records of its sources taken. */
export async function noteProgress(db: Queryable, id: string, records: number): Promise<void> {
  await db.query(sql`UPDATE data.master_run SET records = ${records} WHERE id = ${id}`)
}

export async function finishRun(
  tx: Queryable,
  id: string,
  outcome: { records: number; roots: number; proposed: number } | { error: string },
  now: Date,
): Promise<void> {
  const done = 'error' in outcome ? null : outcome
  await tx.query(sql`UPDATE data.master_run SET state = ${done ? 'done' : 'failed'}, records = ${done?.records ?? null},
    roots = ${done?.roots ?? null}, proposed = ${done?.proposed ?? null},
    error = ${'error' in outcome ? outcome.error : null}, done_time = ${now} WHERE id = ${id}`)
}

export async function listRuns(
  db: Queryable,
  modelId: string,
  page: { limit?: number; offset?: number },
): Promise<{ items: MasterRun[]; total: number }> {
  const items = await db.query<RunRow>(sql`SELECT * FROM data.master_run WHERE model_id = ${modelId}
    ORDER BY created_time DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.master_run WHERE model_id = ${modelId}`,
  )
  return { items: items.map(toRun), total: count?.n ?? 0 }
}

export interface GivenRecord {
  dataset: string
  source: string
  strong: string | null
  values: Values
}

/**
 * Takes records in: each new valid strong key gets a root, each new record the root of its key or one of its own. A record that has
 * a root keeps it, so that what a person has merged or split stays so.
 */
export async function putRecords(
  tx: Queryable,
  modelId: string,
  records: readonly GivenRecord[],
  now: Date,
): Promise<void> {
  const given = sql`jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS g(dataset uuid, source text, strong text, values jsonb)`
  await tx.query(sql`INSERT INTO data.master_key (model_id, strong_key, root_id)
    SELECT ${modelId}, k.strong, gen_random_uuid() FROM (SELECT DISTINCT g.strong FROM ${given} WHERE g.strong IS NOT NULL) k
    ON CONFLICT DO NOTHING`)
  await tx.query(sql`INSERT INTO data.master_record AS r (model_id, dataset_id, source_id, root_id, strong_key, values, seen_time)
    SELECT ${modelId}, one.* FROM (SELECT DISTINCT ON (g.dataset, g.source) g.dataset, g.source,
        coalesce(k.root_id, gen_random_uuid()) AS root_id, g.strong, g.values, ${now}::timestamptz AS seen
      FROM ${given} LEFT JOIN data.master_key k ON k.model_id = ${modelId} AND k.strong_key = g.strong) one
    ON CONFLICT (model_id, dataset_id, source_id) DO UPDATE SET values = excluded.values, strong_key = excluded.strong_key,
      seen_time = CASE WHEN r.values = excluded.values THEN r.seen_time ELSE excluded.seen_time END`)
}

export interface RecordRow {
  model_id: string
  dataset_id: string
  dataset_name: string
  source_id: string
  root_id: string
  strong_key: string | null
  values: Values
  seen_time: Date
}

const records = sql`SELECT r.*, coalesce(d.name, '') AS dataset_name FROM data.master_record r
  LEFT JOIN data.dataset d ON d.id = r.dataset_id`

export function recordsOfRoots(db: Queryable, roots: readonly string[]): Promise<RecordRow[]> {
  return db.query<RecordRow>(
    sql`${records} WHERE r.root_id = ANY(${roots as string[]}::uuid[]) ORDER BY r.root_id, r.seen_time, r.dataset_id, r.source_id`,
  )
}

export function findRecord(
  db: Queryable,
  modelId: string,
  at: { datasetId: string; sourceId: string },
): Promise<RecordRow | undefined> {
  return db.first<RecordRow>(
    sql`${records} WHERE r.model_id = ${modelId} AND r.dataset_id = ${at.datasetId} AND r.source_id = ${at.sourceId}`,
  )
}

/** Holds the records of roots until the transaction ends. */
export async function lockRoots(tx: Queryable, roots: readonly string[]): Promise<void> {
  await tx.query(
    sql`SELECT 1 FROM data.master_record WHERE root_id = ANY(${roots as string[]}::uuid[]) ORDER BY dataset_id, source_id FOR UPDATE`,
  )
}

export async function moveRecords(
  tx: Queryable,
  modelId: string,
  moved: ReadonlyArray<{ datasetId: string; sourceId: string }>,
  toRoot: string,
): Promise<void> {
  for (const { datasetId, sourceId } of moved)
    await tx.query(sql`UPDATE data.master_record SET root_id = ${toRoot}
      WHERE model_id = ${modelId} AND dataset_id = ${datasetId} AND source_id = ${sourceId}`)
}

/** Lets the strong keys of some records lead to a root. */
export async function leadKeys(
  tx: Queryable,
  modelId: string,
  keys: readonly string[],
  root: string,
): Promise<void> {
  await tx.query(sql`UPDATE data.master_key SET root_id = ${root}
    WHERE model_id = ${modelId} AND strong_key = ANY(${keys as string[]}::text[])`)
}

export interface MoveRow {
  id: string
  model_id: string
  act: 'merged' | 'split'
  from_root: string
  to_root: string
  records: Array<{ datasetId: string; sourceId: string }>
  reason: string
  user_name: string
  time: Date
  undone_time: Date | null
}

export async function insertMove(tx: Queryable, move: Omit<MoveRow, 'id' | 'undone_time'>): Promise<void> {
  await tx.query(sql`INSERT INTO data.master_move (id, model_id, act, from_root, to_root, records, reason, user_name, time)
    VALUES (${newId()}, ${move.model_id}, ${move.act}, ${move.from_root}, ${move.to_root}, ${JSON.stringify(move.records)},
      ${move.reason}, ${move.user_name}, ${move.time})`)
}

export function listMoves(db: Queryable, root: string): Promise<MoveRow[]> {
  return db.query<MoveRow>(
    sql`SELECT * FROM data.master_move WHERE from_root = ${root} OR to_root = ${root} ORDER BY time DESC`,
  )
}

/** Where a root that was merged away leads now. */
export async function leadsTo(db: Queryable, root: string): Promise<string | undefined> {
  const row = await db.first<{ to_root: string }>(sql`SELECT to_root FROM data.master_move
    WHERE from_root = ${root} AND act = 'merged' AND undone_time IS NULL ORDER BY time DESC LIMIT 1`)
  return row?.to_root
}

export async function undoMove(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE data.master_move SET undone_time = ${now} WHERE id = ${id}`)
}

export async function listRoots(
  db: Queryable,
  modelId: string,
  query: { search?: string; least?: number; limit?: number; offset?: number },
): Promise<{ items: Array<{ root_id: string; n: number }>; total: number }> {
  const text = query.search?.trim()
  const found = text
    ? sql`AND root_id IN (SELECT root_id FROM data.master_record WHERE model_id = ${modelId}
        AND (values ->> 'name' = ${text} OR strong_key = ${text} OR source_id = ${text}))`
    : empty
  const grouped = sql`SELECT root_id, count(*)::int AS n FROM data.master_record WHERE model_id = ${modelId} ${found}
    GROUP BY root_id HAVING count(*) >= ${query.least ?? 1}`
  const items = await db.query<{ root_id: string; n: number }>(
    sql`${grouped} ORDER BY n DESC, root_id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`,
  )
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM (${grouped}) one`)
  return { items, total: count?.n ?? 0 }
}

export interface PairRow {
  id: string
  model_id: string
  left_dataset: string
  left_source: string
  right_dataset: string
  right_source: string
  score: number
  evidence: MasterPair['evidence']
  state: MasterPair['state']
  user_name: string | null
  reason: string | null
}

export interface GivenPair {
  leftDataset: string
  leftSource: string
  rightDataset: string
  rightSource: string
  score: number
  evidence: MasterPair['evidence']
}

/** Puts pairs on the desk that are of two roots, neither decided before nor with two different valid keys. */
export async function putPairs(
  tx: Queryable,
  modelId: string,
  pairs: readonly GivenPair[],
  now: Date,
): Promise<number> {
  const rows =
    await tx.query(sql`INSERT INTO data.master_pair (id, model_id, left_dataset, left_source, right_dataset, right_source,
      score, evidence, state, created_time)
    SELECT gen_random_uuid(), ${modelId}, g."leftDataset", g."leftSource", g."rightDataset", g."rightSource", g.score, g.evidence,
      'waiting', ${now}
    FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS g("leftDataset" uuid, "leftSource" text, "rightDataset" uuid,
      "rightSource" text, score float8, evidence jsonb)
    JOIN data.master_record l ON l.model_id = ${modelId} AND l.dataset_id = g."leftDataset" AND l.source_id = g."leftSource"
    JOIN data.master_record r ON r.model_id = ${modelId} AND r.dataset_id = g."rightDataset" AND r.source_id = g."rightSource"
    WHERE l.root_id <> r.root_id AND NOT EXISTS (SELECT 1 FROM data.master_record a JOIN data.master_record b
        ON b.root_id = r.root_id AND b.strong_key <> a.strong_key WHERE a.root_id = l.root_id)
    ON CONFLICT (model_id, left_dataset, left_source, right_dataset, right_source) DO NOTHING RETURNING id`)
  return rows.length
}

export async function listPairs(
  db: Queryable,
  modelId: string,
  query: { state?: string; limit?: number; offset?: number },
): Promise<{ items: PairRow[]; total: number }> {
  const where = sql`WHERE model_id = ${modelId} AND state = ${query.state ?? 'waiting'}`
  const items = await db.query<PairRow>(sql`SELECT * FROM data.master_pair ${where} ORDER BY score DESC, id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.master_pair ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findPair(db: Queryable, id: string): Promise<PairRow | undefined> {
  return db.first<PairRow>(sql`SELECT * FROM data.master_pair WHERE id = ${id} FOR UPDATE`)
}

export async function decidePair(
  tx: Queryable,
  id: string,
  given: { state: PairRow['state']; userName: string; reason: string; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE data.master_pair SET state = ${given.state}, user_name = ${given.userName},
    reason = ${given.reason}, decided_time = ${given.now} WHERE id = ${id}`)
}

/** Pairs whose records have become one are done. */
export async function dropSettledPairs(tx: Queryable, root: string): Promise<void> {
  await tx.query(sql`UPDATE data.master_pair p SET state = 'same' FROM data.master_record l, data.master_record r
    WHERE p.state = 'waiting' AND l.root_id = ${root} AND r.root_id = ${root}
      AND l.model_id = p.model_id AND l.dataset_id = p.left_dataset AND l.source_id = p.left_source
      AND r.model_id = p.model_id AND r.dataset_id = p.right_dataset AND r.source_id = p.right_source`)
}
