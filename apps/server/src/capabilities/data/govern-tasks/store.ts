import type { GovernTaskKind } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface TaskRow {
  id: string
  key: string
  kind: GovernTaskKind
  subject_id: string
  dataset_id: string | null
  organisation_id: string
  title: string
  text: string
  link: string | null
  state: 'open' | 'done'
  opened_time: Date
  due_time: Date | null
  done_time: Date | null
  reopened: number
}

const columns = sql`t.id, t.key, t.kind, t.subject_id, t.dataset_id, t.organisation_id, t.title, t.text, t.link, t.state,
  t.opened_time, t.due_time, t.done_time, t.reopened`

/** Opens a task, or opens it again when it was done; answers whether people should be told. */
export async function openTask(
  tx: Queryable,
  task: Omit<TaskRow, 'state' | 'done_time' | 'reopened'>,
): Promise<TaskRow & { isNews: boolean }> {
  const before = await tx.first<TaskRow>(
    sql`SELECT ${columns} FROM data.govern_task t WHERE t.key = ${task.key} FOR UPDATE`,
  )
  const row =
    (await tx.first<TaskRow>(sql`INSERT INTO data.govern_task AS t (id, key, kind, subject_id, dataset_id,
      organisation_id, title, text, link, state, opened_time, due_time)
    VALUES (${task.id}, ${task.key}, ${task.kind}, ${task.subject_id}, ${task.dataset_id}, ${task.organisation_id},
      ${task.title}, ${task.text}, ${task.link}, 'open', ${task.opened_time}, ${task.due_time})
    ON CONFLICT (key) DO UPDATE SET title = excluded.title, text = excluded.text, link = excluded.link, state = 'open',
      done_time = NULL, reopened = t.reopened + (t.state = 'done')::int
    RETURNING ${columns}`)) as TaskRow
  return { ...row, isNews: before?.state !== 'open' }
}

export async function finishTask(tx: Queryable, key: string, now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE data.govern_task SET state = 'done', done_time = ${now} WHERE key = ${key} AND state = 'open'`,
  )
}

export interface TaskFilter {
  kind?: string
  state?: string
  organisation?: string
  dataset?: string
  limit?: number
  offset?: number
}

export async function listTasks(
  db: Queryable,
  filter: TaskFilter,
  only: string | null | undefined,
): Promise<{ items: TaskRow[]; total: number }> {
  const equal = (column: Sql, value: string | undefined) => (value ? sql`AND ${column} = ${value}` : empty)
  const where = sql`WHERE ${only === undefined ? sql`TRUE` : sql`t.organisation_id = ${only}`}
    ${equal(sql`t.kind`, filter.kind)} ${equal(sql`t.state`, filter.state)}
    ${equal(sql`t.organisation_id`, filter.organisation)} ${equal(sql`t.dataset_id`, filter.dataset)}`
  const [items, count] = await Promise.all([
    db.query<TaskRow>(sql`SELECT ${columns} FROM data.govern_task t ${where}
      ORDER BY t.opened_time DESC, t.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.govern_task t ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}
