import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'

/** Things to be done at a time, kept in the database: they survive the process and are done once. */
export interface Timers {
  /** Sets the time of a kind for a subject; a second call moves it. */
  set(tx: Queryable, kind: string, subjectId: string, due: Date): Promise<void>
  cancel(tx: Queryable, kind: string, subjectId: string): Promise<void>
  /** What to do, in the transaction that marks the timer as fired. */
  on(kind: string, act: (tx: Transaction, subjectId: string) => Promise<void>): void
  start(): void
  stop(): Promise<void>
}

interface TimerRow {
  id: string
  kind: string
  subject_id: string
}

const everyMs = 500
const retryMs = 30_000

/**
 * A timer is claimed, its work done and its firing noted in one transaction: a process that dies in between leaves it
 * for another, and two processes skip what the other holds.
 */
export function createTimers(kernel: Kernel): Timers {
  const acts = new Map<string, (tx: Transaction, subjectId: string) => Promise<void>>()
  const failed = new Map<string, number>()
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  async function fireOne(): Promise<boolean> {
    let claimed: TimerRow | undefined
    try {
      return await kernel.db.transaction(async (tx) => {
        claimed = await claim(tx, [...acts.keys()], [...failed.keys()], kernel.clock.now())
        if (!claimed) return false
        await acts.get(claimed.kind)?.(tx, claimed.subject_id)
        return true
      })
    } catch (error) {
      if (!claimed) throw error
      kernel.log.error(
        { error: (error as Error).message, timer: claimed.kind },
        'a timer could not be carried out',
      )
      failed.set(claimed.id, Date.now() + retryMs)
      return true
    }
  }

  async function fireAll(): Promise<void> {
    for (const [id, until] of failed) if (until < Date.now()) failed.delete(id)
    while (await fireOne());
  }

  function look(): void {
    if (running || !kernel.config.roles.includes('worker')) return
    running = fireAll()
      .catch((error: Error) => kernel.log.warn({ error: error.message }, 'timers could not be read'))
      .finally(() => {
        running = null
      })
  }

  return {
    set: async (tx, kind, subjectId, due) => {
      await tx.query(sql`INSERT INTO command.timer (id, kind, subject_id, due_time)
        VALUES (${newId()}, ${kind}, ${subjectId}, ${due})
        ON CONFLICT (kind, subject_id) DO UPDATE SET due_time = excluded.due_time, fired_time = NULL`)
    },
    cancel: async (tx, kind, subjectId) => {
      await tx.query(
        sql`DELETE FROM command.timer WHERE kind = ${kind} AND subject_id = ${subjectId} AND fired_time IS NULL`,
      )
    },
    on: (kind, act) => {
      acts.set(kind, act)
    },
    start: () => {
      timer = setInterval(look, everyMs)
    },
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

async function claim(
  tx: Transaction,
  kinds: string[],
  except: string[],
  now: Date,
): Promise<TimerRow | undefined> {
  return tx.first<TimerRow>(sql`UPDATE command.timer SET fired_time = ${now} WHERE id = (
      SELECT id FROM command.timer WHERE fired_time IS NULL AND due_time <= ${now} AND kind = ANY(${kinds})
        AND NOT id = ANY(${except}::uuid[]) ORDER BY due_time LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, subject_id`)
}
