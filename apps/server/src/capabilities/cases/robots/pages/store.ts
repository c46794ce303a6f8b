import type { RobotDefinition, RobotRunDetail, RobotRunStep, RobotSite } from '@civitas/contract'
import { inScope, type Scope } from '../../../../kernel/access.ts'
import type { Queryable } from '../../../../kernel/db/database.ts'
import { sql } from '../../../../kernel/db/sql.ts'
import { newId } from '../../../../kernel/ids.ts'
import { notFound } from '../../../../kernel/problem.ts'
import { listRuns } from '../store.ts'
import type { Walked } from './walk-pages.ts'

const siteColumns = sql`id, origin, title, added_name AS "addedName", added_time AS "addedTime"`
type SiteRow = Omit<RobotSite, 'addedTime'> & { addedTime: Date }

export async function listSites(db: Queryable): Promise<RobotSite[]> {
  const rows = await db.query<SiteRow>(sql`SELECT ${siteColumns} FROM cases.robot_site ORDER BY origin`)
  return rows.map((row) => ({ ...row, addedTime: row.addedTime.toISOString() }))
}

export async function listOrigins(db: Queryable): Promise<Set<string>> {
  return new Set((await listSites(db)).map((one) => one.origin))
}

/** Allows an origin; allowed already, it gets the new title. */
export async function insertSite(
  db: Queryable,
  given: { origin: string; title: string; by: { userId: string; name: string } },
  now: Date,
): Promise<RobotSite> {
  const { origin, title, by } = given
  const row =
    await db.first<SiteRow>(sql`INSERT INTO cases.robot_site (id, origin, title, added_by, added_name, added_time)
    VALUES (${newId()}, ${origin}, ${title}, ${by.userId}, ${by.name}, ${now})
    ON CONFLICT (origin) DO UPDATE SET title = excluded.title RETURNING ${siteColumns}`)
  return { ...(row as SiteRow), addedTime: (row as SiteRow).addedTime.toISOString() }
}

export async function deleteSite(db: Queryable, id: string): Promise<void> {
  const row = await db.first(sql`DELETE FROM cases.robot_site WHERE id = ${id} RETURNING id`)
  if (!row) throw notFound('准许的地址', id)
}

export interface RunningRow {
  id: string
  robotId: string
  robotName: string
  version: number
  definition: RobotDefinition
  caseId: string
  taskId: string
  taskVersion: number
  confidence: number
  submitTime: Date | null
}

/** Runs on pages that have not ended, the oldest first. */
export function listRunning(db: Queryable): Promise<RunningRow[]> {
  return db.query<RunningRow>(sql`SELECT u.id, u.robot_id AS "robotId", r.name AS "robotName", u.version, v.definition,
      u.case_id AS "caseId", u.task_id AS "taskId", u.task_version AS "taskVersion", u.confidence,
      u.submit_time AS "submitTime"
    FROM cases.robot_run u JOIN cases.robot r ON r.id = u.robot_id
      JOIN cases.robot_version v ON v.robot_id = u.robot_id AND v.version = u.version
    WHERE u.outcome = 'running' ORDER BY u.time, u.id LIMIT 20`)
}

/** Notes that a run is about to submit, if its task is as it was; false when somebody has changed it. */
export async function noteSubmit(db: Queryable, run: RunningRow, now: Date): Promise<boolean> {
  const row = await db.first(sql`UPDATE cases.robot_run u SET submit_time = coalesce(u.submit_time, ${now})
    WHERE u.id = ${run.id} AND EXISTS (SELECT 1 FROM cases.task t WHERE t.id = u.task_id
      AND t.version = u.task_version AND t.state IN ('waiting', 'assigned')) RETURNING u.id`)
  return row !== undefined
}

export async function endRun(
  tx: Queryable,
  id: string,
  end: { outcome: 'acted' | 'stopped'; reason: string; outputs: Record<string, unknown> },
): Promise<void> {
  await tx.query(sql`UPDATE cases.robot_run SET outcome = ${end.outcome}, reason = ${end.reason},
    outputs = outputs || ${JSON.stringify(end.outputs)}::jsonb WHERE id = ${id}`)
}

export async function insertSteps(tx: Queryable, runId: string, steps: readonly Walked[]): Promise<void> {
  for (const [index, one] of steps.entries())
    await tx.query(sql`INSERT INTO cases.robot_step (run_id, number, act, target, value, state, message, address, time,
        picture_before, picture_after)
      VALUES (${runId}, ${index + 1}, ${one.step.act}, ${one.step.target ?? ''}, ${one.value}, ${one.state}, ${one.message},
        ${one.address}, ${one.time}, ${one.before}, ${one.after})`)
}

export async function getRun(db: Queryable, id: string, scope: Scope): Promise<RobotRunDetail> {
  const { items } = await listRuns(db, { id, limit: 1 }, scope)
  const [run] = items
  if (!run) throw notFound('运行记录', id)
  const more = await db.first<{ submitTime: Date | null }>(
    sql`SELECT submit_time AS "submitTime" FROM cases.robot_run WHERE id = ${id}`,
  )
  const rows = await db.query<
    Omit<RobotRunStep, 'time'> & { time: Date }
  >(sql`SELECT number, act, target, value, state,
      message, address, time, picture_before IS NOT NULL AS "hasBefore", picture_after IS NOT NULL AS "hasAfter"
    FROM cases.robot_step WHERE run_id = ${id} ORDER BY number`)
  const steps = rows.map((row) => ({ ...row, time: row.time.toISOString() }))
  const read = (run.outputs.read ?? {}) as Record<string, unknown>
  return { ...run, submitTime: more?.submitTime?.toISOString() ?? null, steps, read }
}

export async function getPicture(
  db: Queryable,
  of: { id: string; number: number; when: 'before' | 'after' },
  scope: Scope,
): Promise<Buffer> {
  const column = of.when === 'before' ? sql`s.picture_before` : sql`s.picture_after`
  const row = await db.first<{
    picture: Buffer | null
  }>(sql`SELECT ${column} AS picture FROM cases.robot_step s
    JOIN cases.robot_run u ON u.id = s.run_id JOIN cases.city_case c ON c.id = u.case_id
    WHERE s.run_id = ${of.id} AND s.number = ${of.number} AND ${inScope('c.division_code', scope)}`)
  if (!row?.picture) throw notFound('截图', `${of.id} ${of.number}`)
  return row.picture
}
