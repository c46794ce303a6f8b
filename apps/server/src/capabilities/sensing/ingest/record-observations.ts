import { type ObservationRow as MessageRow, observationsRecorded } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { LatestUpdate } from '../../../kernel/realtime.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { createRollupMarks } from '../history/roll-up.ts'
import { judgeQuality } from '../rules.ts'
import { ensurePartitions, forgetPartitions, insertNewObservations } from '../store.ts'
import type { ObservationRow } from './copy-observations.ts'
import { copyInto, encodeRows } from './copy-observations.ts'
import type { IngestCounts } from './ingest-counts.ts'
import { insertDetailed, type ObservationDetail } from './observation-details.ts'
import { createLatestWriter, toColumns } from './write-latest.ts'

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

export interface Recorder {
  /** Resolves once every reading is durable; rejects when they could not be stored (none of them was). */
  record(readings: readonly Reading[]): Promise<void>
  /** Stores readings with what they have beyond a number, in the caller’s transaction. */
  recordIn(tx: Transaction, readings: readonly DetailedReading[]): Promise<void>
  /** Hears which readings were committed in this process. */
  onStored(hear: (rows: ReadonlyArray<{ datastreamId: number; timeMs: number }>) => void): void
  /** Tells what is known of the newest reading, for the quality of the next. */
  remember(datastreamId: number, timeMs: number, value: number | null): void
  readonly waiting: number
  /** Seconds the oldest reading not yet stored has waited. */
  lagSeconds(): number
  stop(): Promise<void>
}

interface Waiting {
  rows: ObservationRow[]
  since: number
  done: () => void
  failed: (error: Error) => void
}

/** Largest batch of one transaction, in readings. */
const batchLimit = 20_000
/** A batch that failed is tried again with these pauses (ms) before its readings are given back as failed. */
const retryPauses = [50, 200, 1_000, 3_000]

/**
 * The hot path. Readings that arrive while a batch is being written make the next batch, so a batch grows with the load
 * and its cost is shared. A batch is one transaction: COPY into the series, newest values through the door of
 * `entities`, and a message for what rules, derived values and indicators depend on. Only then are devices answered.
 */
export function createRecorder(
  kernel: Kernel,
  entities: Entities,
  index: DatastreamIndex,
  counts: IngestCounts,
  share: (rows: readonly ObservationRow[]) => void,
): Recorder {
  let queue: Waiting[] = []
  let queued = 0
  let writing: Promise<void> | undefined
  const parts: Parts = {
    ...{ kernel, index, counts, share },
    markRollups: createRollupMarks(kernel),
    writeLatest: createLatestWriter(kernel, entities),
    recordLatest: (tx, rows) => entities.recordLatest(tx, toColumns(rows)),
    moreWaits: () => queue.length > 0,
  }
  const newest = createNewest()
  const hearers: Array<(rows: readonly ObservationRow[]) => void> = []
  const tellStored = (rows: readonly ObservationRow[]) => {
    for (const hear of hearers) hear(rows)
  }
  const write = async () => {
    while (queue.length > 0) {
      const batch = takeBatch(queue)
      queue = queue.slice(batch.length)
      if (await writeWithRetry(parts, batch)) tellStored(batch.flatMap((one) => one.rows))
      queued -= batch.reduce((sum, one) => sum + one.rows.length, 0)
    }
    writing = undefined
  }
  return {
    record: (readings) =>
      new Promise((done, failed) => {
        const receivedMs = kernel.clock.now().getTime()
        const rows = readings.map((reading) => judge(reading, receivedMs, index, newest))
        queue.push({ rows, since: receivedMs, done, failed })
        queued += rows.length
        counts.received(rows.length)
        writing ??= new Promise<void>((next) => setImmediate(next)).then(write)
      }),
    recordIn: async (tx, readings) => {
      const receivedMs = kernel.clock.now().getTime()
      const unset = { ...newest, set: () => undefined }
      const rows = readings.map((reading) => {
        const row = judge(reading, receivedMs, index, unset)
        const { detail } = reading
        return detail.resultJson === undefined ? { ...row, detail } : { ...row, detail, quality: 0 }
      })
      const stored = await insertDetailed(tx, rows)
      const latest = newestOf(rows)
      await parts.recordLatest(tx, latest)
      await parts.markRollups(tx, rows)
      await tellWatchers(kernel, tx, index, rows)
      tx.afterCommit(() => {
        for (const row of rows) newest.set(row.datastreamId, row.timeMs, row.result)
        counts.received(rows.length)
        counts.stored(stored, rows.length - stored)
        share(latest)
        tellStored(rows)
      })
    },
    onStored: (hear) => hearers.push(hear),
    remember: newest.set,
    get waiting() {
      return queued
    },
    lagSeconds: () => (queue[0] ? (kernel.clock.now().getTime() - queue[0].since) / 1000 : 0),
    stop: async () => {
      await writing
    },
  }
}

function takeBatch(queue: Waiting[]): Waiting[] {
  let rows = 0
  let count = 0
  for (const one of queue) {
    if (count > 0 && rows + one.rows.length > batchLimit) break
    rows += one.rows.length
    count++
  }
  return queue.slice(0, count)
}

/** The newest time and value of each datastream, in two flat arrays. */
function createNewest() {
  let times = new Float64Array(1024).fill(Number.NaN)
  let values = new Float64Array(1024).fill(Number.NaN)
  const grow = (id: number) => {
    const size = Math.max(id + 1, times.length * 2)
    const wider = (old: Float64Array) => {
      const next = new Float64Array(size).fill(Number.NaN)
      next.set(old)
      return next
    }
    times = wider(times)
    values = wider(values)
  }
  return {
    time: (id: number) => times[id] ?? Number.NaN,
    value: (id: number) => values[id] ?? Number.NaN,
    set: (id: number, timeMs: number, value: number | null) => {
      if (id >= times.length) grow(id)
      if (timeMs < (times[id] as number)) return
      times[id] = timeMs
      values[id] = value ?? Number.NaN
    },
  }
}

type Newest = ReturnType<typeof createNewest>

function judge(reading: Reading, receivedMs: number, index: DatastreamIndex, newest: Newest): ObservationRow {
  const { datastreamId: id, timeMs, result } = reading
  const limits = index.find(id)
  const quality = limits
    ? judgeQuality(result, timeMs, receivedMs, limits, newest.value(id), newest.time(id))
    : 0
  newest.set(id, timeMs, result)
  return { datastreamId: id, timeMs, result, quality, receivedMs }
}

interface Parts {
  kernel: Kernel
  index: DatastreamIndex
  counts: IngestCounts
  share: (rows: readonly ObservationRow[]) => void
  markRollups: ReturnType<typeof createRollupMarks>
  writeLatest: ReturnType<typeof createLatestWriter>
  /** Newest values at once, for what is not part of a batch. */
  recordLatest: (tx: Transaction, rows: readonly ObservationRow[]) => Promise<void>
  /** Whether another batch waits behind this one. */
  moreWaits: () => boolean
}

async function writeWithRetry(parts: Parts, batch: Waiting[]): Promise<boolean> {
  const rows = batch.length === 1 ? (batch[0] as Waiting).rows : batch.flatMap((one) => one.rows)
  for (let attempt = 0; ; attempt++) {
    try {
      await writeBatch(parts, rows)
      for (const one of batch) one.done()
      return true
    } catch (error) {
      const pause = retryPauses[attempt]
      parts.kernel.log.error(
        { error: (error as Error).message, rows: rows.length, attempt },
        'a batch of readings was not stored',
      )
      if (pause === undefined) {
        for (const one of batch) one.failed(error as Error)
        return false
      }
      await new Promise((next) => setTimeout(next, pause))
    }
  }
}

const uniqueViolation = '23505'
/** A row found no partition: its day has become a file a moment ago. */
const checkViolation = '23514'

async function writeBatch(
  { kernel, index, counts, share, markRollups, writeLatest, moreWaits }: Parts,
  rows: ObservationRow[],
): Promise<void> {
  await ensurePartitions(kernel.db, rows)
  const latest = newestOf(rows)
  const finish = async (tx: Transaction) => {
    await writeLatest(tx, latest, moreWaits())
    await markRollups(tx, rows)
    await tellWatchers(kernel, tx, index, rows)
  }
  let stored = rows.length
  try {
    await kernel.db.transaction(async (tx) => {
      await copyInto(tx, 'sensing.observation', encodeRows(rows))
      await finish(tx)
    })
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === checkViolation) forgetPartitions(kernel.db)
    if (code !== uniqueViolation) throw error
    // Some of them are there already (a packet sent again): keep the others, in a slower way.
    await kernel.db.transaction(async (tx) => {
      stored = await insertNewObservations(tx, rows)
      await finish(tx)
    })
  }
  counts.stored(stored, rows.length - stored)
  share(latest)
}

function newestOf(rows: readonly ObservationRow[]): ObservationRow[] {
  const newest = new Map<number, ObservationRow>()
  for (const row of rows) {
    const held = newest.get(row.datastreamId)
    if (!held || row.timeMs >= held.timeMs) newest.set(row.datastreamId, row)
  }
  return [...newest.values()]
}

async function tellWatchers(
  kernel: Kernel,
  tx: Transaction,
  index: DatastreamIndex,
  rows: readonly ObservationRow[],
): Promise<void> {
  const watched = rows.filter((row) => index.find(row.datastreamId)?.watched)
  if (watched.length === 0) return
  const body = watched.map((row): MessageRow => [row.datastreamId, row.timeMs, row.result, row.quality])
  await kernel.messages.publish(tx, observationsRecorded, { rows: body })
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
