import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { TargetLine } from './tsv.ts'

export interface TargetRow extends TargetLine {
  id: string
  indicatorId: string | null
}

const columns = sql`id, code, plan, title, title_en AS "titleEn", unit, area, direction, year, target_text AS "targetText", target,
  owner, source, position, indicator_id AS "indicatorId"`

/** Writes targets; those there are already get their new words and keep their binding. */
export async function upsertTargets(
  tx: Transaction,
  lines: readonly TargetLine[],
  bindings: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = lines.map((line) => ({ ...line, id: newId(), indicator: bindings.get(line.code) ?? null }))
  await tx.query(sql`INSERT INTO indicators.target AS t (id, code, plan, title, title_en, unit, area, direction, year, target_text,
      target, owner, source, position, indicator_id)
    SELECT id, code, plan, title, "titleEn", unit, area, direction, year, "targetText", target, owner, source, position, indicator
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, code text, plan text, title text, "titleEn" text, unit text,
      area text, direction text, year int, "targetText" text, target float8, owner text, source text, position int, indicator text)
    ON CONFLICT (code, plan, year) DO UPDATE SET title = excluded.title, title_en = excluded.title_en, unit = excluded.unit,
      area = excluded.area, direction = excluded.direction, target_text = excluded.target_text, target = excluded.target,
      owner = excluded.owner, source = excluded.source, position = excluded.position,
      indicator_id = coalesce(t.indicator_id, excluded.indicator_id)`)
}

export interface TargetQuery {
  plan?: string
  area?: string
  year?: number
  binding?: 'computed' | 'manual'
  search?: string
}

export async function readTargets(db: Queryable, query: TargetQuery): Promise<TargetRow[]> {
  const words = query.search?.trim()
  return db.query<TargetRow>(sql`SELECT ${columns} FROM indicators.target WHERE TRUE
    ${query.plan ? sql`AND plan = ${query.plan}` : empty} ${query.area ? sql`AND area = ${query.area}` : empty}
    ${query.year === undefined ? empty : sql`AND year = ${query.year}`}
    ${query.binding === 'computed' ? sql`AND indicator_id IS NOT NULL` : empty}
    ${query.binding === 'manual' ? sql`AND indicator_id IS NULL` : empty}
    ${words ? sql`AND (title ILIKE ${`%${words}%`} OR code ILIKE ${`%${words}%`} OR owner ILIKE ${`%${words}%`})` : empty}
    ORDER BY position, plan, year`)
}

export async function findTarget(db: Queryable, id: string): Promise<TargetRow | undefined> {
  return db.first<TargetRow>(sql`SELECT ${columns} FROM indicators.target WHERE id = ${id}`)
}

/** Whether a code is that of a target people report on: `target.` and its own code. */
export async function isTargetCode(db: Queryable, code: string): Promise<boolean> {
  if (!code.startsWith('target.')) return false
  const row = await db.first(
    sql`SELECT 1 AS one FROM indicators.target WHERE lower(code) = ${code.slice(7)} LIMIT 1`,
  )
  return row !== undefined
}

export async function setBinding(db: Queryable, id: string, indicatorId: string | null): Promise<void> {
  await db.query(sql`UPDATE indicators.target SET indicator_id = ${indicatorId} WHERE id = ${id}`)
}

/** First and last known value of each figure in the last year, by day. */
export async function readTrends(
  db: Queryable,
  ids: readonly string[],
  division: string,
  from: Date,
): Promise<Map<string, Array<{ timeMs: number; value: number }>>> {
  const rows = await db.query<{ id: string; first: number; last: number; from: Date; to: Date }>(sql`
    SELECT indicator_id AS id, (array_agg(value ORDER BY time))[1] AS first, (array_agg(value ORDER BY time DESC))[1] AS last,
      min(time) AS "from", max(time) AS "to"
    FROM indicators.value_history WHERE indicator_id = ANY(${ids as string[]}::text[]) AND division_code = ${division}
      AND time > ${from} AND value IS NOT NULL GROUP BY 1`)
  return new Map(
    rows.map((row) => [
      row.id,
      [
        { timeMs: row.from.getTime(), value: row.first },
        { timeMs: row.to.getTime(), value: row.last },
      ],
    ]),
  )
}
