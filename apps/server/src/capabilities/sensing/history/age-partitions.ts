import { createWriteStream, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { to as copyTo } from 'pg-copy-streams'
import type { Kernel } from '../../../kernel/kernel.ts'
import {
  dropPartition,
  findFile,
  type HistoryFile,
  listPartitions,
  type Period,
  saveFile,
} from './history-files.ts'

const dayMs = 86_400_000

const csvColumns = `{'datastream_id': 'INTEGER', 'phenomenon_time': 'TIMESTAMP', 'result': 'DOUBLE', 'quality': 'SMALLINT',
  'received_time': 'TIMESTAMP', 'parameters': 'VARCHAR'}`

export interface Aged {
  period: string
  rows: number
  bytes: number
}

/** Moves every period that ended more than `hotDays` ago into a file; answers what was moved. */
export async function agePartitions(kernel: Kernel, hotDays: number): Promise<Aged[]> {
  const before = kernel.clock.now().getTime() - hotDays * dayMs
  const aged: Aged[] = []
  for (const period of await listPartitions(kernel.db)) {
    if (period.to_time.getTime() > before) continue
    const one = await agePartition(kernel, period)
    if (one) aged.push(one)
  }
  return aged
}

/**
 * Writes one partition to Parquet and drops it, in this order: the file is whole and on disk before the transaction
 * that names it and drops the table. Readings may come in meanwhile; then the table stays and is tried at the next
 * time. What came in too late for an earlier file of the period is merged with it into a file of another name. A crash
 * leaves at most a file nobody names.
 */
async function agePartition(kernel: Kernel, period: Period): Promise<Aged | null> {
  const folder = kernel.lake.folder('observations')
  const csv = `${folder}/${period.period}.csv`
  const file = `${period.period}-${kernel.clock.now().getTime().toString(36)}.parquet`
  try {
    const exported = await exportRows(kernel, period, csv)
    const earlier = await findFile(kernel.db, period.period)
    await kernel.lake.writeParquet(selectOf(csv, earlier && `${folder}/${earlier.file}`), `${folder}/${file}`)
    const rows = await countRows(kernel, `${folder}/${file}`)
    const aged = { period: period.period, rows, bytes: statSync(`${folder}/${file}`).size }
    await replacePartition(kernel, { ...period, ...aged, file }, exported)
    if (earlier) await rm(`${folder}/${earlier.file}`, { force: true })
    return aged
  } catch (error) {
    kernel.log.warn({ period: period.period, error: (error as Error).message }, 'a day stays in the database')
    await rm(`${folder}/${file}`, { force: true })
    return null
  } finally {
    await rm(csv, { force: true })
  }
}

interface Exported {
  rows: number
  /** Every transaction that could have written a row the export did not see is this old or younger. */
  horizon: string
}

async function exportRows(kernel: Kernel, { period }: Period, csv: string): Promise<Exported> {
  return kernel.db.transaction(async (tx) => {
    await tx.client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    const { rows } = await tx.client.query<Exported>(`SELECT count(*)::int AS rows,
      pg_snapshot_xmin(pg_current_snapshot())::xid::text AS horizon FROM sensing.observation_${period}`)
    const out = tx.client.query(
      copyTo(`COPY (SELECT datastream_id, phenomenon_time AT TIME ZONE 'UTC', result, quality,
          received_time AT TIME ZONE 'UTC', parameters FROM sensing.observation_${period}) TO STDOUT (FORMAT csv)`),
    )
    await pipeline(out, createWriteStream(csv))
    return rows[0] as Exported
  })
}

async function countRows(kernel: Kernel, path: string): Promise<number> {
  const [count] = await kernel.lake.query<{ n: number }>(
    `SELECT count(*)::INTEGER AS n FROM read_parquet('${path}')`,
  )
  return count?.n ?? 0
}

/** Names the file and drops the table at one instant, unless a row was written since the export. */
async function replacePartition(kernel: Kernel, file: HistoryFile, exported: Exported): Promise<void> {
  await kernel.db.transaction(async (tx) => {
    const table = `sensing.observation_${file.period}`
    await tx.client.query("SET LOCAL lock_timeout = '3s'")
    await tx.client.query(`LOCK TABLE ${table} IN SHARE MODE`)
    const { rows } = await tx.client.query<{ rows: number; younger: number }>(
      `SELECT count(*)::int AS rows, (count(*) FILTER (WHERE age(xmin) <= age($1::xid)))::int AS younger FROM ${table}`,
      [exported.horizon],
    )
    if (rows[0]?.rows !== exported.rows || rows[0]?.younger !== 0)
      throw new Error('readings came in while it was written')
    await saveFile(tx, file, kernel.clock.now())
    await dropPartition(tx, file.period)
  })
}

/** The rows of the table and, where the period has a file already, those of the file the table has no newer row for. */
function selectOf(csv: string, earlier: string | undefined): string {
  const fresh = `SELECT * FROM read_csv('${csv}', header = false, columns = ${csvColumns})`
  if (!earlier) return `${fresh} ORDER BY datastream_id, phenomenon_time`
  return `WITH fresh AS (${fresh}) SELECT * FROM fresh UNION ALL
    SELECT old.* FROM read_parquet('${earlier}') old ANTI JOIN fresh USING (datastream_id, phenomenon_time)
    ORDER BY datastream_id, phenomenon_time`
}
