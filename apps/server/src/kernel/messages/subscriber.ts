import type { Database } from '../db/database.ts'
import type { Logger } from '../log.ts'
import { handleAll } from './handle.ts'
import { isAfter, type MessageRow, markOf, moveOn, type Position, readLog } from './log.ts'
import type { Subscription } from './messages.ts'

/** How much it reads at once while it catches up. */
const batch = 200
/** So many messages wait for it here; a slower one reads them from the log again. */
const most = 1000
const afterFaultMs = 500

/** One that handles every message of a kind, in order of commit. */
export interface Subscriber {
  readonly name: string
  /** Takes what was read of the log; it keeps what is its own. */
  take(rows: readonly MessageRow[]): void
  /** Whether it has handled everything that was given to it. */
  isIdle(): boolean
  stop(): Promise<void>
}

/**
 * Starts a subscriber. It catches up with the log from its own mark and lives on what the reader of the process gives it
 * from then on; what it handles moves its mark on in the same transaction.
 */
export function startSubscriber(db: Database, subscription: Subscription, log: Logger): Subscriber {
  const { name, message } = subscription
  const inbox: MessageRow[] = []
  let isLive = false
  let isBusy = true
  let stopped = false
  /** What it has read itself ends here. */
  let ownEnd: Position = { transaction: '0', id: 0 }
  let wakeUp: () => void = () => undefined
  const isMine = (row: MessageRow) => row.name === message && (row.only_for === null || row.only_for === name)
  const fallBehind = () => {
    isLive = false
    inbox.length = 0
  }
  const handle = (rows: readonly MessageRow[]) =>
    handleAll(
      db,
      subscription,
      rows.filter((row) => subscription.when(row.body)),
      { log, isStopped: () => stopped },
    )

  async function catchUp(): Promise<void> {
    // What the reader gives from here on is kept: the two readings overlap rather than leave a gap.
    inbox.length = 0
    isLive = true
    const rows = await readLog(db, [message], { after: markOf(name), limit: batch })
    ownEnd = rows.at(-1) ?? ownEnd
    if (rows.length === batch) fallBehind()
    inbox.splice(0, inbox.length, ...inbox.filter((row) => isAfter(row, ownEnd)))
    await handle(rows.filter(isMine))
    if (rows.length > 0 && !stopped) await moveOn(db, name, ownEnd)
  }

  async function run(): Promise<void> {
    while (!stopped) {
      isBusy = true
      try {
        if (isLive) await handle(inbox.splice(0))
        else await catchUp()
      } catch (error) {
        fallBehind()
        if (stopped) return
        log.error({ subscriber: name, error: (error as Error).message }, 'cannot handle messages')
        await new Promise((next) => setTimeout(next, afterFaultMs))
      }
      isBusy = false
      if (isLive && inbox.length === 0 && !stopped)
        await new Promise<void>((resolve) => {
          wakeUp = resolve
        })
    }
  }

  const finished = run()
  return {
    name,
    take: (rows) => {
      if (!isLive) return
      inbox.push(...rows.filter((row) => isMine(row) && isAfter(row, ownEnd)))
      if (inbox.length > most) fallBehind()
      if (inbox.length > 0 || !isLive) wakeUp()
    },
    isIdle: () => isLive && !isBusy && !stopped && inbox.length === 0,
    stop: () => {
      stopped = true
      wakeUp()
      return finished
    },
  }
}
