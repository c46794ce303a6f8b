import type {
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

/** Stores a walk; fixes that are too rough or outside the grid of their moment stay in the track but do not count. */
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
  const checkIns = given.checkIns.map((one) => ({ ...one, counted: counts(one) }))
  const counted = given.track.filter(counts).length
  await tx.query(sql`INSERT INTO territory.patrol (id, plan_id, grid_code, user_id, user_name, start_time, end_time, track,
      points, counted_points, check_ins)
    VALUES (${given.key}, ${given.planId ?? null}, ${given.gridCode}, ${by.userId}, ${by.name}, ${given.startTime},
      ${given.endTime}, ${JSON.stringify(given.track)}, ${given.track.length}, ${counted}, ${JSON.stringify(checkIns)})
    ON CONFLICT (id) DO NOTHING`)
  const { items } = await readPatrols(tx, sql`WHERE id = ${given.key}`, { limit: 1 })
  return items[0] as Patrol
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
