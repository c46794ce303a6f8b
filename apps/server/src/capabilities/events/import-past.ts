import type { EventSource } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { insertEntry } from './entries-store.ts'
import { dayNumberOf } from './rules.ts'
import { insertEvents, takeReferences } from './store.ts'

/** An event that was over before it came here, as the system before this one has it. */
export interface PastEvent {
  readonly type: string
  readonly title: string
  readonly source: EventSource
  readonly divisionCode: string
  readonly position: readonly [number, number]
  readonly raisedTime: Date
  readonly closedTime: Date
  /** Found untrue instead of settled. */
  readonly isUntrue: boolean
}

/** Brings events in that are over: they are counted and found, and nobody is told of them. */
export async function importPast(tx: Transaction, past: readonly PastEvent[]): Promise<void> {
  const byDay = new Map<string, PastEvent[]>()
  for (const one of past) {
    const day = dayNumberOf(one.raisedTime)
    byDay.set(day, [...(byDay.get(day) ?? []), one])
  }
  for (const ofDay of byDay.values()) await importDay(tx, ofDay)
}

async function importDay(tx: Transaction, past: readonly PastEvent[]): Promise<void> {
  const references = await takeReferences(tx, (past[0] as PastEvent).raisedTime, past.length)
  const rows = await insertEvents(
    tx,
    past.map((one, n) => ({
      ...{ reference: references[n] as string, type: one.type, title: one.title, description: '' },
      ...{ own_level: 'blue' as const, own_active: false, state: one.isUntrue ? 'dismissed' : 'closed' },
      ...{ source: one.source, entity_id: null, entity_name: null, division_code: one.divisionCode },
      ...{ lon: one.position[0], lat: one.position[1], value: null, unit: null },
      raised_time: one.raisedTime,
    })),
  )
  const ends = rows.map(({ id }, n) => ({ id, time: (past[n] as PastEvent).closedTime }))
  await tx.query(sql`UPDATE events.event AS e SET closed_time = r.time, changed_time = r.time
    FROM jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) AS r(id uuid, time timestamptz) WHERE e.id = r.id`)
  for (const [n, { id: eventId }] of rows.entries()) {
    const { raisedTime, closedTime, isUntrue } = past[n] as PastEvent
    insertEntry(tx, { eventId, act: 'raised', text: '由原系统迁入' }, raisedTime)
    insertEntry(tx, { eventId, act: isUntrue ? 'dismissed' : 'closed', text: '由原系统迁入' }, closedTime)
  }
}
