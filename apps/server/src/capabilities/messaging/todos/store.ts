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
}

/** Offered to-dos and messages that wait for a receipt; the latter are read where they live, never copied. */
const all = (
  userId: string,
) => sql`(SELECT source, key, title, link, due_time, changed_time FROM messaging.todo
    WHERE user_id = ${userId}
  UNION ALL SELECT 'messages', r.id::text, m.title, '/console/inbox', NULL, r.shown_time
    FROM messaging.receiver r JOIN messaging.message m ON m.id = r.message_id
    WHERE r.user_id = ${userId} AND r.shown_time IS NOT NULL AND m.receipt AND r.confirmed_time IS NULL) AS t`

export async function listTodosOf(
  db: Queryable,
  userId: string,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number },
): Promise<{ items: Todo[]; total: number }> {
  const rows = await db.query<TodoRow>(sql`SELECT * FROM ${all(userId)}
    ORDER BY due_time NULLS LAST, changed_time DESC, key LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${all(userId)}`)
  const items = rows.map(({ due_time: due, changed_time: changed, ...row }) => ({
    ...row,
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
