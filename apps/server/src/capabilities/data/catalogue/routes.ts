import * as contract from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { readFacets, suggestFields } from './facets.ts'
import { getDatasetRow } from './register-dataset.ts'
import { handOver, openUpdateTasks } from './reorganise.ts'
import { decideReview, submitDataset, toReview, withdrawDataset } from './review-dataset.ts'
import { differenceOf, itemStateNames, itemStateOf } from './review-rules.ts'
import * as reviews from './review-store.ts'
import { requireOwn } from './rules.ts'
import { tellOverdue } from './watch-cycles.ts'

/** Binds reviews, revisions, items and links of the catalogue. */
export function bindCatalogue(parts: DataParts): void {
  const { http, db, jobs } = parts.kernel
  http.bind(contract.submitDataset, ({ params }, { principal }) => submitDataset(parts, principal, params.id))
  http.bind(contract.withdrawDataset, ({ params, body }, { principal }) =>
    withdrawDataset(parts, principal, params.id, body.reason),
  )
  http.bind(contract.handOverDataset, ({ params, body }, { principal }) =>
    handOver(parts, principal, params.id, body.organisationId),
  )
  http.bind(contract.listDataReviews, async ({ query }, { principal }) => {
    const { items, total } = await reviews.listReviews(db, query, principal)
    return { items: await Promise.all(items.map((row) => toReview(parts, row))), total }
  })
  http.bind(contract.decideDataReview, ({ params, body }, { principal }) =>
    decideReview(parts, principal, params.id, body),
  )
  http.bind(contract.getCatalogueFacets, () => readFacets(parts))
  http.bind(contract.suggestDatasetFields, ({ body }) => suggestFields(db, body.columns))
  http.bind(contract.reportReorganisation, async ({ body }) => ({
    opened: await db.transaction((tx) => openUpdateTasks(parts, tx, body)),
  }))
  bindEntry(parts)
  jobs.every('data-overdue', '5 * * * *', async () => {
    while ((await tellOverdue(parts)) > 0);
  })
}

function bindEntry(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listDatasetItems, async ({ params }, { principal }) => {
    const dataset = await getDatasetRow(parts, principal, params.id)
    const claims = await reviews.readClaims(db, params.id)
    return {
      items: claims.map((claim) => {
        const state = itemStateOf(claim, dataset.organisation_id)
        const source = state === 'sole' ? dataset.organisation_id : claim.source
        return {
          ...{
            field: claim.field,
            title: claim.title,
            item: claim.item_name,
            state,
            stateName: itemStateNames[state],
          },
          sourceOrganisationId: source,
          sourceName: parts.identity.findOrganisation(source)?.name ?? null,
        }
      }),
    }
  })
  http.bind(contract.listDatasetRevisions, async ({ params, query }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    const rows = await reviews.readRevisions(db, params.id, query)
    const items = rows.map(({ revision, time, user_name, state }) => ({
      ...{ revision, time: time.toISOString(), userName: user_name, state },
    }))
    return { items, total: rows[0]?.n ?? 0 }
  })
  http.bind(contract.compareDatasetRevisions, async ({ params, query }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    const [before, after] = await Promise.all(
      [query.from, query.to].map((revision) => reviews.readRevision(db, params.id, revision)),
    )
    if (!before || !after) throw notFound('目录修订', `${before ? query.to : query.from}`)
    return { changes: differenceOf(before, after) }
  })
  http.bind(contract.getDatasetLinks, async ({ params }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    return { items: await reviews.readLinks(db, params.id) }
  })
  http.bind(contract.setDatasetLinks, async ({ params, body }, { principal }) => {
    requireOwn(principal, (await getDatasetRow(parts, principal, params.id)).organisation_id)
    await db.transaction((tx) => reviews.writeLinks(tx, params.id, body.items))
    return { items: await reviews.readLinks(db, params.id) }
  })
  http.bind(contract.getProjectAcceptance, async ({ params }) => {
    const rows = await reviews.readLinked(db, 'project', params.reference)
    const missing = rows
      .filter((row) => row.state !== 'published' || !row.version_id)
      .map((row) => ({ name: row.name, why: row.state === 'published' ? '没有数据' : '未发布' }))
    const present = rows.filter((row) => row.state === 'published' && row.version_id).map((row) => row.name)
    return { accepted: rows.length > 0 && missing.length === 0, present, missing }
  })
}
