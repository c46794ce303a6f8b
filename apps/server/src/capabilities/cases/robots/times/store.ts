import type { Queryable } from '../../../../kernel/db/database.ts'
import { sql } from '../../../../kernel/db/sql.ts'
import type { ActiveRobot } from '../store.ts'

export interface TimedRobot extends ActiveRobot {
  paused: boolean
  decidedTime: Date
}

const active = sql`cases.robot r JOIN cases.robot_version v ON v.robot_id = r.id AND v.version = r.active_version
  AND v.state = 'approved'`

/** Approved versions that run by time. */
export function listTimed(db: Queryable): Promise<TimedRobot[]> {
  return db.query<TimedRobot>(sql`SELECT r.id, r.name, r.paused, v.version, v.definition, v.decided_time AS "decidedTime"
    FROM ${active} WHERE v.definition ? 'times' ORDER BY r.id`)
}

/** Notes that a planned time has come; false when somebody has noted it before. */
export async function noteFire(tx: Queryable, robot: TimedRobot, planned: Date, now: Date): Promise<boolean> {
  const row = await tx.first(sql`INSERT INTO cases.robot_fire (robot_id, planned_time, fired_time, passed)
    VALUES (${robot.id}, ${planned}, ${now}, ${robot.paused}) ON CONFLICT DO NOTHING RETURNING robot_id`)
  return row !== undefined
}

export async function hasFired(db: Queryable, robotId: string, planned: Date): Promise<boolean> {
  const row = await db.first(sql`SELECT 1 FROM cases.robot_fire
    WHERE robot_id = ${robotId} AND planned_time = ${planned}`)
  return row !== undefined
}

/** When a robot last fired while it was not paused. */
export async function lastFire(db: Queryable, robotId: string): Promise<Date | null> {
  const row = await db.first<{ time: Date | null }>(sql`SELECT max(fired_time) AS time FROM cases.robot_fire
    WHERE robot_id = ${robotId} AND NOT passed`)
  return row?.time ?? null
}

/** Puts every task that waits for a robot before it. */
export async function addDue(tx: Queryable, robot: ActiveRobot, planned: Date): Promise<void> {
  const { caseType = '', task = '' } = robot.definition
  await tx.query(sql`INSERT INTO cases.robot_due (robot_id, task_id, planned_time)
    SELECT ${robot.id}, t.id, ${planned} FROM cases.task t JOIN cases.city_case c ON c.id = t.case_id
    WHERE c.type = ${caseType} AND c.closed_time IS NULL AND t.task = ${task} AND t.kind = 'main'
      AND t.state IN ('waiting', 'assigned') ON CONFLICT DO NOTHING`)
}

/** Takes a task a robot has to look at out of the line; other processes take others. */
export function takeDue(tx: Queryable): Promise<{ robotId: string; taskId: string } | undefined> {
  return tx.first(sql`DELETE FROM cases.robot_due WHERE (robot_id, task_id) = (SELECT robot_id, task_id FROM cases.robot_due
      ORDER BY planned_time, task_id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING robot_id AS "robotId", task_id AS "taskId"`)
}

export function findActive(db: Queryable, id: string): Promise<ActiveRobot | undefined> {
  return db.first<ActiveRobot>(sql`SELECT r.id, r.name, v.version, v.definition FROM ${active}
    WHERE r.id = ${id} AND NOT r.paused`)
}

/** When each robot last looked for work by time. */
export async function lastFires(db: Queryable): Promise<Map<string, Date>> {
  const rows = await db.query<{ id: string; time: Date }>(
    sql`SELECT robot_id AS id, max(planned_time) AS time FROM cases.robot_fire WHERE NOT passed GROUP BY 1`,
  )
  return new Map(rows.map((row) => [row.id, row.time]))
}
