import type { Page, PartDispute, PartSurveyTask } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { inSight } from '../in-sight.ts'

const disputeColumns = sql`d.id, d.part_id AS "partId", e.reference AS "partCode", e.name AS "partName",
  d.registered_owner AS "registeredOwner", d.claimed_owner AS "claimedOwner", d.reason, d.raised_by AS "raisedBy",
  d.raised_time AS "raisedTime", d.ruled_owner AS "ruledOwner", d.ruling, d.ruled_by AS "ruledBy", d.ruled_time AS "ruledTime"`

function toDispute(row: PartDispute): PartDispute {
  const [raised, ruled] = [row.raisedTime, row.ruledTime] as unknown as [Date, Date | null]
  return { ...row, raisedTime: raised.toISOString(), ruledTime: ruled?.toISOString() ?? null }
}

async function readDisputes(db: Queryable, where: Sql, limit = 50, offset = 0): Promise<PartDispute[]> {
  const rows = await db.query<PartDispute>(sql`SELECT ${disputeColumns} FROM entities.part_dispute d
    JOIN entities.entity e ON e.id = d.part_id ${where} ORDER BY d.raised_time DESC LIMIT ${limit} OFFSET ${offset}`)
  return rows.map(toDispute)
}

export async function listDisputes(
  db: Queryable,
  query: { open?: boolean; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<PartDispute>> {
  const where = sql`WHERE ${inSight(scope, 'e.')} ${query.open ? sql`AND d.ruled_time IS NULL` : empty}`
  const items = await readDisputes(db, where, query.limit, query.offset)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM entities.part_dispute d
    JOIN entities.entity e ON e.id = d.part_id ${where}`)
  return { items, total: count?.n ?? 0 }
}

export async function findDispute(db: Queryable, id: string, scope: Scope): Promise<PartDispute | undefined> {
  const [found] = await readDisputes(db, sql`WHERE d.id = ${id} AND ${inSight(scope, 'e.')}`, 1)
  return found
}

export async function insertDispute(
  db: Queryable,
  one: {
    id: string
    partId: string
    registeredOwner: string
    claimedOwner: string
    reason: string
    raisedBy: string
  },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO entities.part_dispute (id, part_id, registered_owner, claimed_owner, reason, raised_by, raised_time)
    VALUES (${one.id}, ${one.partId}, ${one.registeredOwner}, ${one.claimedOwner}, ${one.reason}, ${one.raisedBy}, ${now})`)
}

export async function ruleDispute(
  db: Queryable,
  id: string,
  ruling: { owner: string; ruling: string; by: string },
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE entities.part_dispute SET ruled_owner = ${ruling.owner}, ruling = ${ruling.ruling},
    ruled_by = ${ruling.by}, ruled_time = ${now} WHERE id = ${id}`)
}

export async function listSurveyTasks(
  db: Queryable,
  types: readonly string[],
  query: { id?: string; division?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<PartSurveyTask>> {
  const where = sql`WHERE ${inScope('t.grid_code', scope)} ${inDivision('t.grid_code', query.division)}
    ${query.id ? sql`AND t.id = ${query.id}` : empty}`
  const parts = sql`FROM entities.entity e WHERE e.type = ANY(${types as string[]}) AND e.division_code = t.grid_code
    AND (t.class_code IS NULL OR substr(e.reference, 7, 4) = t.class_code)`
  const rows = await db.query<PartSurveyTask>(sql`SELECT t.id, t.title, t.grid_code AS "gridCode",
      t.class_code AS "classCode", t.due_date AS "dueDate", t.created_time AS "createdTime",
      (SELECT count(*)::int ${parts}) AS parts,
      (SELECT count(*)::int ${parts} AND EXISTS (SELECT FROM entities.part_survey s
        WHERE s.part_id = e.id AND s.time >= t.created_time)) AS surveyed
    FROM entities.part_survey_task t ${where} ORDER BY t.due_date, t.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.part_survey_task t ${where}`,
  )
  const items = rows.map((row) => ({
    ...row,
    createdTime: (row.createdTime as unknown as Date).toISOString(),
  }))
  return { items, total: count?.n ?? 0 }
}

export async function insertSurveyTask(
  db: Queryable,
  task: { id: string; title: string; gridCode: string; classCode?: string; dueDate: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO entities.part_survey_task (id, title, grid_code, class_code, due_date, created_time)
    VALUES (${task.id}, ${task.title}, ${task.gridCode}, ${task.classCode ?? null}, ${task.dueDate}, ${now})`)
}
