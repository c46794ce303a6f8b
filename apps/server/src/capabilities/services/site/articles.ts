import type {
  Article,
  ArticleContent,
  ArticleFinding,
  ArticleStep,
  PublishedArticle,
} from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { isId, newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { checkContent, linksOf, stepAfter } from './rules.ts'
import { findColumn } from './sites-store.ts'
import * as store from './store.ts'

export function toArticle(row: store.ArticleRow): Article {
  return {
    ...{
      id: row.id,
      siteId: row.site_id,
      columnId: row.column_id,
      columnTitle: row.column_title,
      number: row.number,
    },
    ...{ content: row.content, version: row.version, state: row.state, findings: row.findings },
    reviews: row.reviews.map(({ userId: _, ...review }) => review),
    publishAt: row.publish_at?.toISOString() ?? null,
    publishedTime: row.published_time?.toISOString() ?? null,
    publishedVersion: row.published === null ? null : row.published_version,
    ...{ withdrawnReason: row.withdrawn_reason, authorName: row.author_name },
    changedTime: row.changed_time.toISOString(),
    ...{ visits: row.visits, useful: row.useful, notUseful: row.not_useful },
  }
}

export async function toPublished(
  { identity, kernel }: ServicesParts,
  row: store.PublishedRow,
  withInterpretations = false,
): Promise<PublishedArticle> {
  return {
    ...{ id: row.id, siteCode: row.site_code, columnId: row.column_id, columnTitle: row.column_title },
    ...{ columnKind: row.column_kind, number: row.number, content: row.content, version: row.version },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    publishedTime: row.published_time.toISOString(),
    interpretedBy: withInterpretations ? await store.listInterpretations(kernel.db, row.id) : [],
  }
}

export async function getArticle(db: Queryable, id: string, lock = false): Promise<store.ArticleRow> {
  const row = await store.findArticle(db, id, { lock })
  if (!row) throw notFound('稿件', id)
  return row
}

export async function writeArticle(
  { kernel: { db, clock } }: ServicesParts,
  principal: Principal,
  body: { columnId: string; content: ArticleContent },
): Promise<Article> {
  if (!(await findColumn(db, body.columnId))) throw invalid('/body/columnId', '没有这个栏目')
  const id = newId()
  const one = { ...body, id, authorId: principal.userId, authorName: principal.name }
  await store.insertArticle(db, one, clock.now())
  return toArticle(await getArticle(db, id))
}

/** Changes a text; once published, the change is another version and goes through review again while the old one stays up. */
export function changeArticle(
  { kernel: { db, clock } }: ServicesParts,
  principal: Principal,
  id: string,
  content: ArticleContent,
): Promise<Article> {
  return db.transaction(async (tx) => {
    const row = await getArticle(tx, id, true)
    const version = row.version === row.published_version ? row.version + 1 : row.version
    const one = { content, version, authorId: principal.userId, authorName: principal.name }
    await store.putContent(tx, id, one, clock.now())
    return toArticle(await getArticle(tx, id))
  })
}

/** What the checks say of a text now. */
export async function check(db: Queryable, content: ArticleContent): Promise<ArticleFinding[]> {
  const own = linksOf(content.body).filter((link) => link.startsWith('/portal/news/'))
  const ids = own.map((link) => link.slice('/portal/news/'.length))
  const up = await store.findUp(db, ids.filter(isId))
  const dead = new Set(own.filter((link) => !up.has(link.slice('/portal/news/'.length))))
  const isDead = (link: string) => dead.has(link) || !/^(\/|https?:\/\/|mailto:|tel:)/.test(link)
  return checkContent(content, await store.listAllWords(db), isDead)
}

function refuseFaults(findings: readonly ArticleFinding[]): void {
  const faults = findings.filter((one) => one.weight === 'refuse')
  if (faults.length > 0)
    throw new Problem(
      'invalid',
      'article-check',
      `未通过发布前检查：${faults.map((one) => one.text).join('；')}`,
      faults.map((one) => ({ path: '/body/content', message: `${one.text}（${one.excerpt}）` })),
      faults,
    )
}

/** Sends a draft to its first reviewer, if the checks let it. */
export function submitArticle(
  { kernel: { db, clock } }: ServicesParts,
  id: string,
  publishAt: string | undefined,
): Promise<Article> {
  return db.transaction(async (tx) => {
    const row = await getArticle(tx, id, true)
    if (row.state !== 'draft' && row.state !== 'withdrawn')
      throw conflict('not-a-draft', '稿件已送审，不能重复送审。')
    const findings = await check(tx, row.content)
    refuseFaults(findings)
    const at = publishAt ? new Date(publishAt) : null
    await store.setState(tx, id, { state: 'first', findings, publishAt: at }, clock.now())
    return toArticle(await getArticle(tx, id))
  })
}

export interface ReviewInput {
  step: ArticleStep
  decision: 'approve' | 'refuse'
  reason?: string
}

/** One of the three reviews. The last one publishes, at once or at the hour asked for. */
export function reviewArticle(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: ReviewInput,
): Promise<Article> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = await getArticle(tx, id, true)
    if (row.state !== body.step) throw conflict('not-this-step', '稿件不在这一审核环节，请刷新后再试。')
    requireReviewer(row, principal, body.step)
    if (body.decision === 'refuse' && !body.reason) throw invalid('/body/reason', '请写明退回理由')
    const by = { userId: principal.userId, userName: principal.name, reason: body.reason ?? null }
    const review = { ...by, version: row.version, step: body.step, decision: body.decision }
    await store.insertReview(tx, id, review, clock.now())
    if (body.decision === 'refuse') await store.setState(tx, id, { state: 'draft' }, clock.now())
    else await goOn(parts, tx, row, body.step)
    return toArticle(await getArticle(tx, id))
  })
}

function requireReviewer(row: store.ArticleRow, principal: Principal, step: ArticleStep): void {
  if (row.author_id === principal.userId) throw forbidden('作者不能审核自己的稿件。', 'own-article')
  const before = row.reviews.filter((one) => one.version === row.version && one.decision === 'approve').at(-1)
  if (step !== 'first' && before?.userId === principal.userId)
    throw forbidden('相邻两审须由不同的人完成。', 'same-reviewer')
  if (step === 'third' && !hasPermission(principal, 'services.publish'))
    throw forbidden('终审发布须有发布权限。', 'not-permitted')
}

async function goOn(
  parts: ServicesParts,
  tx: Transaction,
  row: store.ArticleRow,
  step: ArticleStep,
): Promise<void> {
  const now = parts.kernel.clock.now()
  const next = stepAfter(step)
  if (next) return store.setState(tx, row.id, { state: next }, now)
  if (row.publish_at && row.publish_at > now) return store.setState(tx, row.id, { state: 'scheduled' }, now)
  await publish(parts, tx, row)
}

/** Publishes what passes the checks as they are now, not as they were when it was sent to review. */
export async function publish(parts: ServicesParts, tx: Transaction, row: store.ArticleRow): Promise<void> {
  const now = parts.kernel.clock.now()
  const findings = await check(tx, row.content)
  refuseFaults(findings)
  await store.setState(tx, row.id, { state: 'published', findings, publishAt: null }, now)
  const column = await findColumn(tx, row.column_id)
  const number = await takeDailyNumber(tx, `${column?.code}-`, now)
  await store.publish(tx, row, number, now)
  await parts.ledger.append(tx, {
    ...{ kind: 'article-published', subjectId: row.id },
    payload: { version: row.version, number: row.number ?? number, content: row.content },
  })
}

export function withdrawArticle(parts: ServicesParts, id: string, reason: string): Promise<Article> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = await getArticle(tx, id, true)
    if (row.published === null) throw conflict('not-published', '稿件没有在发布中。')
    await store.withdraw(tx, id, reason, clock.now())
    await parts.ledger.append(tx, {
      kind: 'article-withdrawn',
      subjectId: id,
      payload: { reason, version: row.version },
    })
    return toArticle(await getArticle(tx, id))
  })
}
