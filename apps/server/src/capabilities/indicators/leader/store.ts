import type { Instruction } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface InstructionRow {
  id: string
  subject_kind: string
  subject_id: string
  subject_title: string
  text: string
  organisation_id: string
  organisation_name: string
  issued_by_id: string
  issued_by: string
  issued_time: Date
  due_time: Date
  state: Instruction['state']
  closed_time: Date | null
  told_overdue: boolean
  remarks: Instruction['remarks'] | null
}

const withRemarks = sql`SELECT i.*, (SELECT jsonb_agg(jsonb_build_object('kind', r.kind, 'by', r.by_name,
    'time', to_char(r.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'text', r.text) ORDER BY r.id)
  FROM indicators.instruction_remark r WHERE r.instruction_id = i.id) AS remarks FROM indicators.instruction i`

export function toInstruction(row: InstructionRow, now: Date): Instruction {
  return {
    id: row.id,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    subjectTitle: row.subject_title,
    text: row.text,
    organisationId: row.organisation_id,
    organisationName: row.organisation_name,
    issuedBy: row.issued_by,
    issuedTime: row.issued_time.toISOString(),
    dueTime: row.due_time.toISOString(),
    state: row.state,
    overdue: row.state === 'open' && row.due_time < now,
    closedTime: row.closed_time?.toISOString() ?? null,
    remarks: row.remarks ?? [],
  }
}

export type NewInstruction = Pick<
  InstructionRow,
  | 'id'
  | 'subject_kind'
  | 'subject_id'
  | 'subject_title'
  | 'text'
  | 'organisation_id'
  | 'organisation_name'
  | 'issued_by_id'
  | 'issued_by'
  | 'issued_time'
> & { due_time: string }

export async function insertInstruction(db: Queryable, i: NewInstruction): Promise<void> {
  await db.query(sql`INSERT INTO indicators.instruction (id, subject_kind, subject_id, subject_title, text, organisation_id,
      organisation_name, issued_by_id, issued_by, issued_time, due_time, state)
    VALUES (${i.id}, ${i.subject_kind}, ${i.subject_id}, ${i.subject_title}, ${i.text}, ${i.organisation_id}, ${i.organisation_name},
      ${i.issued_by_id}, ${i.issued_by}, ${i.issued_time}, ${i.due_time}, 'open')`)
}

export async function findInstruction(db: Queryable, id: string): Promise<InstructionRow | undefined> {
  return db.first<InstructionRow>(sql`${withRemarks} WHERE i.id = ${id}`)
}

export async function listInstructionRows(
  db: Queryable,
  query: { state?: string; overdue?: boolean; search?: string; limit?: number; offset?: number; now: Date },
): Promise<{ items: Instruction[]; total: number }> {
  const where = sql`WHERE TRUE ${query.state ? sql`AND i.state = ${query.state}` : empty}
    ${query.overdue ? sql`AND i.state = 'open' AND i.due_time < ${query.now}` : empty}
    ${query.search ? sql`AND i.text ILIKE ${`%${query.search}%`}` : empty}`
  const rows = await db.query<InstructionRow>(sql`${withRemarks} ${where}
    ORDER BY i.issued_time DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM indicators.instruction i ${where}`,
  )
  return { items: rows.map((row) => toInstruction(row, query.now)), total: count?.n ?? 0 }
}

/** Those not closed yet, by when they were due. */
export async function listOpenInstructions(db: Queryable, now: Date, limit: number): Promise<Instruction[]> {
  const rows = await db.query<InstructionRow>(sql`${withRemarks} WHERE i.state <> 'closed'
    ORDER BY i.state <> 'open', i.due_time, i.id LIMIT ${limit}`)
  return rows.map((row) => toInstruction(row, now))
}

export async function addRemark(
  db: Queryable,
  id: string,
  remark: { kind: string; by: string; text: string; now: Date },
): Promise<void> {
  await db.query(sql`INSERT INTO indicators.instruction_remark (instruction_id, kind, by_name, time, text)
    VALUES (${id}, ${remark.kind}, ${remark.by}, ${remark.now}, ${remark.text})`)
}

export async function setInstructionState(
  db: Queryable,
  id: string,
  state: Instruction['state'],
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE indicators.instruction SET state = ${state},
    closed_time = ${state === 'closed' ? now : null} WHERE id = ${id}`)
}

/** Instructions that became overdue and nobody was told of; marks them as told. */
export async function takeOverdue(tx: Queryable, now: Date): Promise<InstructionRow[]> {
  return tx.query<InstructionRow>(sql`UPDATE indicators.instruction SET told_overdue = true
    WHERE state = 'open' AND due_time < ${now} AND NOT told_overdue RETURNING *, NULL AS remarks`)
}
