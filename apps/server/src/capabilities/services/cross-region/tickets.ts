import type { CrossTicket, handOverTicket, OperationInput } from '@civitas/contract'
import { eventChanged } from '@civitas/contract'
import { Type } from 'typebox'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { OnSettled } from '../systems/send.ts'
import { readerOf, Words } from '../systems/shapes.ts'
import { enqueue, findSystem } from '../systems/store.ts'
import type { Handlers } from '../systems/take.ts'
import * as store from './store.ts'

type Body = OperationInput<typeof handOverTicket>['body']

const ended = ['closed', 'dismissed', 'cleared', 'merged']

/** Hands a ticket over to the 12345 of another city, once, with the caller’s consent. */
export async function handOver(parts: ServicesParts, principal: Principal, body: Body): Promise<string> {
  const { db, clock } = parts.kernel
  const system = await findSystem(db, { id: body.systemId })
  if (system?.kind !== 'city' || system.state !== 'active')
    throw invalid('/body/systemId', '没有这个合作城市')
  const event = await parts.events.find(db, body.eventId, principal.scope)
  if (!event) throw notFound('工单', body.eventId)
  if (ended.includes(event.state)) throw conflict('not-open', '该工单已办结，不能转办。')
  const id = newId()
  const now = clock.now()
  await db.transaction(async (tx) => {
    const made = await store.insertTicket(tx, {
      ...{ id, system_id: system.id, role: 'sent', event_id: event.id, reference: event.reference },
      ...{ remote_reference: null, title: event.title, consent: body.consent, state: 'sending' },
      ...{ sent_time: now, received_time: null },
    })
    if (!made) throw conflict('handed-over', '该工单已经转办，不能重复转办。')
    const content = {
      ...{ reference: event.reference, title: event.title, description: event.description },
      ...{ address: event.address, consent: body.consent, raisedTime: event.raisedTime },
    }
    const message = { systemId: system.id, kind: 'ticket', objectId: id, reference: event.reference }
    await enqueue(tx, { ...message, content }, now)
  })
  return id
}

const readTicket = readerOf(
  Type.Object({
    ...{ reference: Words, title: Words, description: Type.String({ maxLength: 4000 }), consent: Words },
    address: Type.Union([Type.String(), Type.Null()]),
    raisedTime: Type.String(),
  }),
)
const readClosed = readerOf(Type.Object({ closedTime: Type.String(), answer: Type.String() }))

export const ticketHandlers: Handlers = {
  ticket: {
    from: ['city'],
    take: async (parts, tx, system, { objectId, content }) => {
      const given = readTicket(content)
      const now = parts.kernel.clock.now()
      const event = await parts.events.takeTold(tx, {
        ...{ channel: 'hotline', sourceSystem: `12345 ${system.code}`, externalId: objectId },
        ...{ title: given.title, description: given.description, reportedTime: new Date(given.raisedTime) },
        ...(given.address ? { address: given.address } : {}),
      })
      await store.insertTicket(tx, {
        ...{ id: objectId, system_id: system.id, role: 'taken', event_id: event.id, title: given.title },
        ...{ reference: event.reference, remote_reference: given.reference, consent: given.consent },
        ...{ state: 'handed-over', sent_time: now, received_time: now },
      })
      return {
        reference: event.reference,
        result: { reference: event.reference, receivedTime: now.toISOString() },
      }
    },
  },
  'ticket-closed': {
    from: ['city'],
    take: async (_parts, tx, system, { objectId, content }) => {
      const { closedTime, answer } = readClosed(content)
      const row = await store.findTicket(tx, { id: objectId })
      if (row?.system_id !== system.id || row.role !== 'sent') throw notFound('转办工单', objectId)
      Object.assign(row, { state: 'closed', answer, closed_time: new Date(closedTime) })
      await store.updateTicket(tx, row)
      return { reference: row.reference }
    },
  },
}

export const onTicket: OnSettled = async (_parts, tx, _system, message, receipt) => {
  const row = await store.findTicket(tx, { id: message.object_id })
  if (!row || row.state === 'closed') return
  const result = receipt.result as { reference?: string; receivedTime?: string } | null
  const taken = receipt.outcome !== 'refused'
  Object.assign(row, {
    ...{ state: taken ? 'handed-over' : 'not-taken', remote_reference: result?.reference ?? null },
    answer: taken ? null : receipt.faults.map((one) => one.message).join('；'),
    received_time: result?.receivedTime ? new Date(result.receivedTime) : null,
  })
  await store.updateTicket(tx, row)
}

/** Tells the city a ticket came from what it has come to. */
export function tellTicketEnds(parts: ServicesParts): void {
  parts.kernel.messages.subscribe(
    'services.cross-tickets',
    eventChanged,
    async (tx, { body }) => {
      const row = await store.findTicket(tx, { eventId: body.event.id })
      if (row?.role !== 'taken' || row.state === 'closed') return
      const event = await parts.events.find(tx, row.event_id, wholeScope)
      const closedTime = event?.closedTime ?? parts.kernel.clock.now().toISOString()
      const answer = await parts.events.answerOf(tx, row.event_id)
      Object.assign(row, { state: 'closed', answer, closed_time: new Date(closedTime) })
      await store.updateTicket(tx, row)
      const message = { systemId: row.system_id, kind: 'ticket-closed', objectId: row.id }
      const content = { closedTime, answer: answer ?? '' }
      await enqueue(tx, { ...message, reference: row.reference, content }, parts.kernel.clock.now())
    },
    { when: (body) => body.act === 'closed' || body.act === 'dismissed' },
  )
}

export function toTicket(row: store.TicketRow): CrossTicket {
  const time = (at: Date | null) => at?.toISOString() ?? null
  return {
    ...{ id: row.id, systemName: row.system_name, role: row.role, eventId: row.event_id, title: row.title },
    ...{ reference: row.reference, remoteReference: row.remote_reference, consent: row.consent },
    ...{ state: row.state, answer: row.answer, sentTime: row.sent_time.toISOString() },
    ...{ receivedTime: time(row.received_time), closedTime: time(row.closed_time) },
  }
}
