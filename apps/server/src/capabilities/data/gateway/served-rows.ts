import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { DataParts } from '../data-parts.ts'
import { accessOfGrant, dayOf } from '../grants/rules.ts'
import { findGrant } from '../grants/store.ts'
import { readRows } from '../tables/read-rows.ts'
import type { RowAccess } from '../tables/row-access.ts'
import { findVersion } from '../tables/store.ts'
import { createBatcher } from './batcher.ts'

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
  const access = accessOfGrant(grant, version.fields)
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
  // A column may have been found to tell of somebody while its rows were copied: they are copied again.
  await tx.query(sql`SELECT 1 AS one FROM data.served WHERE grant_id = ${grant.id} FOR UPDATE`)
  const again = await findVersion(db, due.version_id)
  const shown = (of: RowAccess) => JSON.stringify([...of])
  if (!again || shown(accessOfGrant(grant, again.fields)) !== shown(access)) {
    await tx.query(sql`DELETE FROM data.served_row WHERE grant_id = ${grant.id}`)
    return true
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

/** Rows of a grant by number; nothing when they are not of the published version yet. */
export function readServedPage(
  { kernel }: DataParts,
  grantId: string,
  datasetId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<ServedRow[]> {
  const statement = sql`SELECT s.version_id, s.rows, r.body, r.person FROM data.served s
    JOIN data.dataset d ON d.id = ${datasetId} AND d.version_id = s.version_id
    LEFT JOIN data.served_row r ON r.grant_id = s.grant_id AND r.version_id = s.version_id
      AND r.row >= ${offset} AND r.row < ${offset + limit}
    WHERE s.grant_id = ${grantId} ORDER BY r.row LIMIT ${limit}`
  // One plan for every page: rows are found by their number.
  return kernel.db.query<ServedRow>(Object.assign(statement, { name: 'data-served-page' }))
}

/** A row asked for by its key. */
export interface KeyAsk {
  readonly grantId: string
  readonly datasetId: string
  readonly key: string
}

/** Reads of keys under way at the same time. */
const lanes = 2

/**
 * Rows of grants by key; nothing when they are not of the published version yet, a row without a body when nobody has the
 * key. Keys asked for at once are read in one statement, for a query of its own costs more than the row it finds.
 */
export function createKeyReader({ db }: Kernel): (ask: KeyAsk) => Promise<ServedRow[]> {
  return createBatcher<KeyAsk, ServedRow[]>(lanes, async (asks) => {
    const [grants, datasets, keys] = [
      asks.map((ask) => ask.grantId),
      asks.map((ask) => ask.datasetId),
      asks.map((ask) => ask.key),
    ]
    const statement = sql`SELECT a.at::int, s.version_id, s.rows, r.body, r.person
      FROM unnest(${grants}::uuid[], ${datasets}::uuid[], ${keys}::text[]) WITH ORDINALITY AS a(grant_id, dataset_id, key, at)
      JOIN data.served s ON s.grant_id = a.grant_id
      JOIN data.dataset d ON d.id = a.dataset_id AND d.version_id = s.version_id
      LEFT JOIN data.served_row r ON r.grant_id = s.grant_id AND r.version_id = s.version_id AND r.key = a.key
      ORDER BY a.at, r.row`
    const rows = await db.query<ServedRow & { at: number }>(statement)
    const found = asks.map((): ServedRow[] => [])
    for (const { at, ...row } of rows) found[at - 1]?.push(row)
    return found
  })
}
