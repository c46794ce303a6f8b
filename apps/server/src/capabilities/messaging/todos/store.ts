import type { OperationInput, offerTodo, Todo } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

interface TodoRow {
  source: string
  key: string
  title: string
  link: string | null
  due_time: Date | null
  changed_time: Date
  on_behalf_of: string | null
}

/** Whose to-dos are shown: a person’s own, and those of people they stand in for. */
interface Whose {
  userId: string
  others: readonly { userId: string; name: string }[]
}

/**
 * Offered to-dos and messages that wait for a receipt; the latter are read where they live, never copied, and are for
 * nobody but their reader.
 */
const all = ({
  userId,
  others,
}: Whose) => sql`(SELECT t.source, t.key, t.title, t.link, t.due_time, t.changed_time,
      w.name AS on_behalf_of
    FROM messaging.todo t JOIN unnest(${[userId, ...others.map((one) => one.userId)]}::uuid[],
      ${[null, ...others.map((one) => one.name)]}::text[]) AS w(id, name) ON w.id = t.user_id
  UNION ALL SELECT 'messages', r.id::text, m.title, '/console/inbox', NULL, r.shown_time, NULL
    FROM messaging.receiver r JOIN messaging.message m ON m.id = r.message_id
    WHERE r.user_id = ${userId} AND r.shown_time IS NOT NULL AND m.receipt AND r.confirmed_time IS NULL) AS t`

export async function listTodosOf(
  db: Queryable,
  whose: Whose,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number },
): Promise<{ items: Todo[]; total: number }> {
  const rows = await db.query<TodoRow>(sql`SELECT * FROM ${all(whose)}
    ORDER BY due_time NULLS LAST, changed_time DESC, key LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${all(whose)}`)
  const items = rows.map(({ due_time: due, changed_time: changed, on_behalf_of: onBehalfOf, ...row }) => ({
    ...row,
    onBehalfOf,
    dueTime: due?.toISOString() ?? null,
    changedTime: changed.toISOString(),
  }))
  return { items, total: count?.n ?? 0 }
}

type Offer = OperationInput<typeof offerTodo>['body']

export async function putTodo(db: Queryable, given: Offer, now: Date): Promise<void> {
  const { source, key, userId } = given
  if (given.state === 'done') {
    await db.query(sql`DELETE FROM messaging.todo
      WHERE source = ${source} AND key = ${key} AND user_id = ${userId}`)
    return
  }
  await db.query(sql`INSERT INTO messaging.todo (source, key, user_id, title, link, due_time, changed_time)
    VALUES (${source}, ${key}, ${userId}, ${given.title}, ${given.link ?? null}, ${given.dueTime ?? null}, ${now})
    ON CONFLICT (source, key, user_id) DO UPDATE SET title = excluded.title, link = excluded.link,
      due_time = excluded.due_time, changed_time = excluded.changed_time`)
}

/** Takes away what is no longer open at its source; answers whose it was. */
export async function keepOnly(tx: Queryable, source: string, open: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ user_id: string }>(sql`DELETE FROM messaging.todo
    WHERE source = ${source} AND NOT key = ANY(${open as string[]}::text[]) RETURNING user_id`)
  return rows.map((row) => row.user_id)
}

export async function listMissing(tx: Queryable, source: string, open: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{
    key: string
  }>(sql`SELECT DISTINCT k.key FROM unnest(${open as string[]}::text[]) k(key)
    WHERE NOT EXISTS (SELECT FROM messaging.todo t WHERE t.source = ${source} AND t.key = k.key)
    ORDER BY k.key LIMIT 1000`)
  return rows.map((row) => row.key)
}
