import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { toGrams } from '../../../kernel/search.ts'
import { maskPhone } from '../../identity/index.ts'
import { nameOf } from '../messaging-parts.ts'
import * as calls from './call-store.ts'
import { rate } from './follow-ticket.ts'
import { type HotlineParts, lineTitles, tellDesks, toCall, toSeat } from './hotline-parts.ts'
import * as knowledge from './knowledge-store.ts'
import * as quality from './quality-store.ts'
import { linkToTicket, registerTicket } from './register-ticket.ts'
import { isSamePlace, likeness } from './rules.ts'
import { computeStatistics } from './statistics.ts'
import { takeCall, takeSignal } from './take-call.ts'
import * as tickets from './ticket-store.ts'
import * as work from './work-calls.ts'

const dayMs = 86_400_000

export function bindHotline(parts: HotlineParts): void {
  bindSwitch(parts)
  bindDesk(parts)
  bindTickets(parts)
  bindKnowledge(parts)
  bindQuality(parts)
}

/** Today in the city, `YYYY-MM-DD`. */
function today({ kernel }: HotlineParts): string {
  return new Date(kernel.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

function bindSwitch(parts: HotlineParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listLines, () => calls.listLines(db))
  http.bind(contract.saveLine, async ({ body }) => {
    await calls.saveLine(db, body)
    return body
  })
  http.bind(contract.reportCall, ({ body }, { principal }) => takeCall(parts, body, principal))
  http.bind(contract.signalCall, ({ params, body }, { principal }) =>
    takeSignal(parts, params.id, body, principal),
  )
}

function bindDesk(parts: HotlineParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.getDesk, (_, { principal }) => work.getDesk(parts, principal))
  http.bind(contract.saveOwnSeat, ({ body }, { principal }) => work.setOwnState(parts, body.state, principal))
  http.bind(contract.saveSeat, async ({ params, body }) => {
    const name = await parts.identity.findUserName(params.userId)
    if (!name) throw notFound('用户', params.userId)
    return db.transaction(async (tx) => {
      tellDesks(parts, tx)
      return toSeat(await calls.saveSeat(tx, { user_id: params.userId, name, ...body }, clock.now()))
    })
  })
  http.bind(contract.listCalls, async ({ query }, { principal }) => {
    const { mine, ...rest } = query
    const { rows, total } = await calls.listCalls(db, {
      ...rest,
      ...(mine ? { seat: principal.userId } : {}),
    })
    const titles = await lineTitles(db)
    return { items: await Promise.all(rows.map((row) => toCall(db, row, principal, titles))), total }
  })
  http.bind(contract.getCallCard, ({ params }, { principal }) => work.getCard(parts, params.id, principal))
  http.bind(contract.answerCall, ({ params }, { principal }) => work.answer(parts, params.id, principal))
  http.bind(contract.endCall, ({ params }, { principal }) => work.end(parts, params.id, principal))
  http.bind(contract.noteCall, ({ params, body }, { principal }) =>
    work.note(parts, params.id, body, principal),
  )
  http.bind(contract.transferCall, ({ params, body }, { principal }) =>
    work.transfer(parts, params.id, body, principal),
  )
  http.bind(contract.getHotlineStatistics, ({ query }) => {
    const now = clock.now()
    const to = query.to ? new Date(query.to) : now
    const from = query.from ? new Date(query.from) : new Date(to.getTime() - 7 * dayMs)
    return computeStatistics(db, { from, to, ...(query.line ? { line: query.line } : {}) }, now)
  })
}

/** Secret tickets are open to those who registered them and to checkers. */
function requireOpen(ticket: tickets.TicketRow | undefined, id: string, by: Principal): tickets.TicketRow {
  const isOpen =
    ticket && (!ticket.secret || ticket.created_by === by.userId || hasPermission(by, 'messaging.supervise'))
  if (!isOpen) throw notFound('工单', id)
  return ticket
}

function bindTickets(parts: HotlineParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listTicketCategories, () => tickets.listCategories(db))
  http.bind(contract.createTicket, ({ body }, { principal }) => registerTicket(parts, body, principal))
  http.bind(contract.linkTicket, ({ params, body }, { principal }) =>
    linkToTicket(parts, params.id, body, principal),
  )
  http.bind(contract.listTickets, ({ query }, { principal }) =>
    tickets.listTickets(db, { ...query, reader: readerOf(principal) }),
  )
  http.bind(contract.getTicket, async ({ params }, { principal }) => {
    const row = requireOpen(await tickets.findTicket(db, params.id), params.id, principal)
    const isChecker = hasPermission(principal, 'messaging.supervise')
    const callers = await tickets.listCallers(db, row.id)
    return {
      ticket: tickets.toTicket(row),
      callers: callers.map((one) => toCaller(one, isChecker || one.seat_user_id === principal.userId)),
      entries: await tickets.listEntries(db, row.id),
    }
  })
  http.bind(contract.rateTicket, ({ params, body }, { principal }) => rate(parts, params.id, body, principal))
  http.bind(contract.suggestForTicket, ({ query }, { principal }) => suggest(parts, query, principal))
}

/** Null for those who see secret tickets of everybody. */
function readerOf(by: Principal): string | null {
  return hasPermission(by, 'messaging.supervise') ? null : by.userId
}

function toCaller(row: tickets.CallerRow, isOpen: boolean): contract.TicketCaller {
  return {
    id: row.id,
    name: row.hidden && !isOpen ? null : row.name,
    phone: isOpen ? row.phone : maskPhone(row.phone),
    hidden: row.hidden,
    time: row.time.toISOString(),
    told: row.told_time?.toISOString() ?? null,
    solved: row.solved,
    attitude: row.attitude,
  }
}

async function suggest(
  parts: HotlineParts,
  query: { text: string; address?: string; category?: string },
  by: Principal,
) {
  const { db, clock } = parts.kernel
  const grams = toGrams(query.text)
  const open = await tickets.listAlike(db, grams, new Date(clock.now().getTime() - 7 * dayMs))
  const reader = readerOf(by)
  const scored = open
    .filter((one) => !one.secret || reader === null || one.created_by === reader)
    .map((one) => ({
      one,
      score:
        likeness(grams, toGrams(one.title, one.body)) +
        (isSamePlace(one.address, query.address ?? null) ? 0.5 : 0) +
        (one.category === query.category ? 0.2 : 0),
    }))
    .filter(({ score }) => score >= 0.15)
    .sort((a, b) => b.score - a.score)
  return {
    tickets: scored.slice(0, 5).map(({ one }) => tickets.toTicket(one)),
    knowledge: await knowledge.suggestKnowledge(db, query.text, today(parts), nameOf(parts)),
  }
}

function bindKnowledge(parts: HotlineParts): void {
  const { http, db, clock } = parts.kernel
  const get = async (id: string) => {
    const item = await knowledge.getKnowledge(db, id, today(parts), nameOf(parts))
    if (!item) throw notFound('知识', id)
    return item
  }
  http.bind(contract.listKnowledge, ({ query }) =>
    knowledge.listKnowledge(db, query, today(parts), nameOf(parts)),
  )
  http.bind(contract.addKnowledge, async ({ body }) =>
    get(await knowledge.insertKnowledge(db, body, clock.now())),
  )
  http.bind(contract.changeKnowledge, async ({ params, body }) => {
    await db.transaction((tx) => knowledge.reviseKnowledge(tx, params.id, body, clock.now()))
    return get(params.id)
  })
  http.bind(contract.reportGap, ({ body }) => knowledge.addGap(db, body.question, clock.now()))
  http.bind(contract.listGaps, () => knowledge.listGaps(db))
}

function bindQuality(parts: HotlineParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.sampleCalls, async ({ body }) => ({
    sampled: await db.transaction((tx) =>
      quality.sampleCalls(tx, body.count, new Date(clock.now().getTime() - 7 * dayMs)),
    ),
  }))
  http.bind(contract.listChecks, ({ query }, { principal }) =>
    quality.listChecks(db, { ...query, seat: readerOf(principal) }),
  )
  http.bind(contract.scoreCheck, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const check = await quality.findCheck(tx, params.id)
      if (!check) throw notFound('质检记录', params.id)
      if (check.seatUserId === principal.userId) throw forbidden('不能给自己的通话评分。', 'own-call')
      if (check.state === 'appealed')
        return quality.updateCheck(tx, params.id, { score: body.score, ruling: body.remark, state: 'ruled' })
      return quality.updateCheck(tx, params.id, { ...body, state: 'scored' })
    }),
  )
  http.bind(contract.appealCheck, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const check = await quality.findCheck(tx, params.id)
      if (check?.seatUserId !== principal.userId) throw notFound('质检记录', params.id)
      if (check.state !== 'scored') throw conflict('not-scored', '只能对已评分且未申诉过的质检申诉。')
      return quality.updateCheck(tx, params.id, { appeal: body.reason, state: 'appealed' })
    }),
  )
}
