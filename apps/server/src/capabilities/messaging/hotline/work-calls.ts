import type { Call, CallCard, Desk, OperationInput, Seat, transferCall } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import * as store from './call-store.ts'
import { type HotlineParts, lineTitles, maySeeNumber, tellDesks, toCall, toSeat } from './hotline-parts.ts'
import { emergencyNumbers } from './rules.ts'
import { connect, hangUp } from './take-call.ts'
import { listTicketsOf, toTicket } from './ticket-store.ts'

/** What a seat looks at. Whoever opens the desk for the first time gets a seat, at rest. */
export async function getDesk({ kernel }: HotlineParts, by: Principal): Promise<Desk> {
  const { db } = kernel
  const mine = await store.findSeat(db, by.userId)
  const titles = await lineTitles(db)
  const own = mine?.call_id ? await store.findCall(db, mine.call_id) : undefined
  const waiting = await store.listWaiting(db)
  return {
    seat: mine ? toSeat(mine) : null,
    call: own ? await toCall(db, own, by, titles) : null,
    waiting: await Promise.all(waiting.slice(0, 100).map((row) => toCall(db, row, by, titles))),
    seats: (await store.listSeats(db)).map(toSeat),
    lines: await store.listLines(db),
  }
}

export async function setOwnState(
  parts: HotlineParts,
  state: 'ready' | 'wrap-up' | 'away' | 'off',
  by: Principal,
): Promise<Seat> {
  return parts.kernel.db.transaction(async (tx) => {
    const now = parts.kernel.clock.now()
    const seat =
      (await store.findSeat(tx, by.userId, true)) ??
      (await store.saveSeat(tx, { user_id: by.userId, name: by.name, extension: by.account }, now))
    const call = seat.call_id ? await store.findCall(tx, seat.call_id) : undefined
    if (call?.state === 'talking') throw conflict('call-running', '通话尚未结束，不能改变坐席状态。')
    await store.setSeatState(tx, by.userId, state, state === 'wrap-up' ? seat.call_id : null, now)
    tellDesks(parts, tx)
    return toSeat((await store.findSeat(tx, by.userId)) as store.SeatRow)
  })
}

/** Works on a call of one’s own, locked; answers it as it is afterwards. */
async function withOwnCall(
  parts: HotlineParts,
  id: string,
  by: Principal,
  work: (tx: Transaction, call: store.CallRow) => Promise<store.CallRow>,
): Promise<Call> {
  return parts.kernel.db.transaction(async (tx) => {
    const call = await store.findCall(tx, id, true)
    if (!call) throw notFound('通话', id)
    if (call.seat_user_id !== by.userId) throw forbidden('这通电话不在您的坐席上。', 'not-your-call')
    const after = await work(tx, call)
    tellDesks(parts, tx)
    return toCall(tx, after, by)
  })
}

export function answer(parts: HotlineParts, id: string, by: Principal): Promise<Call> {
  return withOwnCall(parts, id, by, async (tx, call) => {
    if (call.state === 'talking') return call
    if (call.state !== 'ringing') throw conflict('not-ringing', '这通电话已不在振铃。')
    return connect(parts, tx, call)
  })
}

export function end(parts: HotlineParts, id: string, by: Principal): Promise<Call> {
  return withOwnCall(parts, id, by, async (tx, call) => {
    if (call.state !== 'talking') return call
    await parts.telephony.carryOut(call.external_id, { act: 'hang-up', to: null, say: null })
    return hangUp(parts, tx, call)
  })
}

export function note(
  parts: HotlineParts,
  id: string,
  given: { callerName?: string; hidden?: boolean; notes?: string },
  by: Principal,
): Promise<Call> {
  return withOwnCall(parts, id, by, (tx, call) =>
    store.updateCall(tx, id, {
      caller_name: given.callerName ?? call.caller_name,
      hidden: given.hidden ?? call.hidden,
      notes: given.notes ?? call.notes,
    }),
  )
}

/** Hands a call over with what was noted: to a specialist it waits for first in line, to an emergency number at once. */
export function transfer(
  parts: HotlineParts,
  id: string,
  given: OperationInput<typeof transferCall>['body'],
  by: Principal,
): Promise<Call> {
  const { skill, userId, number } = given
  if ([skill, userId, number].filter(Boolean).length !== 1)
    throw invalid('/body/skill', '请指定转给哪个技能组、哪位话务员或哪个紧急号码，三者取一')
  return withOwnCall(parts, id, by, async (tx, call) => {
    if (call.state !== 'talking') throw conflict('not-talking', '只能转接正在通话的电话。')
    const now = parts.kernel.clock.now()
    const notes = [call.notes, `${by.name}转接：${given.notes}`].filter(Boolean).join('\n')
    if (userId && !(await store.findSeat(tx, userId))) throw invalid('/body/userId', '没有这个坐席')
    await store.setSeatState(tx, by.userId, 'wrap-up', null, now)
    if (number && emergencyNumbers.has(number)) {
      await parts.telephony.carryOut(call.external_id, { act: 'transfer', to: number, say: null })
      return store.updateCall(tx, id, {
        notes,
        state: 'transferred',
        transferred_to: number,
        ended_time: now,
      })
    }
    return store.updateCall(tx, id, {
      ...{ notes, state: 'queued', priority: 9, seat_user_id: null, seat_name: null, ringing_time: null },
      ...{ wanted_seat: userId ?? null, only_wanted: userId !== undefined, skill: skill ?? call.skill },
      transferred_to: skill ?? userId ?? null,
    })
  })
}

/** What is known of a call and its caller; only for the seat that has it and for checkers. */
export async function getCard({ kernel }: HotlineParts, id: string, by: Principal): Promise<CallCard> {
  const { db } = kernel
  const row = await store.findCall(db, id)
  if (!row) throw notFound('通话', id)
  const call = await toCall(db, row, by)
  if (!maySeeNumber(by, row.seat_user_id) || !row.number)
    return { call, history: [], openTickets: [], calls: 0, addresses: [] }
  const maySeeSecret = hasPermission(by, 'messaging.supervise')
  const history = (await listTicketsOf(db, row.number))
    .filter((ticket) => maySeeSecret || !ticket.secret || ticket.created_by === by.userId)
    .map(toTicket)
  return {
    call,
    history,
    openTickets: history.filter((ticket) => ticket.state === 'handling'),
    calls: await store.countCalls(db, row.number, row.arrived_time),
    addresses: [...new Set(history.flatMap((ticket) => ticket.address ?? []))].slice(0, 5),
  }
}
