import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export type TimerKind = 'case' | 'task' | 'receipt' | 'check-in' | 'resume' | 'move' | 'supervision' | 'climb'

/** Something the platform does at an instant. `percent` is the share of a limit, for `case` and `task`. */
export interface TimerRow {
  id: string
  /** Null for a letter about no case. */
  caseId: string | null
  taskId: string | null
  supervisionId: string | null
  kind: TimerKind
  percent: number | null
  fireTime: Date
}

export type NewTimer = Pick<TimerRow, 'caseId' | 'kind' | 'fireTime'> & Partial<TimerRow>

const columns = sql`id, case_id AS "caseId", task_id AS "taskId", supervision_id AS "supervisionId", kind, percent,
  fire_time AS "fireTime"`

export function insertTimers(tx: Transaction, timers: readonly NewTimer[]): void {
  for (const timer of timers)
    tx.add('cases.timer', { id: newId(), ...timer }, (rows) => writeTimers(tx, rows))
}

async function writeTimers(tx: Queryable, rows: readonly NewTimer[]): Promise<void> {
  await tx.query(sql`INSERT INTO cases.timer (id, case_id, task_id, supervision_id, kind, percent, fire_time)
    SELECT id, "caseId", "taskId", "supervisionId", kind, percent, "fireTime"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "caseId" uuid, "taskId" uuid,
      "supervisionId" uuid, kind text, percent int, "fireTime" timestamptz)`)
}

/** Takes those that are due, passing over what another process has under hand. */
export function claimTimers(tx: Queryable, now: Date, limit: number): Promise<TimerRow[]> {
  return tx.query<TimerRow>(sql`SELECT ${columns} FROM cases.timer WHERE fire_time <= ${now}
    ORDER BY fire_time, id LIMIT ${limit} FOR UPDATE SKIP LOCKED`)
}

export async function deleteTimers(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query(sql`DELETE FROM cases.timer WHERE id = ANY(${ids as string[]}::uuid[])`)
}

/** Takes back what is still to come; what is due already stays and is judged when it fires. */
export async function dropTimers(
  tx: Queryable,
  of: { caseId: string; taskId?: string; kinds?: readonly TimerKind[] },
  now: Date,
): Promise<void> {
  const task = of.taskId ? sql`AND task_id = ${of.taskId}` : sql``
  const kinds = of.kinds ? sql`AND kind = ANY(${of.kinds as string[]})` : sql``
  await tx.query(
    sql`DELETE FROM cases.timer WHERE case_id = ${of.caseId} AND fire_time > ${now} ${task} ${kinds}`,
  )
}

export async function postponeTimer(tx: Queryable, id: string, until: Date): Promise<void> {
  await tx.query(sql`UPDATE cases.timer SET fire_time = ${until} WHERE id = ${id}`)
}

export async function nextFireTime(db: Queryable): Promise<Date | null> {
  const row = await db.first<{ next: Date | null }>(sql`SELECT min(fire_time) AS next FROM cases.timer`)
  return row?.next ?? null
}

/** When a case that waits enters its next stage by itself. */
export async function findMoveTime(db: Queryable, caseId: string): Promise<Date | null> {
  const row = await db.first<{ at: Date | null }>(
    sql`SELECT min(fire_time) AS at FROM cases.timer WHERE case_id = ${caseId} AND kind = 'move'`,
  )
  return row?.at ?? null
}
