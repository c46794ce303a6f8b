import type { Queryable } from '../../../kernel/db/database.ts'
import type { Lake } from '../../../kernel/lake.ts'
import { type HistoryFile, listFiles } from './history-files.ts'

/** A reading as it lies in a file; times in ms since epoch. */
export interface ColdRow {
  id: number
  timeMs: number
  result: number | null
  quality: number
  receivedMs: number
  parameters: string | null
}

/** Columns of a file, as DuckDB is told them. */
export const coldColumns =
  'datastream_id AS id, epoch_ms(phenomenon_time)::DOUBLE AS "timeMs", result, quality, epoch_ms(received_time)::DOUBLE AS "receivedMs", parameters'

/** `read_parquet` over some files of the lake. */
export function fromFiles(folder: string, files: readonly HistoryFile[]): string {
  return `read_parquet([${files.map((one) => `'${folder}/${one.file}'`).join(', ')}])`
}

/** An instant as a literal of DuckDB; the files are in UTC. */
export function instant(ms: number): string {
  return `make_timestamp(${Math.round(ms) * 1000})`
}

export interface ColdQuery {
  datastreamIds: readonly number[]
  /** Exclusive. */
  afterMs: number
  /** Inclusive. */
  untilMs: number
  /** Newest first, so many at most; all of them ascending otherwise. */
  newest?: number
}

/** Readings that have aged into files, by datastream and time; nothing is opened when no file holds the span. */
export async function readCold(db: Queryable, lake: Lake, query: ColdQuery): Promise<ColdRow[]> {
  if (query.datastreamIds.length === 0) return []
  const files = await listFiles(db, new Date(query.afterMs), new Date(query.untilMs))
  if (files.length === 0) return []
  const order = query.newest ? `phenomenon_time DESC LIMIT ${query.newest}` : 'datastream_id, phenomenon_time'
  return lake.query<ColdRow>(`SELECT ${coldColumns} FROM ${fromFiles(lake.folder('observations'), files)}
    WHERE datastream_id IN (${query.datastreamIds.join(', ')})
      AND phenomenon_time > ${instant(query.afterMs)} AND phenomenon_time <= ${instant(query.untilMs)}
    ORDER BY ${order}`)
}
