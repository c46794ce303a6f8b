import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import * as asks from './asks-store.ts'
import { bindCkan } from './ckan/routes.ts'
import { catalogueJsonLd, catalogueTurtle } from './dcat/catalogue.ts'
import { propose, review, toOpening, withdraw } from './propose.ts'
import { openRateDefinition } from './rules.ts'
import { callApi, getOpenRow, listSite, makeKey, requireAgreement, sendFile, toOpenDataset } from './site.ts'
import { chartOpen, previewOpen } from './site-rows.ts'
import * as site from './site-store.ts'
import * as store from './store.ts'
import { tellSubscribers, watchOpen } from './watch.ts'

/** Working days within which a request for data is answered. */
const replyDays = 10

/** Binds opening, the open site and its protocols. */
export function bindOpening(parts: DataParts): { stop(): Promise<void> } {
  bindReviews(parts)
  bindSite(parts)
  bindPeople(parts)
  bindRequests(parts)
  bindCkan(parts)
  tellSubscribers(parts)
  return watchOpen(parts)
}

function bindReviews(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.proposeOpening, ({ body }, { principal }) => propose(parts, principal, body))
  http.bind(contract.listOpenings, async ({ query }, { principal }) => {
    const all = hasPermission(principal, 'data.review') || hasPermission(principal, 'data.secure')
    const eyes = { all, organisationId: principal.organisationId }
    const { items, total } = await store.listOpenings(db, query, eyes)
    return { items: items.map((row) => toOpening(parts, row)), total }
  })
  http.bind(contract.reviewOpening, ({ params, body }, { principal }) =>
    review(parts, principal, params.id, body),
  )
  http.bind(contract.withdrawOpenDataset, ({ params, body }) => withdraw(parts, params.id, body.reason))
  http.bind(contract.getOpenRate, async () => {
    const rows = await store.countOpen(db)
    const open = rows.reduce((sum, row) => sum + row.open, 0)
    const allowed = rows.reduce((sum, row) => sum + row.allowed, 0)
    return {
      ...{ definition: openRateDefinition, open, allowed },
      percent: allowed === 0 ? null : Math.round((open / allowed) * 1000) / 10,
      byOrganisation: rows.map((row) => ({
        ...{ organisationId: row.organisation_id, open: row.open, allowed: row.allowed },
        organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
      })),
    }
  })
}

function bindSite(parts: DataParts): void {
  const { http } = parts.kernel
  http.bind(contract.listOpenDatasets, ({ query }) => listSite(parts, query))
  http.bind(contract.getOpenDataset, async ({ params }) =>
    toOpenDataset(parts, await getOpenRow(parts, params.name)),
  )
  http.bind(contract.readOpenRows, async ({ params, query }, { principal }) => {
    const row = await getOpenRow(parts, params.name)
    // What is open under conditions shows a few rows before they are agreed to.
    if ((query.limit ?? 50) > 20 || query.offset) await requireAgreement(parts, row, principal)
    return previewOpen(parts, row, query)
  })
  http.bind(contract.chartOpenRows, async ({ params, query }) =>
    chartOpen(parts, await getOpenRow(parts, params.name), query),
  )
  http.bind(contract.downloadOpenDataset, ({ params }, context) => sendFile(parts, params, context))
  http.bind(contract.callOpenApi, (input) => callApi(parts, input))
  http.bind(contract.getCatalogueJsonLd, (_, { raw }) => catalogueJsonLd(parts, raw))
  http.bind(contract.getCatalogueTurtle, (_, { raw }) => catalogueTurtle(parts, raw))
}

function bindPeople(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  const done = { done: true as const }
  http.bind(contract.makeOpenKey, ({ body }, { principal }) => makeKey(parts, principal, body.name))
  http.bind(contract.agreeToOpen, async ({ params, body }, { principal }) => {
    const row = await getOpenRow(parts, params.name)
    await site.agree(db, row.id, principal.userId, body.purpose, clock.now())
    return done
  })
  http.bind(contract.subscribeOpen, async ({ params, body }, { principal }) => {
    const row = await getOpenRow(parts, params.name)
    await site.subscribe(db, row.id, principal.userId, body.wanted)
    return done
  })
}

function bindRequests(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listOpenRequests, async ({ query }) => {
    const { items, total } = await asks.listRequests(db, query)
    return { items: items.map((row) => asks.toRequest(row, clock.now())), total }
  })
  http.bind(contract.askForOpenData, async ({ body }, { principal }) => {
    const now = clock.now()
    const due = parts.territory.calendars.endOf({ days: replyDays, clock: 'working-day' }, now)
    const one = { id: newId(), userId: principal.userId, ...body, due }
    return asks.toRequest(await asks.insertRequest(db, one, now), now)
  })
  http.bind(contract.voteForRequest, async ({ params }, { principal }) => {
    const row = await db.transaction((tx) => asks.vote(tx, params.id, principal.userId))
    if (!row) throw notFound('数据需求', params.id)
    return asks.toRequest(row, clock.now())
  })
  http.bind(contract.answerOpenRequest, ({ params, body }) =>
    db.transaction(async (tx) => {
      const row = await asks.answerRequest(tx, params.id, body, clock.now())
      if (!row) throw notFound('数据需求', params.id)
      parts.messaging.tell(tx, {
        ...{
          key: `open-request/${row.id}/${body.state}`,
          title: `数据需求已答复：${row.title}`,
          text: body.reply,
        },
        ...{ urgency: 'normal', to: [{ userId: row.user_id }], link: '/open/requests' },
      })
      return asks.toRequest(row, clock.now())
    }),
  )
  http.bind(contract.listOpenApplications, async ({ query }, { principal }) => {
    const all = principal !== null && hasPermission(principal, 'data.review')
    const { items, total } = await asks.listApplications(db, query, all)
    return { items: items.map(asks.toApplication), total }
  })
  http.bind(contract.showOpenApplication, async ({ body }, { principal }) => {
    const found = await site.findOpens(db, body.datasets)
    const missing = body.datasets.find((name) => !found.some((one) => one.name === name))
    if (missing) throw notFound('开放数据', missing)
    const one = {
      ...body,
      id: newId(),
      userId: principal.userId,
      author: principal.name,
      url: body.url ?? null,
    }
    return asks.toApplication(await asks.insertApplication(db, one, clock.now()))
  })
  http.bind(contract.reviewOpenApplication, async ({ params, body }) => {
    const row = await asks.setApplicationState(db, params.id, body.state)
    if (!row) throw notFound('应用成果', params.id)
    return asks.toApplication(row)
  })
}
