import type { Kernel } from '../../../kernel/kernel.ts'
import type { LatestUpdate } from '../../../kernel/realtime.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { ObservationRow } from './reading-batch.ts'

type SharedRow = [
  datastreamId: number,
  timeMs: number,
  result: number | null,
  quality: number,
  received: number,
]

/** Rows of one notice; about 50 bytes each, and a notice carries 8,000. */
const rowsPerNotice = 130

/**
 * Shows newest values on the live channel of this process, and of every other process of the cluster. They are asked
 * for only where somebody looks.
 */
export function shareLatest(kernel: Kernel, index: DatastreamIndex) {
  kernel.cluster.hear('latest', (rows: SharedRow[]) =>
    kernel.realtime.publishLatest(toUpdates(index, rows.map(fromShared))),
  )
  return (newest: () => ObservationRow[]): void => {
    const shown = kernel.realtime.listeners > 0
    if (!shown && !kernel.config.cluster) return
    const rows = newest()
    if (shown) kernel.realtime.publishLatest(toUpdates(index, rows))
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

/** Latest values as the live channel sends them. */
export function toUpdates(index: DatastreamIndex, rows: readonly ObservationRow[]): LatestUpdate[] {
  return rows.flatMap((row) => {
    const meta = index.find(row.datastreamId)
    if (!meta) return []
    return {
      entityId: meta.thing.id,
      entityType: meta.thing.entityType,
      datastreamId: row.datastreamId,
      property: meta.property,
      value: row.result,
      time: new Date(row.timeMs).toISOString(),
      quality: row.quality,
      receivedMs: row.receivedMs,
      division: meta.thing.divisionCode,
      position: meta.thing.position,
    }
  })
}
