import type { Database } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** Closes orders nobody paid in time; a payment that comes after all is given back. */
export async function expireOrders(db: Database, now: Date): Promise<void> {
  await db.query(
    sql`UPDATE services.pay_order SET state = 'closed' WHERE state = 'waiting' AND expires_time < ${now}`,
  )
}
