import type { ItemContent } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { Run, StepFigures } from './rules.ts'

interface Span {
  from: string
  to: string
}

const within = ({ from, to }: Span) => sql`(a.submitted_time AT TIME ZONE 'Asia/Shanghai')::date
  BETWEEN ${from}::date AND ${to}::date`

/** Decided applications of an item. */
export function readRuns(db: Queryable, itemId: string, span: Span): Promise<Run[]> {
  return db.query<Run>(sql`SELECT a.used_days AS used, a.limit_days, a.correction_rounds AS rounds,
      (extract(epoch FROM a.decided_time - a.accepted_time) / 86400)::float8 AS days
    FROM services.application a WHERE a.item_id = ${itemId} AND a.decided_time IS NOT NULL AND ${within(span)}
    LIMIT 100000`)
}

/** Materials people uploaded, each with the decided applications it was uploaded in. */
export function readUploads(
  db: Queryable,
  itemId: string,
  span: Span,
): Promise<{ material: string; uploads: number }[]> {
  return db.query(sql`SELECT h.material, count(*)::int AS uploads
    FROM services.application a, jsonb_each(a.held) AS h(material, how)
    WHERE a.item_id = ${itemId} AND a.decided_time IS NOT NULL AND h.how->>'by' = 'upload' AND ${within(span)}
    GROUP BY h.material`)
}

/** Median of waiting and working of each step, in days of the calendar. */
export function readSteps(db: Queryable, itemId: string, span: Span): Promise<StepFigures[]> {
  return db.query<StepFigures>(sql`SELECT t.step, max(t.title) AS title, count(*)::int AS cases,
      (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.claim_time - t.arrive_time)) / 86400)::float8
        AS "waitDays",
      (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.finish_time - t.claim_time)) / 86400)::float8
        AS "workDays"
    FROM services.application_task t JOIN services.application a ON a.id = t.application_id
    WHERE a.item_id = ${itemId} AND t.finish_time IS NOT NULL AND ${within(span)} GROUP BY t.step`)
}

/** Paths through the steps, the most frequent first. */
export function readVariants(
  db: Queryable,
  itemId: string,
  span: Span,
): Promise<{ path: string[]; cases: number }[]> {
  return db.query(sql`SELECT path, count(*)::int AS cases FROM (
      SELECT array_agg(t.title ORDER BY t.finish_time) AS path FROM services.application_task t
      JOIN services.application a ON a.id = t.application_id
      WHERE a.item_id = ${itemId} AND t.finish_time IS NOT NULL AND ${within(span)} GROUP BY a.id) AS p
    GROUP BY path ORDER BY cases DESC LIMIT 20`)
}

interface Figures {
  applications: number
  online: number | null
  granted: number
  on_time: number | null
  median: number | null
  saved: number
}

/** Figures over all items; time that stood still is not counted. */
export async function readFigures(db: Queryable, span: Span, today: string) {
  const [figures, items, byItem] = await Promise.all([
    db.first<Figures>(sql`SELECT count(*)::int AS applications,
        (count(*) FILTER (WHERE a.channel IN ('web', 'phone', 'kiosk')))::float8 / nullif(count(*), 0) AS online,
        count(*) FILTER (WHERE a.decision->>'outcome' = 'grant')::int AS granted,
        (count(*) FILTER (WHERE a.decided_time IS NOT NULL AND a.used_days <= a.limit_days))::float8
          / nullif(count(a.decided_time), 0) AS on_time,
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY a.used_days) FILTER (WHERE a.decided_time IS NOT NULL))::float8 AS median,
        coalesce(sum((SELECT count(*) FROM jsonb_each(a.held) AS h(k, v) WHERE h.v->>'by' <> 'upload')), 0)::int AS saved
      FROM services.application a WHERE a.number IS NOT NULL AND ${within(span)}`),
    db.first<{ online: number | null; speed_up: number | null; zero: number }>(sql`SELECT
        (count(*) FILTER (WHERE (v.content->>'online')::int >= 3))::float8 / nullif(count(*), 0) AS online,
        1 - sum((v.content->>'promisedDays')::int)::float8 / nullif(sum((v.content->>'statutoryDays')::int), 0) AS speed_up,
        count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM services.application a WHERE a.item_id = v.item_id))::int AS zero
      FROM services.item_version v JOIN services.item i ON i.id = v.item_id
      WHERE i.retired_time IS NULL AND v.state = 'published' AND v.effective_from <= ${today}`),
    db.query<{
      itemId: string
      title: string
      applications: number
      late: number
    }>(sql`SELECT a.item_id AS "itemId",
        max(a.item_title) AS title, count(*)::int AS applications,
        count(*) FILTER (WHERE a.used_days > a.limit_days)::int AS late
      FROM services.application a WHERE a.number IS NOT NULL AND ${within(span)}
      GROUP BY a.item_id ORDER BY count(*) DESC LIMIT 50`),
  ])
  return {
    ...{
      applications: figures?.applications ?? 0,
      online: figures?.online ?? 0,
      itemsOnline: items?.online ?? 0,
    },
    ...{
      granted: figures?.granted ?? 0,
      onTimeRate: figures?.on_time ?? null,
      medianDays: figures?.median ?? null,
    },
    ...{
      materialsSaved: figures?.saved ?? 0,
      speedUp: items?.speed_up ?? 0,
      byItem,
      zeroItems: items?.zero ?? 0,
    },
  }
}

/** The version of an item in force on a day, and what was filed of the item in a month up to it. */
export async function readMonth(
  db: Queryable,
  itemId: string,
  { from, to }: Span,
): Promise<
  { version: number; content: ItemContent; applications: number; median: number | null } | undefined
> {
  const [version, figures] = await Promise.all([
    db.first<{ version: number; content: ItemContent }>(sql`SELECT version, content FROM services.item_version
      WHERE item_id = ${itemId} AND state IN ('published', 'retired') AND effective_from <= ${to}::date
      ORDER BY effective_from DESC, version DESC LIMIT 1`),
    db.first<{ applications: number; median: number | null }>(sql`SELECT count(*)::int AS applications,
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY a.used_days) FILTER (WHERE a.decided_time IS NOT NULL))::float8 AS median
      FROM services.application a WHERE a.item_id = ${itemId} AND a.number IS NOT NULL AND ${within({ from, to })}`),
  ])
  return version && { ...version, applications: figures?.applications ?? 0, median: figures?.median ?? null }
}
