import type { Queryable } from './database.ts'
import { type Sql, sql } from './sql.ts'

/** Rows of a list that are counted exactly; nobody pages further, and counting a million takes as long as it takes. */
const countedRows = 100_000

/** How many rows there are: exact up to `countedRows`, beyond that no more than that there are more. */
export async function countUpTo(
  db: Queryable,
  from: Sql,
  most = countedRows,
): Promise<{ total: number; totalIsAtLeast?: true }> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM (SELECT FROM ${from} LIMIT ${most + 1}) AS counted`,
  )
  const n = row?.n ?? 0
  return n > most ? { total: most, totalIsAtLeast: true } : { total: n }
}
