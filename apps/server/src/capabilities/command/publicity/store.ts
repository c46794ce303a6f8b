import type { PublicNotice } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface NoticeRow {
  id: string
  incident_id: string
  title: string
  body: string
  plan_title: string | null
  report_version: number
  state: PublicNotice['state']
  author_id: string
  author_name: string
  reviewer_name: string | null
  comment: string | null
  changed_time: Date
  published_time: Date | null
}

const columns = sql`id, incident_id, title, body, plan_title, report_version, state, author_id, author_name, reviewer_name,
  comment, changed_time, published_time`

export function listNotices(db: Queryable, incidentId: string): Promise<NoticeRow[]> {
  return db.query<NoticeRow>(sql`SELECT ${columns} FROM command.public_notice
    WHERE incident_id = ${incidentId} ORDER BY changed_time DESC, id LIMIT 100`)
}

export function findNotice(db: Queryable, id: string, lock = false): Promise<NoticeRow | undefined> {
  return db.first<NoticeRow>(
    sql`SELECT ${columns} FROM command.public_notice WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export async function putNotice(tx: Queryable, one: NoticeRow): Promise<void> {
  await tx.query(sql`INSERT INTO command.public_notice (${columns})
    VALUES (${one.id}, ${one.incident_id}, ${one.title}, ${one.body}, ${one.plan_title}, ${one.report_version}, ${one.state},
      ${one.author_id}, ${one.author_name}, ${one.reviewer_name}, ${one.comment}, ${one.changed_time}, ${one.published_time})
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, body = excluded.body, state = excluded.state,
      author_id = excluded.author_id, author_name = excluded.author_name, reviewer_name = excluded.reviewer_name,
      comment = excluded.comment, changed_time = excluded.changed_time, published_time = excluded.published_time`)
}
