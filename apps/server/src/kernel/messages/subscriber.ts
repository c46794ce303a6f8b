import type { Database, Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { type Logger, withTrace } from '../log.ts'
import { followLog } from './follow-log.ts'
import type { Bell, Subscription } from './messages.ts'

interface MessageRow {
  id: number
  transaction: string
  mine: boolean
  name: string
  body: never
  trace_id: string
  time: Date
}

const maxAttempts = 5
const batch = 200

/**
 * Runs one subscriber: reads the log in order of commit and moves its own mark on in the transaction of each
 * message. A row counts only once no older transaction is still open, for such a one could still commit before it.
 */
export async function startSubscriber(
  db: Database,
  subscription: Subscription,
  bell: Bell,
  log: Logger,
): Promise<{ stop(): Promise<void> }> {
  let stopped = false
  await db.query(sql`INSERT INTO kernel.subscriber (name, transaction, message_id)
    VALUES (${subscription.name}, '0', 0) ON CONFLICT DO NOTHING`)
  const read = () =>
    handleBatch(db, subscription, log, () => stopped).catch((error: Error) => {
      if (!stopped) log.error({ subscriber: subscription.name, error: error.message }, 'cannot read messages')
      return 0
    })
  const finished = followLog(bell, [subscription.message], () => stopped, read)
  return {
    stop: () => {
      stopped = true
      bell.ring()
      return finished
    },
  }
}

/**
 * Reads what follows the position of the subscriber and handles what is its own. The position is a subquery of its own, so
 * that the index is entered there; joined, the whole log is read each time.
 */
async function handleBatch(
  db: Database,
  subscription: Subscription,
  log: Logger,
  isStopped: () => boolean,
): Promise<number> {
  const isMine = sql`(m.name = ${subscription.message} AND (m.only_for IS NULL OR m.only_for = ${subscription.name}))`
  const rows = await db.query<MessageRow>(sql`
    SELECT m.id, m.transaction::text, ${isMine} AS mine, m.name, CASE WHEN ${isMine} THEN m.body END AS body,
      m.trace_id, m.time
    FROM kernel.message m
    WHERE (m.transaction, m.id) >
        (SELECT s.transaction, s.message_id FROM kernel.subscriber s WHERE s.name = ${subscription.name})
      AND m.transaction < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY m.transaction, m.id LIMIT ${batch}`)
  const mine = rows.filter((row) => row.mine && subscription.when(row.body))
  for (let at = 0; at < mine.length && !isStopped(); ) {
    const waiting = subscription.all ? mine.slice(at, at + subscription.atMost) : mine.slice(at)
    const first = waiting[0] as MessageRow
    const done =
      (subscription.together || subscription.all) && waiting.length > 1
        ? await handleTogether(db, subscription, waiting)
        : 0
    if (done === 0) await withTrace(first.trace_id, () => handleOne(db, subscription, first, log))
    at += Math.max(done, 1)
  }
  const last = rows.at(-1)
  if (last && last !== mine.at(-1) && !isStopped()) await moveOn(db, subscription.name, last)
  return rows.length
}

/** How long a transaction of many messages waits for a row somebody else has, ms; shorter than a deadlock is let stand. */
const patienceMs = 200

/** Messages of one transaction are no more than it can handle in about this time, ms. */
const togetherMs = 50

/** Handles messages that wait in one transaction, as long as it stays short; answers how many, 0 when it came to nothing. */
async function handleTogether(
  db: Database,
  subscription: Subscription,
  rows: readonly MessageRow[],
): Promise<number> {
  const until = performance.now() + togetherMs
  let done = 0
  try {
    await db.transaction(async (tx) => {
      // It holds what its first messages touched while it goes on to the next: rather than stand in the way, it gives up.
      await tx.query(sql`SELECT set_config('lock_timeout', ${`${patienceMs}ms`}, true)`)
      if (!(await isNext(tx, subscription.name, rows[0] as MessageRow))) return
      if (subscription.all) {
        await withTrace(rows[0]?.trace_id ?? '', () => subscription.all?.(tx, rows.map(toDelivered)))
        done = rows.length
      }
      for (const row of rows.slice(done)) {
        if (done > 0 && performance.now() > until) break
        await withTrace(row.trace_id, () => subscription.handle(tx, toDelivered(row)))
        done++
      }
      await moveOn(tx, subscription.name, rows[done - 1] as MessageRow)
    })
    return done
  } catch {
    // Which of them failed is found out one by one, where it is tried again and reported.
    return 0
  }
}

function toDelivered({ id, body, trace_id, time }: MessageRow) {
  return { id, body, traceId: trace_id, time }
}

async function handleOne(
  db: Database,
  subscription: Subscription,
  row: MessageRow,
  log: Logger,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(async (tx) => {
        if (!(await isNext(tx, subscription.name, row))) return
        await subscription.handle(tx, toDelivered(row))
        await moveOn(tx, subscription.name, row)
      })
    } catch (error) {
      log.warn(
        { subscriber: subscription.name, message: row.id, attempt, error: (error as Error).stack },
        'message failed',
      )
      if (attempt >= maxAttempts) return await bury(db, subscription, row, attempt, error as Error)
      await new Promise((next) => setTimeout(next, 50 * 4 ** (attempt - 1)))
    }
  }
}

async function bury(
  db: Database,
  subscription: Subscription,
  row: MessageRow,
  attempts: number,
  error: Error,
): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await isNext(tx, subscription.name, row))) return
    await tx.query(sql`INSERT INTO kernel.dead_letter (subscriber, message_id, name, body, trace_id, attempts, error)
      VALUES (${subscription.name}, ${row.id}, ${row.name}, ${JSON.stringify(row.body)}, ${row.trace_id}, ${attempts},
        ${error.message})`)
    await moveOn(tx, subscription.name, row)
  })
}

/**
 * Takes the subscriber’s mark for this transaction and says whether the message is still ahead of it. Every process of
 * a cluster runs every subscriber: whoever holds the mark handles the message, the others find it behind them.
 */
async function isNext(tx: Transaction, name: string, row: MessageRow): Promise<boolean> {
  const mark = await tx.first<{ ahead: boolean }>(sql`
    SELECT (${row.transaction}::xid8, ${row.id}::bigint) > (transaction, message_id) AS ahead
    FROM kernel.subscriber WHERE name = ${name} FOR UPDATE`)
  return mark?.ahead ?? false
}

async function moveOn(tx: Pick<Transaction, 'query'>, name: string, row: MessageRow): Promise<void> {
  await tx.query(sql`UPDATE kernel.subscriber SET transaction = ${row.transaction}::xid8, message_id = ${row.id}
    WHERE name = ${name} AND (transaction, message_id) < (${row.transaction}::xid8, ${row.id}::bigint)`)
}
