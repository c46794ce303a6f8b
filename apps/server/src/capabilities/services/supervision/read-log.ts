import type { ItemContent } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { usedDays } from '../applications/clock.ts'
import {
  type AppRow,
  findApplications,
  listNodesOf,
  listTasksIn,
  type NodeRow,
  type TaskRow,
} from '../applications/store.ts'
import { listSuspensions, type SuspensionRow } from '../applications/suspensions-store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { RunLog } from './rules.ts'

/** What supervision reads of one application. */
export interface ReadLog {
  id: string
  log: RunLog
  content: ItemContent
  organisationId: string | null
}

/** The node log of an application as it is at a time, with the content of the version it was filed under. */
export async function readLog(
  parts: ServicesParts,
  db: Queryable,
  id: string,
  now: Date,
): Promise<ReadLog | undefined> {
  return (await readLogs(parts, db, [id], now))[0]
}

/** The same of many, in as many questions as for one. */
export async function readLogs(
  parts: ServicesParts,
  db: Queryable,
  ids: readonly string[],
  now: Date,
): Promise<ReadLog[]> {
  // One after the other: within a transaction there is one connection.
  const rows = await findApplications(db, ids)
  const tasks = byApplication(await listTasksIn(db, ids))
  const nodes = byApplication(await listNodesOf(db, ids))
  const suspensions = byApplication(await listSuspensions(db, ids))
  const paid = await readPaid(db, ids)
  const logs: ReadLog[] = []
  for (const row of rows) {
    const version = await parts.frozenVersion(db, row.item_id, row.item_version)
    if (!version) continue
    const kept = {
      ...{ tasks: tasks.get(row.id) ?? [], nodes: nodes.get(row.id) ?? [] },
      ...{ suspensions: suspensions.get(row.id) ?? [], paidFen: paid.get(row.id) ?? 0 },
    }
    const { content } = version
    logs.push({
      ...{ id: row.id, log: toLog(parts, row, content, kept, now) },
      ...{ content, organisationId: row.organisation_id },
    })
  }
  return logs
}

function byApplication<T extends { application_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const by = new Map<string, T[]>()
  for (const row of rows) {
    const before = by.get(row.application_id)
    if (before) before.push(row)
    else by.set(row.application_id, [row])
  }
  return by
}

/** What was paid for applications and not given back, fen. */
async function readPaid(db: Queryable, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; fen: number }>(sql`SELECT business_id AS id,
      sum(fen - refunded_fen)::bigint AS fen FROM services.pay_order
    WHERE business_kind = 'application' AND business_id = ANY(${ids as string[]}) AND state IN ('paid', 'part-refunded')
    GROUP BY business_id`)
  return new Map(rows.map((row) => [row.id, row.fen]))
}

interface Kept {
  tasks: readonly TaskRow[]
  nodes: readonly NodeRow[]
  suspensions: readonly SuspensionRow[]
  paidFen: number
}

function toLog(parts: ServicesParts, row: AppRow, content: ItemContent, kept: Kept, now: Date): RunLog {
  const decided = kept.nodes.findLast((one) => one.act === '准予决定' || one.act === '不予决定')
  return {
    ...{ limitDays: row.limit_days, usedDays: usedDays(parts.territory, row, now), isDeemed: row.is_deemed },
    correctionRounds: row.correction_rounds,
    countedDays: countedDays(parts, row.accepted_time, row.decided_time ?? now),
    notes: kept.nodes,
    tasks: kept.tasks.map((one) => ({
      ...{ title: one.title, state: one.state, actor: one.actor },
      isLate: one.due_time !== null && one.due_time < (one.finish_time ?? now),
    })),
    decision: row.decision && { ...row.decision, actor: decided?.actor ?? null },
    fee: { item: row.assessment?.fen ?? content.fee.fen, charged: kept.paidFen },
    suspensions: kept.suspensions.map((one) => ({
      ...{ notice: one.notice, hasBasis: one.file_id !== null || one.step !== null },
    })),
  }
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
