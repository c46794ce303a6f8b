import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** A stretch the main clock stood still. */
export interface SuspensionRow {
  application_id: string
  kind: string
  notice: string
  file_id: string | null
  step: string | null
  since: Date
  until: Date
  end_time: Date | null
}

export async function insertSuspension(
  tx: Queryable,
  applicationId: string,
  given: { kind: string; notice: string; since: Date; until: Date; fileId?: string; step?: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.application_suspension (application_id, ordinal, kind, notice, file_id, step,
      since, until)
    SELECT ${applicationId}, coalesce(max(ordinal), 0) + 1, ${given.kind}, ${given.notice}, ${given.fileId ?? null},
      ${given.step ?? null}, ${given.since}, ${given.until}
    FROM services.application_suspension WHERE application_id = ${applicationId}`)
}

export async function endSuspension(tx: Queryable, applicationId: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.application_suspension SET end_time = ${now}
    WHERE application_id = ${applicationId} AND end_time IS NULL`)
}

export function listSuspensions(db: Queryable, applicationIds: readonly string[]): Promise<SuspensionRow[]> {
  return db.query<SuspensionRow>(sql`SELECT application_id, kind, notice, file_id, step, since, until, end_time
    FROM services.application_suspension WHERE application_id = ANY(${applicationIds as string[]})
    ORDER BY application_id, ordinal`)
}
