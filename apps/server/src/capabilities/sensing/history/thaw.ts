import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { type HistoryFile, listFiles } from './history-files.ts'
import { fromFiles } from './read-cold.ts'

/** Readings of one datastream brought back at once; what is beyond stays in its files. */
const mostRows = 2_000_000
const rowsTogether = 20_000
const keepMinutes = 60
const forever = [new Date(0), new Date(8.64e15 / 1000)] as const

/**
 * Brings the aged readings of one datastream back beside the recent ones, newest periods first, unless they are there.
 * Answers whether anything is there now.
 */
export async function thaw(kernel: Kernel, datastreamId: number): Promise<boolean> {
  const files = await listFiles(kernel.db, ...forever)
  if (files.length === 0) return false
  return kernel.db.transaction(async (tx) => {
    await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('sensing-thaw'), ${datastreamId})`)
    const missing = await findMissing(tx, datastreamId, files)
    if (missing.length > 0) await bringBack(kernel, tx, datastreamId, missing)
    await forgetRepeated(tx, datastreamId)
    await tx.query(sql`UPDATE sensing.thawed_span SET used_time = ${kernel.clock.now()}
      WHERE datastream_id = ${datastreamId}`)
    return true
  })
}

/** Takes thawed readings away that nobody has asked for lately. */
export async function refreeze(kernel: Kernel): Promise<void> {
  const before = new Date(kernel.clock.now().getTime() - keepMinutes * 60_000)
  await kernel.db.transaction(async (tx) => {
    const gone = await tx.query<{
      id: number
    }>(sql`DELETE FROM sensing.thawed_span WHERE used_time < ${before}
      RETURNING datastream_id AS id`)
    const ids = [...new Set(gone.map((one) => one.id))]
    if (ids.length > 0)
      await tx.query(sql`DELETE FROM sensing.observation_thawed WHERE datastream_id = ANY(${ids}::int[])`)
  })
}

/** Files whose rows of this datastream are not here, newest first; rows of a file that was replaced are taken away. */
async function findMissing(tx: Transaction, datastreamId: number, files: readonly HistoryFile[]) {
  const spans = await tx.query<{ period: string; file: string }>(
    sql`SELECT period, file FROM sensing.thawed_span WHERE datastream_id = ${datastreamId}`,
  )
  const known = new Map(spans.map((one) => [one.period, one.file]))
  const missing = files.filter((one) => known.get(one.period) !== one.file)
  for (const one of missing)
    if (known.has(one.period))
      await tx.query(sql`DELETE FROM sensing.observation_thawed WHERE datastream_id = ${datastreamId}
        AND phenomenon_time >= ${one.from_time} AND phenomenon_time < ${one.to_time}`)
  return missing.reverse()
}

interface Row {
  at: string
  result: number | null
  quality: number
  received: string
  parameters: string | null
}

async function bringBack(
  kernel: Kernel,
  tx: Transaction,
  datastreamId: number,
  files: readonly HistoryFile[],
): Promise<void> {
  const rows = await kernel.lake.query<Row>(`SELECT epoch_us(phenomenon_time)::VARCHAR AS at, result, quality,
      epoch_us(received_time)::VARCHAR AS received, parameters
    FROM ${fromFiles(kernel.lake.folder('observations'), files)} WHERE datastream_id = ${datastreamId}
    ORDER BY phenomenon_time DESC LIMIT ${mostRows}`)
  for (let at = 0; at < rows.length; at += rowsTogether)
    await insertRows(tx, datastreamId, rows.slice(at, at + rowsTogether))
  await tx.query(sql`INSERT INTO sensing.thawed_span (datastream_id, period, file, used_time)
    SELECT ${datastreamId}, period, file, ${kernel.clock.now()}
    FROM unnest(${files.map((one) => one.period)}::text[], ${files.map((one) => one.file)}::text[]) AS n(period, file)
    ON CONFLICT (datastream_id, period) DO UPDATE SET file = excluded.file`)
}

async function insertRows(tx: Queryable, datastreamId: number, rows: readonly Row[]): Promise<void> {
  const instant = (name: 'at' | 'received') => sql`${rows.map((row) => row[name])}::bigint[]`
  await tx.query(sql`INSERT INTO sensing.observation_thawed (datastream_id, phenomenon_time, result, quality,
      received_time, parameters)
    SELECT ${datastreamId}, to_timestamp(0) + at * interval '1 microsecond', result, quality,
      to_timestamp(0) + received * interval '1 microsecond', parameters::jsonb
    FROM unnest(${instant('at')}, ${rows.map((row) => row.result)}::float8[], ${rows.map((row) => row.quality)}::smallint[],
      ${instant('received')}, ${rows.map((row) => row.parameters)}::text[]) AS n(at, result, quality, received, parameters)
    ON CONFLICT DO NOTHING`)
}

/** A reading that came once more after its day had aged is in the tables too; those count. */
async function forgetRepeated(tx: Transaction, datastreamId: number): Promise<void> {
  await tx.query(sql`DELETE FROM sensing.observation_thawed t USING sensing.observation o
    WHERE t.datastream_id = ${datastreamId} AND o.datastream_id = t.datastream_id
      AND o.phenomenon_time = t.phenomenon_time AND o.phenomenon_time < (
        SELECT max(to_time) FROM sensing.history_file)`)
}
