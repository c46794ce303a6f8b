import type { Page, Question } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface QuestionRow {
  id: string
  number: string
  user_id: string
  name: string
  organisation_id: string
  title: string
  text: string
  is_public: boolean
  state: Question['state']
  due_time: Date
  reply: string | null
  replied_time: Date | null
  created_time: Date
}

const columns = sql`id, number, user_id, name, organisation_id, title, text, is_public, state, due_time, reply, replied_time, created_time`

export type Eyes = { userId: string } | { organisationId: string | null } | 'all' | 'published'

function sees(eyes: Eyes) {
  if (eyes === 'all') return sql`TRUE`
  if (eyes === 'published') return sql`published_time IS NOT NULL`
  return 'userId' in eyes ? sql`user_id = ${eyes.userId}` : sql`organisation_id = ${eyes.organisationId}`
}

export async function listQuestions(
  db: Queryable,
  query: { state?: string; overdue?: boolean; search?: string; limit?: number; offset?: number },
  eyes: Eyes,
  now: Date,
): Promise<Page<QuestionRow>> {
  const where = sql`WHERE ${sees(eyes)} ${query.state ? sql`AND state = ${query.state}` : empty}
    ${query.overdue ? sql`AND state = 'waiting' AND due_time < ${now}` : empty} ${matches('grams', query.search, 'title')}`
  const items = await db.query<QuestionRow>(sql`SELECT ${columns} FROM services.question ${where}
    ORDER BY ${eyes === 'published' ? sql`published_time` : sql`created_time`} DESC, id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.question ${where}`)
  return { items, total: count?.n ?? 0 }
}

export async function insertQuestion(
  tx: Queryable,
  one: Omit<QuestionRow, 'state' | 'reply' | 'replied_time' | 'created_time'>,
  now: Date,
): Promise<QuestionRow> {
  const row =
    await tx.first<QuestionRow>(sql`INSERT INTO services.question (id, number, user_id, name, organisation_id, title, text,
      is_public, state, due_time, created_time, grams)
    VALUES (${one.id}, ${one.number}, ${one.user_id}, ${one.name}, ${one.organisation_id}, ${one.title}, ${one.text},
      ${one.is_public}, 'waiting', ${one.due_time}, ${now}, ${toGrams(one.title, one.text)}) RETURNING ${columns}`)
  return row as QuestionRow
}

export function lockQuestion(tx: Queryable, id: string): Promise<QuestionRow | undefined> {
  return tx.first<QuestionRow>(sql`SELECT ${columns} FROM services.question WHERE id = ${id} FOR UPDATE`)
}

export async function saveQuestion(
  tx: Queryable,
  row: QuestionRow,
  by: { repliedBy: string | null; publishedTime: Date | null },
): Promise<void> {
  await tx.query(sql`UPDATE services.question SET organisation_id = ${row.organisation_id}, state = ${row.state},
    due_time = ${row.due_time}, reply = ${row.reply}, replied_time = ${row.replied_time},
    replied_by = coalesce(${by.repliedBy}, replied_by), published_time = coalesce(${by.publishedTime}, published_time)
    WHERE id = ${row.id}`)
}
