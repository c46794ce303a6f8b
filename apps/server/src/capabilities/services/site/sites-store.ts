import type { Page, Site, SiteColumn } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface SiteRow {
  id: string
  code: string
  name: string
  kind: Site['kind']
  organisation_id: string | null
  filing: string | null
  state: Site['state']
  redirect_to: string | null
}

const columns = sql`id, code, name, kind, organisation_id, filing, state, redirect_to`

export async function listSites(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<SiteRow>> {
  const where = query.search ? sql`WHERE name ILIKE ${`%${query.search}%`}` : empty
  const items =
    await db.query<SiteRow>(sql`SELECT ${columns} FROM services.site ${where} ORDER BY created_time, code
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.site ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findSite(db: Queryable, code: string): Promise<SiteRow | undefined> {
  return db.first<SiteRow>(sql`SELECT ${columns} FROM services.site WHERE code = ${code}`)
}

export async function putSite(
  db: Queryable,
  one: {
    id: string
    code: string
    name: string
    kind: string
    organisationId: string | null
    filing: string | null
  },
  now: Date,
): Promise<SiteRow> {
  const row =
    await db.first<SiteRow>(sql`INSERT INTO services.site (id, code, name, kind, organisation_id, filing, created_time)
    VALUES (${one.id}, ${one.code}, ${one.name}, ${one.kind}, ${one.organisationId}, ${one.filing}, ${now})
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, organisation_id = excluded.organisation_id,
      filing = excluded.filing RETURNING ${columns}`)
  return row as SiteRow
}

export function closeSite(db: Queryable, code: string, redirectTo: string): Promise<SiteRow | undefined> {
  return db.first<SiteRow>(
    sql`UPDATE services.site SET state = 'closed', redirect_to = ${redirectTo} WHERE code = ${code} RETURNING ${columns}`,
  )
}

export interface ColumnRow {
  id: string
  site_id: string
  site_name: string
  code: string
  title: string
  kind: SiteColumn['kind']
  organisation_id: string | null
  update_days: number | null
  retention_years: number | null
  created_time: Date
  articles: number
  last_time: Date | null
}

const shown = sql`c.id, c.site_id, s.name AS site_name, c.code, c.title, c.kind, c.organisation_id, c.update_days, c.retention_years,
  s.created_time, (SELECT count(*)::int FROM services.article a WHERE a.column_id = c.id AND a.published IS NOT NULL) AS articles,
  (SELECT max(a.published_time) FROM services.article a WHERE a.column_id = c.id AND a.published IS NOT NULL) AS last_time`

/** Columns of one site, or of all that are open. */
export function listColumns(db: Queryable, siteId: string | null): Promise<ColumnRow[]> {
  return db.query<ColumnRow>(sql`SELECT ${shown} FROM services.site_column c JOIN services.site s ON s.id = c.site_id
    WHERE ${siteId ? sql`c.site_id = ${siteId}` : sql`s.state = 'open'`} ORDER BY c.position, c.code`)
}

export function findColumn(db: Queryable, id: string): Promise<ColumnRow | undefined> {
  return db.first<ColumnRow>(
    sql`SELECT ${shown} FROM services.site_column c JOIN services.site s ON s.id = c.site_id WHERE c.id = ${id}`,
  )
}

export interface ColumnInput {
  code: string
  title: string
  kind: string
  organisationId: string | null
  updateDays: number | null
  retentionYears: number | null
  position: number
}

export async function putColumn(
  db: Queryable,
  id: string,
  siteId: string,
  one: ColumnInput,
): Promise<ColumnRow> {
  const row = await db.first<{ id: string }>(sql`INSERT INTO services.site_column
    (id, site_id, code, title, kind, organisation_id, update_days, retention_years, position)
    VALUES (${id}, ${siteId}, ${one.code}, ${one.title}, ${one.kind}, ${one.organisationId}, ${one.updateDays}, ${one.retentionYears},
      ${one.position})
    ON CONFLICT (site_id, code) DO UPDATE SET title = excluded.title, kind = excluded.kind, position = excluded.position,
      organisation_id = excluded.organisation_id, update_days = excluded.update_days, retention_years = excluded.retention_years
    RETURNING id`)
  return (await findColumn(db, row?.id ?? id)) as ColumnRow
}

export interface SiteFigures {
  published: number
  waiting: number
  visits: number
  useful: number
  not_useful: number
}

export async function countSite(db: Queryable): Promise<SiteFigures> {
  return (await db.first<SiteFigures>(sql`SELECT count(*) FILTER (WHERE published IS NOT NULL)::int AS published,
    count(*) FILTER (WHERE state IN ('first', 'second', 'third', 'scheduled'))::int AS waiting, coalesce(sum(visits), 0)::int AS visits,
    coalesce(sum(useful), 0)::int AS useful, coalesce(sum(not_useful), 0)::int AS not_useful FROM services.article`)) as SiteFigures
}

export function listEmptySearches(db: Queryable, since: string): Promise<{ words: string; times: number }[]> {
  return db.query(sql`SELECT words, sum(times)::int AS times FROM services.site_search WHERE day >= ${since} AND found = 0
    GROUP BY words ORDER BY times DESC, words LIMIT 20`)
}

export function listTroubled(db: Queryable) {
  return db.query<{
    id: string
    title: string
    findings: []
  }>(sql`SELECT id, published->>'title' AS title, findings
    FROM services.article WHERE published IS NOT NULL AND state = 'published' AND jsonb_array_length(findings) > 0
    ORDER BY changed_time DESC LIMIT 50`)
}

/** The first column of news of the city’s own site. */
export function findNewsColumn(db: Queryable): Promise<{ id: string } | undefined> {
  return db.first<{
    id: string
  }>(sql`SELECT c.id FROM services.site_column c JOIN services.site s ON s.id = c.site_id
    WHERE s.state = 'open' AND s.kind = 'main' AND c.kind = 'news' ORDER BY c.code LIMIT 1`)
}
