import type { OpenApplication, OpenRequest, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

interface RequestRow {
  id: string
  user_id: string
  title: string
  body: string
  state: OpenRequest['state']
  votes: number
  reply: string | null
  reply_time: Date | null
  due_time: Date
  created_time: Date
}

export function toRequest(row: RequestRow, now: Date): OpenRequest {
  return {
    ...{ id: row.id, title: row.title, text: row.body, state: row.state, votes: row.votes, reply: row.reply },
    replyTime: row.reply_time?.toISOString() ?? null,
    dueTime: row.due_time.toISOString(),
    isLate: row.state === 'waiting' && row.due_time < now,
    createdTime: row.created_time.toISOString(),
  }
}

const columns = sql`r.id, r.user_id, r.title, r.body, r.state, r.votes, r.reply, r.reply_time, r.due_time, r.created_time`

export async function listRequests(
  db: Queryable,
  ask: { search?: string; limit?: number; offset?: number },
): Promise<Page<RequestRow>> {
  const where = sql`WHERE TRUE ${matches('r.grams', ask.search, 'r.title')}`
  const [items, count] = await Promise.all([
    db.query<RequestRow>(sql`SELECT ${columns} FROM data.open_request r ${where}
      ORDER BY r.votes DESC, r.created_time DESC LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.open_request r ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function insertRequest(
  db: Queryable,
  one: { id: string; userId: string; title: string; text: string; due: Date },
  now: Date,
): Promise<RequestRow> {
  return (await db.first<RequestRow>(sql`INSERT INTO data.open_request AS r (id, user_id, title, body, state, due_time,
      created_time, grams)
    VALUES (${one.id}, ${one.userId}, ${one.title}, ${one.text}, 'waiting', ${one.due}, ${now}, ${toGrams(one.title, one.text)})
    RETURNING ${columns}`)) as RequestRow
}

/** One vote a person; voting again changes nothing. */
export async function vote(tx: Queryable, id: string, userId: string): Promise<RequestRow | undefined> {
  const row = await tx.first<RequestRow>(
    sql`SELECT ${columns} FROM data.open_request r WHERE r.id = ${id} FOR UPDATE`,
  )
  if (!row) return undefined
  const isNew = await tx.first(
    sql`INSERT INTO data.open_vote (request_id, user_id) VALUES (${id}, ${userId}) ON CONFLICT DO NOTHING RETURNING user_id`,
  )
  return tx.first<RequestRow>(
    sql`UPDATE data.open_request AS r SET votes = votes + ${isNew ? 1 : 0} WHERE r.id = ${id} RETURNING ${columns}`,
  )
}

export function answerRequest(
  db: Queryable,
  id: string,
  answer: { state: OpenRequest['state']; reply: string },
  now: Date,
): Promise<RequestRow | undefined> {
  return db.first<RequestRow>(sql`UPDATE data.open_request AS r SET state = ${answer.state}, reply = ${answer.reply},
    reply_time = ${now} WHERE r.id = ${id} RETURNING ${columns}`)
}

interface ApplicationRow {
  id: string
  title: string
  text: string
  url: string | null
  author: string
  state: OpenApplication['state']
  datasets: OpenApplication['datasets']
  created_time: Date
}

const shown = sql`a.id, a.title, a.body AS text, a.url, a.author, a.state, a.created_time,
  coalesce((SELECT jsonb_agg(jsonb_build_object('name', o.name, 'title', d.name) ORDER BY d.name) FROM data.open_dataset o
    JOIN data.dataset d ON d.id = o.dataset_id WHERE o.name = ANY(a.datasets)), '[]'::jsonb) AS datasets`

export function toApplication({ created_time, ...row }: ApplicationRow): OpenApplication {
  return { ...row, createdTime: created_time.toISOString() }
}

/** Applications the public sees; those that wait too, for who reviews them. */
export async function listApplications(
  db: Queryable,
  ask: { search?: string; limit?: number; offset?: number },
  all: boolean,
): Promise<Page<ApplicationRow>> {
  const where = sql`WHERE ${all ? sql`TRUE` : sql`a.state = 'shown'`}
    ${ask.search ? sql`AND strpos(lower(a.title || a.body), lower(${ask.search})) > 0` : empty}`
  const [items, count] = await Promise.all([
    db.query<ApplicationRow>(sql`SELECT ${shown} FROM data.open_application a ${where}
      ORDER BY a.created_time DESC, a.id LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.open_application a ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function insertApplication(
  db: Queryable,
  one: {
    id: string
    userId: string
    author: string
    title: string
    text: string
    url: string | null
    datasets: string[]
  },
  now: Date,
): Promise<ApplicationRow> {
  return (await db.first<ApplicationRow>(sql`INSERT INTO data.open_application AS a (id, user_id, author, title, body, url,
      state, datasets, created_time)
    VALUES (${one.id}, ${one.userId}, ${one.author}, ${one.title}, ${one.text}, ${one.url}, 'waiting', ${one.datasets}, ${now})
    RETURNING ${shown}`)) as ApplicationRow
}

export function setApplicationState(
  db: Queryable,
  id: string,
  state: OpenApplication['state'],
): Promise<ApplicationRow | undefined> {
  return db.first<ApplicationRow>(
    sql`UPDATE data.open_application AS a SET state = ${state} WHERE a.id = ${id} RETURNING ${shown}`,
  )
}
