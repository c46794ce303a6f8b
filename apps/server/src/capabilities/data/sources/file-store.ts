import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** A file of a source in one state: `mark` tells states apart by size and time, or by the entity tag. */
export interface TakenFile {
  readonly path: string
  readonly mark: string
}

/** Keeps that a file has been loaded; in the transaction that publishes what was in it. */
export async function keepFile(
  tx: Queryable,
  sourceId: string,
  batchId: string,
  file: TakenFile,
): Promise<void> {
  await tx.query(sql`INSERT INTO data.source_file (source_id, path, mark, batch_id)
    VALUES (${sourceId}, ${file.path}, ${file.mark}, ${batchId}) ON CONFLICT DO NOTHING`)
}

/** Which of the files have been loaded, in the order given. */
export async function filesTaken(
  db: Queryable,
  sourceId: string,
  files: readonly TakenFile[],
): Promise<boolean[]> {
  const rows = await db.query<{ n: number }>(sql`SELECT n::int FROM
    jsonb_array_elements(${JSON.stringify(files)}::jsonb) WITH ORDINALITY AS f(file, n)
    JOIN data.source_file s ON s.source_id = ${sourceId} AND s.path = file->>'path' AND s.mark = file->>'mark'`)
  const taken = new Set(rows.map((row) => row.n))
  return files.map((_, at) => taken.has(at + 1))
}
