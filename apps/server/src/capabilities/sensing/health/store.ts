import {
  type HealthForecast,
  type Page,
  type QualityPolicy,
  type QualityScore,
  qualityTests,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'
import type { DayScore } from './rules.ts'

export async function readPolicy(db: Queryable): Promise<QualityPolicy | undefined> {
  return (await db.first<{ content: QualityPolicy }>(sql`SELECT content FROM sensing.quality_policy`))
    ?.content
}

export async function savePolicy(db: Queryable, policy: QualityPolicy): Promise<void> {
  await db.query(sql`INSERT INTO sensing.quality_policy (content) VALUES (${JSON.stringify(policy)})
    ON CONFLICT (one) DO UPDATE SET content = excluded.content`)
}

/** Writes scores of a day; a device under metrology control whose calibration is overdue or failed is not valid. */
export async function upsertScores(
  db: Queryable,
  day: string,
  rows: ReadonlyArray<DayScore & { thingId: string }>,
): Promise<void> {
  await db.query(sql`INSERT INTO sensing.quality_score (day, thing_id, score, completeness, received, expected, failed, tests, valid)
    SELECT ${day}, r."thingId", r.score, r.completeness, r.received, r.expected, r.failed, r.tests,
      NOT coalesce(c.metrology AND (c.due_date < ${day}::date OR c.result = 'failed'), false)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("thingId" uuid, score float8, completeness float8, received int,
      expected int, failed text[], tests jsonb) LEFT JOIN sensing.calibration c ON c.thing_id = r."thingId"
    ON CONFLICT (day, thing_id) DO UPDATE SET score = excluded.score, completeness = excluded.completeness,
      received = excluded.received, expected = excluded.expected, failed = excluded.failed, tests = excluded.tests,
      valid = excluded.valid`)
}

const columns = sql`q.thing_id AS "thingId", t.name AS "thingName", t.reference, t.thing_type AS "thingType",
  t.division_code AS "divisionCode", q.day, q.score, q.completeness, q.received, q.expected, q.failed, q.tests, q.valid`

export async function listScores(
  db: Queryable,
  query: { day: string; type?: string; failed?: string; search?: string; limit?: number; offset?: number },
  readable: Sql,
) {
  const from = sql`FROM sensing.quality_score q JOIN sensing.thing t ON t.id = q.thing_id WHERE q.day = ${query.day} AND ${readable}
    ${query.type ? sql`AND t.thing_type = ${query.type}` : empty}
    ${query.failed ? sql`AND ${query.failed} = ANY(q.failed)` : empty} ${matches('t.grams', query.search, 't.name')}`
  const counts = qualityTests.map((test) => sql`(count(*) FILTER (WHERE ${test} = ANY(q.failed)))::int`)
  const [items, sum] = await Promise.all([
    db.query<QualityScore>(sql`SELECT ${columns} ${from} ORDER BY q.score, q.thing_id
      LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
    // One pass over the scores of the day, however many devices there are.
    db.first<{ n: number; mean: number | null; failed: number[] }>(sql`SELECT count(*)::int AS n,
      avg(q.score)::float8 AS mean, ARRAY[${join(counts)}] AS failed ${from}`),
  ])
  const byTest = Object.fromEntries(
    qualityTests.map((test, i) => [test, sum?.failed[i] ?? 0] as const).filter(([, n]) => n > 0),
  )
  return { items, total: sum?.n ?? 0, meanScore: sum?.mean ?? null, byTest }
}

export async function listThingScores(
  db: Queryable,
  thingId: string,
  page: { limit?: number; offset?: number },
): Promise<Page<QualityScore>> {
  const from = sql`FROM sensing.quality_score q JOIN sensing.thing t ON t.id = q.thing_id WHERE q.thing_id = ${thingId}`
  const items = await db.query<QualityScore>(sql`SELECT ${columns} ${from} ORDER BY q.day DESC
    LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items, total: count?.n ?? 0 }
}

/** Mean completeness of the week before a day, of devices with at least three scores. */
export function weekCompleteness(
  db: Queryable,
  day: string,
): Promise<Array<{ thing_id: string; mean: number; n: number }>> {
  return db.query(sql`SELECT thing_id, avg(completeness)::float8 AS mean, count(*)::int AS n FROM sensing.quality_score
    WHERE day > ${day}::date - 7 AND day <= ${day}::date GROUP BY 1 HAVING count(*) >= 3`)
}

export interface NewForecast {
  id: string
  thingId: string
  kind: 'battery' | 'failure'
  predictedDate: string | null
  risk: number
  impact: number
  evidence: string
}

export async function upsertForecasts(
  db: Queryable,
  day: string,
  rows: readonly NewForecast[],
): Promise<void> {
  await db.query(sql`INSERT INTO sensing.health_forecast (id, thing_id, kind, made_day, predicted_date, risk, impact, evidence)
    SELECT id, "thingId", kind, ${day}, "predictedDate", risk, impact, to_jsonb(evidence)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "thingId" uuid, kind text, "predictedDate" date,
      risk float8, impact float8, evidence text)
    ON CONFLICT (thing_id, kind, made_day) DO UPDATE SET predicted_date = excluded.predicted_date, risk = excluded.risk,
      impact = excluded.impact, evidence = excluded.evidence`)
}

/**
 * Judges forecasts a week after their day. Battery: a hit when the device has sent nothing since the day it was to be empty.
 * Failure: a hit when less than 80 % of the readings of the week that followed came in. What a work order found goes before.
 */
export async function judgeForecasts(db: Queryable, day: string): Promise<void> {
  await db.query(sql`UPDATE sensing.health_forecast f SET outcome_date = ${day}, outcome = CASE WHEN EXISTS (
      SELECT FROM sensing.datastream d JOIN sensing.observation o ON o.datastream_id = d.id WHERE d.thing_id = f.thing_id
        AND o.phenomenon_time >= (f.predicted_date + 7)::timestamp AT TIME ZONE 'Asia/Shanghai') THEN 'miss' ELSE 'hit' END
    WHERE f.kind = 'battery' AND f.outcome IS NULL AND f.predicted_date + 7 < ${day}::date`)
  await db.query(sql`UPDATE sensing.health_forecast f SET outcome_date = ${day},
      outcome = CASE WHEN q.mean < 80 THEN 'hit' ELSE 'miss' END
    FROM (SELECT f.id, avg(s.completeness) AS mean FROM sensing.health_forecast f
      JOIN sensing.quality_score s ON s.thing_id = f.thing_id AND s.day > f.made_day AND s.day <= f.made_day + 7
      WHERE f.kind = 'failure' AND f.outcome IS NULL AND f.made_day + 7 <= ${day}::date GROUP BY f.id) q WHERE q.id = f.id`)
}

export async function listForecasts(
  db: Queryable,
  query: { kind?: string; thing?: string; search?: string; limit?: number; offset?: number },
  readable: Sql,
) {
  const from = sql`FROM sensing.health_forecast f JOIN sensing.thing t ON t.id = f.thing_id WHERE ${readable}
    ${query.kind ? sql`AND f.kind = ${query.kind}` : empty} ${query.thing ? sql`AND f.thing_id = ${query.thing}` : empty}
    ${matches('t.grams', query.search, 't.name')}`
  const items =
    await db.query<HealthForecast>(sql`SELECT f.id, f.thing_id AS "thingId", t.name AS "thingName", t.reference, f.kind,
      f.made_day AS "madeDay", f.predicted_date AS "predictedDate", f.risk, f.impact, f.risk * f.impact AS rank,
      f.evidence #>> '{}' AS evidence, f.outcome ${from}
    ORDER BY f.made_day DESC, f.risk * f.impact DESC, f.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const sum = await db.first<{ n: number; judged: number; hits: number }>(sql`SELECT count(*)::int AS n,
      count(f.outcome)::int AS judged, (count(*) FILTER (WHERE f.outcome = 'hit'))::int AS hits ${from}`)
  const { n = 0, judged = 0, hits = 0 } = sum ?? {}
  return { items, total: n, judged, hits, hitRate: judged === 0 ? null : hits / judged }
}

/** Writes the new hardware down; answers the serial it had. */
export async function insertSwap(
  tx: Queryable,
  s: { id: string; thingId: string; newSerial: string; reason: string; by: string; now: Date },
): Promise<string | null> {
  const row = await tx.first<{ serial: string | null }>(
    sql`SELECT serial FROM sensing.thing WHERE id = ${s.thingId} FOR UPDATE`,
  )
  await tx.query(sql`INSERT INTO sensing.device_swap (id, thing_id, time, old_serial, new_serial, reason, swapped_by)
    VALUES (${s.id}, ${s.thingId}, ${s.now}, ${row?.serial ?? null}, ${s.newSerial}, ${s.reason}, ${s.by})`)
  await tx.query(sql`UPDATE sensing.thing SET serial = ${s.newSerial} WHERE id = ${s.thingId}`)
  return row?.serial ?? null
}
