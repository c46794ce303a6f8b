import cronParser from 'cron-parser'
import pg from 'pg'
import PgBoss from 'pg-boss'
import { runtimeRole } from './db/migrate.ts'
import { newId } from './ids.ts'
import { type Logger, withTrace } from './log.ts'

/** Work in the background: on a schedule, or handed over to be done soon. */
export interface Jobs {
  /** Does `work` on a cron schedule (Asia/Shanghai); one process of the cluster at a time. */
  every(name: string, cron: string, work: () => Promise<void>): void
  /** Lets everything that would have been due between two times be done once now; for a clock that was put forward. */
  makeUp(from: Date, to: Date): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

interface Scheduled {
  name: string
  cron: string
  work: () => Promise<void>
}

/**
 * The queue by which pg-boss hands out what is due. It makes it by itself, but as the role of the running platform, which
 * may make no tables; then nothing would ever be due, without a word.
 */
const scheduleQueue = '__pgboss__send-it'

/**
 * Jobs over pg-boss. Its tables and queues are made with the owner’s connection; the work itself runs with the
 * role of the running platform.
 */
export function createJobs(owner: pg.ClientConfig, pool: pg.Pool, log: Logger): Jobs {
  const scheduled: Scheduled[] = []
  let boss: PgBoss | undefined
  let isStopped = false
  return {
    every: (name, cron, work) => scheduled.push({ name, cron, work }),
    start: async () => {
      await prepare(owner, scheduled)
      const db = {
        // A job that outlives the stop has no pool left to report to; it is found expired and done again at the next start.
        executeSql: (text: string, values: unknown[]) =>
          isStopped ? new Promise<never>(() => undefined) : pool.query(text, values),
      }
      boss = new PgBoss({ db, migrate: false } as PgBoss.ConstructorOptions)
      boss.on('error', (error) => log.error({ error: error.message }, 'background jobs'))
      await boss.start()
      for (const job of scheduled) {
        await boss.work(job.name, { pollingIntervalSeconds: 5 }, () =>
          withTrace(newId(), job.work).catch((error: unknown) => {
            log.error({ error: String(error), job: job.name }, 'a background job failed')
            throw error
          }),
        )
        await boss.schedule(job.name, job.cron, {}, { tz: 'Asia/Shanghai' })
      }
    },
    makeUp: async (from, to) => {
      for (const { name, cron } of scheduled) if (isDueBetween(cron, from, to)) await boss?.send(name, {})
    },
    stop: async () => {
      await boss?.stop({ graceful: true, wait: true, timeout: 5_000, close: false })
      isStopped = true
    },
  }
}

/** Whether a cron schedule falls due after one time and not after another. */
export function isDueBetween(cron: string, from: Date, to: Date): boolean {
  const next = cronParser.parseExpression(cron, { tz: 'Asia/Shanghai', currentDate: from }).next().toDate()
  return next <= to
}

async function prepare(owner: pg.ClientConfig, scheduled: Scheduled[]): Promise<void> {
  const boss = new PgBoss({ ...(owner as PgBoss.DatabaseOptions), max: 2, supervise: false, schedule: false })
  boss.on('error', () => undefined)
  await boss.start()
  for (const name of [scheduleQueue, ...scheduled.map((job) => job.name)]) await boss.createQueue(name)
  await boss.stop({ graceful: false, wait: true, timeout: 2_000 })
  const client = new pg.Client(owner)
  await client.connect()
  await client.query(`GRANT USAGE ON SCHEMA pgboss TO ${runtimeRole};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO ${runtimeRole};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO ${runtimeRole}`)
  await client.end()
}
