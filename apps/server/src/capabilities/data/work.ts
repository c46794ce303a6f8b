import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import type { Kernel } from '../../kernel/kernel.ts'

export interface DataWork {
  readonly name: string
  /** Ids of what is to be done, first things first, what was begun and cut too. */
  next(db: Queryable): Promise<readonly string[]>
  /** Does one; keeps what went wrong itself. Called again from the start after a cut. */
  run(id: string): Promise<void>
}

/**
 * Does long work in the background, one piece at a time. Whoever does a piece holds an advisory lock of the database, which
 * goes with its process, so that another takes up at once what was cut.
 */
export function startDataWork(
  kernel: Kernel,
  work: DataWork,
  { everyMs = 400 } = {},
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  let [busy, stopped] = [false, false]
  const look = async () => {
    let did = true
    while (did && !stopped) did = await doOne(kernel, work)
  }
  const timer = setInterval(() => {
    if (busy || stopped || !kernel.config.roles.includes('worker')) return
    busy = true
    running = look()
      .catch((error: Error) => {
        if (!stopped) kernel.log.warn({ error: error.message, work: work.name }, 'work not done')
      })
      .finally(() => {
        busy = false
      })
  }, everyMs)
  return {
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}

async function doOne(kernel: Kernel, work: DataWork): Promise<boolean> {
  for (const id of await work.next(kernel.db))
    if (await holding(kernel, `${work.name} ${id}`, () => stillDue(kernel, work, id))) return true
  return false
}

async function stillDue(kernel: Kernel, work: DataWork, id: string): Promise<boolean> {
  if (!(await work.next(kernel.db)).includes(id)) return false
  await work.run(id)
  return true
}

/** Does something while nobody else of the cluster does; answers false at once when somebody does. */
async function holding(kernel: Kernel, name: string, work: () => Promise<boolean>): Promise<boolean> {
  const client = await kernel.db.pool.connect()
  try {
    const lock = sql`SELECT pg_try_advisory_lock(hashtextextended(${name}, 5)) AS held`
    const { rows } = await client.query(lock)
    if (!rows[0].held) return false
    try {
      return await work()
    } finally {
      await client.query(sql`SELECT pg_advisory_unlock(hashtextextended(${name}, 5))`)
    }
  } finally {
    client.release()
  }
}
