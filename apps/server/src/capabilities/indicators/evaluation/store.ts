import type { EvaluationItem, EvaluationItemResult } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { notFound } from '../../../kernel/problem.ts'

export interface EvaluationRow {
  id: string
  title: string
  standard: string
  year: number
  target: number
  weak_below: number
  items: EvaluationItem[]
}

export interface EvidenceRow {
  id: string
  evaluation_id: string
  item: string
  requirement: string | null
  value: number | null
  note: string
  file_name: string | null
  state: EvaluationItemResult['given'][number]['state']
  by_id: string
  by_name: string
  time: Date
  reviewer_name: string | null
  comment: string | null
}

export interface AssignmentRow {
  item: string
  organisation_id: string
  organisation_name: string
  due_date: string
}

const evidenceColumns = sql`id, evaluation_id, item, requirement, value, note, file_name, state, by_id, by_name, time,
  reviewer_name, comment`

export async function getRow(db: Queryable, id: string): Promise<EvaluationRow> {
  const row = await db.first<EvaluationRow>(sql`SELECT id, title, standard, year, target, weak_below, items
    FROM indicators.evaluation WHERE id = ${id}`)
  if (!row) throw notFound('评价指标集', id)
  return row
}

export async function listRows(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<{ rows: EvaluationRow[]; total: number }> {
  const where = sql`WHERE title ILIKE ${`%${query.search ?? ''}%`}`
  const rows = await db.query<EvaluationRow>(sql`SELECT id, title, standard, year, target, weak_below, items
    FROM indicators.evaluation ${where} ORDER BY year DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM indicators.evaluation ${where}`,
  )
  return { rows, total: count?.n ?? 0 }
}

export async function insertRow(db: Queryable, row: EvaluationRow, by: string, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO indicators.evaluation (id, title, standard, year, target, weak_below, items, saved_by, saved_time)
    VALUES (${row.id}, ${row.title}, ${row.standard}, ${row.year}, ${row.target}, ${row.weak_below},
      ${JSON.stringify(row.items)}, ${by}, ${now})`)
}

export function listAssignments(db: Queryable, id: string): Promise<AssignmentRow[]> {
  return db.query<AssignmentRow>(sql`SELECT item, organisation_id, organisation_name, to_char(due_date, 'YYYY-MM-DD') AS due_date
    FROM indicators.evaluation_assignment WHERE evaluation_id = ${id}`)
}

export async function upsertAssignment(db: Queryable, id: string, given: AssignmentRow): Promise<void> {
  await db.query(sql`INSERT INTO indicators.evaluation_assignment (evaluation_id, item, organisation_id, organisation_name, due_date)
    VALUES (${id}, ${given.item}, ${given.organisation_id}, ${given.organisation_name}, ${given.due_date})
    ON CONFLICT (evaluation_id, item) DO UPDATE SET organisation_id = excluded.organisation_id,
      organisation_name = excluded.organisation_name, due_date = excluded.due_date`)
}

export function listEvidence(db: Queryable, id: string): Promise<EvidenceRow[]> {
  return db.query<EvidenceRow>(sql`SELECT ${evidenceColumns} FROM indicators.evaluation_evidence
    WHERE evaluation_id = ${id} ORDER BY time, id`)
}

export async function insertEvidence(
  db: Queryable,
  row: Omit<EvidenceRow, 'state' | 'reviewer_name' | 'comment'> & { content: Buffer | null },
): Promise<void> {
  await db.query(sql`INSERT INTO indicators.evaluation_evidence (id, evaluation_id, item, requirement, value, note, file_name,
      content, state, by_id, by_name, time)
    VALUES (${row.id}, ${row.evaluation_id}, ${row.item}, ${row.requirement}, ${row.value}, ${row.note}, ${row.file_name},
      ${row.content}, 'submitted', ${row.by_id}, ${row.by_name}, ${row.time})`)
}

export async function findEvidence(db: Queryable, id: string): Promise<EvidenceRow> {
  const row = await db.first<EvidenceRow>(
    sql`SELECT ${evidenceColumns} FROM indicators.evaluation_evidence WHERE id = ${id}`,
  )
  if (!row) throw notFound('佐证', id)
  return row
}

/** Decides what is still submitted; false when it has been decided. */
export async function decideEvidence(
  db: Queryable,
  id: string,
  verdict: { approve: boolean; comment: string; by: string; now: Date },
): Promise<boolean> {
  const row = await db.first(sql`UPDATE indicators.evaluation_evidence
    SET state = ${verdict.approve ? 'approved' : 'returned'}, comment = ${verdict.comment}, reviewer_name = ${verdict.by},
      reviewed_time = ${verdict.now} WHERE id = ${id} AND state = 'submitted' RETURNING id`)
  return row !== undefined
}

export async function readFile(db: Queryable, id: string): Promise<{ name: string; content: Buffer }> {
  const row = await db.first<{ name: string; content: Buffer | null }>(
    sql`SELECT file_name AS name, content FROM indicators.evaluation_evidence WHERE id = ${id}`,
  )
  if (!row?.content) throw notFound('佐证文件', id)
  return { name: row.name, content: row.content }
}

export function listImprovements(
  db: Queryable,
  id: string,
): Promise<Array<{ item: string; instruction_id: string }>> {
  return db.query(
    sql`SELECT item, instruction_id FROM indicators.evaluation_improvement WHERE evaluation_id = ${id}`,
  )
}

export async function insertImprovement(
  db: Queryable,
  id: string,
  item: string,
  instruction: string,
): Promise<void> {
  await db.query(sql`INSERT INTO indicators.evaluation_improvement (evaluation_id, item, instruction_id)
    VALUES (${id}, ${item}, ${instruction})`)
}
