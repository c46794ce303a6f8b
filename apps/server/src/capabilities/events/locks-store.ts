import type { EventType } from '@civitas/domain-kit'
import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { cellsAround } from './rules.ts'

/** Holds back every other that takes the same in until the transaction ends. */
export async function lockIntake(tx: Queryable, what: string): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext(${`events.raise ${what}`}))`)
}

/** What word of an event is about, as far as other word of it is recognised by it. */
export interface Meeting {
  readonly type: EventType
  readonly entityId?: string | null
  readonly position?: readonly [number, number] | null
  /** The same again is the same report. */
  readonly reportKey?: string
}

/** What a report is locked by: two that could be word of one event have a key in common. */
export function meetingKeys({ type, entityId, position, reportKey }: Meeting): string[] {
  const keys = position
    ? cellsAround(position, type.mergeWithin.metres).map((cell) => `${type.id} ${cell}`)
    : []
  if (entityId) keys.push(`${type.id} ${entityId}`)
  if (reportKey) keys.push(reportKey)
  return keys
}

/**
 * Holds back until the transaction ends whatever could be word of the same events: about the same entity, or near enough
 * to be joined with them (`mergeWithin`), so that two reports cannot make two events. Word from elsewhere goes on.
 */
export async function lockMeetings(tx: Queryable, meetings: readonly Meeting[]): Promise<void> {
  const keys = meetings.flatMap(meetingKeys)
  // In one order for all, so that no two wait for each other.
  await tx.query(sql`SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtext('events.raise ' || key) AS key
    FROM unnest(${keys}::text[]) AS k(key) ORDER BY 1) AS keys`)
}

/** Lets one merger go at a time: two that cross would wait for each other’s rows. */
export async function lockMerging(tx: Queryable): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('events.merge'))`)
}
