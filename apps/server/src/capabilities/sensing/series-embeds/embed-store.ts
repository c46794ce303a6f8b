import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface EmbedRow {
  id: string
  title: string
  datastream_id: number
  hours: number
  division_code: string | null
  token_hash: string
  created_time: Date
  created_by: string
  expires_time: Date
  last_read_time: Date | null
}

const columns = sql`id, title, datastream_id, hours, division_code, token_hash, created_time, created_by, expires_time,
  last_read_time`

export async function listEmbeds(
  db: Queryable,
  filter: { search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<{ rows: EmbedRow[]; total: number }> {
  const from = sql`FROM sensing.series_embed WHERE ${inScope('division_code', scope)}
    ${filter.search ? sql`AND title ILIKE ${`%${filter.search}%`}` : empty}`
  const rows = await db.query<EmbedRow>(
    sql`SELECT ${columns} ${from} ORDER BY title, id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`,
  )
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { rows, total: count?.n ?? 0 }
}

export function findEmbed(db: Queryable, id: string): Promise<EmbedRow | undefined> {
  return db.first<EmbedRow>(sql`SELECT ${columns} FROM sensing.series_embed WHERE id = ${id}`)
}

export async function insertEmbed(db: Queryable, row: Omit<EmbedRow, 'last_read_time'>): Promise<void> {
  await db.query(sql`INSERT INTO sensing.series_embed (id, title, datastream_id, hours, division_code, token_hash,
      created_time, created_by, expires_time)
    VALUES (${row.id}, ${row.title}, ${row.datastream_id}, ${row.hours}, ${row.division_code}, ${row.token_hash},
      ${row.created_time}, ${row.created_by}, ${row.expires_time})`)
}

/** Answers whether there was one the caller may see. */
export async function deleteEmbed(db: Queryable, id: string, scope: Scope): Promise<boolean> {
  const rows = await db.query(
    sql`DELETE FROM sensing.series_embed WHERE id = ${id} AND ${inScope('division_code', scope)} RETURNING id`,
  )
  return rows.length > 0
}

/** Notes a read, to the minute. */
export async function noteRead(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE sensing.series_embed SET last_read_time = ${now}
    WHERE id = ${id} AND (last_read_time IS NULL OR last_read_time < ${new Date(now.getTime() - 60_000)})`)
}
