import { type ObservationRow as MessageRow, observationsRecorded } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { collectStatements } from '../../../kernel/db/write-thread.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { createRollupMarks } from '../history/roll-up.ts'
import { ensurePartitions, forgetPartitions, insertNewObservations } from '../store.ts'
import type { BatchThread } from './batch-thread.ts'
import { copyInto, copyStatement, encodeBatch } from './copy-observations.ts'
import type { ReadingBatch } from './reading-batch.ts'
import type { LatestWriter } from './write-latest.ts'

export interface StoreParts {
  kernel: Kernel
  index: DatastreamIndex
  markRollups: ReturnType<typeof createRollupMarks>
  latest: LatestWriter
  thread: BatchThread
  /** Whether another batch waits behind this one. */
  moreWaits: () => boolean
}

/** A batch that failed is tried again with these pauses (ms) before its readings are given back as failed. */
const retryPauses = [50, 200, 1_000, 3_000]
const uniqueViolation = '23505'
/** A row found no partition: its day has become a file a moment ago. */
const checkViolation = '23514'

/** Stores a batch, all or nothing, and answers how many readings were not there yet. */
export async function storeWithRetry(parts: StoreParts, batch: ReadingBatch): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await storeBatch(parts, batch)
    } catch (error) {
      const pause = retryPauses[attempt]
      parts.kernel.log.error(
        { error: (error as Error).message, rows: batch.length, attempt },
        'a batch of readings was not stored',
      )
      if (pause === undefined) throw error
      await new Promise((next) => setTimeout(next, pause))
    }
  }
}

/**
 * One transaction: COPY into the series, the newest values, which hours are to be summed up, and a message for what
 * rules, derived values and indicators depend on.
 */
async function storeBatch(parts: StoreParts, batch: ReadingBatch): Promise<number> {
  const { kernel, index, markRollups, latest, moreWaits } = parts
  await ensurePartitions(kernel.db, batch)
  const finish = async (tx: Transaction) => {
    await latest.write(tx, batch, moreWaits())
    await markRollups(tx, batch.times, batch.length)
    await tellWatchers(kernel, tx, index, batch)
  }
  try {
    await copyBatch(parts, batch, finish)
    return batch.length
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === checkViolation) forgetPartitions(kernel.db)
    if (code !== uniqueViolation) throw error
    // Some of them are there already (a packet sent again): keep the others, in a slower way.
    return kernel.db.transaction(async (tx) => {
      const stored = await insertNewObservations(tx, batch)
      await finish(tx)
      return stored
    })
  }
}

/** Large batches are written from a thread of their own, so that the database waits for nothing this one does. */
async function copyBatch(
  { kernel, thread }: StoreParts,
  batch: ReadingBatch,
  finish: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const writer = thread.find(batch.length)
  if (!writer) {
    return kernel.db.transaction(async (tx) => {
      await copyInto(tx, 'sensing.observation', encodeBatch(batch))
      await finish(tx)
    })
  }
  const { statements, afterCommit } = await collectStatements(finish)
  await writer.write({
    copy: copyStatement('sensing.observation'),
    data: encodeBatch(batch),
    statements: statements.map(({ text, values }) => ({ text, values })),
  })
  for (const then of afterCommit) then()
}

/** Tells what depends on readings which of those of a batch are watched. */
export async function tellWatchers(
  kernel: Kernel,
  tx: Transaction,
  index: DatastreamIndex,
  batch: ReadingBatch,
): Promise<void> {
  const { datastreamIds, times, results, qualities } = batch
  const rows: MessageRow[] = []
  for (let i = 0; i < batch.length; i++) {
    const id = datastreamIds[i] as number
    if (!index.find(id)?.watched) continue
    const result = results[i] as number
    rows.push([id, times[i] as number, Number.isNaN(result) ? null : result, qualities[i] as number])
  }
  if (rows.length > 0) await kernel.messages.publish(tx, observationsRecorded, { rows })
}
