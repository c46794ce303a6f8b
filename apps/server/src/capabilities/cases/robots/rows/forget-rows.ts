import type { Queryable } from '../../../../kernel/db/database.ts'
import { sql } from '../../../../kernel/db/sql.ts'

/**
 * Empties the lines of files done before an instant, with the values and pictures of their steps: they may hold what is
 * personal. Key, result and reason stay, so that nothing is done twice. Lines still left to people are kept. Answers how
 * many lines were emptied.
 */
export async function forgetRows(tx: Queryable, before: Date): Promise<number> {
  const rows = await tx.query<{
    batch_id: string
    number: number
  }>(sql`UPDATE cases.robot_row w SET cells = '{}'
    FROM cases.robot_batch b WHERE b.id = w.batch_id AND b.ended_time < ${before} AND w.cells <> '{}'
      AND w.state NOT IN ('waiting', 'left') RETURNING w.batch_id, w.number`)
  await tx.query(sql`UPDATE cases.robot_row_step s SET value = '', picture_before = NULL, picture_after = NULL
    FROM unnest(${rows.map((one) => one.batch_id)}::uuid[], ${rows.map((one) => one.number)}::int[]) AS g(batch_id, number)
    WHERE s.batch_id = g.batch_id AND s.row_number = g.number`)
  return rows.length
}
