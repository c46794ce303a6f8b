import type { Page, Robot, RobotDefinition, RobotRun } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { notFound } from '../../../kernel/problem.ts'

interface RobotRow {
  id: string
  name: string
  activeVersion: number | null
  paused: boolean
}

interface VersionRow {
  robotId: string
  version: number
  definition: RobotDefinition
  state: Robot['versions'][number]['state']
  writtenBy: string
  writtenName: string
  writtenTime: Date
  tried: number
  decidedName: string | null
  decidedTime: Date | null
  decision: string | null
}

const robotColumns = sql`id, name, active_version AS "activeVersion", paused`
const versionColumns = sql`robot_id AS "robotId", version, definition, state, written_by AS "writtenBy",
  written_name AS "writtenName", written_time AS "writtenTime", tried, decided_name AS "decidedName",
  decided_time AS "decidedTime", decision`

/** A robot but for when it runs, which the calendar knows. */
export type StoredRobot = Omit<Robot, 'nextTime' | 'lastFired'>

export async function listRobots(db: Queryable, id?: string): Promise<StoredRobot[]> {
  const which = id ? sql`WHERE id = ${id}` : empty
  const robots = await db.query<RobotRow>(
    sql`SELECT ${robotColumns} FROM cases.robot ${which} ORDER BY name, id`,
  )
  const versions = await db.query<VersionRow>(
    sql`SELECT ${versionColumns} FROM cases.robot_version ORDER BY version DESC`,
  )
  const runs = await db.query<{ robotId: string; outcome: RobotRun['outcome']; n: number }>(sql`
    SELECT robot_id AS "robotId", outcome, count(*)::int AS n FROM cases.robot_run GROUP BY 1, 2`)
  const rows = await db.query<{ robotId: string; done: number; left: number }>(sql`
    SELECT robot_id AS "robotId", count(*) FILTER (WHERE state = 'done')::int AS done,
      count(*) FILTER (WHERE state = 'left')::int AS left FROM cases.robot_row GROUP BY 1`)
  return robots.map((robot) => {
    const ofRows = rows.find((one) => one.robotId === robot.id)
    const count = (outcome: RobotRun['outcome']) =>
      runs.find((run) => run.robotId === robot.id && run.outcome === outcome)?.n ?? 0
    return {
      ...robot,
      versions: versions.filter((one) => one.robotId === robot.id).map(toVersion),
      runs: { acted: count('acted'), suggested: count('suggested'), stopped: count('stopped') },
      rows: { done: ofRows?.done ?? 0, left: ofRows?.left ?? 0 },
    }
  })
}

function toVersion({ robotId: _, writtenBy: __, ...row }: VersionRow): Robot['versions'][number] {
  return {
    ...row,
    writtenTime: row.writtenTime.toISOString(),
    decidedTime: row.decidedTime?.toISOString() ?? null,
  }
}

export async function getRobot(db: Queryable, id: string): Promise<StoredRobot> {
  const [robot] = await listRobots(db, id)
  if (!robot) throw notFound('机器人', id)
  return robot
}

export async function getVersion(db: Queryable, id: string, version: number): Promise<VersionRow> {
  const row = await db.first<VersionRow>(sql`SELECT ${versionColumns} FROM cases.robot_version
    WHERE robot_id = ${id} AND version = ${version}`)
  if (!row) throw notFound('机器人版本', `${id} ${version}`)
  return row
}

export async function writeVersion(
  tx: Queryable,
  given: { id: string; name: string; definition: RobotDefinition },
  by: { userId: string; name: string },
  now: Date,
): Promise<void> {
  const { id, name, definition } = given
  await tx.query(sql`INSERT INTO cases.robot (id, name) VALUES (${id}, ${name})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name`)
  await tx.query(sql`INSERT INTO cases.robot_version (robot_id, version, definition, state, written_by, written_name, written_time)
    SELECT ${id}, coalesce(max(version), 0) + 1, ${JSON.stringify(definition)}, 'draft', ${by.userId}, ${by.name}, ${now}
    FROM cases.robot_version WHERE robot_id = ${id}`)
}

export async function noteTrial(db: Queryable, id: string, version: number, cases: number): Promise<void> {
  await db.query(
    sql`UPDATE cases.robot_version SET tried = ${cases} WHERE robot_id = ${id} AND version = ${version}`,
  )
}

export async function writeDecision(
  tx: Queryable,
  id: string,
  version: number,
  answer: { approve: boolean; comment: string; by: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE cases.robot_version SET state = ${answer.approve ? 'approved' : 'refused'},
      decided_name = ${answer.by}, decided_time = ${now}, decision = ${answer.comment}
    WHERE robot_id = ${id} AND version = ${version}`)
  if (answer.approve) await tx.query(sql`UPDATE cases.robot SET active_version = ${version} WHERE id = ${id}`)
}

export async function setPaused(db: Queryable, id: string, paused: boolean): Promise<void> {
  await db.query(sql`UPDATE cases.robot SET paused = ${paused} WHERE id = ${id}`)
}

export interface ActiveRobot {
  id: string
  name: string
  version: number
  definition: RobotDefinition
}

/** Approved versions that look at each task of a case type as it comes. */
export function listActive(db: Queryable, caseType: string, task: string): Promise<ActiveRobot[]> {
  return db.query<ActiveRobot>(sql`SELECT r.id, r.name, v.version, v.definition FROM cases.robot r
    JOIN cases.robot_version v ON v.robot_id = r.id AND v.version = r.active_version
    WHERE NOT r.paused AND v.state = 'approved' AND v.definition->>'caseType' = ${caseType}
      AND v.definition->>'task' = ${task} AND NOT v.definition ? 'times' ORDER BY r.id`)
}

/** Approved versions of one kind that are not paused. */
export function listActiveOfKind(db: Queryable, kind: RobotDefinition['kind']): Promise<ActiveRobot[]> {
  return db.query<ActiveRobot>(sql`SELECT r.id, r.name, v.version, v.definition FROM cases.robot r
    JOIN cases.robot_version v ON v.robot_id = r.id AND v.version = r.active_version
    WHERE NOT r.paused AND v.state = 'approved' AND v.definition->>'kind' = ${kind} ORDER BY r.id`)
}

export type NewRun = Omit<RobotRun, 'robotName' | 'caseReference' | 'caseTitle' | 'time'> & {
  taskVersion: number
}

/** Writes a run; false when this version has already judged this state of the task. */
export async function insertRun(tx: Queryable, run: NewRun, now: Date): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO cases.robot_run (id, robot_id, version, case_id, task_id, task_version, time,
      outcome, confidence, reason, inputs, outputs)
    VALUES (${run.id}, ${run.robotId}, ${run.version}, ${run.caseId}, ${run.taskId}, ${run.taskVersion}, ${now}, ${run.outcome},
      ${run.confidence}, ${run.reason}, ${JSON.stringify(run.inputs)}, ${JSON.stringify(run.outputs)})
    ON CONFLICT DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function wasJudged(
  db: Queryable,
  robot: ActiveRobot,
  taskId: string,
  taskVersion: number,
): Promise<boolean> {
  const row = await db.first(sql`SELECT 1 FROM cases.robot_run WHERE robot_id = ${robot.id}
    AND version = ${robot.version} AND task_id = ${taskId} AND task_version = ${taskVersion}`)
  return row !== undefined
}

export async function listRuns(
  db: Queryable,
  query: { id?: string; robotId?: string; caseId?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<RobotRun>> {
  const tables = sql`cases.robot_run u JOIN cases.robot r ON r.id = u.robot_id JOIN cases.city_case c ON c.id = u.case_id`
  const where = sql`WHERE ${inScope('c.division_code', scope)} ${query.robotId ? sql`AND u.robot_id = ${query.robotId}` : empty}
    ${query.id ? sql`AND u.id = ${query.id}` : empty} ${query.caseId ? sql`AND u.case_id = ${query.caseId}` : empty}`
  const rows = await db.query<
    Omit<RobotRun, 'time'> & { time: Date }
  >(sql`SELECT u.id, u.robot_id AS "robotId",
      r.name AS "robotName", u.version, u.case_id AS "caseId", c.reference AS "caseReference", c.title AS "caseTitle",
      u.task_id AS "taskId", u.time, u.outcome, u.confidence, u.reason, u.inputs, u.outputs
    FROM ${tables} ${where} ORDER BY u.time DESC, u.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`)
  return { items: rows.map((row) => ({ ...row, time: row.time.toISOString() })), total: count?.n ?? 0 }
}
