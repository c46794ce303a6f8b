import { officerMoved } from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import type { ServicesParts } from '../services-parts.ts'

/** Steps somebody has claimed and not finished go to the successor when that person leaves the office. */
export function followMovers({ kernel }: ServicesParts): void {
  kernel.messages.subscribe('services.hand-over', officerMoved, async (tx, { body }) => {
    await tx.query(sql`UPDATE services.application_task SET actor_id = ${body.successorId}, actor = ${body.successorName}
      WHERE actor_id = ${body.userId} AND claim_time IS NOT NULL AND finish_time IS NULL`)
  })
}
