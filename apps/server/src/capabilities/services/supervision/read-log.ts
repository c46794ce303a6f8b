import type { ItemContent } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { usedDays } from '../applications/clock.ts'
import { findApplication, listNodes, listTasks } from '../applications/store.ts'
import { listSuspensions } from '../applications/suspensions-store.ts'
import { findVersion } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { RunLog } from './rules.ts'

/** The node log of an application as it is at a time, with the content of the version it was filed under. */
export async function readLog(
  parts: ServicesParts,
  db: Queryable,
  id: string,
  now: Date,
): Promise<{ log: RunLog; content: ItemContent; organisationId: string | null } | undefined> {
  const row = await findApplication(db, id)
  const version = row && (await findVersion(db, row.item_id, row.item_version))
  if (!row || !version) return undefined
  // One after the other: within a transaction there is one connection.
  const tasks = await listTasks(db, id)
  const notes = await listNodes(db, id)
  const suspensions = await listSuspensions(db, [id])
  const paid = await db.first<{ fen: number }>(sql`SELECT coalesce(sum(fen - refunded_fen), 0)::bigint AS fen
    FROM services.pay_order WHERE business_kind = 'application' AND business_id = ${id}
      AND state IN ('paid', 'part-refunded')`)
  const decided = notes.findLast((one) => one.act === '准予决定' || one.act === '不予决定')
  const log: RunLog = {
    ...{ limitDays: row.limit_days, usedDays: usedDays(parts.territory, row, now), isDeemed: row.is_deemed },
    correctionRounds: row.correction_rounds,
    countedDays: countedDays(parts, row.accepted_time, row.decided_time ?? now),
    notes,
    tasks: tasks.map((one) => ({
      ...{ title: one.title, state: one.state, actor: one.actor },
      isLate: one.due_time !== null && one.due_time < (one.finish_time ?? now),
    })),
    decision: row.decision && { ...row.decision, actor: decided?.actor ?? null },
    fee: { item: row.assessment?.fen ?? version.content.fee.fen, charged: paid?.fen ?? 0 },
    suspensions: suspensions.map((one) => ({
      ...{ notice: one.notice, hasBasis: one.file_id !== null || one.step !== null },
    })),
  }
  return { log, content: version.content, organisationId: row.organisation_id }
}

/** Working days after the day of acceptance up to a time; at most a hundred are listed. */
function countedDays({ territory }: ServicesParts, from: Date | null, to: Date): string[] {
  const days: string[] = []
  if (!from) return days
  for (let time = from.getTime(); days.length < 100; time += 86_400_000) {
    const [day, next] = [new Date(time), new Date(time + 86_400_000)]
    if (dayOf(next) > dayOf(to)) break
    if (territory.calendars.workingDaysBetween(day, next) > 0) days.push(dayOf(next))
  }
  return days
}
