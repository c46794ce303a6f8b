import * as contract from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import type { MovableClock } from '../kernel/clock.ts'
import { sql } from '../kernel/db/sql.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { forgetOldMessages, listSubscriberStates, redeliver } from '../kernel/messages/store.ts'
import { conflict } from '../kernel/problem.ts'
import type { Doors } from '../platform.ts'
import { demoAccounts } from '../sample-city/demo-accounts.ts'

/** Operations about the platform itself: health, info, trace, message delivery. */
export async function bindPlatform(
  kernel: Kernel,
  doors: Doors,
  domains: DomainRegistry,
  clock: MovableClock | null,
): Promise<void> {
  const { http } = kernel
  const started = Date.now()
  const city = await readCity(kernel)
  http.bind(contract.getHealth, async () => ({
    status: 'ok' as const,
    version: kernel.version,
    city: city?.name ?? null,
    uptimeSeconds: (Date.now() - started) / 1000,
    parts: {
      database: (await kernel.db.first(sql`SELECT 1 AS one`)) ? 'ok' : 'failing',
      mqtt: `port ${doors.sensing.mqttPort}`,
    },
  }))
  http.bind(contract.getPlatformInfo, async () => ({
    product: 'Civitas 城枢',
    version: kernel.version,
    city,
    domains: domains.domains.map(({ id, title }) => ({ id, title })),
    needsFirstAdministrator: await doors.identity.needsFirstAdministrator(),
    clockAheadMs: clock?.aheadMs ?? 0,
    demoAccounts: city?.demo ? demoAccounts.map(({ account, name, role }) => ({ account, name, role })) : [],
  }))
  http.bind(contract.getTrace, async ({ params }) => {
    const { nodes, links } = await kernel.trace.follow(params.id)
    return {
      nodes: nodes.map((node) => ({ ...node, time: node.time?.toISOString() ?? null })),
      links: links.map((link) => ({ ...link, time: link.time.toISOString() })),
    }
  })
  http.bind(contract.putClockForward, async ({ body }) => {
    if (!clock) throw conflict('no-movable-clock', '只有样板城市的时钟可以拨动。')
    const before = clock.now()
    clock.putForward(body.minutes * 60_000)
    const now = clock.now()
    kernel.log.info({ minutes: body.minutes, now }, 'the clock of the sample city was put forward')
    await kernel.jobs.makeUp(before, now)
    return { now: now.toISOString(), clockAheadMs: clock.aheadMs }
  })
  bindMessages(kernel)
  registerMetrics(kernel)
  kernel.jobs.every('kernel-forget-messages', '37 3 * * *', () => forgetOldMessages(kernel.db, 7))
}

function bindMessages({ http, db }: Kernel): void {
  http.bind(contract.listSubscribers, async () =>
    (await listSubscriberStates(db)).map((row) => ({ ...row, message: '' })),
  )
  http.bind(contract.listDeadLetters, async ({ query }) => {
    const rows = await db.query<
      contract.DeadLetter & { time: unknown }
    >(sql`SELECT id, subscriber, name AS message,
        message_id AS "messageId", attempts, error, body, time FROM kernel.dead_letter
      ORDER BY id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
    const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM kernel.dead_letter`)
    return {
      items: rows.map((row) => ({ ...row, time: (row.time as unknown as Date).toISOString() })),
      total: count?.n ?? 0,
    }
  })
  http.bind(contract.retryDeadLetter, async ({ params }) => {
    await redeliver(db, params.id)
    return { done: true as const }
  })
}

function registerMetrics(kernel: Kernel): void {
  kernel.metrics.gauge(
    'civitas_message_lag_seconds',
    'Age of the oldest message a subscriber has not handled.',
    ['subscriber'],
    async (gauge) => {
      for (const row of await listSubscriberStates(kernel.db))
        gauge.set({ subscriber: row.name }, row.lagSeconds)
    },
  )
  kernel.metrics.gauge('civitas_dead_letters', 'Messages no subscriber could handle.', [], async (gauge) => {
    const row = await kernel.db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM kernel.dead_letter`)
    gauge.set(row?.n ?? 0)
  })
  kernel.metrics.gauge('civitas_live_listeners', 'Open live channels.', [], (gauge) =>
    gauge.set(kernel.realtime.listeners),
  )
}

/** The city this installation serves, once it is known. */
async function readCity(kernel: Kernel): Promise<{ name: string; code: string; demo: boolean } | null> {
  const row = await kernel.db.first<{ value: { name: string; code: string; demo: boolean } }>(
    sql`SELECT value FROM kernel.setting WHERE name = 'city'`,
  )
  return row?.value ?? null
}
