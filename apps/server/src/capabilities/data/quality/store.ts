import type { DataQualityCheck, QualityRule, QualitySpec } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

interface RuleRow {
  id: string
  dataset_id: string
  name: string
  dimension: QualityRule['dimension']
  spec: QualitySpec
  threshold: number
  weight: number
  is_critical: boolean
  is_active: boolean
  revision: number
}

const ruleColumns = sql`r.id, r.dataset_id, r.name, r.dimension, r.spec, r.threshold, r.weight, r.is_critical, r.is_active,
  r.revision`

function toRule(row: RuleRow): QualityRule {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, name: row.name, dimension: row.dimension, spec: row.spec },
    ...{ threshold: row.threshold, weight: row.weight, isCritical: row.is_critical, isActive: row.is_active },
    revision: row.revision,
  }
}

export async function listRules(db: Queryable, datasetId: string): Promise<QualityRule[]> {
  const rows = await db.query<RuleRow>(
    sql`SELECT ${ruleColumns} FROM data.quality_rule r WHERE r.dataset_id = ${datasetId} ORDER BY r.created_time, r.id`,
  )
  return rows.map(toRule)
}

export async function findRule(db: Queryable, id: string): Promise<QualityRule | undefined> {
  const row = await db.first<RuleRow>(
    sql`SELECT ${ruleColumns} FROM data.quality_rule r WHERE r.id = ${id} FOR UPDATE`,
  )
  return row && toRule(row)
}

export type NewRule = Omit<QualityRule, 'id' | 'isActive' | 'revision'>

export async function insertRule(tx: Queryable, rule: NewRule, now: Date): Promise<QualityRule> {
  const row =
    await tx.first<RuleRow>(sql`INSERT INTO data.quality_rule AS r (id, dataset_id, name, dimension, spec, threshold,
      weight, is_critical, created_time)
    VALUES (${newId()}, ${rule.datasetId}, ${rule.name}, ${rule.dimension}, ${JSON.stringify(rule.spec)}, ${rule.threshold},
      ${rule.weight}, ${rule.isCritical}, ${now}) RETURNING ${ruleColumns}`)
  return toRule(row as RuleRow)
}

export async function updateRule(tx: Queryable, rule: QualityRule): Promise<QualityRule> {
  const row =
    await tx.first<RuleRow>(sql`UPDATE data.quality_rule AS r SET name = ${rule.name}, dimension = ${rule.dimension},
      spec = ${JSON.stringify(rule.spec)}, threshold = ${rule.threshold}, weight = ${rule.weight},
      is_critical = ${rule.isCritical}, is_active = ${rule.isActive}, revision = revision + 1
    WHERE r.id = ${rule.id} RETURNING ${ruleColumns}`)
  return toRule(row as RuleRow)
}

export interface CheckRow {
  id: string
  dataset_id: string
  version_id: string | null
  cause: DataQualityCheck['cause']
  state: Exclude<DataQualityCheck['state'], 'running'>
  score: number | null
  dimensions: Record<string, number>
  error: string | null
  started_time: Date | null
  progress: number
  created_time: Date
  done_time: Date | null
}

const checkColumns = sql`c.id, c.dataset_id, c.version_id, c.cause, c.state, c.score, c.dimensions, c.error, c.started_time,
  c.progress, c.created_time, c.done_time`

export function toCheck(row: CheckRow): DataQualityCheck {
  return {
    ...{
      id: row.id,
      datasetId: row.dataset_id,
      versionId: row.version_id,
      cause: row.cause,
      state: row.state === 'waiting' && row.started_time ? 'running' : row.state,
      progress: row.state === 'done' ? 1 : row.progress,
    },
    ...{ score: row.score, dimensions: row.dimensions, error: row.error },
    createdTime: row.created_time.toISOString(),
    doneTime: row.done_time?.toISOString() ?? null,
  }
}

/** Asks for a check; one that waits already for the same dataset is answered instead. */
export async function requestCheck(
  tx: Queryable,
  datasetId: string,
  cause: CheckRow['cause'],
  now: Date,
): Promise<CheckRow> {
  const waiting = await tx.first<CheckRow>(sql`SELECT ${checkColumns} FROM data.quality_check c
    WHERE c.dataset_id = ${datasetId} AND c.state = 'waiting' ORDER BY c.created_time LIMIT 1`)
  return waiting ?? insertCheck(tx, datasetId, cause, now)
}

export async function insertCheck(
  tx: Queryable,
  datasetId: string,
  cause: CheckRow['cause'],
  now: Date,
): Promise<CheckRow> {
  return (await tx.first<CheckRow>(sql`INSERT INTO data.quality_check AS c (id, dataset_id, cause, state, created_time)
    VALUES (${newId()}, ${datasetId}, ${cause}, 'waiting', ${now}) RETURNING ${checkColumns}`)) as CheckRow
}

/** Every dataset with active rules and a table gets a check. */
export async function requestChecks(db: Queryable, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO data.quality_check (id, dataset_id, cause, state, created_time)
    SELECT gen_random_uuid(), d.id, 'schedule', 'waiting', ${now} FROM data.dataset d
    WHERE d.version_id IS NOT NULL
      AND EXISTS (SELECT 1 FROM data.quality_rule r WHERE r.dataset_id = d.id AND r.is_active)
      AND NOT EXISTS (SELECT 1 FROM data.quality_check c WHERE c.dataset_id = d.id AND c.state = 'waiting')`)
}

/** Checks that wait, the longest first. */
export function listWaiting(db: Queryable): Promise<CheckRow[]> {
  return db.query<CheckRow>(sql`SELECT ${checkColumns} FROM data.quality_check c WHERE c.state = 'waiting'
    ORDER BY c.created_time LIMIT 20`)
}

export async function startCheck(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE data.quality_check SET started_time = ${now}, progress = 0
    WHERE id = ${id} AND state = 'waiting'`)
}

export async function noteProgress(db: Queryable, id: string, share: number): Promise<void> {
  await db.query(sql`UPDATE data.quality_check SET progress = greatest(progress, ${share})
    WHERE id = ${id} AND state = 'waiting'`)
}

export async function failCheck(tx: Queryable, id: string, error: string, now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE data.quality_check SET state = 'failed', error = ${error}, done_time = ${now} WHERE id = ${id}`,
  )
}

export interface CheckOutcome {
  versionId: string
  score: number | null
  dimensions: Record<string, number | undefined>
  results: Array<{
    ruleId: string
    ruleRevision: number
    numerator: number
    denominator: number
    isPassed: boolean
  }>
}

export async function finishCheck(
  tx: Queryable,
  id: string,
  outcome: CheckOutcome,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE data.quality_check SET state = 'done', version_id = ${outcome.versionId}, score = ${outcome.score},
    dimensions = ${JSON.stringify(outcome.dimensions)}, done_time = ${now} WHERE id = ${id}`)
  await tx.query(sql`INSERT INTO data.quality_result (check_id, rule_id, rule_revision, numerator, denominator, is_passed)
    SELECT ${id}, "ruleId", "ruleRevision", numerator, denominator, "isPassed"
    FROM jsonb_to_recordset(${JSON.stringify(outcome.results)}::jsonb) AS r("ruleId" uuid, "ruleRevision" int,
      numerator bigint, denominator bigint, "isPassed" boolean)`)
}

/** The score shown with a version, and with the dataset while that version is the one that is read. */
export async function keepScore(tx: Queryable, versionId: string, score: number | null): Promise<void> {
  await tx.query(sql`UPDATE data.version SET quality_score = ${score} WHERE id = ${versionId}`)
  await tx.query(sql`UPDATE data.dataset SET quality_score = ${score} WHERE version_id = ${versionId}`)
}

export function findCheck(db: Queryable, id: string): Promise<CheckRow | undefined> {
  return db.first<CheckRow>(sql`SELECT ${checkColumns} FROM data.quality_check c WHERE c.id = ${id}`)
}

export async function listChecks(
  db: Queryable,
  datasetId: string,
  page: { limit?: number; offset?: number },
): Promise<{ items: CheckRow[]; total: number }> {
  const items = await db.query<CheckRow>(sql`SELECT ${checkColumns} FROM data.quality_check c
    WHERE c.dataset_id = ${datasetId} ORDER BY c.created_time DESC, c.id DESC
    LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.quality_check c WHERE c.dataset_id = ${datasetId}`,
  )
  return { items, total: count?.n ?? 0 }
}

export interface ResultRow {
  rule_id: string
  rule_name: string
  rule_revision: number
  dimension: QualityRule['dimension']
  numerator: number
  denominator: number
  threshold: number
  weight: number
  is_critical: boolean
  is_passed: boolean
}

export function listResults(db: Queryable, checkId: string): Promise<ResultRow[]> {
  return db.query<ResultRow>(sql`SELECT q.rule_id, r.name AS rule_name, q.rule_revision, r.dimension, q.numerator,
      q.denominator, r.threshold, r.weight, r.is_critical, q.is_passed
    FROM data.quality_result q JOIN data.quality_rule r ON r.id = q.rule_id
    WHERE q.check_id = ${checkId} ORDER BY q.is_passed, r.created_time`)
}

/** The newest state of a table, whether published or not: what a correction is looked for in. */
export async function latestVersionId(db: Queryable, datasetId: string): Promise<string | undefined> {
  const row = await db.first<{ id: string }>(sql`SELECT id FROM data.version
    WHERE dataset_id = ${datasetId} AND state <> 'destroyed' ORDER BY number DESC LIMIT 1`)
  return row?.id
}
