import type { Kernel } from '../../../kernel/kernel.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { ObservationRow } from './copy-observations.ts'
import { toUpdates } from './record-observations.ts'

type SharedRow = [
  datastreamId: number,
  timeMs: number,
  result: number | null,
  quality: number,
  received: number,
]

/** Rows of one notice; about 50 bytes each, and a notice carries 8,000. */
const rowsPerNotice = 130

/** Shows newest values on the live channel of this process, and of every other process of the cluster. */
export function shareLatest(kernel: Kernel, index: DatastreamIndex) {
  kernel.cluster.hear('latest', (rows: SharedRow[]) =>
    kernel.realtime.publishLatest(toUpdates(index, rows.map(fromShared))),
  )
  return (rows: readonly ObservationRow[]): void => {
    if (kernel.realtime.listeners > 0) kernel.realtime.publishLatest(toUpdates(index, rows))
    if (!kernel.config.cluster) return
    for (let at = 0; at < rows.length; at += rowsPerNotice) {
      kernel.cluster.tell('latest', rows.slice(at, at + rowsPerNotice).map(toShared))
    }
  }
}

function toShared(row: ObservationRow): SharedRow {
  return [row.datastreamId, row.timeMs, row.result, row.quality, row.receivedMs]
}

function fromShared([datastreamId, timeMs, result, quality, receivedMs]: SharedRow): ObservationRow {
  return { datastreamId, timeMs, result, quality, receivedMs }
}
