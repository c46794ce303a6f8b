import type {
  GridAttendance,
  OperationInput,
  Page,
  Patrol,
  PatrolPlan,
  recordPatrol,
  savePatrolPlan,
} from '@civitas/contract'
import { inDivision, inScope, type Principal, requireInScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid } from '../../../kernel/problem.ts'
import { dateOf } from '../rules.ts'
import type { GridMemory } from './bind-grids.ts'
import { worstAccuracyM } from './rules.ts'

type PlanInput = OperationInput<typeof savePatrolPlan>['body']
type PatrolInput = OperationInput<typeof recordPatrol>['body']

interface Fix {
  position: readonly number[]
  time: string
  accuracyM: number
}

/**
 * Stores a walk; fixes that are too rough or outside the grid of their moment stay in the track but do not count,
 * nor does a walk in a grid that is somebody else’s.
 */
export async function storePatrol(
  tx: Transaction,
  memory: GridMemory,
  given: PatrolInput,
  by: Principal,
): Promise<Patrol> {
  requireInScope(given.gridCode, by.scope)
  if (!memory.grids().versionsOf(given.gridCode).length)
    throw invalid('/body/gridCode', `没有网格 ${given.gridCode}`)
  const counts = ({ position: [lon = 0, lat = 0], time, accuracyM }: Fix) =>
    accuracyM <= worstAccuracyM && memory.findAt(lon, lat, dateOf(Date.parse(time)))?.code === given.gridCode
  const isOwn = await isOwnGrid(tx, given.gridCode, dateOf(Date.parse(given.startTime)), by.userId)
  const checkIns = given.checkIns.map((one) => ({ ...one, counted: isOwn && counts(one) }))
  const counted = isOwn ? given.track.filter(counts) : []
  const times = [...counted, ...checkIns.filter((one) => one.counted)].map((one) => one.time).sort()
  await tx.query(sql`INSERT INTO territory.patrol (id, plan_id, grid_code, user_id, user_name, start_time, end_time, track,
      points, counted_points, first_counted, last_counted, check_ins)
    VALUES (${given.key}, ${given.planId ?? null}, ${given.gridCode}, ${by.userId}, ${by.name}, ${given.startTime},
      ${given.endTime}, ${JSON.stringify(given.track)}, ${given.track.length}, ${counted.length},
      ${times[0] ?? null}, ${times.at(-1) ?? null}, ${JSON.stringify(checkIns)})
    ON CONFLICT (id) DO NOTHING`)
  const { items } = await readPatrols(tx, sql`WHERE id = ${given.key}`, { limit: 1 })
  return items[0] as Patrol
}

/** Whether a grid is the worker’s: of the grids given to them on that day; any in reach while none is. */
async function isOwnGrid(db: Queryable, gridCode: string, day: string, userId: string): Promise<boolean> {
  const given = await db.query<{ code: string }>(sql`SELECT division_code AS code FROM territory.grid_staff
    WHERE user_id = ${userId} AND from_date <= ${day} AND (to_date IS NULL OR to_date > ${day})`)
  return given.length === 0 || given.some(({ code }) => gridCode.startsWith(code))
}

interface AttendanceQuery {
  division?: string
  from: string
  to: string
  absent?: boolean
  limit?: number
  offset?: number
}

/** GridAttendance by person and day of the city, latest first; only of grids in reach. */
export async function listAttendanceOf(
  db: Queryable,
  query: AttendanceQuery,
  scope: Scope,
): Promise<Page<GridAttendance>> {
  const days = sql`SELECT user_id AS "userId", max(user_name) AS "userName",
      to_char(start_time AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS day,
      to_json(array_agg(DISTINCT grid_code)) AS "gridCodes", count(*)::int AS patrols, sum(points)::int AS points,
      sum(counted_points)::int AS "countedPoints",
      sum((SELECT count(*) FROM jsonb_array_elements(check_ins) c WHERE (c ->> 'counted')::boolean))::int AS "checkIns",
      min(first_counted) AS "firstTime", max(last_counted) AS "lastTime",
      coalesce(round(sum(extract(epoch FROM last_counted - first_counted)) / 60), 0)::int AS minutes
    FROM territory.patrol WHERE ${inScope('grid_code', scope)} ${inDivision('grid_code', query.division)}
      AND start_time >= (${query.from}::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
      AND start_time < (${query.to}::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
    GROUP BY user_id, 3`
  const where = sql`WHERE (NOT ${query.absent ?? false} OR ("countedPoints" = 0 AND "checkIns" = 0))`
  const rows = await db.query<
    Omit<GridAttendance, 'firstTime' | 'lastTime' | 'present'> & {
      firstTime: Date | null
      lastTime: Date | null
    }
  >(sql`SELECT * FROM (${days}) AS d ${where} ORDER BY day DESC, "userName", "userId"
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM (${days}) AS d ${where}`)
  const items = rows.map((row) => ({
    ...row,
    firstTime: row.firstTime?.toISOString() ?? null,
    lastTime: row.lastTime?.toISOString() ?? null,
    present: row.countedPoints > 0 || row.checkIns > 0,
  }))
  return { items, total: count?.n ?? 0 }
}

export function listPatrolsOf(
  db: Queryable,
  query: { division?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<Patrol>> {
  return readPatrols(
    db,
    sql`WHERE ${inScope('grid_code', scope)} ${inDivision('grid_code', query.division)}`,
    query,
  )
}

async function readPatrols(
  db: Queryable,
  where: ReturnType<typeof sql>,
  page: { limit?: number; offset?: number },
): Promise<Page<Patrol>> {
  const rows = await db.query<
    Patrol & { startTime: unknown; endTime: unknown }
  >(sql`SELECT id, plan_id AS "planId",
      grid_code AS "gridCode", user_name AS "userName", start_time AS "startTime", end_time AS "endTime", points,
      counted_points AS "countedPoints", check_ins AS "checkIns"
    FROM territory.patrol ${where} ORDER BY start_time DESC, id LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM territory.patrol ${where}`)
  const items = rows.map((row) => ({
    ...row,
    startTime: (row.startTime as unknown as Date).toISOString(),
    endTime: (row.endTime as unknown as Date).toISOString(),
  }))
  return { items, total: count?.n ?? 0 }
}

/** Writes plans; answers their ids in order. */
export async function insertPlans(db: Queryable, plans: readonly PlanInput[]): Promise<string[]> {
  const rows = plans.map((plan) => ({ ...plan, id: newId() }))
  await db.query(sql`INSERT INTO territory.patrol_plan (id, grid_code, title, times_per_week, checkpoints)
    SELECT id, "gridCode", title, "timesPerWeek", checkpoints FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(id uuid, "gridCode" text, title text, "timesPerWeek" int, checkpoints jsonb)`)
  return rows.map((row) => row.id)
}

/** Plans with how often they were walked since Monday. */
export async function listPlans(
  db: Queryable,
  query: { id?: string; division?: string; limit?: number; offset?: number },
  now: Date,
  scope: Scope,
): Promise<Page<PatrolPlan>> {
  const where = sql`WHERE ${inScope('p.grid_code', scope)} ${inDivision('p.grid_code', query.division)}
    AND (${query.id ?? null}::uuid IS NULL OR p.id = ${query.id ?? null}::uuid)`
  const items = await db.query<PatrolPlan>(sql`SELECT p.id, p.grid_code AS "gridCode", p.title,
      p.times_per_week AS "timesPerWeek", p.checkpoints,
      (SELECT count(*)::int FROM territory.patrol w WHERE w.plan_id = p.id AND w.counted_points > 0
        AND w.start_time >= date_trunc('week', ${now}::timestamptz AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'
      ) AS "doneThisWeek"
    FROM territory.patrol_plan p ${where} ORDER BY p.grid_code, p.title LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM territory.patrol_plan p ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}
