import type { AudienceGrade, CockpitContent, CockpitPage } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface PageRow {
  id: string
  title: string
  application: string | null
  grade: AudienceGrade
  state: CockpitPage['state']
  draft: CockpitContent
  draft_version: number
  published_version: number | null
  author_id: string | null
  author_name: string
  reviewer_name: string | null
  changed_time: Date
  views: number
  load_ms: number | null
}

export function toPage(row: PageRow): CockpitPage {
  return {
    id: row.id,
    title: row.title,
    application: row.application,
    grade: row.grade,
    state: row.state,
    publishedVersion: row.published_version,
    draftVersion: row.draft_version,
    author: row.author_name,
    reviewer: row.reviewer_name,
    changedTime: row.changed_time.toISOString(),
    views: row.views,
    loadMs: row.load_ms,
  }
}

const measured = sql`(SELECT count(*)::int FROM indicators.page_view v WHERE v.page_id = p.id) AS views,
  (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY load_ms) FROM (SELECT load_ms FROM indicators.page_view v
    WHERE v.page_id = p.id ORDER BY opened_time DESC LIMIT 200) l) AS load_ms`

export async function findPage(db: Queryable, id: string): Promise<PageRow | undefined> {
  return db.first<PageRow>(sql`SELECT p.*, ${measured} FROM indicators.page p WHERE id = ${id}`)
}

export async function listPageRows(
  db: Queryable,
  query: {
    search?: string
    state?: string
    limit?: number
    offset?: number
    publishedOnly: boolean
    grades: readonly string[]
  },
): Promise<{ items: CockpitPage[]; total: number }> {
  const where = sql`WHERE grade = ANY(${query.grades as string[]}::text[])
    ${query.publishedOnly ? sql`AND published_version IS NOT NULL` : empty}
    ${query.state ? sql`AND state = ${query.state}` : empty}
    ${query.search ? sql`AND (title ILIKE ${`%${query.search}%`} OR id ILIKE ${`%${query.search}%`})` : empty}`
  const rows = await db.query<PageRow>(sql`SELECT p.*, ${measured} FROM indicators.page p ${where}
    ORDER BY id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM indicators.page p ${where}`)
  return { items: rows.map(toPage), total: count?.n ?? 0 }
}

export interface PageDraft {
  id: string
  title: string
  grade: AudienceGrade
  application: string | null
  content: CockpitContent
  authorId: string | null
  authorName: string
  now: Date
}

export async function writeDraft(tx: Queryable, page: PageDraft): Promise<void> {
  await tx.query(sql`INSERT INTO indicators.page (id, title, application, grade, state, draft, draft_version, author_id, author_name, changed_time)
    VALUES (${page.id}, ${page.title}, ${page.application}, ${page.grade}, 'draft', ${JSON.stringify(page.content)}, 1,
      ${page.authorId}, ${page.authorName}, ${page.now})
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, application = excluded.application, grade = excluded.grade, state = 'draft',
      draft = excluded.draft, draft_version = indicators.page.draft_version + 1, author_id = excluded.author_id,
      author_name = excluded.author_name, changed_time = excluded.changed_time`)
}

export async function setPageState(
  db: Queryable,
  id: string,
  state: CockpitPage['state'],
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE indicators.page SET state = ${state}, changed_time = ${now} WHERE id = ${id}`)
}

/** Publishes a content as the next version. */
export async function insertVersion(
  tx: Transaction,
  page: PageRow,
  content: CockpitContent,
  by: { reviewer: string | null; comment: string | null; now: Date },
): Promise<void> {
  const row = await tx.first<{
    version: number
  }>(sql`INSERT INTO indicators.page_version (page_id, version, title, grade, content,
      author_name, reviewer_name, comment, published_time)
    SELECT ${page.id}, coalesce(max(version), 0) + 1, ${page.title}, ${page.grade}, ${JSON.stringify(content)}::jsonb,
      ${page.author_name}, ${by.reviewer}, ${by.comment}, ${by.now} FROM indicators.page_version WHERE page_id = ${page.id}
    RETURNING version`)
  await tx.query(sql`UPDATE indicators.page SET state = 'published', published_version = ${row?.version ?? 1},
    reviewer_name = ${by.reviewer}, changed_time = ${by.now} WHERE id = ${page.id}`)
}

export interface VersionRow {
  version: number
  grade: AudienceGrade
  content: CockpitContent
  author_name: string
  reviewer_name: string | null
  comment: string | null
  published_time: Date
}

export async function findVersion(
  db: Queryable,
  id: string,
  version: number,
): Promise<VersionRow | undefined> {
  return db.first<VersionRow>(
    sql`SELECT * FROM indicators.page_version WHERE page_id = ${id} AND version = ${version}`,
  )
}

export async function readPageVersions(db: Queryable, id: string) {
  const rows =
    await db.query<VersionRow>(sql`SELECT version, author_name, reviewer_name, comment, published_time
    FROM indicators.page_version WHERE page_id = ${id} ORDER BY version DESC`)
  return rows.map((row) => ({
    version: row.version,
    author: row.author_name,
    reviewer: row.reviewer_name,
    comment: row.comment,
    publishedTime: row.published_time.toISOString(),
  }))
}

export async function deletePageRow(db: Queryable, id: string): Promise<boolean> {
  return (await db.query(sql`DELETE FROM indicators.page WHERE id = ${id} RETURNING id`)).length > 0
}

export async function insertView(db: Queryable, id: string, loadMs: number, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO indicators.page_view (page_id, opened_time, load_ms)
    SELECT id, ${now}, ${loadMs} FROM indicators.page WHERE id = ${id}`)
}

/** Applications that have a published page. */
export async function readConfigured(db: Queryable): Promise<Set<string>> {
  const rows = await db.query<{ application: string }>(
    sql`SELECT DISTINCT application FROM indicators.page WHERE application IS NOT NULL AND published_version IS NOT NULL`,
  )
  return new Set(rows.map((row) => row.application))
}
