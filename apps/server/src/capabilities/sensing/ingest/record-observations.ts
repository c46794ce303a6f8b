import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { withTrace } from '../../../kernel/log.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { createRollupMarks } from '../history/roll-up.ts'
import { judgeQuality } from '../rules.ts'
import { createBatchThread } from './batch-thread.ts'
import type { IngestCounts } from './ingest-counts.ts'
import { createNewestValues, type NewestValues } from './newest-values.ts'
import { insertDetailed, type ObservationDetail } from './observation-details.ts'
import {
  append,
  createBatch,
  newestOf,
  type ObservationRow,
  type ReadingBatch,
  reserve,
  toBatch,
} from './reading-batch.ts'
import { storeWithRetry, tellWatchers } from './store-batch.ts'
import { createLatestWriter } from './write-latest.ts'

/** A decoded reading of a known datastream; `result` null is a missing value. */
export interface Reading {
  datastreamId: number
  timeMs: number
  result: number | null
}

/** A reading that need not be a number at an instant. */
export interface DetailedReading extends Reading {
  detail: ObservationDetail
}

/** Who waits for readings to be durable. Neither method throws. */
export interface Waiter {
  stored(): void
  /** None of them was stored. */
  failed(error: Error): void
}

export interface Recorder {
  /** Resolves once every reading is durable; rejects when they could not be stored (none of them was). */
  record(readings: readonly Reading[]): Promise<void>
  /** As `record`, without a promise for each packet. */
  take(readings: readonly Reading[], waiter: Waiter): void
  /** Stores readings with what they have beyond a number, in the caller’s transaction. */
  recordIn(tx: Transaction, readings: readonly DetailedReading[]): Promise<void>
  /** Hears which readings were committed in this process. */
  onStored(hear: (batch: ReadingBatch) => void): void
  /** Tells what is known of the newest reading, for the quality of the next. */
  remember(datastreamId: number, timeMs: number, value: number | null): void
  readonly waiting: number
  /** Seconds the oldest reading not yet stored has waited. */
  lagSeconds(): number
  stop(): Promise<void>
}

/** Readings that go into one transaction, and who waits for it. */
interface OpenBatch extends ReadingBatch {
  waiters: Waiter[]
  sinceMs: number
}

/** Largest batch of one transaction, in readings; a single packet is never divided. */
const batchLimit = 20_000

/**
 * The hot path. Readings that arrive while a batch is being written make the next batch, so a batch grows with the load
 * and its cost is shared. Only after its transaction are devices answered.
 */
export function createRecorder(
  kernel: Kernel,
  entities: Entities,
  index: DatastreamIndex,
  counts: IngestCounts,
  share: (newest: () => ObservationRow[]) => void,
): Recorder {
  const queue: OpenBatch[] = []
  let queued = 0
  let writing: Promise<void> | undefined
  const latest = createLatestWriter(kernel, entities)
  const markRollups = createRollupMarks(kernel)
  const thread = createBatchThread(kernel)
  const store = { kernel, index, markRollups, latest, thread, moreWaits: () => queue.length > 0 }
  const newest = createNewestValues()
  const hearers: Array<(batch: ReadingBatch) => void> = []
  const tellStored = (batch: ReadingBatch, stored: number) => {
    counts.stored(stored, batch.length - stored)
    share(() => newestOf(batch))
    for (const hear of hearers) hear(batch)
  }
  const write = async () => {
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      const stored = await storeWithRetry(store, batch).catch((error: Error) => error)
      queued -= batch.length
      if (stored instanceof Error) {
        for (const waiter of batch.waiters) waiter.failed(stored)
      } else {
        for (const waiter of batch.waiters) waiter.stored()
        tellStored(batch, stored)
      }
    }
    writing = undefined
  }
  const take = (readings: readonly Reading[], waiter: Waiter) => {
    const receivedMs = kernel.clock.now().getTime()
    const batch = openBatch(queue, readings.length, receivedMs)
    for (const reading of readings)
      append(batch, reading, judge(reading, receivedMs, index, newest), receivedMs)
    batch.waiters.push(waiter)
    queued += readings.length
    counts.received(readings.length)
    writing ??= new Promise<void>((next) => setImmediate(next)).then(() => withTrace(newId(), write))
  }
  return {
    take,
    record: (readings) => new Promise((stored, failed) => take(readings, { stored, failed })),
    recordIn: async (tx, readings) => {
      const receivedMs = kernel.clock.now().getTime()
      const rows = readings.map((reading) => judgeDetailed(reading, receivedMs, index, newest))
      const stored = await insertDetailed(tx, rows)
      const batch = toBatch(rows)
      await latest.writeNow(tx, batch)
      await markRollups(tx, batch.times)
      await tellWatchers(kernel, tx, index, batch)
      tx.afterCommit(() => {
        for (const row of rows) newest.set(row.datastreamId, row.timeMs, row.result)
        counts.received(rows.length)
        tellStored(batch, stored)
      })
    },
    onStored: (hear) => hearers.push(hear),
    remember: newest.set,
    get waiting() {
      return queued
    },
    lagSeconds: () => (queue[0] ? (kernel.clock.now().getTime() - queue[0].sinceMs) / 1000 : 0),
    stop: async () => {
      await writing
      await latest.stop()
      await thread.stop()
    },
  }
}

/** The batch that takes further readings. */
function openBatch(queue: OpenBatch[], more: number, sinceMs: number): OpenBatch {
  const last = queue.at(-1)
  if (last && last.length + more <= batchLimit) {
    reserve(last, more)
    return last
  }
  const opened = { ...createBatch(Math.max(more, 1024)), waiters: [], sinceMs }
  queue.push(opened)
  return opened
}

/** Quality of a reading beside the newest one, which it may then be itself. */
function judge(reading: Reading, receivedMs: number, index: DatastreamIndex, newest: NewestValues): number {
  const { datastreamId: id, timeMs, result } = reading
  const limits = index.find(id)
  const quality = limits
    ? judgeQuality(result, timeMs, receivedMs, limits, newest.value(id), newest.time(id))
    : 0
  newest.set(id, timeMs, result)
  return quality
}

/** A reading on its way in another’s transaction is the newest only after it is committed. */
function judgeDetailed(
  reading: DetailedReading,
  receivedMs: number,
  index: DatastreamIndex,
  newest: NewestValues,
): ObservationRow & DetailedReading {
  const unset = { ...newest, set: () => undefined }
  const quality = reading.detail.resultJson === undefined ? judge(reading, receivedMs, index, unset) : 0
  return { ...reading, quality, receivedMs }
}
