import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** Forgets what was written out of a dataset for callers and for the open site: it is written again as it is to be shown now. */
export async function forgetShown(tx: Queryable, datasetId: string): Promise<void> {
  const grants = sql`SELECT id FROM data.grant_of_use WHERE dataset_id = ${datasetId}`
  await tx.query(sql`UPDATE data.served SET version_id = NULL WHERE grant_id IN (${grants})`)
  await tx.query(sql`DELETE FROM data.served_row WHERE grant_id IN (${grants})`)
  await tx.query(
    sql`DELETE FROM data.open_file f USING data.version v WHERE v.id = f.version_id AND v.dataset_id = ${datasetId}`,
  )
}

/** Masks a column now known to tell of somebody in the grants that show it and were not given it plain. */
export async function narrowGrants(
  tx: Queryable,
  datasetId: string,
  field: string,
  mask: string,
): Promise<void> {
  await tx.query(sql`UPDATE data.grant_of_use g SET fields = jsonb_set(g.fields, ARRAY[${field}], to_jsonb(${mask}::text))
    FROM data.application a WHERE a.id = g.application_id AND g.dataset_id = ${datasetId}
      AND g.fields ->> ${field} = 'none' AND NOT ${field} = ANY(a.plain)`)
}
