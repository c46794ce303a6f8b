import * as contract from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as cards from './cards.ts'
import * as store from './store.ts'

/** How soon an offline reader asks for the next version of the list. */
const syncSeconds = 900

/** Binds 市民卡 and several cards on one (SOC-021). */
export function bindCitizenCards(parts: ServicesParts): void {
  const { http, db, messages } = parts.kernel
  const show = async (number: string) => toCard((await store.findCard(db, number)) as store.CardRow)
  http.bind(contract.applyForCard, async ({ body }, { principal }) =>
    show(await cards.apply(parts, principal, body)),
  )
  http.bind(contract.listMyCards, async ({ query }, { principal }) => {
    const { subject } = await requireActing(parts, principal, 'card')
    const { items, total } = await store.listCards(db, sql`c.subject_id = ${subject.id}`, query)
    return { items: items.map(toCard), total }
  })
  http.bind(contract.listCards, async ({ query }) => {
    const { items, total } = await store.listCards(db, sql`TRUE`, query)
    return { items: items.map(toCard), total }
  })
  http.bind(contract.moveCard, async ({ params, body }) => {
    await db.transaction((tx) => cards.move(parts, tx, params.number, body.to, body.reason ?? null))
    return show(params.number)
  })
  http.bind(contract.activateCard, async ({ params }, { principal }) => {
    const card = await cards.requireCard(parts, principal, params.number)
    if (card.state !== 'delivered') throw conflict('wrong-state', '只有已送达的卡可以激活。')
    await db.transaction((tx) => cards.move(parts, tx, params.number, 'active'))
    return show(params.number)
  })
  http.bind(contract.reportCardLoss, async ({ params }, { principal }) => {
    await cards.lose(parts, principal, params.number)
    return show(params.number)
  })
  http.bind(contract.replaceCard, async ({ params }, { principal }) =>
    show(await cards.replace(parts, principal, params.number)),
  )
  http.bind(contract.mergeCards, async ({ params, body }, { principal }) => {
    await cards.merge(parts, principal, params.number, body.from)
    return show(params.number)
  })
  http.bind(contract.showCard, ({ params }, { principal }) => cards.token(parts, principal, params.number))
  bindReaders(parts)
  messages.subscribe('services.end-cards', contract.subjectEnded, (tx, { body }) =>
    cards.endCards(parts, tx, body.subjectId, body.reason),
  )
}

function bindReaders(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.checkCard, ({ body }) => cards.check(parts, body))
  http.bind(contract.getCardBlackList, async ({ query }) => {
    const { rows, version } = await store.readBlackList(db, query.since ?? 0)
    const numbers = (blocked: boolean) =>
      rows.filter((one) => one.is_blocked === blocked).map((one) => one.number)
    return { version, blocked: numbers(true), freed: numbers(false), nextSyncSeconds: syncSeconds }
  })
  http.bind(contract.takeCardTaps, ({ body }) => cards.takeTaps(parts, body.terminal, body.taps))
  http.bind(contract.listCardRecoveries, async ({ query }) => {
    const { items, total } = await store.listRecoveries(db, query)
    return { items: items.map((one) => ({ ...one, time: one.time.toISOString() })), total }
  })
  http.bind(contract.grantEntitlement, async ({ body }) => {
    const card = await store.findCard(db, body.number)
    if (!card) throw notFound('市民卡', body.number)
    const id = newId()
    const { kind, from, until = null, source } = body
    await store.insertEntitlement(db, { id, subject_id: card.subject_id, kind, from, until, source })
    return { id }
  })
}

function toCard(row: store.CardRow): contract.CitizenCard {
  return {
    ...{ number: row.number, kind: row.kind, medium: row.medium, holderName: row.holder_name },
    ...{ state: row.state, uses: row.uses, validUntil: row.valid_until, reason: row.reason },
    ...{ replaces: row.replaces, entitlements: row.entitlements ?? [] },
    appliedTime: row.applied_time.toISOString(),
    changedTime: row.changed_time.toISOString(),
  }
}
