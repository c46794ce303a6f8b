import type { MaskKind, RowFilter } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { AnalysisGrant } from '../analysis/access.ts'
import { accessOfGrant, dayOf } from './rules.ts'

/** What the organisation of a caller may query: of each dataset its newest grant that holds today. */
export async function findAnalysisGrants(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  principal: Principal,
): Promise<AnalysisGrant[]> {
  if (!principal.organisationId) return []
  const rows = await db.query<{
    dataset_id: string
    fields: Record<string, MaskKind>
    row_filter: RowFilter[]
  }>(sql`
    SELECT DISTINCT ON (dataset_id) dataset_id, fields, row_filter FROM data.grant_of_use
    WHERE organisation_id = ${principal.organisationId} AND withdrawn_time IS NULL AND NOT by_consent
      AND ${dayOf(clock.now())}::date BETWEEN from_day AND to_day ORDER BY dataset_id, created_time DESC, id DESC`)
  return rows.map((row) => ({
    datasetId: row.dataset_id,
    access: accessOfGrant(row, []),
    within: row.row_filter,
  }))
}
