import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { BatchRow } from '../batches/store.ts'

/** Notes what a batch did to its dataset as a run, for lineage and statistics. */
export async function insertBatchRun(
  db: Queryable,
  batch: BatchRow,
  done: {
    rowsIn: number
    rowsOut: number
    rejects: number
    versionId: string
    /** The version the batch was added to. */
    previous: string | null
    now: Date
  },
): Promise<void> {
  await db.query(sql`INSERT INTO data.run (id, kind, source_id, dataset_id, state, cause, rows_in, rows_out, rejects, version_id,
      created_time, started_time, ended_time)
    VALUES (${batch.id}, 'batch', ${batch.source_id}, ${batch.dataset_id}, 'done',
      ${batch.file_name ?? batch.source_name ?? '更正重放'}, ${done.rowsIn}, ${done.rowsOut}, ${done.rejects},
      ${done.versionId}, ${batch.received_time}, ${batch.received_time}, ${done.now})`)
  if (done.previous)
    await db.query(sql`INSERT INTO data.run_input (run_id, version_id, dataset_id)
      VALUES (${batch.id}, ${done.previous}, ${batch.dataset_id})`)
}
