import type { Idea, Page, SatisfactionGrade, SatisfactionRound } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

interface PageQuery {
  search?: string
  limit?: number
  offset?: number
}

export interface IdeaRow {
  id: string
  number: string
  subject_id: string
  user_id: string
  name: string
  title: string
  text: string
  item_id: string | null
  item_title: string | null
  state: Idea['state']
  reply: string | null
  organisation_id: string | null
  hidden_reason: string | null
  appeal: string | null
  votes: number
  created_time: Date
}

const columns = sql`i.id, i.number, i.subject_id, i.user_id, i.name, i.title, i.text, i.item_id, i.state, i.reply,
  i.organisation_id, i.hidden_reason, i.appeal, i.created_time,
  (SELECT count(*)::int FROM services.idea_vote v WHERE v.idea_id = i.id) AS votes,
  (SELECT v.title FROM services.item_version v WHERE v.item_id = i.item_id AND v.state = 'published'
    ORDER BY v.version DESC LIMIT 1) AS item_title`

export async function listIdeas(
  db: Queryable,
  query: PageQuery & { state?: string },
  { within, byVotes }: { within: Sql; byVotes: boolean },
): Promise<Page<IdeaRow>> {
  const where = sql`WHERE ${within} ${query.state ? sql`AND i.state = ${query.state}` : empty}
    ${query.search ? sql`AND (i.title ILIKE ${`%${query.search}%`} OR i.text ILIKE ${`%${query.search}%`})` : empty}`
  const items = await db.query<IdeaRow>(sql`SELECT ${columns} FROM services.idea i ${where}
    ORDER BY ${byVotes ? sql`votes DESC,` : empty} i.created_time DESC, i.id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.idea i ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findIdea(db: Queryable, id: string, { lock = false } = {}): Promise<IdeaRow | undefined> {
  return db.first<IdeaRow>(
    sql`SELECT ${columns} FROM services.idea i WHERE i.id = ${id} ${lock ? sql`FOR UPDATE OF i` : empty}`,
  )
}

export async function insertIdea(
  tx: Queryable,
  one: Pick<IdeaRow, 'id' | 'number' | 'subject_id' | 'user_id' | 'name' | 'title' | 'text' | 'item_id'>,
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.idea (id, number, subject_id, user_id, name, title, text, item_id, state, changed_time,
      created_time)
    VALUES (${one.id}, ${one.number}, ${one.subject_id}, ${one.user_id}, ${one.name}, ${one.title}, ${one.text},
      ${one.item_id}, 'received', ${now}, ${now})`)
}

export async function saveIdea(tx: Queryable, row: IdeaRow, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.idea SET state = ${row.state}, reply = ${row.reply}, item_id = ${row.item_id},
    organisation_id = ${row.organisation_id}, hidden_reason = ${row.hidden_reason}, appeal = ${row.appeal},
    changed_time = ${now} WHERE id = ${row.id}`)
}

/** Counts a vote; false when this person has voted. */
export async function vote(db: Queryable, ideaId: string, subjectId: string, now: Date): Promise<boolean> {
  const row = await db.first(sql`INSERT INTO services.idea_vote (idea_id, subject_id, time)
    VALUES (${ideaId}, ${subjectId}, ${now}) ON CONFLICT DO NOTHING RETURNING idea_id`)
  return row !== undefined
}

export interface RoundRow {
  id: string
  kind: SatisfactionRound['kind']
  title: string
  question: string
  organisation_id: string
  from_day: string
  to_day: string
  floor_percent: number
  published_time: Date | null
  result: SatisfactionRound['result']
  answers: number
  task: {
    state: 'open' | 'answered' | 'closed'
    due: string
    measures: string | null
    note: string | null
  } | null
}

const roundColumns = sql`r.*, (SELECT count(*)::int FROM services.satisfaction_answer a WHERE a.round_id = r.id) AS answers,
  (SELECT jsonb_build_object('state', t.state, 'due', t.due_time, 'measures', t.measures, 'note', t.note)
    FROM services.satisfaction_task t WHERE t.round_id = r.id) AS task`

export async function listRounds(
  db: Queryable,
  query: PageQuery & { kind?: string },
  within: Sql,
): Promise<Page<RoundRow>> {
  const where = sql`WHERE ${within} ${query.kind ? sql`AND r.kind = ${query.kind}` : empty}
    ${query.search ? sql`AND r.title ILIKE ${`%${query.search}%`}` : empty}`
  const items =
    await db.query<RoundRow>(sql`SELECT ${roundColumns} FROM services.satisfaction_round r ${where}
    ORDER BY r.from_day DESC, r.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.satisfaction_round r ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function findRound(db: Queryable, id: string): Promise<RoundRow | undefined> {
  return db.first<RoundRow>(sql`SELECT ${roundColumns} FROM services.satisfaction_round r WHERE r.id = ${id}`)
}

export async function insertRound(
  db: Queryable,
  one: Pick<
    RoundRow,
    'id' | 'kind' | 'title' | 'question' | 'organisation_id' | 'from_day' | 'to_day' | 'floor_percent'
  >,
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO services.satisfaction_round (id, kind, title, question, organisation_id, from_day, to_day,
      floor_percent, created_time)
    VALUES (${one.id}, ${one.kind}, ${one.title}, ${one.question}, ${one.organisation_id}, ${one.from_day}, ${one.to_day},
      ${one.floor_percent}, ${now})`)
}

/** Takes answers; one of a person who has answered is not taken. */
export async function insertAnswers(
  db: Queryable,
  roundId: string,
  given: { channel: string; subjectId: string | null; grades: readonly SatisfactionGrade[] },
  now: Date,
): Promise<number> {
  const rows =
    await db.query(sql`INSERT INTO services.satisfaction_answer (round_id, subject_id, channel, grade, time)
    SELECT ${roundId}, ${given.subjectId}, ${given.channel}, grade, ${now} FROM unnest(${[...given.grades]}::text[]) AS g(grade)
    ON CONFLICT DO NOTHING RETURNING 1`)
  return rows.length
}

export function countAnswers(
  db: Queryable,
  roundId: string,
): Promise<{ channel: 'online' | 'phone' | 'visit' | 'paper'; grade: SatisfactionGrade; n: number }[]> {
  return db.query(sql`SELECT channel, grade, count(*)::int AS n FROM services.satisfaction_answer
    WHERE round_id = ${roundId} GROUP BY channel, grade ORDER BY channel, grade`)
}

export async function publish(
  tx: Queryable,
  id: string,
  result: NonNullable<SatisfactionRound['result']>,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.satisfaction_round SET result = ${JSON.stringify(result)}::jsonb, published_time = ${now}
    WHERE id = ${id} AND published_time IS NULL`)
}

export async function insertTask(tx: Queryable, row: RoundRow, due: Date): Promise<void> {
  await tx.query(sql`INSERT INTO services.satisfaction_task (round_id, organisation_id, due_time, state)
    VALUES (${row.id}, ${row.organisation_id}, ${due}, 'open') ON CONFLICT DO NOTHING`)
}

export async function saveTask(
  tx: Queryable,
  roundId: string,
  task: { state: 'answered' | 'closed'; measures?: string; note?: string },
): Promise<void> {
  await tx.query(sql`UPDATE services.satisfaction_task SET state = ${task.state},
    measures = coalesce(${task.measures ?? null}, measures), note = coalesce(${task.note ?? null}, note)
    WHERE round_id = ${roundId}`)
}
