import type {
  Article,
  ArticleContent,
  ArticleFinding,
  ArticleState,
  ArticleStep,
  Page,
  PublishedArticle,
  SiteWord,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface ArticleRow {
  id: string
  site_id: string
  column_id: string
  column_title: string
  number: string | null
  content: ArticleContent
  version: number
  state: ArticleState
  findings: ArticleFinding[]
  reviews: Array<Article['reviews'][number] & { userId: string }>
  publish_at: Date | null
  published: ArticleContent | null
  published_time: Date | null
  published_version: number | null
  withdrawn_reason: string | null
  author_id: string
  author_name: string
  changed_time: Date
  visits: number
  useful: number
  not_useful: number
}

const columns = sql`a.id, c.site_id, a.column_id, c.title AS column_title, a.number, a.content, a.version, a.state, a.findings,
  a.publish_at, a.published, a.published_time, a.published_version, a.withdrawn_reason, a.author_id, a.author_name, a.changed_time,
  a.visits, a.useful, a.not_useful,
  coalesce((SELECT jsonb_agg(jsonb_build_object('version', r.version, 'step', r.step, 'decision', r.decision, 'reason', r.reason,
      'userId', r.user_id, 'userName', r.user_name, 'time', r.time) ORDER BY r.time)
    FROM services.article_review r WHERE r.article_id = a.id), '[]'::jsonb) AS reviews`

export interface ArticleFilter {
  site?: string
  column?: string
  state?: string
  search?: string
  limit?: number
  offset?: number
}

export async function listArticles(db: Queryable, filter: ArticleFilter): Promise<Page<ArticleRow>> {
  const from = sql`FROM services.article a JOIN services.site_column c ON c.id = a.column_id JOIN services.site s ON s.id = c.site_id
    WHERE TRUE ${filter.site ? sql`AND s.code = ${filter.site}` : empty}
    ${filter.column ? sql`AND a.column_id = ${filter.column}` : empty}
    ${filter.state ? sql`AND a.state = ${filter.state}` : empty}
    ${matches('a.grams', filter.search, "a.content->>'title'")}`
  const [items, count] = await Promise.all([
    db.query<ArticleRow>(sql`SELECT ${columns} ${from} ORDER BY a.changed_time DESC, a.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findArticle(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<ArticleRow | undefined> {
  return db.first<ArticleRow>(sql`SELECT ${columns} FROM services.article a JOIN services.site_column c ON c.id = a.column_id
    WHERE a.id = ${id} ${options.lock ? sql`FOR UPDATE OF a` : empty}`)
}

export async function insertArticle(
  tx: Queryable,
  one: { id: string; columnId: string; content: ArticleContent; authorId: string; authorName: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.article
    (id, column_id, content, state, author_id, author_name, created_time, changed_time, grams)
    VALUES (${one.id}, ${one.columnId}, ${JSON.stringify(one.content)}, 'draft', ${one.authorId}, ${one.authorName}, ${now}, ${now},
      ${gramsOf(one.content)})`)
}

export async function putContent(
  tx: Queryable,
  id: string,
  one: { content: ArticleContent; version: number; authorId: string; authorName: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.article SET content = ${JSON.stringify(one.content)}, version = ${one.version}, state = 'draft',
    findings = '[]', author_id = ${one.authorId}, author_name = ${one.authorName}, changed_time = ${now},
    grams = ${gramsOf(one.content)} WHERE id = ${id}`)
}

function gramsOf(content: ArticleContent): string[] {
  return toGrams(content.title, content.summary, content.keywords.join(' '), content.documentNumber)
}

export async function setState(
  tx: Queryable,
  id: string,
  one: { state: ArticleState; findings?: ArticleFinding[]; publishAt?: Date | null },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.article SET state = ${one.state}, changed_time = ${now}
    ${one.findings ? sql`, findings = ${JSON.stringify(one.findings)}` : empty}
    ${one.publishAt === undefined ? empty : sql`, publish_at = ${one.publishAt}`} WHERE id = ${id}`)
}

export async function setFindings(db: Queryable, id: string, findings: ArticleFinding[]): Promise<void> {
  await db.query(sql`UPDATE services.article SET findings = ${JSON.stringify(findings)} WHERE id = ${id}`)
}

export async function insertReview(
  tx: Queryable,
  articleId: string,
  one: {
    version: number
    step: ArticleStep
    decision: string
    reason: string | null
    userId: string
    userName: string
  },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.article_review (article_id, version, step, decision, reason, user_id, user_name, time)
    VALUES (${articleId}, ${one.version}, ${one.step}, ${one.decision}, ${one.reason}, ${one.userId}, ${one.userName}, ${now})`)
}

/** Puts the present text up; its first publication gives it a number of its column and day. */
export async function publish(tx: Queryable, row: ArticleRow, number: string, now: Date): Promise<void> {
  const search = toGrams(
    row.content.title,
    row.content.summary,
    row.content.body,
    row.content.keywords.join(' '),
  )
  await tx.query(sql`UPDATE services.article SET state = 'published', published = content, published_version = version,
    published_time = coalesce(published_time, ${now}), number = coalesce(number, ${number}), withdrawn_time = NULL,
    withdrawn_reason = NULL, changed_time = ${now}, published_grams = ${search} WHERE id = ${row.id}`)
  await tx.query(sql`INSERT INTO services.article_edition (article_id, version, content, published_time)
    VALUES (${row.id}, ${row.version}, ${JSON.stringify(row.content)}, ${now}) ON CONFLICT DO NOTHING`)
}

export async function withdraw(tx: Queryable, id: string, reason: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.article SET state = 'withdrawn', published = NULL, withdrawn_time = ${now},
    withdrawn_reason = ${reason}, changed_time = ${now} WHERE id = ${id}`)
}

/** An article whose hour has come; held until the transaction ends. */
export async function takeScheduled(tx: Queryable, now: Date): Promise<string | undefined> {
  const row = await tx.first<{ id: string }>(sql`SELECT id FROM services.article
    WHERE state = 'scheduled' AND publish_at <= ${now} ORDER BY publish_at LIMIT 1 FOR UPDATE SKIP LOCKED`)
  return row?.id
}

export interface PublishedRow {
  id: string
  site_code: string
  column_id: string
  column_title: string
  column_kind: PublishedArticle['columnKind']
  organisation_id: string | null
  number: string | null
  content: ArticleContent
  version: number
  published_time: Date
}

const shown = sql`a.id, s.code AS site_code, a.column_id, c.title AS column_title, c.kind AS column_kind, c.organisation_id, a.number,
  a.published AS content, a.published_version AS version, a.published_time`
const published = sql`FROM services.article a JOIN services.site_column c ON c.id = a.column_id
  JOIN services.site s ON s.id = c.site_id`

export async function listPublished(
  db: Queryable,
  filter: ArticleFilter & { kind?: string; validity?: string; channel?: string },
): Promise<Page<PublishedRow>> {
  const where = sql`WHERE a.published IS NOT NULL ${filter.site ? sql`AND s.code = ${filter.site}` : empty}
    ${filter.column ? sql`AND a.column_id = ${filter.column}` : empty} ${filter.kind ? sql`AND c.kind = ${filter.kind}` : empty}
    ${filter.validity ? sql`AND a.published->>'validity' = ${filter.validity}` : empty} ${onChannel(filter.channel)}
    ${matches('a.published_grams', filter.search, "a.published->>'title'")}`
  const [items, count] = await Promise.all([
    db.query<PublishedRow>(sql`SELECT ${shown} ${published} ${where} ORDER BY a.published_time DESC, a.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${published} ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** An article without channels is for all of them. */
function onChannel(channel: string | undefined) {
  return channel ? sql`AND (a.published->'channels' IS NULL OR a.published->'channels' ? ${channel})` : empty
}

export function findPublished(
  db: Queryable,
  id: string,
  channel?: string,
): Promise<PublishedRow | undefined> {
  return db.first<PublishedRow>(
    sql`SELECT ${shown} ${published} WHERE a.id = ${id} AND a.published IS NOT NULL ${onChannel(channel)}`,
  )
}

export function listInterpretations(db: Queryable, id: string): Promise<{ id: string; title: string }[]> {
  return db.query(sql`SELECT a.id, a.published->>'title' AS title FROM services.article a
    WHERE a.published->>'interprets' = ${id} ORDER BY a.published_time LIMIT 20`)
}

export async function countVisit(db: Queryable, id: string): Promise<void> {
  await db.query(sql`UPDATE services.article SET visits = visits + 1 WHERE id = ${id}`)
}

export async function countUseful(db: Queryable, id: string, useful: boolean): Promise<boolean> {
  const row =
    await db.first(sql`UPDATE services.article SET useful = useful + ${useful ? 1 : 0}, not_useful = not_useful + ${useful ? 0 : 1}
    WHERE id = ${id} AND published IS NOT NULL RETURNING id`)
  return row !== undefined
}

export async function countSearch(db: Queryable, words: string, found: number, day: string): Promise<void> {
  await db.query(sql`INSERT INTO services.site_search (day, words, times, found) VALUES (${day}, ${words}, 1, ${found})
    ON CONFLICT (day, words) DO UPDATE SET times = services.site_search.times + 1, found = excluded.found`)
}

export function listAllWords(db: Queryable): Promise<SiteWord[]> {
  return db.query(sql`SELECT word, kind, instead FROM services.site_word`)
}

export async function listWords(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<SiteWord>> {
  const where = query.search ? sql`WHERE word ILIKE ${`%${query.search}%`}` : empty
  const items =
    await db.query<SiteWord>(sql`SELECT word, kind, instead FROM services.site_word ${where} ORDER BY word
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.site_word ${where}`)
  return { items, total: count?.n ?? 0 }
}

export async function putWord(db: Queryable, one: SiteWord): Promise<void> {
  await db.query(sql`INSERT INTO services.site_word (word, kind, instead) VALUES (${one.word}, ${one.kind}, ${one.instead})
    ON CONFLICT (word) DO UPDATE SET kind = excluded.kind, instead = excluded.instead`)
}

/** Ids of those articles that are up. */
export async function findUp(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    sql`SELECT id FROM services.article WHERE id = ANY(${ids}::uuid[]) AND published IS NOT NULL`,
  )
  return new Set(rows.map((row) => row.id))
}

export function pageOfPublished(db: Queryable, after: string | null): Promise<ArticleRow[]> {
  return db.query<ArticleRow>(sql`SELECT ${columns} FROM services.article a JOIN services.site_column c ON c.id = a.column_id
    WHERE a.published IS NOT NULL AND a.state = 'published' ${after ? sql`AND a.id > ${after}` : empty} ORDER BY a.id LIMIT 500`)
}
