import type { DatasetField, OpenColumn, OpenFormat, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'
import { suspectedKind } from '../catalogue/store.ts'

export interface OpenRow {
  id: string
  name: string
  code: string
  title: string
  abstract: string
  theme: string
  keywords: string[]
  organisation_id: string
  opening_id: string
  opening: 'unconditional' | 'conditional'
  conditions: string | null
  licence: string
  columns: OpenColumn[]
  cycle: DatasetCycle
  opened_time: Date
  withdrawn_time: Date | null
  withdrawn_reason: string | null
  version_id: string | null
  version_time: Date | null
  version_rows: number | null
  overdue_time: Date | null
  quality_score: number | null
  downloads: number
  calls: number
  fields: DatasetField[]
}
type DatasetCycle = 'live' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'irregular'

const columns = sql`d.id, o.name, d.code, d.name AS title, d.abstract, d.theme, d.keywords, d.organisation_id, o.opening_id,
  p.opening, p.conditions, p.licence, p.columns, d.cycle, o.opened_time, o.withdrawn_time, o.withdrawn_reason, d.version_id,
  d.version_time, d.version_rows::float8 AS version_rows, d.overdue_time, d.quality_score, o.downloads::float8 AS downloads,
  o.calls::float8 AS calls, coalesce((SELECT jsonb_agg(x.field || coalesce((SELECT jsonb_build_object(
      'sensitive', f.sensitive, 'suspected', ${suspectedKind}, 'mask', f.mask, 'grade', f.grade)
    FROM data.field f WHERE f.dataset_id = d.id AND f.name = x.field ->> 'name'), '{}') ORDER BY x.place)
    FROM jsonb_array_elements(v.fields) WITH ORDINALITY AS x(field, place)), '[]'::jsonb) AS fields`
const tables = sql`data.open_dataset o JOIN data.dataset d ON d.id = o.dataset_id JOIN data.opening p ON p.id = o.opening_id
  LEFT JOIN data.version v ON v.id = d.version_id`

export interface OpenFilter {
  search?: string
  theme?: string
  organisation?: string
  keyword?: string
  licence?: string
  /** Changed at this instant or later, and before or at the other. */
  changedFrom?: Date
  changedTo?: Date
  order?: 'updated' | 'downloads' | 'name' | 'id' | 'opened'
  /** The other way round than the order is usually meant: oldest, least, last letter first. */
  reversed?: boolean
  limit?: number
  offset?: number
}

const orders = {
  updated: [sql`d.version_time DESC NULLS LAST, d.id`, sql`d.version_time NULLS FIRST, d.id`],
  downloads: [sql`o.downloads DESC, d.id`, sql`o.downloads, d.id`],
  name: [sql`d.name, d.id`, sql`d.name DESC, d.id`],
  id: [sql`d.id`, sql`d.id DESC`],
  opened: [sql`o.opened_time DESC, d.id`, sql`o.opened_time, d.id`],
} as const

const changed = sql`coalesce(d.version_time, o.opened_time)`

function given(filter: OpenFilter) {
  return sql`WHERE o.withdrawn_time IS NULL ${filter.theme ? sql`AND d.theme = ${filter.theme}` : empty}
    ${filter.organisation ? sql`AND d.organisation_id = ${filter.organisation}` : empty}
    ${filter.keyword ? sql`AND ${filter.keyword} = ANY(d.keywords)` : empty}
    ${filter.changedFrom ? sql`AND ${changed} >= ${filter.changedFrom}` : empty}
    ${filter.changedTo ? sql`AND ${changed} <= ${filter.changedTo}` : empty}
    ${filter.licence ? sql`AND p.licence = ${filter.licence}` : empty} ${matches('d.grams', filter.search, 'd.name')}`
}

export async function listOpen(db: Queryable, filter: OpenFilter): Promise<Page<OpenRow>> {
  const where = given(filter)
  const [items, count] = await Promise.all([
    db.query<OpenRow>(sql`SELECT ${columns} FROM ${tables} ${where} ORDER BY ${orders[filter.order ?? 'updated'][filter.reversed ? 1 : 0]}
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

interface Counted {
  value: string
  count: number
}

/** How many of the found have each theme, organisation and keyword, most first. */
export async function countFacets(
  db: Queryable,
  filter: OpenFilter,
): Promise<Record<'theme' | 'organisation' | 'keyword' | 'licence', Counted[]>> {
  const where = given(filter)
  const by = (column: ReturnType<typeof sql>, from = sql`${tables}`) =>
    db.query<Counted>(sql`SELECT ${column}::text AS value, count(*)::int AS count FROM ${from} ${where}
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 500`)
  const [theme, organisation, keyword, licence] = await Promise.all([
    by(sql`d.theme`),
    by(sql`d.organisation_id`),
    by(sql`k.word`, sql`${tables} CROSS JOIN LATERAL unnest(d.keywords) AS k(word)`),
    by(sql`p.licence`),
  ])
  return { theme, organisation, keyword, licence }
}

export async function sumUses(db: Queryable): Promise<{ downloads: number; calls: number }> {
  const row = await db.first<{
    downloads: number
    calls: number
  }>(sql`SELECT coalesce(sum(downloads), 0)::float8 AS downloads,
    coalesce(sum(calls), 0)::float8 AS calls FROM data.open_dataset`)
  return row ?? { downloads: 0, calls: 0 }
}

/** An open dataset by its name in addresses or its id; withdrawn ones too. */
export function findOpen(db: Queryable, nameOrId: string): Promise<OpenRow | undefined> {
  return db.first<OpenRow>(
    sql`SELECT ${columns} FROM ${tables} WHERE o.name = ${nameOrId} OR d.id::text = ${nameOrId}`,
  )
}

export function findOpens(
  db: Queryable,
  names: readonly string[],
): Promise<Array<{ name: string; title: string }>> {
  return db.query(sql`SELECT o.name, d.name AS title FROM data.open_dataset o JOIN data.dataset d ON d.id = o.dataset_id
    WHERE o.name = ANY(${names as string[]})`)
}

/** Counts a use for the site and for the day. */
export async function countUse(
  db: Queryable,
  datasetId: string,
  kind: 'download' | 'call',
  now: Date,
): Promise<void> {
  const column = kind === 'download' ? sql`downloads = downloads + 1` : sql`calls = calls + 1`
  await db.query(sql`UPDATE data.open_dataset SET ${column} WHERE dataset_id = ${datasetId}`)
  await db.query(sql`INSERT INTO data.use_day (dataset_id, day, kind, uses)
    VALUES (${datasetId}, (${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, ${kind}, 1)
    ON CONFLICT (dataset_id, day, kind) DO UPDATE SET uses = use_day.uses + 1`)
}

export interface FileRow {
  version_id: string
  opening_id: string
  format: OpenFormat
  bytes: number
  sha256: string
  file: string
  /** First and last day its rows are about, where a column tells. */
  period_from: string | null
  period_to: string | null
}

export function listFiles(
  db: Queryable,
  rows: readonly Pick<OpenRow, 'version_id' | 'opening_id'>[],
): Promise<FileRow[]> {
  return db.query<FileRow>(sql`SELECT version_id, opening_id, format, bytes::float8 AS bytes, sha256, file,
      period_from::text AS period_from, period_to::text AS period_to FROM data.open_file
    WHERE version_id = ANY(${rows.map((row) => row.version_id)}::uuid[])
      AND opening_id = ANY(${rows.map((row) => row.opening_id)}::uuid[]) ORDER BY format`)
}

export async function insertFile(db: Queryable, one: FileRow): Promise<void> {
  await db.query(sql`INSERT INTO data.open_file (version_id, opening_id, format, bytes, sha256, file, period_from, period_to)
    VALUES (${one.version_id}, ${one.opening_id}, ${one.format}, ${one.bytes}, ${one.sha256}, ${one.file},
      ${one.period_from}, ${one.period_to})
    ON CONFLICT (version_id, opening_id, format) DO UPDATE SET bytes = excluded.bytes, sha256 = excluded.sha256,
      file = excluded.file, period_from = excluded.period_from, period_to = excluded.period_to`)
}

/** An open dataset whose published version lacks files; `formats` is how many there are to be. */
export function findUnwritten(db: Queryable): Promise<{ id: string } | undefined> {
  return db.first(sql`SELECT d.id FROM ${tables} WHERE o.withdrawn_time IS NULL AND d.version_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM data.open_file f WHERE f.version_id = d.version_id AND f.opening_id = o.opening_id
      AND f.format = 'xml') LIMIT 1`)
}

export async function agree(
  db: Queryable,
  datasetId: string,
  userId: string,
  purpose: string,
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO data.open_agreement (dataset_id, user_id, purpose, time)
    VALUES (${datasetId}, ${userId}, ${purpose}, ${now})
    ON CONFLICT (dataset_id, user_id) DO UPDATE SET purpose = excluded.purpose, time = excluded.time`)
}

export async function hasAgreed(db: Queryable, datasetId: string, userId: string): Promise<boolean> {
  const row = await db.first(
    sql`SELECT 1 AS one FROM data.open_agreement WHERE dataset_id = ${datasetId} AND user_id = ${userId}`,
  )
  return row !== undefined
}

export async function subscribe(
  db: Queryable,
  datasetId: string,
  userId: string,
  wanted: boolean,
): Promise<void> {
  await db.query(
    wanted
      ? sql`INSERT INTO data.open_subscription (dataset_id, user_id) VALUES (${datasetId}, ${userId}) ON CONFLICT DO NOTHING`
      : sql`DELETE FROM data.open_subscription WHERE dataset_id = ${datasetId} AND user_id = ${userId}`,
  )
}

export async function listSubscribers(db: Queryable, datasetId: string): Promise<string[]> {
  const rows = await db.query<{ user_id: string }>(
    sql`SELECT user_id FROM data.open_subscription WHERE dataset_id = ${datasetId} ORDER BY user_id LIMIT 10000`,
  )
  return rows.map((row) => row.user_id)
}

export async function insertKey(
  db: Queryable,
  one: { id: string; userId: string; name: string; digest: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO data.open_key (id, user_id, name, digest, created_time)
    VALUES (${one.id}, ${one.userId}, ${one.name}, ${one.digest}, ${now})`)
}

/** Counts a call with a key; undefined when there is no such key. */
export function useKey(db: Queryable, digest: string): Promise<{ user_id: string } | undefined> {
  return db.first(sql`UPDATE data.open_key SET calls = calls + 1 WHERE digest = ${digest} RETURNING user_id`)
}
