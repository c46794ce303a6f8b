import type { Queryable } from '../../../kernel/db/database.ts'
import { raw, sql } from '../../../kernel/db/sql.ts'

/** A column that holds sealed texts; the capability that owns the table names it. */
export interface SealedPlace {
  title: string
  purpose: string
  /** `schema.table`, and the column with the text. */
  table: string
  column: string
}

const like = (purpose: string) => `sm4$${purpose}$%`

/** How many texts of a place each version of its key sealed. */
export async function countByVersion(db: Queryable, place: SealedPlace): Promise<Map<number, number>> {
  const column = raw(place.column)
  const rows = await db.query<{
    version: number
    n: number
  }>(sql`SELECT split_part(${column}, '$', 3)::int AS version,
      count(*)::int AS n FROM ${raw(place.table)} WHERE ${column} LIKE ${like(place.purpose)} GROUP BY 1 ORDER BY 1`)
  return new Map(rows.map((row) => [row.version, row.n]))
}

interface Found {
  text: string
  at: string
}

/** Texts of versions before one, locked; those another transaction works on are left to it. */
export function takeOlder(
  tx: Queryable,
  place: SealedPlace,
  version: number,
  limit: number,
): Promise<Found[]> {
  const column = raw(place.column)
  return tx.query<Found>(sql`SELECT ${column} AS text, ctid::text AS at FROM ${raw(place.table)}
    WHERE ${column} LIKE ${like(place.purpose)} AND split_part(${column}, '$', 3)::int < ${version}
    LIMIT ${limit} FOR UPDATE SKIP LOCKED`)
}

/** Puts new texts in place of locked ones, in one statement. */
export async function putAnew(
  tx: Queryable,
  place: SealedPlace,
  texts: readonly (Found & { anew: string })[],
): Promise<void> {
  const column = raw(place.column)
  await tx.query(sql`UPDATE ${raw(place.table)} AS t SET ${column} = n.anew
    FROM jsonb_to_recordset(${JSON.stringify(texts)}::jsonb) AS n(at text, text text, anew text)
    WHERE t.ctid = n.at::tid AND t.${column} = n.text`)
}
