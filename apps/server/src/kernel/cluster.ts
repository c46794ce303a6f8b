import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Logger } from './log.ts'

/** What several processes on one database need of each other. A process alone pays nothing for it. */
export interface Cluster {
  /** Tells the other processes; `body` is JSON of at most about 7,900 bytes. Lost when nobody listens: never a fact. */
  tell(topic: string, body: unknown): void
  /** Hears what other processes tell, never what this one told. */
  hear(topic: string, listen: (body: never) => void): void
  /** Whether this process is the one that does such work now. Another one takes over within seconds after it ends. */
  leads(work: string): boolean
  stop(): Promise<void>
}

const channel = 'civitas'
const tryEveryMs = 1_000

/** One process alone: there is nobody to tell, and it leads. */
export function aloneCluster(): Cluster {
  return { tell: () => undefined, hear: () => undefined, leads: () => true, stop: async () => undefined }
}

/**
 * Processes that share a database talk by NOTIFY and agree on a leader by session advisory locks, both on one
 * connection of their own. When it is lost the locks go with it, so a process that cannot reach the database leads
 * nothing.
 */
export function joinCluster(config: pg.ClientConfig, log: Logger): Cluster {
  const me = randomUUID()
  const listeners = new Map<string, Array<(body: never) => void>>()
  const wanted = new Set<string>()
  let held = new Set<string>()
  let client: pg.Client | undefined
  let stopped = false
  const lose = () => {
    client = undefined
    held = new Set()
  }
  const connect = async () => {
    const opening = new pg.Client(config)
    opening.on('error', (error) => log.warn({ error: error.message }, 'the cluster connection was lost'))
    opening.on('end', lose)
    opening.on('notification', ({ payload }) => deliver(me, listeners, payload ?? ''))
    await opening.connect()
    await opening.query(`LISTEN ${channel}`)
    client = opening
  }
  const tick = async () => {
    if (!client) await connect()
    for (const work of wanted) if (!held.has(work) && client && (await takeLock(client, work))) held.add(work)
  }
  const timer = setInterval(() => void tick().catch(() => lose()), tryEveryMs)
  const first = tick().catch((error: Error) => log.warn({ error: error.message }, 'cannot join the cluster'))
  return {
    tell: (topic, body) => {
      const text = JSON.stringify({ from: me, topic, body })
      void client?.query('SELECT pg_notify($1, $2)', [channel, text]).catch(() => undefined)
    },
    hear: (topic, listen) => listeners.set(topic, [...(listeners.get(topic) ?? []), listen]),
    leads: (work) => {
      wanted.add(work)
      return !stopped && held.has(work)
    },
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await first
      await client?.end().catch(() => undefined)
    },
  }
}

async function takeLock(client: pg.Client, work: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    "SELECT pg_try_advisory_lock(hashtext('civitas-work'), hashtext($1)) AS held",
    [work],
  )
  return rows[0]?.held ?? false
}

function deliver(me: string, listeners: Map<string, Array<(body: never) => void>>, payload: string): void {
  const { from, topic, body } = JSON.parse(payload) as { from: string; topic: string; body: never }
  if (from === me) return
  for (const listen of listeners.get(topic) ?? []) listen(body)
}
