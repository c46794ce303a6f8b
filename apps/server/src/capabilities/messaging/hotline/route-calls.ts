import type { Transaction } from '../../../kernel/db/database.ts'
import * as store from './call-store.ts'
import { type HotlineParts, tellDesks } from './hotline-parts.ts'
import { chooseNext } from './rules.ts'
import { putBack } from './take-call.ts'

/** How long a call rings at a seat before another gets it, s. */
const ringSeconds = 20

/** Gives the next waiting call to a free seat; false when nobody waits or nobody is free. */
export async function routeNext(parts: HotlineParts, tx: Transaction): Promise<boolean> {
  const seats = await store.listFreeSeats(tx)
  if (seats.length === 0) return false
  const waiting = await store.listWaiting(tx, true)
  const chosen = chooseNext(
    waiting.map((call) => ({
      ...{ id: call.id, skill: call.skill, priority: call.priority, arrived: call.arrived_time.getTime() },
      ...{ wantedSeat: call.wanted_seat, onlyWanted: call.only_wanted },
    })),
    seats.map((seat) => ({ userId: seat.user_id, skills: seat.skills, since: seat.since.getTime() })),
  )
  const call = waiting.find((one) => one.id === chosen?.call.id)
  const seat = seats.find((one) => one.user_id === chosen?.seat.userId)
  if (!call || !seat) return false
  const now = parts.kernel.clock.now()
  await store.updateCall(tx, call.id, {
    ...{ state: 'ringing', ringing_time: now, seat_user_id: seat.user_id, seat_name: seat.name },
  })
  await store.setSeatState(tx, seat.user_id, 'busy', call.id, now)
  await parts.telephony.carryOut(call.external_id, { act: 'connect', to: seat.extension, say: null })
  tellDesks(parts, tx)
  return true
}

/** Offers a call-back to one caller who has waited beyond the limit of the line; false when there is none. */
export async function offerNext(parts: HotlineParts, tx: Transaction): Promise<boolean> {
  const now = parts.kernel.clock.now()
  const call = await store.takeToOffer(tx, now)
  if (!call) return false
  await store.updateCall(tx, call.id, { offered_time: now })
  const say = '话务繁忙，按 1 由我们按您现在的排队顺序回拨，按 2 继续等待。'
  if (call.number) await parts.telephony.carryOut(call.external_id, { act: 'offer-call-back', to: null, say })
  tellDesks(parts, tx)
  return true
}

/** Takes one call back from a seat that does not pick up; false when there is none. */
export async function retrieveNext(parts: HotlineParts, tx: Transaction): Promise<boolean> {
  const before = new Date(parts.kernel.clock.now().getTime() - ringSeconds * 1000)
  const call = await store.takeUnanswered(tx, before)
  if (!call) return false
  await putBack(parts, tx, call)
  tellDesks(parts, tx)
  return true
}
