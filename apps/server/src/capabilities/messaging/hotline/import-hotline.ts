import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { toGrams } from '../../../kernel/search.ts'
import type { CallRow, SeatRow } from './call-store.ts'
import { insertKnowledge, type KnowledgeInput } from './knowledge-store.ts'
import type { CallerRow, TicketRow } from './ticket-store.ts'

/** A hotline that has worked before: what another system kept of it, whole rows. */
export interface HotlinePast {
  seats: SeatRow[]
  calls: CallRow[]
  tickets: Omit<TicketRow, 'grams'>[]
  callers: Omit<CallerRow, 'seat_user_id'>[]
  knowledge: KnowledgeInput[]
  gaps: { id: string; question: string; times: number; last_time: Date }[]
}

/** Takes over the past of a hotline, each table in one statement. */
export async function importHotline(tx: Transaction, past: HotlinePast, now: Date): Promise<void> {
  const tickets = past.tickets.map((one) => ({ ...one, grams: toGrams(one.title, one.body, one.address) }))
  await tx.query(sql`INSERT INTO messaging.seat
    SELECT * FROM jsonb_populate_recordset(NULL::messaging.seat, ${JSON.stringify(past.seats)})`)
  await tx.query(sql`INSERT INTO messaging.call
    SELECT * FROM jsonb_populate_recordset(NULL::messaging.call, ${JSON.stringify(past.calls)})`)
  await tx.query(sql`INSERT INTO messaging.ticket
    SELECT * FROM jsonb_populate_recordset(NULL::messaging.ticket, ${JSON.stringify(tickets)})`)
  await tx.query(sql`INSERT INTO messaging.ticket_caller
    SELECT * FROM jsonb_populate_recordset(NULL::messaging.ticket_caller, ${JSON.stringify(past.callers)})`)
  await tx.query(sql`INSERT INTO messaging.knowledge_gap
    SELECT * FROM jsonb_populate_recordset(NULL::messaging.knowledge_gap, ${JSON.stringify(past.gaps)})`)
  for (const item of past.knowledge) await insertKnowledge(tx, item, now)
}
