import type { Connector } from '@civitas/sdk'
import { userError } from '../command.ts'
import type { Connection } from '../connect.ts'
import { type MappedRow, mapRows } from './map-row.ts'
import { readCsv } from './read-csv.ts'
import { type DataArray, sendDataArrays } from './send-data-arrays.ts'

/** What of a file has been sent. */
export interface ReplayCounts {
  rows: number
  readings: number
  missing: number
}

export interface ReplayJob {
  readonly connection: Connection
  readonly connector: Connector
  readonly path: string
  /** Datastream ids by name, of the thing the readings belong to. */
  readonly datastreams: ReadonlyMap<string, number>
  /** Only rows from and before these instants, ms since epoch. */
  readonly fromMs: number
  readonly toMs: number
  readonly onProgress: (counts: ReplayCounts) => void
}

/** Rows in one request: about 12,000 readings. */
const rowsAtOnce = 1_000

/** Sends a file in its order as SensorThings data arrays; each request is answered once its readings are durable. */
export async function replayFile(job: ReplayJob): Promise<ReplayCounts> {
  const counts: ReplayCounts = { rows: 0, readings: 0, missing: 0 }
  let toRow: ((row: readonly string[]) => MappedRow) | undefined
  let waiting: MappedRow[] = []
  const flush = async () => {
    await sendDataArrays(job.connection, toDataArrays(waiting, job.datastreams))
    for (const row of waiting) {
      counts.rows++
      counts.readings += row.values.length
      counts.missing += row.missing
    }
    waiting = []
    job.onProgress(counts)
  }
  for await (const cells of readCsv(job.path)) {
    if (!toRow) {
      toRow = mapRows(job.connector, cells)
      continue
    }
    const row = toRow(cells)
    if (Number.isNaN(row.timeMs))
      throw userError(`时间不正确：${cells.join(',')}`, `No time: ${cells.join(',')}`)
    if (row.timeMs < job.fromMs || row.timeMs >= job.toMs) continue
    waiting.push(row)
    if (waiting.length >= rowsAtOnce) await flush()
  }
  if (waiting.length > 0) await flush()
  return counts
}

/** Readings by datastream; a value that is missing is not sent. */
function toDataArrays(rows: readonly MappedRow[], datastreams: ReadonlyMap<string, number>): DataArray[] {
  const arrays = new Map<number, Array<[string, number]>>()
  for (const { timeMs, values } of rows) {
    const time = new Date(timeMs).toISOString()
    for (const [name, value] of values) {
      const id = datastreams.get(name)
      if (id === undefined)
        throw userError(`设备没有数据流“${name}”。`, `The thing has no datastream “${name}”.`)
      const known = arrays.get(id)
      if (known) known.push([time, value])
      else arrays.set(id, [[time, value]])
    }
  }
  return [...arrays].map(([id, dataArray]) => ({ id, dataArray }))
}
