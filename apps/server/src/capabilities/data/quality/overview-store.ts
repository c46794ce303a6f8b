import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'

interface Where {
  organisation?: string
  dataset?: string
}

const of = ({ organisation, dataset }: Where): Sql =>
  sql`${organisation ? sql`AND d.organisation_id = ${organisation}` : empty} ${dataset ? sql`AND d.id = ${dataset}` : empty}`

/** The last finished check of each dataset. */
const latest = (
  where: Where,
): Sql => sql`(SELECT DISTINCT ON (c.dataset_id) c.dataset_id, c.score, c.dimensions, c.done_time,
    d.organisation_id
  FROM data.quality_check c JOIN data.dataset d ON d.id = c.dataset_id
  WHERE c.state = 'done' AND c.score IS NOT NULL ${of(where)} ORDER BY c.dataset_id, c.done_time DESC) latest`

export async function readTotals(
  db: Queryable,
  where: Where,
): Promise<{ score: number | null; datasets: number; open: number }> {
  const scores = await db.first<{ score: number | null; n: number }>(
    sql`SELECT round(avg(score)::numeric, 2)::float8 AS score, count(*)::int AS n FROM ${latest(where)}`,
  )
  const open = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.quality_issue i
    JOIN data.dataset d ON d.id = i.dataset_id WHERE i.state <> 'resolved' ${of(where)}`)
  return { score: scores?.score ?? null, datasets: scores?.n ?? 0, open: open?.n ?? 0 }
}

export async function readDimensions(db: Queryable, where: Where): Promise<Record<string, number>> {
  const rows = await db.query<{
    key: string
    score: number
  }>(sql`SELECT one.key, round(avg(one.value::numeric), 2)::float8 AS score
    FROM ${latest(where)}, jsonb_each_text(latest.dimensions) one GROUP BY one.key ORDER BY one.key`)
  return Object.fromEntries(rows.map((row) => [row.key, row.score]))
}

export function readUnits(
  db: Queryable,
  where: Where,
): Promise<Array<{ organisation_id: string; datasets: number; score: number; open: number }>> {
  return db.query(sql`SELECT organisation_id, count(*)::int AS datasets, round(avg(score)::numeric, 2)::float8 AS score,
      (SELECT count(*)::int FROM data.quality_issue i WHERE i.organisation_id = latest.organisation_id
        AND i.state <> 'resolved') AS open
    FROM ${latest(where)} GROUP BY organisation_id ORDER BY score DESC, organisation_id`)
}

/** Mean score of the checks of each day, the last 60 days that had any. */
export function readTrend(
  db: Queryable,
  where: Where,
): Promise<Array<{ day: string; score: number; checks: number }>> {
  return db.query(sql`SELECT * FROM (SELECT to_char(c.done_time AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS day,
      round(avg(c.score)::numeric, 2)::float8 AS score, count(*)::int AS checks
    FROM data.quality_check c JOIN data.dataset d ON d.id = c.dataset_id
    WHERE c.state = 'done' AND c.score IS NOT NULL ${of(where)} GROUP BY 1 ORDER BY 1 DESC LIMIT 60) t ORDER BY day`)
}

export interface DatasetQualityRow {
  id: string
  name: string
  organisation_id: string
  score: number | null
  rules: number
  open: number
  open_critical: number
  checked_time: Date | null
  is_traceable: boolean
  late_tasks: number
  cycle_late: boolean
}

export async function listDatasetQuality(
  db: Queryable,
  query: { organisation?: string; search?: string; limit?: number; offset?: number },
  now: Date,
): Promise<{ items: DatasetQualityRow[]; total: number }> {
  const where = sql`WHERE d.state = 'published' ${of({ organisation: query.organisation })}
    ${matches('d.grams', query.search, 'd.name')}`
  const items =
    await db.query<DatasetQualityRow>(sql`SELECT d.id, d.name, d.organisation_id, d.quality_score AS score,
      (SELECT count(*)::int FROM data.quality_rule r WHERE r.dataset_id = d.id AND r.is_active) AS rules,
      (SELECT count(*)::int FROM data.quality_issue i WHERE i.dataset_id = d.id AND i.state <> 'resolved') AS open,
      (SELECT count(*)::int FROM data.quality_issue i JOIN data.quality_rule r ON r.id = i.rule_id
        WHERE i.dataset_id = d.id AND i.state <> 'resolved' AND r.is_critical) AS open_critical,
      (SELECT max(c.done_time) FROM data.quality_check c WHERE c.dataset_id = d.id AND c.state = 'done') AS checked_time,
      EXISTS (SELECT 1 FROM data.lineage_edge e WHERE e.valid_to IS NULL AND (e.from_id = d.id::text OR e.to_id = d.id::text)) AS is_traceable,
      (SELECT count(*)::int FROM data.govern_task t WHERE t.dataset_id = d.id AND t.state = 'open'
        AND t.due_time < ${now}) AS late_tasks,
      coalesce(d.overdue_time < ${now}, false) AS cycle_late
    FROM data.dataset d ${where} ORDER BY d.quality_score ASC NULLS LAST, d.name, d.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.dataset d ${where}`)
  return { items, total: count?.n ?? 0 }
}
