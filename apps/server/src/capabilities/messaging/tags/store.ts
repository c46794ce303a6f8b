import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export async function listTagged(db: Queryable, tag: string): Promise<string[]> {
  const rows = await db.query<{ user_id: string }>(
    sql`SELECT user_id FROM messaging.recipient_tag WHERE tag = ${tag} ORDER BY user_id`,
  )
  return rows.map((row) => row.user_id)
}

/** Everybody who bears a tag of a page, with their tags. */
export async function listTags(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<{ rows: { tag: string; user_ids: string[] }[]; total: number }> {
  const where = sql`WHERE position(${query.search ?? ''} IN tag) > 0`
  const [rows, count] = await Promise.all([
    db.query<{ tag: string; user_ids: string[] }>(sql`SELECT tag, array_agg(user_id) AS user_ids
      FROM messaging.recipient_tag ${where} GROUP BY tag ORDER BY tag
      LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(DISTINCT tag)::int AS n FROM messaging.recipient_tag ${where}`),
  ])
  return { rows, total: count?.n ?? 0 }
}

export async function writeTag(tx: Transaction, tag: string, userIds: readonly string[]): Promise<void> {
  await tx.query(sql`DELETE FROM messaging.recipient_tag WHERE tag = ${tag}`)
  await tx.query(sql`INSERT INTO messaging.recipient_tag (tag, user_id)
    SELECT ${tag}, * FROM unnest(${userIds as string[]}::uuid[])`)
}
