import type { Database, Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { type Logger, withTrace } from '../log.ts'
import { at, type MessageRow, moveOn, moveOver } from './log.ts'
import type { Subscription } from './messages.ts'

const maxAttempts = 5

/** How long a transaction of many messages waits for a row somebody else has, ms; shorter than a deadlock is let stand. */
const patienceMs = 200

/** Messages of one transaction are no more than it can handle in about this time, ms. */
const togetherMs = 50

/** Handles messages of a subscriber in their order, each or several in a transaction that also moves its mark on. */
export async function handleAll(
  db: Database,
  subscription: Subscription,
  rows: readonly MessageRow[],
  { log, isStopped }: { log: Logger; isStopped: () => boolean },
): Promise<void> {
  for (let from = 0; from < rows.length && !isStopped(); ) {
    const waiting = subscription.all ? rows.slice(from, from + subscription.atMost) : rows.slice(from)
    const first = waiting[0] as MessageRow
    const done =
      (subscription.together || subscription.all) && waiting.length > 1
        ? await handleTogether(db, subscription, waiting)
        : 0
    if (done === 0) await withTrace(first.trace_id, () => handleOne(db, subscription, first, log))
    from += Math.max(done, 1)
  }
}

/** Handles messages that wait in one transaction, as long as it stays short; answers how many, 0 when it came to nothing. */
async function handleTogether(
  db: Database,
  subscription: Subscription,
  rows: readonly MessageRow[],
): Promise<number> {
  const work = subscription.all ? handleInOneGo : handleInTurn
  try {
    // It holds what its first messages touched while it goes on to the next: rather than stand in the way, it gives up.
    return await db.transaction((tx) => work(tx, subscription, rows), { lockTimeoutMs: patienceMs })
  } catch {
    // Which of them failed is found out one by one, where it is tried again and reported.
    return 0
  }
}

async function handleInOneGo(
  tx: Transaction,
  { name, all }: Subscription,
  rows: readonly MessageRow[],
): Promise<number> {
  const [first, last] = [rows[0] as MessageRow, rows.at(-1) as MessageRow]
  if (!(await moveOver(tx, name, { first, last }))) return 0
  await withTrace(first.trace_id, () => all?.(tx, rows.map(toDelivered)))
  return rows.length
}

async function handleInTurn(
  tx: Transaction,
  { name, handle }: Subscription,
  rows: readonly MessageRow[],
): Promise<number> {
  const until = performance.now() + togetherMs
  let done = 0
  if (!(await isNext(tx, name, rows[0] as MessageRow))) return 0
  for (const row of rows) {
    if (done > 0 && performance.now() > until) break
    await withTrace(row.trace_id, () => handle(tx, toDelivered(row)))
    done++
  }
  await moveOn(tx, name, rows[done - 1] as MessageRow)
  return done
}

function toDelivered({ id, body, trace_id, time }: MessageRow) {
  return { id, body, traceId: trace_id, time }
}

/**
 * Every process of a cluster runs every subscriber: whoever moves the mark over a message handles it, in one transaction;
 * the others wait for that and find it behind them.
 */
async function handleOne(
  db: Database,
  subscription: Subscription,
  row: MessageRow,
  log: Logger,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(async (tx) => {
        if (await moveOn(tx, subscription.name, row)) await subscription.handle(tx, toDelivered(row))
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
    if (!(await moveOn(tx, subscription.name, row))) return
    await tx.query(sql`INSERT INTO kernel.dead_letter (subscriber, message_id, name, body, trace_id, attempts, error)
      VALUES (${subscription.name}, ${row.id}, ${row.name}, ${JSON.stringify(row.body)}, ${row.trace_id}, ${attempts},
        ${error.message})`)
  })
}

/** Takes the mark of a subscriber for this transaction and says whether the message is still ahead of it. */
async function isNext(tx: Transaction, name: string, row: MessageRow): Promise<boolean> {
  const mark = await tx.first<{ ahead: boolean }>(sql`
    SELECT ${at(row)} > (transaction, message_id) AS ahead FROM kernel.subscriber WHERE name = ${name} FOR UPDATE`)
  return mark?.ahead ?? false
}
