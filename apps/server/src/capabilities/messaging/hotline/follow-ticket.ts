import {
  eventChanged,
  type OperationInput,
  type rateTicket,
  type Ticket,
  ticketTaken,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { type HotlineParts, tellDesks } from './hotline-parts.ts'
import { raise } from './register-ticket.ts'
import * as store from './ticket-store.ts'

/** Follows the events tickets have become part of: when one ends, its tickets end and everybody who called is told. */
export function followTickets(parts: HotlineParts): void {
  const { messages } = parts.kernel
  messages.subscribe('messaging.ticket-taken', ticketTaken, async (tx, { body }) => {
    const ticket = await store.findTicket(tx, body.ticketId, true)
    if (!ticket || ticket.round !== body.round) return
    await store.updateTicket(tx, ticket.id, { event_id: body.eventId, event_reference: body.eventReference })
    await enter(parts, tx, ticket.id, 'raised', `已转为事件 ${body.eventReference}`)
  })
  messages.subscribe(
    'messaging.follow-events',
    eventChanged,
    async (tx, { body }) => {
      const { act, event } = body
      if (act !== 'closed' && act !== 'dismissed' && act !== 'merged') return
      for (const ticket of await store.listTicketsOfEvent(tx, event.id)) {
        if (act === 'merged' && event.mergedIntoId) {
          await store.updateTicket(tx, ticket.id, { event_id: event.mergedIntoId })
          await enter(parts, tx, ticket.id, 'merged', `事件 ${event.reference} 已并入主事件`)
        } else if (act !== 'merged') await end(parts, tx, ticket, act)
      }
      tellDesks(parts, tx)
    },
    { when: ({ act }) => act === 'closed' || act === 'dismissed' || act === 'merged' },
  )
}

function enter(parts: HotlineParts, tx: Transaction, id: string, act: string, text: string): Promise<void> {
  return store.addEntry(tx, id, { act, userName: null, text }, parts.kernel.clock.now())
}

async function end(
  parts: HotlineParts,
  tx: Transaction,
  ticket: store.TicketRow,
  act: 'closed' | 'dismissed',
): Promise<void> {
  const now = parts.kernel.clock.now()
  await store.updateTicket(tx, ticket.id, { state: act, closed_time: now, changed_time: now })
  await enter(parts, tx, ticket.id, act, act === 'closed' ? '承办单位已办结' : '经核实不予受理')
  const callers = await store.listCallers(tx, ticket.id)
  const reachable = callers.filter((one) => one.phone && !one.told_time)
  if (reachable.length === 0) return
  const outcome = act === 'closed' ? '已办结' : '经核实不予受理'
  await parts.tell(tx, {
    key: `messaging.ticket-ended ${ticket.id} ${ticket.round}`,
    title: `您反映的事项${outcome}`,
    text: `您向12345反映的“${ticket.title}”（${ticket.reference}）${outcome}。我们将回访，请您评价是否解决和办理态度。`,
    urgency: 'normal',
    to: reachable.map((one) => ({
      name: one.hidden ? '来电人' : (one.name ?? '来电人'),
      phone: one.phone as string,
    })),
    channels: ['sms'],
    subject: { kind: 'ticket', id: ticket.id },
  })
  await store.markTold(
    tx,
    reachable.map((one) => one.id),
    now,
  )
  await enter(parts, tx, ticket.id, 'told', `已告知 ${reachable.length} 位来电人`)
}

/** What a caller says of the result. Not solved or not satisfied opens the ticket again, once. */
export async function rate(
  parts: HotlineParts,
  id: string,
  given: OperationInput<typeof rateTicket>['body'],
  by: Principal,
): Promise<Ticket> {
  return parts.kernel.db.transaction(async (tx) => {
    const ticket = await store.findTicket(tx, id, true)
    if (!ticket) throw notFound('工单', id)
    if (ticket.state === 'handling') throw conflict('ticket-open', '工单尚未办结，还不能评价。')
    const callers = await store.listCallers(tx, id)
    if (!callers.some((one) => one.id === given.callerId))
      throw invalid('/body/callerId', '该来电人不在此工单上')
    await store.rateCaller(tx, given.callerId, given)
    const isBad = !given.solved || given.attitude === 'unsatisfied'
    const words = `${given.solved ? '已解决' : '未解决'}，${attitudes[given.attitude]}${given.remark ? `：${given.remark}` : ''}`
    const now = parts.kernel.clock.now()
    await store.addEntry(tx, id, { act: 'rated', userName: by.name, text: words }, now)
    if (!isBad || ticket.round > 1) return store.toTicket(ticket)
    const again = await store.updateTicket(tx, id, {
      ...{ state: 'handling', round: 2, closed_time: null, changed_time: now },
      ...{ event_id: null, event_reference: null },
    })
    await store.markTold(
      tx,
      callers.map((one) => one.id),
      null,
    )
    await store.addEntry(tx, id, { act: 'reopened', userName: by.name, text: '不满意，重新办理' }, now)
    const category = (await store.listCategories(tx)).find((one) => one.id === ticket.category)
    await raise(parts, tx, again, category?.eventType ?? 'hotline.appeal')
    return store.toTicket(again)
  })
}

const attitudes = { satisfied: '满意', fair: '基本满意', unsatisfied: '不满意' } as const
