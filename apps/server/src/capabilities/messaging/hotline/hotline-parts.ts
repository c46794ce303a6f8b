import type { Call, MessageRequest, Seat } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { maskPhone } from '../../identity/index.ts'
import type { MessagingParts } from '../messaging-parts.ts'
import * as store from './call-store.ts'
import type { Telephony } from './telephony.ts'

/** What the functions of this folder work with. */
export interface HotlineParts extends MessagingParts {
  readonly telephony: Telephony
  /** Sends a message in the caller’s transaction. */
  readonly tell: (tx: Transaction, request: MessageRequest) => Promise<string>
}

/** The seat that has the call and checkers see whole numbers, nobody else does. */
export function maySeeNumber(principal: Principal | null, seatUserId: string | null): boolean {
  if (!principal) return false
  return principal.userId === seatUserId || hasPermission(principal, 'messaging.supervise')
}

export async function toCall(
  db: Queryable,
  row: store.CallRow,
  principal: Principal | null,
  titles?: ReadonlyMap<string, string>,
): Promise<Call> {
  const named = titles ?? (await lineTitles(db))
  const isOpen = maySeeNumber(principal, row.seat_user_id)
  return {
    id: row.id,
    line: row.line,
    lineTitle: named.get(row.line) ?? row.line,
    skill: row.skill,
    priority: row.priority,
    state: row.state,
    number: isOpen ? row.number : maskPhone(row.number),
    callerName: row.hidden && !isOpen ? null : row.caller_name,
    hidden: row.hidden,
    seatUserId: row.seat_user_id,
    seatName: row.seat_name,
    notes: isOpen ? row.notes : '',
    arrivedTime: row.arrived_time.toISOString(),
    offeredTime: row.offered_time?.toISOString() ?? null,
    answeredTime: row.answered_time?.toISOString() ?? null,
    endedTime: row.ended_time?.toISOString() ?? null,
    place: await store.placeOf(db, row),
    ticketId: row.ticket_id,
    transferredTo: row.transferred_to,
  }
}

export async function lineTitles(db: Queryable): Promise<Map<string, string>> {
  return new Map((await store.listLines(db)).map((line) => [line.number, line.title]))
}

export function toSeat(row: store.SeatRow): Seat {
  return {
    userId: row.user_id,
    name: row.name,
    extension: row.extension,
    skills: row.skills,
    state: row.state,
    since: row.since.toISOString(),
    callId: row.call_id,
  }
}

/** Tells every desk that something changed; each reads what it may see. */
export function tellDesks({ kernel }: HotlineParts, tx: Transaction): void {
  tx.afterCommit(() => kernel.realtime.publish('messages', '', { hotline: true }))
}
