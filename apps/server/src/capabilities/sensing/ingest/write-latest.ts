import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities, LatestColumns } from '../../entities/index.ts'
import type { ObservationRow } from './copy-observations.ts'

/** Under load newest values are written this often, not with every batch. */
const everyMs = 1_000

/**
 * Writes newest values through the door of `entities`. While readings come one batch at a time they are part of the
 * batch’s transaction. When batches wait behind each other, an update of a row for every reading would cost more than
 * storing the readings does; then the newest of about a second are written together, and a mark in the database says
 * since when, so that a crash loses none of them (docs/adr/0009).
 */
export function createLatestWriter(kernel: Kernel, entities: Entities) {
  const process = newId()
  let pending = new Map<number, ObservationRow>()
  let writtenMs = 0
  return async (tx: Transaction, rows: readonly ObservationRow[], moreWaits: boolean): Promise<void> => {
    const nowMs = kernel.clock.now().getTime()
    const merged = merge(pending, rows)
    if (moreWaits && Math.abs(nowMs - writtenMs) < everyMs) {
      if (pending.size === 0) await markBehind(tx, process)
      tx.afterCommit(() => {
        pending = merged
      })
      return
    }
    await entities.recordLatest(tx, toColumns([...merged.values()]))
    if (pending.size > 0) await tx.query(sql`DELETE FROM sensing.latest_behind WHERE process = ${process}`)
    tx.afterCommit(() => {
      pending = new Map()
      writtenMs = nowMs
    })
  }
}

function merge(pending: ReadonlyMap<number, ObservationRow>, rows: readonly ObservationRow[]) {
  if (pending.size === 0) return new Map(rows.map((row) => [row.datastreamId, row]))
  const merged = new Map(pending)
  for (const row of rows) {
    const held = merged.get(row.datastreamId)
    if (!held || row.timeMs >= held.timeMs) merged.set(row.datastreamId, row)
  }
  return merged
}

async function markBehind(tx: Transaction, process: string): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.latest_behind (process, since) VALUES (${process}, clock_timestamp())
    ON CONFLICT (process) DO UPDATE SET since = excluded.since`)
}

export function toColumns(newest: readonly ObservationRow[]): LatestColumns {
  // In order, so that two processes never wait for each other.
  const rows = [...newest].sort((a, b) => a.datastreamId - b.datastreamId)
  return {
    datastreamIds: rows.map((row) => row.datastreamId),
    times: rows.map((row) => new Date(row.timeMs)),
    values: rows.map((row) => row.result),
    qualities: rows.map((row) => row.quality),
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
      times: rows.map((row) => row.time),
      values: rows.map((row) => row.value),
      qualities: rows.map((row) => row.quality),
    })
    await tx.query(sql`DELETE FROM sensing.latest_behind WHERE since <= ${left.since}`)
  })
  kernel.log.info({ datastreams: rows.length }, 'newest values found again after a crash')
}
