import type { Page, SealedResult } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface ResultRow {
  id: string
  project_id: string
  project_title: string
  user_id: string
  run_id: string
  title: string
  kind: SealedResult['kind']
  summary: string
  landing_plan: string
  due_day: string
  landed_day: string | null
  benefit: string | null
  benefit_amount: number | null
  user_name: string
  created_time: Date
}

const columns = sql`r.id, r.project_id, p.title AS project_title, p.user_id, r.run_id, r.title, r.kind, r.summary,
  r.landing_plan, r.due_day::text AS due_day, r.landed_day::text AS landed_day, r.benefit, r.benefit_amount, r.user_name,
  r.created_time`
const tables = sql`data.sealed_result r JOIN data.sealed_project p ON p.id = r.project_id`

export type NewResult = Omit<
  ResultRow,
  'project_title' | 'user_id' | 'landed_day' | 'benefit' | 'benefit_amount'
>

export async function insertResult(db: Queryable, r: NewResult): Promise<ResultRow> {
  await db.query(sql`INSERT INTO data.sealed_result (id, project_id, run_id, title, kind, summary, landing_plan, due_day,
      user_name, created_time)
    VALUES (${r.id}, ${r.project_id}, ${r.run_id}, ${r.title}, ${r.kind}, ${r.summary}, ${r.landing_plan}, ${r.due_day},
      ${r.user_name}, ${r.created_time})`)
  return (await findResult(db, r.id)) as ResultRow
}

export function findResult(db: Queryable, id: string): Promise<ResultRow | undefined> {
  return db.first<ResultRow>(sql`SELECT ${columns} FROM ${tables} WHERE r.id = ${id}`)
}

export async function landResult(
  db: Queryable,
  id: string,
  given: { landedDay: string; benefit: string; benefitAmount?: number | undefined },
): Promise<ResultRow> {
  await db.query(sql`UPDATE data.sealed_result SET landed_day = ${given.landedDay}, benefit = ${given.benefit},
    benefit_amount = ${given.benefitAmount ?? null} WHERE id = ${id}`)
  return (await findResult(db, id)) as ResultRow
}

/** Results of a person, or of everybody for who decides on projects, with what they brought in all. */
export async function listResults(
  db: Queryable,
  of: { userId: string } | 'everybody',
  ask: { search?: string; limit?: number; offset?: number },
): Promise<Page<ResultRow> & { benefitAmount: number }> {
  const where = sql`WHERE ${of === 'everybody' ? sql`TRUE` : sql`p.user_id = ${of.userId}`}
    ${ask.search ? sql`AND strpos(r.title || p.title, ${ask.search}) > 0` : empty}`
  const [items, sum] = await Promise.all([
    db.query<ResultRow>(sql`SELECT ${columns} FROM ${tables} ${where} ORDER BY r.created_time DESC, r.id
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number; amount: number }>(
      sql`SELECT count(*)::int AS n, coalesce(sum(r.benefit_amount), 0)::float8 AS amount FROM ${tables} ${where}`,
    ),
  ])
  return { items, total: sum?.n ?? 0, benefitAmount: sum?.amount ?? 0 }
}
