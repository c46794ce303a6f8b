import type { Page, SpotCheck, SpotDraw, SpotResult } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Drawable, Drawn } from './rules.ts'

export interface Checker {
  id: string
  name: string
}

/** Closed cases of a month with those who worked on them and the unit that did. */
export function readPool(
  db: Queryable,
  of: { from: Date; to: Date; types: readonly string[]; scope: Scope },
): Promise<Array<{ id: string; organisationId: string | null; workers: string[] }>> {
  const types = of.types.length > 0 ? sql`AND c.type = ANY(${of.types as string[]})` : empty
  return db.query(sql`SELECT c.id, c.organisation_id AS "organisationId",
      coalesce((SELECT array_agg(DISTINCT t.accepted_by::text) FROM cases.task t
        WHERE t.case_id = c.id AND t.accepted_by IS NOT NULL), '{}') AS workers
    FROM cases.city_case c
    WHERE c.state = 'closed' AND c.closed_time >= ${of.from} AND c.closed_time < ${of.to} ${types}
      AND ${inScope('c.division_code', of.scope)} ORDER BY c.id`)
}

export interface DrawRow {
  id: string
  rule_id: string
  rule_name: string
  rule_object: 'district' | 'street' | 'organisation'
  period: string
  wanted: number
  indicator: string | null
  checklist: string[]
  seed: string
  pool_size: number
  checkers: Checker[]
  pool_digest: string
  drawn_by: string
  drawn_time: Date
  count: number
  done: number
  mean: number | null
}

/** All but the pool: it may be as long as a month has cases. */
const drawColumns = sql`d.id, d.rule_id, d.period, d.wanted, d.indicator, d.checklist, d.seed, d.pool_size, d.checkers,
  d.pool_digest, d.drawn_by, d.drawn_time, r.name AS rule_name, r.object AS rule_object,
  (SELECT count(*)::int FROM cases.spot_check k WHERE k.draw_id = d.id) AS count,
  (SELECT count(k.done_time)::int FROM cases.spot_check k WHERE k.draw_id = d.id) AS done,
  (SELECT avg(k.score) FROM cases.spot_check k WHERE k.draw_id = d.id) AS mean`
const drawTables = sql`cases.spot_draw d JOIN cases.appraisal_rule r ON r.id = d.rule_id`

export function toDraw(row: DrawRow): SpotDraw {
  const { id, period, indicator, checklist, seed, checkers, count, done, mean } = row
  return {
    ...{ id, period, indicator, checklist, seed, checkers, count, done, mean },
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    poolSize: row.pool_size,
    poolDigest: row.pool_digest,
    drawnBy: row.drawn_by,
    drawnTime: row.drawn_time.toISOString(),
  }
}

export type NewDraw = Omit<DrawRow, 'rule_name' | 'rule_object' | 'pool_size' | 'count' | 'done' | 'mean'> & {
  pool: readonly Drawable[]
}

export async function insertDraw(tx: Queryable, d: NewDraw, drawn: readonly Drawn[]): Promise<void> {
  await tx.query(sql`INSERT INTO cases.spot_draw (id, rule_id, period, wanted, indicator, checklist, seed, pool, pool_size, checkers,
      pool_digest, drawn_by, drawn_time)
    VALUES (${d.id}, ${d.rule_id}, ${d.period}, ${d.wanted}, ${d.indicator}, ${d.checklist}, ${d.seed},
      ${JSON.stringify(d.pool)}, ${d.pool.length}, ${JSON.stringify(d.checkers)}, ${d.pool_digest}, ${d.drawn_by}, ${d.drawn_time})`)
  const names = new Map(d.checkers.map((one) => [one.id, one.name]))
  const rows = drawn.map((one, number) => ({
    ...{ id: newId(), number, case_id: one.caseId, checker_id: one.checkerId },
    checker_name: names.get(one.checkerId) ?? '',
  }))
  await tx.query(sql`INSERT INTO cases.spot_check (id, draw_id, number, case_id, checker_id, checker_name)
    SELECT id, ${d.id}, number, case_id, checker_id, checker_name FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(id uuid, number int, case_id uuid, checker_id uuid, checker_name text)`)
}

export function findDraw(db: Queryable, id: string): Promise<DrawRow | undefined> {
  return db.first<DrawRow>(sql`SELECT ${drawColumns} FROM ${drawTables} WHERE d.id = ${id}`)
}

/** What a draw was made from. */
export async function readPoolOf(db: Queryable, drawId: string): Promise<Drawable[]> {
  const row = await db.first<{ pool: Drawable[] }>(sql`SELECT pool FROM cases.spot_draw WHERE id = ${drawId}`)
  return row?.pool ?? []
}

export async function listDraws(
  db: Queryable,
  query: { ruleId?: string; period?: string; limit?: number; offset?: number },
): Promise<Page<SpotDraw>> {
  const where = sql`WHERE true ${query.ruleId ? sql`AND d.rule_id = ${query.ruleId}` : empty}
    ${query.period ? sql`AND d.period = ${query.period}` : empty}`
  const rows = await db.query<DrawRow>(sql`SELECT ${drawColumns} FROM ${drawTables} ${where}
    ORDER BY d.drawn_time DESC, d.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${drawTables} ${where}`)
  return { items: rows.map(toDraw), total: count?.n ?? 0 }
}

/** Whose check a case was drawn for, in the order drawn. */
export function listDrawn(db: Queryable, drawId: string): Promise<Drawn[]> {
  return db.query<Drawn>(sql`SELECT case_id AS "caseId", checker_id AS "checkerId" FROM cases.spot_check
    WHERE draw_id = ${drawId} ORDER BY number`)
}

type ResultRow = Omit<SpotResult, 'organisationName' | 'doneTime'> & {
  organisationId: string | null
  doneTime: Date | null
}

export function listResults(db: Queryable, drawId: string): Promise<ResultRow[]> {
  return db.query<ResultRow>(sql`SELECT k.id, k.case_id AS "caseId", c.reference AS "caseReference", c.title AS "caseTitle",
      c.organisation_id AS "organisationId", k.checker_name AS "checkerName",
      CASE WHEN k.done_time IS NULL THEN 'open' ELSE 'done' END AS state, k.items, k.score, k.note,
      k.done_time AS "doneTime",
      coalesce((SELECT array_agg(p.id ORDER BY p.id) FROM cases.spot_photo p WHERE p.check_id = k.id), '{}') AS photos
    FROM cases.spot_check k JOIN cases.city_case c ON c.id = k.case_id WHERE k.draw_id = ${drawId} ORDER BY k.number`)
}

export interface CheckRow {
  id: string
  drawId: string
  period: string
  title: string
  type: string
  classCode: string | null
  divisionCode: string | null
  lon: number | null
  lat: number | null
  closedTime: Date | null
  checklist: string[]
  photos: string[]
  state: SpotCheck['state']
  items: SpotCheck['items']
  score: number | null
  doneTime: Date | null
}

const checkSql: Sql = sql`SELECT k.id, k.draw_id AS "drawId", d.period, c.title, c.type, c.class_code AS "classCode",
    c.division_code AS "divisionCode", c.lon, c.lat, c.closed_time AS "closedTime", d.checklist,
    coalesce((SELECT array_agg(a.id ORDER BY a.uploaded_time, a.id) FROM cases.attachment a
      JOIN cases.task t ON t.id = a.task_id WHERE t.case_id = c.id), '{}') AS photos,
    CASE WHEN k.done_time IS NULL THEN 'open' ELSE 'done' END AS state, k.items, k.score, k.done_time AS "doneTime"
  FROM cases.spot_check k JOIN cases.spot_draw d ON d.id = k.draw_id JOIN cases.city_case c ON c.id = k.case_id`

export async function listChecksOf(
  db: Queryable,
  checkerId: string,
  query: { state?: SpotCheck['state']; limit?: number; offset?: number },
): Promise<{ rows: CheckRow[]; total: number }> {
  const where = sql`WHERE k.checker_id = ${checkerId}
    ${query.state === 'open' ? sql`AND k.done_time IS NULL` : empty}
    ${query.state === 'done' ? sql`AND k.done_time IS NOT NULL` : empty}`
  const rows = await db.query<CheckRow>(sql`${checkSql} ${where}
    ORDER BY k.done_time IS NOT NULL, d.drawn_time DESC, k.number LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.spot_check k ${where}`)
  return { rows, total: count?.n ?? 0 }
}

export function findCheckOf(db: Queryable, id: string, checkerId: string): Promise<CheckRow | undefined> {
  return db.first<CheckRow>(sql`${checkSql} WHERE k.id = ${id} AND k.checker_id = ${checkerId}`)
}

/** Answers false when it was answered meanwhile. */
export async function writeResult(
  tx: Queryable,
  id: string,
  given: { items: NonNullable<SpotCheck['items']>; score: number; note: string },
  now: Date,
): Promise<boolean> {
  const row =
    await tx.first(sql`UPDATE cases.spot_check SET items = ${JSON.stringify(given.items)}, score = ${given.score},
    note = ${given.note}, done_time = ${now} WHERE id = ${id} AND done_time IS NULL RETURNING id`)
  return row !== undefined
}

export async function insertPhoto(
  tx: Queryable,
  checkId: string,
  photo: { contentType: string; content: Buffer; sm3: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO cases.spot_photo (id, check_id, content_type, sm3, content)
    VALUES (${newId()}, ${checkId}, ${photo.contentType}, ${photo.sm3}, ${photo.content})`)
}

/** A picture of the check or of the handling it looks at; only for its checker unless anybody may see it. */
export function findPhoto(
  db: Queryable,
  of: { checkId: string; photoId: string; checkerId: string | null },
): Promise<{ contentType: string; content: Buffer } | undefined> {
  const mine = of.checkerId ? sql`AND k.checker_id = ${of.checkerId}` : empty
  return db.first(sql`SELECT p.content_type AS "contentType", p.content FROM cases.spot_photo p
      JOIN cases.spot_check k ON k.id = p.check_id WHERE k.id = ${of.checkId} AND p.id = ${of.photoId} ${mine}
    UNION ALL SELECT a.content_type, a.content FROM cases.attachment a JOIN cases.task t ON t.id = a.task_id
      JOIN cases.spot_check k ON k.case_id = t.case_id WHERE k.id = ${of.checkId} AND a.id = ${of.photoId} ${mine} LIMIT 1`)
}

/** Mean of the checks done of a draw, by what the rule appraises. */
export function meansOf(
  db: Queryable,
  drawId: string,
  object: Sql,
): Promise<Array<{ object: string; mean: number; n: number }>> {
  return db.query(sql`SELECT object, avg(score) AS mean, count(*)::int AS n FROM (
      SELECT ${object} AS object, k.score FROM cases.spot_check k JOIN cases.city_case c ON c.id = k.case_id
      WHERE k.draw_id = ${drawId} AND k.done_time IS NOT NULL) s WHERE object IS NOT NULL GROUP BY object`)
}

/** Whether somebody still has to judge a case without knowing whose it is. */
export async function isBlindTo(db: Queryable, caseId: string, userId: string): Promise<boolean> {
  const row =
    await db.first(sql`SELECT 1 FROM cases.spot_check WHERE case_id = ${caseId} AND checker_id = ${userId}
    AND done_time IS NULL LIMIT 1`)
  return row !== undefined
}
