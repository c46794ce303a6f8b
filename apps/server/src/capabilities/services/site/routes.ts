import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import { notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as articles from './articles.ts'
import * as disclosures from './disclosures.ts'
import { listRequests } from './disclosures-store.ts'
import { followNotices } from './follow-notices.ts'
import * as sites from './sites.ts'
import * as sitesStore from './sites-store.ts'
import * as store from './store.ts'

/** Binds the sites of the city, disclosure of information and what runs in the background for them. */
export function bindSite(parts: ServicesParts): { stop(): Promise<void> } {
  bindSites(parts)
  bindArticles(parts)
  bindPublished(parts)
  bindDisclosures(parts)
  followNotices(parts)
  const queue = startWorkQueue(parts.kernel, 'services-site', (tx) => takeDue(parts, tx))
  parts.kernel.jobs.every('services-check-articles', '20 3 * * *', () => checkPublished(parts))
  return queue
}

function bindSites(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listSites, async ({ query }) => {
    const { items, total } = await sitesStore.listSites(db, query)
    return { items: items.map((row) => sites.toSite(parts, row)), total }
  })
  http.bind(contract.saveSite, ({ body }) => sites.saveSite(parts, body))
  http.bind(contract.closeSite, ({ params, body }) => sites.closeSite(parts, params.code, body.redirectTo))
  http.bind(contract.listSiteColumns, async ({ params }) => {
    const site = await sites.getSite(parts, params.code)
    const rows = await sitesStore.listColumns(db, site.id)
    return { items: rows.map((row) => sites.toColumn(parts, row)) }
  })
  http.bind(contract.saveSiteColumn, ({ params, body }) => sites.saveColumn(parts, params.code, body))
  http.bind(contract.listPublicUnits, async () => ({ items: sites.listUnits(parts) }))
  http.bind(contract.listSiteWords, ({ query }) => store.listWords(db, query))
  http.bind(contract.putSiteWord, async ({ body }) => {
    await store.putWord(db, body)
    return body
  })
  http.bind(contract.getSiteFigures, async () => {
    const { not_useful: notUseful, ...figures } = await sitesStore.countSite(db)
    const columns = await sitesStore.listColumns(db, null)
    const since = dayOf(new Date(clock.now().getTime() - 30 * 86_400_000))
    return {
      ...{ ...figures, notUseful },
      overdueColumns: columns
        .filter((row) => sites.toColumn(parts, row).isOverdue)
        .map((row) => ({
          ...{ siteName: row.site_name, title: row.title },
          lastPublishedTime: row.last_time?.toISOString() ?? null,
        })),
      emptySearches: await sitesStore.listEmptySearches(db, since),
      troubled: await sitesStore.listTroubled(db),
    }
  })
}

function bindArticles(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listArticles, async ({ query }) => {
    const { items, total } = await store.listArticles(db, query)
    return { items: items.map(articles.toArticle), total }
  })
  http.bind(contract.getArticle, async ({ params }) =>
    articles.toArticle(await articles.getArticle(db, params.id)),
  )
  http.bind(contract.writeArticle, ({ body }, { principal }) => articles.writeArticle(parts, principal, body))
  http.bind(contract.changeArticle, ({ params, body }, { principal }) =>
    articles.changeArticle(parts, principal, params.id, body.content),
  )
  http.bind(contract.submitArticle, ({ params, body }) =>
    articles.submitArticle(parts, params.id, body.publishAt),
  )
  http.bind(contract.reviewArticle, ({ params, body }, { principal }) =>
    articles.reviewArticle(parts, principal, params.id, body),
  )
  http.bind(contract.withdrawArticle, ({ params, body }) =>
    articles.withdrawArticle(parts, params.id, body.reason),
  )
}

function bindPublished(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listPublished, async ({ query }) => {
    const { items, total } = await store.listPublished(db, query)
    const words = query.search?.trim()
    if (words && !query.offset) await store.countSearch(db, words, total, dayOf(clock.now()))
    return { items: await Promise.all(items.map((row) => articles.toPublished(parts, row))), total }
  })
  http.bind(contract.readPublished, async ({ params, query }) => {
    const row = await store.findPublished(db, params.id, query.channel)
    if (!row) throw notFound('文章', params.id)
    await store.countVisit(db, row.id)
    return articles.toPublished(parts, row, true)
  })
  http.bind(contract.rateArticle, async ({ params, body }) => {
    if (!(await store.countUseful(db, params.id, body.useful))) throw notFound('文章', params.id)
    return { done: true as const }
  })
}

function bindDisclosures(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  const page = async (
    query: Parameters<typeof listRequests>[1],
    eyes: Parameters<typeof listRequests>[2],
  ) => {
    const { items, total } = await listRequests(db, query, eyes)
    return { items: items.map((row) => disclosures.toDisclosure(parts, row)), total }
  }
  http.bind(contract.requestDisclosure, ({ body }, { principal }) =>
    disclosures.requestDisclosure(parts, principal, body),
  )
  http.bind(contract.listMyDisclosures, ({ query }, { principal }) =>
    page(query, { userId: principal.userId }),
  )
  http.bind(contract.listDisclosures, ({ query }, { principal }) =>
    page(
      query,
      hasPermission(principal, 'services.publish') ? 'all' : { organisationId: principal.organisationId },
    ),
  )
  http.bind(contract.handleDisclosure, ({ params, body }, { principal }) =>
    disclosures.handleDisclosure(parts, principal, params.id, body),
  )
  http.bind(contract.getDisclosureReport, ({ query }) => disclosures.reportYear(parts, query.year))
}

/** An article whose hour has come, or a request that is due soon. */
async function takeDue(
  parts: ServicesParts,
  tx: Parameters<typeof disclosures.remindOne>[1],
): Promise<boolean> {
  const id = await store.takeScheduled(tx, parts.kernel.clock.now())
  if (!id) return disclosures.remindOne(parts, tx)
  const row = await articles.getArticle(tx, id)
  const findings = await articles.check(tx, row.content)
  if (findings.some((one) => one.weight === 'refuse'))
    // What was right at review may be wrong by now: it goes back to its author instead of up.
    await store.setState(tx, id, { state: 'draft', findings }, parts.kernel.clock.now())
  else await articles.publish(parts, tx, row)
  return true
}

/** Looks at everything that is up with the words and links of today. */
async function checkPublished({ kernel: { db } }: ServicesParts): Promise<void> {
  for (let after: string | null = null; ; ) {
    const rows: store.ArticleRow[] = await store.pageOfPublished(db, after)
    for (const row of rows) {
      const findings = await articles.check(db, row.content)
      if (JSON.stringify(findings) !== JSON.stringify(row.findings))
        await store.setFindings(db, row.id, findings)
    }
    const last = rows.at(-1)
    if (!last) return
    after = last.id
  }
}
