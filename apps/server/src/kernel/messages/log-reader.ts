import type { Database } from '../db/database.ts'
import type { Logger } from '../log.ts'
import type { Bell } from './bell.ts'
import { at, endOfLog, type MessageRow, type Position, readLog } from './log.ts'

const idleMs = 500
/** A message may have rung while an older transaction still hides it: then it is looked for again soon, a few times. */
const soonMs = 20
const soonLooks = 10
const batch = 500
/**
 * The more a look brought, the longer the next one waits, ms a row and at most: under load each subscriber then handles
 * many in a transaction rather than a few, and a message that comes alone is not held up.
 */
const restMsPerRow = 2
const longestRestMs = 200

/** Nothing after a full look: there is more already. */
function rest(count: number): Promise<void> {
  const ms = count < batch ? Math.min(count * restMsPerRow, longestRestMs) : 0
  return ms > restMsPerRow ? new Promise((next) => setTimeout(next, ms)) : Promise.resolve()
}

/** Reads the log once for everybody in this process. */
export interface LogReader {
  /** Everything up to here has been given to those who hear. */
  readonly position: Position
  /** Begins at the end of the log. */
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Reads what is written from its start on and gives each read to `hear`, at once while there is more, then when the bell
 * rings, or after a while. With a reader for each of some fifty subscribers an idle platform would ask a hundred times a
 * second whether there is something.
 */
export function createLogReader(
  db: Database,
  names: () => readonly string[],
  bell: Bell,
  log: Logger,
  hear: (rows: readonly MessageRow[]) => void,
): LogReader {
  let position: Position = { transaction: '0', id: 0 }
  let stopped = false
  let finished: Promise<void> = Promise.resolve()
  const read = async (): Promise<number> => {
    try {
      const rows = await readLog(db, names(), { after: at(position), limit: batch })
      position = rows.at(-1) ?? position
      if (rows.length > 0) hear(rows)
      return rows.length
    } catch (error) {
      if (!stopped) log.error({ error: (error as Error).message }, 'cannot read messages')
      return 0
    }
  }
  const follow = async () => {
    let looks = 0
    while (!stopped) {
      bell.heed()
      const count = await read()
      if (count > 0) {
        looks = 0
        await rest(count)
      } else if (stopped) return
      else if (await bell.wait(looks > 0 ? soonMs : idleMs)) looks = soonLooks
      else looks = Math.max(0, looks - 1)
    }
  }
  return {
    get position() {
      return position
    },
    start: async () => {
      position = await endOfLog(db)
      finished = follow()
    },
    stop: () => {
      stopped = true
      bell.ring()
      return finished
    },
  }
}
