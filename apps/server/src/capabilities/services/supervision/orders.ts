import type { SupervisionOrder } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { endOfWorkingDays } from '../applications/clock.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './orders-store.ts'
import { readLog } from './read-log.ts'
import { findCard } from './store.ts'

/** 督查函: supervision orders, the office answers, supervision closes. */
export function bindSupervisionOrders(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const show = async (id: string) => toOrder(parts, (await store.findOrder(db, id)) as store.OrderRow)
  http.bind(contract.orderAfterCard, async ({ params, body }, { principal }) => {
    const card = await findCard(db, params.id)
    if (!card) throw notFound('监察预警', params.id)
    if (card.state === 'unfounded') throw conflict('wrong-state', '该预警已认定不成立。')
    if (body.kind === 'refund' && card.rule !== 'wrong-fee')
      throw conflict('no-fee', '只有收费不符的预警可以责令退费。')
    const now = clock.now()
    const id = newId()
    await db.transaction(async (tx) => {
      const log = body.kind === 'refund' ? (await readLog(parts, tx, card.application_id, now))?.log : null
      const fen = log ? log.fee.charged - log.fee.item : null
      const due = endOfWorkingDays(parts.territory, body.days, now)
      const number = await takeDailyNumber(tx, 'DC', now)
      await store.insertOrder(tx, {
        ...{ id, number, card_id: card.id, application_id: card.application_id, kind: body.kind },
        ...{ organisation_id: card.organisation_id, text: body.text, fen, due_time: due },
        ...{ by_name: principal.name, created_time: now },
      })
      if (!card.organisation_id) return
      const money = fen === null ? '' : `，应退 ${(fen / 100).toFixed(2)} 元`
      parts.messaging.tell(tx, {
        ...{ key: `services.order:${id}`, title: `督查函 ${number}`, urgency: 'normal', category: 'task' },
        text: `${body.text}${money}，请于 ${dayOf(new Date(due.getTime() - 1))} 前办理并答复。`,
        ...{ to: [{ organisationId: card.organisation_id }], link: '/console/service-supervision' },
      })
    })
    return show(id)
  })
  http.bind(contract.answerSupervisionOrder, async ({ params, body }, { principal }) => {
    const order = await store.findOrder(db, params.id)
    if (!order || order.organisation_id !== principal.organisationId) throw notFound('督查函', params.id)
    if (order.state !== 'open') throw conflict('wrong-state', '该督查函已答复。')
    await store.answer(db, params.id, { reply: body.text, by: principal.name, now: clock.now() })
    return show(params.id)
  })
  http.bind(contract.closeSupervisionOrder, async ({ params, body }) => {
    const order = await store.findOrder(db, params.id)
    if (!order) throw notFound('督查函', params.id)
    if (order.state !== 'answered') throw conflict('wrong-state', '承办单位尚未答复。')
    await store.close(db, params.id, body)
    return show(params.id)
  })
  http.bind(contract.listSupervisionOrders, async ({ query }, { principal }) => {
    const all = hasPermission(principal, 'services.supervise')
    if (!all && !hasPermission(principal, 'services.examine')) throw forbidden('只有办理和监察人员可以查看。')
    const who = all ? sql`TRUE` : sql`o.organisation_id = ${principal.organisationId}`
    const { items, total } = await store.listOrders(db, who, query)
    return { items: items.map((row) => toOrder(parts, row)), total }
  })
}

function toOrder({ identity, kernel }: ServicesParts, row: store.OrderRow): SupervisionOrder {
  return {
    ...{ id: row.id, number: row.number, cardId: row.card_id, applicationId: row.application_id },
    ...{ applicationNumber: row.application_number, itemTitle: row.item_title, kind: row.kind },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ text: row.text, fen: row.fen === null ? null : Number(row.fen), state: row.state },
    dueDay: dayOf(new Date(row.due_time.getTime() - 1)),
    isLate: row.due_time < (row.reply_time ?? kernel.clock.now()),
    ...{ reply: row.reply, verdict: row.verdict, byName: row.by_name },
    time: row.created_time.toISOString(),
  }
}
