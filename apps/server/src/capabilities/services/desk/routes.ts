import * as contract from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './store.ts'

/** Slots of a day and how many each window takes in one. */
const slots = ['09:00-10:00', '10:00-11:00', '11:00-12:00', '13:30-14:30', '14:30-15:30', '15:30-16:30']
const perWindow = 4
/** Those who come by appointment, and the old, disabled and soldiers, go before others. */
const ranks = { priority: 0, appointment: 1, other: 2 } as const

/** 一窗受理: windows, queue numbers, appointments (SOC-003). */
export function bindDesk(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const today = () => dayOf(clock.now())
  http.bind(contract.saveServiceWindow, async ({ params, body }) => {
    await store.saveWindow(db, { name: params.window, ...body })
    return { window: params.window }
  })
  http.bind(contract.listServiceWindows, async ({ query }) => {
    const { items, total } = await store.listWindows(db, query)
    return { items: items.map(({ name, ...one }) => ({ window: name, ...one })), total }
  })
  http.bind(contract.takeQueueTicket, async ({ body }) => {
    const now = clock.now()
    return db.transaction(async (tx) => {
      if ((await store.countWindows(tx, body.kind)) === 0) throw invalid('/body/kind', '没有窗口办理此类业务')
      const booked = body.appointmentId && (await store.findAppointment(tx, body.appointmentId))
      const isBooked =
        booked && booked.state === 'booked' && booked.day === today() && booked.kind === body.kind
      if (body.appointmentId && !isBooked) throw invalid('/body/appointmentId', '没有今天的预约')
      const rank = body.priority ? ranks.priority : isBooked ? ranks.appointment : ranks.other
      const ticket = await store.insertTicket(tx, { id: newId(), day: today(), kind: body.kind, rank, now })
      if (isBooked) await store.updateAppointment(tx, booked.id, 'came', ticket.number)
      return ticket
    })
  })
  http.bind(contract.callNextTicket, async ({ params }) => {
    const now = clock.now()
    const window = await store.findWindow(db, params.window)
    if (!window) throw notFound('窗口', params.window)
    const ticket = await db.transaction((tx) => store.callNext(tx, window, today(), now))
    return { ticket: ticket ?? null }
  })
  http.bind(contract.endTicket, async ({ params, body }) => {
    const state = body.came ? ('done' as const) : ('abandoned' as const)
    const ticket = await store.endTicket(db, params.id, state, clock.now())
    if (!ticket) throw conflict('wrong-state', '该号没有在办理。')
    return ticket
  })
  http.bind(contract.listQueueTickets, ({ query }) => store.listTickets(db, today(), query))
  http.bind(contract.getHallStatistics, ({ query }) => store.readHall(db, query.day ?? today(), today()))
  bindAppointments(parts)
}

function bindAppointments(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const freeSlots = async (kind: string, day: string) => {
    const [windows, taken] = await Promise.all([
      store.countWindows(db, kind),
      store.countTaken(db, kind, day),
    ])
    // No appointments on days nobody works.
    const isOpen = parts.territory.calendars.workingDaysBetween(
      new Date(Date.parse(`${day}T12:00:00+08:00`) - 86_400_000),
      new Date(`${day}T12:00:00+08:00`),
    )
    return slots.map((slot) => ({
      slot,
      free: Math.max(0, isOpen * windows * perWindow - (taken.get(slot) ?? 0)),
    }))
  }
  http.bind(contract.listAppointmentSlots, async ({ query }) => ({
    items: await freeSlots(query.kind, query.day),
  }))
  http.bind(contract.bookAppointment, async ({ body }, { principal }) => {
    const acting = await requireActing(parts, principal, 'services', body.kind)
    if (body.day < dayOf(clock.now())) throw invalid('/body/day', '不能预约过去的日期')
    const slot = (await freeSlots(body.kind, body.day)).find((one) => one.slot === body.slot)
    if (!slot) throw invalid('/body/slot', '没有这个时段')
    if (slot.free === 0) throw conflict('slot-full', '该时段已约满或不办公。')
    return store.insertAppointment(db, {
      ...{ id: newId(), subjectId: acting.subject.id, itemId: body.itemId ?? null, kind: body.kind },
      ...{ day: body.day, slot: body.slot, now: clock.now() },
    })
  })
  http.bind(contract.listMyAppointments, async ({ query }, { principal }) => {
    const acting = await requireActing(parts, principal, 'services')
    return store.listAppointments(db, acting.subject.id, query)
  })
  http.bind(contract.listAppointments, async ({ query }) => {
    const { items, total } = await store.listForHalls(db, query, dayOf(clock.now()))
    const known = await parts.identity.subjects.findMany(
      db,
      items.map((one) => one.subjectId),
    )
    return {
      items: items.map(({ subjectId, ...one }) => ({
        ...one,
        subjectName: known.get(subjectId)?.name ?? '',
      })),
      total,
    }
  })
  http.bind(contract.cancelAppointment, async ({ params }, { principal }) => {
    const acting = await requireActing(parts, principal, 'services')
    const cancelled = await store.cancelAppointment(db, params.id, acting.subject.id)
    if (!cancelled) throw notFound('预约', params.id)
    return cancelled
  })
}
