import type { Analysis, AnalysisChart, Page } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

interface AnalysisRow {
  id: string
  user_id: string
  user_name: string
  title: string
  sql: string
  chart: AnalysisChart
  shared: boolean
  changed_time: Date
}

const columns = sql`a.id, a.user_id, a.user_name, a.title, a.sql, a.chart, a.shared, a.changed_time`

function toAnalysis(row: AnalysisRow, userId: string): Analysis {
  return {
    ...{ id: row.id, title: row.title, sql: row.sql, chart: row.chart, shared: row.shared },
    ...{ userName: row.user_name, isMine: row.user_id === userId },
    changedTime: row.changed_time.toISOString(),
  }
}

interface ListAsk {
  search?: string
  limit?: number
  offset?: number
}

export async function listAnalyses(db: Queryable, by: Principal, ask: ListAsk): Promise<Page<Analysis>> {
  const where = sql`WHERE (a.user_id = ${by.userId} OR (a.shared AND a.organisation_id = ${by.organisationId}))
    ${matches('a.grams', ask.search, 'a.title')}`
  const [rows, count] = await Promise.all([
    db.query<AnalysisRow>(sql`SELECT ${columns} FROM data.analysis a ${where}
      ORDER BY a.changed_time DESC, a.id LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.analysis a ${where}`),
  ])
  return { items: rows.map((row) => toAnalysis(row, by.userId)), total: count?.n ?? 0 }
}

export type AnalysisInput = Pick<Analysis, 'title' | 'sql' | 'chart' | 'shared'> & { id?: string }

/** Writes an analysis; undefined when it is there and somebody else’s. */
export async function saveAnalysis(
  db: Queryable,
  by: Principal,
  input: AnalysisInput,
  now: Date,
): Promise<Analysis | undefined> {
  const row =
    await db.first<AnalysisRow>(sql`INSERT INTO data.analysis AS a (id, user_id, user_name, organisation_id, title,
      sql, chart, shared, changed_time, grams)
    VALUES (${input.id ?? newId()}, ${by.userId}, ${by.name}, ${by.organisationId}, ${input.title}, ${input.sql},
      ${JSON.stringify(input.chart)}, ${input.shared}, ${now}, ${toGrams(input.title)})
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, sql = excluded.sql, chart = excluded.chart,
      shared = excluded.shared, changed_time = excluded.changed_time, grams = excluded.grams
      WHERE a.user_id = excluded.user_id
    RETURNING ${columns}`)
  return row && toAnalysis(row, by.userId)
}

/** An analysis whoever made it. */
export function findAnalysis(
  db: Queryable,
  id: string,
): Promise<Pick<AnalysisRow, 'title' | 'sql' | 'chart'> | undefined> {
  return db.first(sql`SELECT a.title, a.sql, a.chart FROM data.analysis a WHERE a.id::text = ${id}`)
}

export async function knownAnalyses(db: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>(
    sql`SELECT a.id::text AS id FROM data.analysis a WHERE a.id::text = ANY(${ids as string[]}::text[])`,
  )
  return new Set(rows.map((row) => row.id))
}

export async function deleteAnalysis(db: Queryable, userId: string, id: string): Promise<boolean> {
  const row = await db.first(
    sql`DELETE FROM data.analysis WHERE id = ${id} AND user_id = ${userId} RETURNING id`,
  )
  return row !== undefined
}

export interface LoggedQuery {
  id: string
  sql: string
  outcome: 'done' | 'refused' | 'failed' | 'cancelled'
  ms: number
  rows: number
  datasetIds: readonly string[]
}

export async function logQuery(db: Queryable, by: Principal, query: LoggedQuery, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO data.query_log (id, time, user_id, user_name, organisation_id, sql, outcome, ms, rows, dataset_ids)
    VALUES (${query.id}, ${now}, ${by.userId}, ${by.name}, ${by.organisationId}, ${query.sql}, ${query.outcome}, ${query.ms},
      ${query.rows}, ${query.datasetIds as string[]}::uuid[])`)
}

type LogRow = Omit<LoggedQuery, 'datasetIds'> & { time: Date; userName: string }

/** Queries of a person, or of everybody for who governs. */
export async function listQueryLog(
  db: Queryable,
  of: { userId: string } | 'everybody',
  ask: ListAsk,
): Promise<Page<LogRow>> {
  const search = ask.search ? sql`AND strpos(lower(q.sql), lower(${ask.search})) > 0` : sql``
  const where = of === 'everybody' ? sql`WHERE TRUE ${search}` : sql`WHERE q.user_id = ${of.userId} ${search}`
  const [items, count] = await Promise.all([
    db.query<LogRow>(sql`SELECT q.id, q.time, q.user_name AS "userName", q.sql, q.outcome, q.ms, q.rows
      FROM data.query_log q ${where} ORDER BY q.time DESC, q.id LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.query_log q ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Milliseconds an organisation has computed since an instant. */
export async function readUsedMs(db: Queryable, organisationId: string | null, since: Date): Promise<number> {
  const row = await db.first<{ ms: number }>(sql`SELECT coalesce(sum(ms), 0)::float8 AS ms FROM data.query_log
    WHERE organisation_id IS NOT DISTINCT FROM ${organisationId} AND time >= ${since}`)
  return row?.ms ?? 0
}
