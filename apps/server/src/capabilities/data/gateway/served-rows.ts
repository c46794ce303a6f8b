import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { DataParts } from '../data-parts.ts'
import { accessOfGrant, dayOf } from '../grants/rules.ts'
import { findGrant } from '../grants/store.ts'
import { readRows } from '../tables/read-rows.ts'
import { findVersion } from '../tables/store.ts'

/** Datasets with more rows are read from the lake for each call. */
const mostRows = 500_000
const pageRows = 20_000

/**
 * Copies the rows of one API grant, as its holder may see them, where calls find them by number and by key. Answers false
 * when every grant has the rows of the published version.
 */
export async function fillNext(parts: DataParts, tx: Transaction): Promise<boolean> {
  const day = dayOf(parts.kernel.clock.now())
  const { db } = parts.kernel
  await db.query(sql`INSERT INTO data.served (grant_id) SELECT g.id FROM data.grant_of_use g
    WHERE g.delivery = 'api' AND g.withdrawn_time IS NULL AND g.to_day >= ${day}
      AND NOT EXISTS (SELECT FROM data.served s WHERE s.grant_id = g.id) ON CONFLICT DO NOTHING`)
  const listDue = () =>
    tx.query<{
      id: string
      grant_id: string
      version_id: string
    }>(sql`SELECT s.grant_id AS id, s.grant_id, d.version_id
    FROM data.served s JOIN data.grant_of_use g ON g.id = s.grant_id JOIN data.dataset d ON d.id = g.dataset_id
    WHERE d.version_id IS DISTINCT FROM s.version_id AND d.version_id IS NOT NULL AND d.version_rows <= ${mostRows}
      AND g.withdrawn_time IS NULL AND g.to_day >= ${day} LIMIT 20`)
  const due = await claimOne(tx, 'data.serve', listDue)
  if (!due) return false
  const [grant, version] = [await findGrant(tx, due.grant_id), await findVersion(tx, due.version_id)]
  if (!grant || !version) return false
  const access = accessOfGrant(grant)
  const keys = version.fields.filter((field) => field.isKey)
  const key = keys.length === 1 && access.get(keys[0]?.name ?? '') === 'none' ? keys[0]?.name : undefined
  let count = 0
  for (;;) {
    const rows = await readRows(parts, version, access, {
      ...{ within: grant.row_filter, withPersons: true, isCounted: false, limit: pageRows, offset: count },
    })
    const lines = rows.items.map((row, i) => ({
      ...{
        row: count + i,
        key: key === undefined ? null : String(row[key]),
        person: rows.persons[i] || null,
      },
      body: JSON.stringify(row),
    }))
    await db.query(sql`INSERT INTO data.served_row (grant_id, version_id, row, key, person, body)
      SELECT ${grant.id}, ${version.id}, row, key, person, body FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        AS r(row bigint, key text, person text, body text) ON CONFLICT DO NOTHING`)
    count += lines.length
    if (lines.length < pageRows) break
  }
  await tx.query(
    sql`DELETE FROM data.served_row WHERE grant_id = ${grant.id} AND version_id <> ${version.id}`,
  )
  await tx.query(sql`UPDATE data.served SET version_id = ${version.id}, rows = ${count},
    filled_time = ${parts.kernel.clock.now()} WHERE grant_id = ${grant.id}`)
  return true
}

export interface ServedRow {
  version_id: string
  rows: number
  body: string | null
  person: string | null
}

/** Rows of a grant by key or by number; nothing when they are not of the published version yet. */
export function readServed(
  { kernel }: DataParts,
  grantId: string,
  datasetId: string,
  ask: { key?: string; limit: number; offset: number },
): Promise<ServedRow[]> {
  const which =
    ask.key === undefined
      ? sql`r.row >= ${ask.offset} AND r.row < ${ask.offset + ask.limit}`
      : sql`r.key = ${ask.key}`
  const statement = sql`SELECT s.version_id, s.rows, r.body, r.person FROM data.served s
    JOIN data.dataset d ON d.id = ${datasetId} AND d.version_id = s.version_id
    LEFT JOIN data.served_row r ON r.grant_id = s.grant_id AND r.version_id = s.version_id AND ${which}
    WHERE s.grant_id = ${grantId} ORDER BY r.row LIMIT ${ask.limit}`
  const name = ask.key === undefined ? 'data-served-page' : 'data-served-key'
  // Prepared once on each connection: planning it takes longer than running it.
  return kernel.db.query<ServedRow>(Object.assign(statement, { name }))
}
