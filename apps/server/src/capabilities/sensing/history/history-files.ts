import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** A closed day, or a month of the distant past: `20261101` or `202611`, UTC. */
export interface Period {
  period: string
  from_time: Date
  to_time: Date
}

/** A period whose readings are in a Parquet file, sorted by datastream and time. */
export interface HistoryFile extends Period {
  file: string
  rows: number
  bytes: number
}

/** Periods that are tables of the database. */
export function listPartitions(db: Queryable): Promise<Period[]> {
  return db.query<Period>(sql`SELECT * FROM sensing.observation_partitions() ORDER BY from_time`)
}

/** Files that hold readings of `[from, to]`. */
export function listFiles(db: Queryable, from: Date, to: Date): Promise<HistoryFile[]> {
  return db.query<HistoryFile>(sql`SELECT period, from_time, to_time, file, rows, bytes FROM sensing.history_file
    WHERE from_time <= ${to} AND to_time > ${from} ORDER BY from_time`)
}

export function findFile(db: Queryable, period: string): Promise<HistoryFile | undefined> {
  return db.first<HistoryFile>(sql`SELECT period, from_time, to_time, file, rows, bytes FROM sensing.history_file
    WHERE period = ${period}`)
}

export async function saveFile(tx: Transaction, file: HistoryFile, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.history_file (period, from_time, to_time, file, rows, bytes, written_time)
    VALUES (${file.period}, ${file.from_time}, ${file.to_time}, ${file.file}, ${file.rows}, ${file.bytes}, ${now})
    ON CONFLICT (period) DO UPDATE SET file = excluded.file, rows = excluded.rows, bytes = excluded.bytes,
      written_time = excluded.written_time`)
}

export async function dropPartition(tx: Transaction, period: string): Promise<void> {
  await tx.query(sql`SELECT sensing.drop_observation_partition(${period})`)
}

/** Sums for the page and the benchmark. */
export async function measureHistory(db: Queryable) {
  const row = await db.first<{
    files: number
    rows: number
    bytes: number
    oldest: Date | null
    hot_bytes: number
    hot_rows: number
    rollup_bytes: number
    due: number
  }>(sql`SELECT (SELECT count(*)::int FROM sensing.history_file) AS files,
      (SELECT coalesce(sum(rows), 0)::bigint FROM sensing.history_file) AS rows,
      (SELECT coalesce(sum(bytes), 0)::bigint FROM sensing.history_file) AS bytes,
      (SELECT min(from_time) FROM sensing.history_file) AS oldest,
      (SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint FROM pg_inherits
        WHERE inhparent = 'sensing.observation'::regclass) AS hot_bytes,
      (SELECT coalesce(sum(greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)), 0)::bigint FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'sensing.observation'::regclass) AS hot_rows,
      (SELECT pg_total_relation_size('sensing.rollup_minute') + pg_total_relation_size('sensing.rollup_hour')
        + pg_total_relation_size('sensing.rollup_day')) AS rollup_bytes,
      (SELECT count(*)::int FROM sensing.rollup_due) AS due`)
  if (!row) throw new Error('a select without a row')
  return row
}
