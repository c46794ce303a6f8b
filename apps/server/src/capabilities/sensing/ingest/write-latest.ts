import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities, LatestColumns } from '../../entities/index.ts'
import { append, createBatch, newestOf, type ReadingBatch, reserve, rowAt, toBatch } from './reading-batch.ts'

export interface LatestWriter {
  /** Sees to the newest values of a batch, as part of its transaction. */
  write(tx: Transaction, batch: ReadingBatch, moreWaits: boolean): Promise<void>
  /** Writes the newest values of what is not part of a batch, in the caller’s transaction. */
  writeNow(tx: Transaction, batch: ReadingBatch): Promise<void>
  /** Writes what is held back. */
  stop(): Promise<void>
}

/** Newest values held back are written this long after the last time, and never more than a seventh of the time. */
const restMs = 1_000
const restRatio = 6

/**
 * Writes newest values through the door of `entities`. While readings come one batch at a time they are part of the
 * batch’s transaction. When batches wait behind each other, an update of a row for every reading would cost more than
 * storing the readings does; then the newest of about a second are written together beside the batches, and a mark in
 * the database says since when, so that a crash loses none of them (docs/adr/0009).
 */
export function createLatestWriter(kernel: Kernel, entities: Entities): LatestWriter {
  const process = newId()
  let held = createHeld()
  let marked = false
  let flushing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let rest = 0
  const flush = async () => {
    const taken = held
    held = createHeld()
    const began = performance.now()
    try {
      await kernel.db.transaction(async (tx) => {
        await markBehind(tx, process)
        await entities.recordLatest(tx, toColumns(taken.batch))
      })
    } catch (error) {
      held.put(taken.batch)
      kernel.log.warn(
        { error: (error as Error).message },
        'newest values were not written; they are tried again',
      )
    }
    rest = Math.max(restMs, (performance.now() - began) * restRatio)
  }
  const flushLater = () => {
    timer ??= setTimeout(() => {
      flushing = flush().finally(() => {
        timer = undefined
        flushing = undefined
        if (held.batch.length > 0) flushLater()
      })
    }, rest)
  }
  const writeNow = (tx: Transaction, batch: ReadingBatch) =>
    entities.recordLatest(tx, toColumns(toBatch(newestOf(batch))))
  return {
    writeNow,
    write: async (tx, batch, moreWaits) => {
      if (!moreWaits && held.batch.length === 0 && !flushing) {
        await writeNow(tx, batch)
        if (marked) await unmark(tx, process)
        tx.afterCommit(() => {
          marked = false
        })
        return
      }
      if (!marked) await markBehind(tx, process)
      tx.afterCommit(() => {
        marked = true
        held.put(batch)
        flushLater()
      })
    },
    stop: async () => {
      clearTimeout(timer)
      await flushing
      if (held.batch.length > 0) await flush()
      if (marked && held.batch.length === 0) await unmark(kernel.db, process)
    },
  }
}

/** The newest reading of each datastream of many batches. */
function createHeld() {
  const batch = createBatch()
  const places = new Map<number, number>()
  return {
    batch,
    put: (more: ReadingBatch) => {
      reserve(batch, more.length)
      for (let i = 0; i < more.length; i++) {
        const id = more.datastreamIds[i] as number
        const place = places.get(id)
        if (place === undefined) {
          places.set(id, batch.length)
          append(batch, rowAt(more, i), more.qualities[i] as number, more.received[i] as number)
        } else if ((more.times[i] as number) >= (batch.times[place] as number)) {
          batch.times[place] = more.times[i] as number
          batch.results[place] = more.results[i] as number
          batch.qualities[place] = more.qualities[i] as number
        }
      }
    },
  }
}

async function markBehind(tx: Transaction, process: string): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.latest_behind (process, since) VALUES (${process}, clock_timestamp())
    ON CONFLICT (process) DO UPDATE SET since = excluded.since`)
}

async function unmark(db: Queryable, process: string): Promise<void> {
  await db.query(sql`DELETE FROM sensing.latest_behind WHERE process = ${process}`)
}

function toColumns({ length, datastreamIds, times, results, qualities }: ReadingBatch): LatestColumns {
  // In order, so that two processes never wait for each other.
  const order = Array.from({ length }, (_, i) => i).sort(
    (a, b) => (datastreamIds[a] as number) - (datastreamIds[b] as number),
  )
  return {
    datastreamIds: order.map((i) => datastreamIds[i] as number),
    times: order.map((i) => times[i] as number),
    values: order.map((i) => (Number.isNaN(results[i]) ? null : (results[i] as number))),
    qualities: order.map((i) => qualities[i] as number),
  }
}

/** After a crash: finds the newest values a process had not written, among the readings it had received. */
export async function repairLatest(kernel: Kernel, entities: Entities): Promise<void> {
  const left = await kernel.db.first<{ since: Date | null }>(
    sql`SELECT min(since) AS since FROM sensing.latest_behind WHERE since < clock_timestamp() - interval '1 second'`,
  )
  if (!left?.since) return
  const from = new Date(left.since.getTime() - 5_000)
  const rows = await kernel.db.query<{ id: number; time: Date; value: number | null; quality: number }>(sql`
    SELECT DISTINCT ON (datastream_id) datastream_id AS id, phenomenon_time AS time, result AS value, quality
    FROM sensing.observation WHERE received_time >= ${from} AND phenomenon_time >= ${from}::timestamptz - interval '2 days'
    ORDER BY datastream_id, phenomenon_time DESC`)
  await kernel.db.transaction(async (tx) => {
    await entities.recordLatest(tx, {
      datastreamIds: rows.map((row) => row.id),
      times: rows.map((row) => row.time.getTime()),
      values: rows.map((row) => row.value),
      qualities: rows.map((row) => row.quality),
    })
    await tx.query(sql`DELETE FROM sensing.latest_behind WHERE since <= ${left.since}`)
  })
  kernel.log.info({ datastreams: rows.length }, 'newest values found again after a crash')
}
