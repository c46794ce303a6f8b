import type { Reading } from './record-observations.ts'

/** One judged reading; times in ms since epoch, `result` null is a missing value. */
export interface ObservationRow extends Reading {
  quality: number
  receivedMs: number
}

/**
 * Judged readings of one transaction, in columns: at hundreds of thousands a second an object for each would cost more
 * to collect than to store. Only the first `length` places of a column are used; a missing result is NaN.
 */
export interface ReadingBatch {
  length: number
  datastreamIds: Int32Array
  /** Phenomenon times, ms since epoch. */
  times: Float64Array
  results: Float64Array
  qualities: Int16Array
  /** When the platform received them, ms since epoch. */
  received: Float64Array
}

export function createBatch(capacity = 1024): ReadingBatch {
  return {
    length: 0,
    datastreamIds: new Int32Array(capacity),
    times: new Float64Array(capacity),
    results: new Float64Array(capacity),
    qualities: new Int16Array(capacity),
    received: new Float64Array(capacity),
  }
}

/** Makes room for `more` further readings. */
export function reserve(batch: ReadingBatch, more: number): void {
  const needed = batch.length + more
  if (needed <= batch.times.length) return
  const wider = createBatch(Math.max(needed, batch.times.length * 2))
  wider.datastreamIds.set(batch.datastreamIds)
  wider.times.set(batch.times)
  wider.results.set(batch.results)
  wider.qualities.set(batch.qualities)
  wider.received.set(batch.received)
  Object.assign(batch, { ...wider, length: batch.length })
}

/** Adds a reading to a batch that has room for it. */
export function append(batch: ReadingBatch, reading: Reading, quality: number, receivedMs: number): void {
  const at = batch.length++
  batch.datastreamIds[at] = reading.datastreamId
  batch.times[at] = reading.timeMs
  batch.results[at] = reading.result ?? Number.NaN
  batch.qualities[at] = quality
  batch.received[at] = receivedMs
}

export function toBatch(rows: readonly ObservationRow[]): ReadingBatch {
  const batch = createBatch(rows.length)
  for (const row of rows) append(batch, row, row.quality, row.receivedMs)
  return batch
}

export function rowAt(batch: ReadingBatch, at: number): ObservationRow {
  const result = batch.results[at] as number
  return {
    datastreamId: batch.datastreamIds[at] as number,
    timeMs: batch.times[at] as number,
    result: Number.isNaN(result) ? null : result,
    quality: batch.qualities[at] as number,
    receivedMs: batch.received[at] as number,
  }
}

/** The newest reading of each datastream of a batch. */
export function newestOf(batch: ReadingBatch): ObservationRow[] {
  const newest = new Map<number, number>()
  for (let at = 0; at < batch.length; at++) {
    const id = batch.datastreamIds[at] as number
    const held = newest.get(id)
    if (held === undefined || (batch.times[at] as number) >= (batch.times[held] as number)) newest.set(id, at)
  }
  return [...newest.values()].map((at) => rowAt(batch, at))
}
