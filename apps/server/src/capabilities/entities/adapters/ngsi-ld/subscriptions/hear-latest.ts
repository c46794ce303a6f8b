import type { EntityChange } from '@civitas/contract'
import type { Queryable } from '../../../../../kernel/db/database.ts'
import { sql } from '../../../../../kernel/db/sql.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import { matchChanges } from './hear-changes.ts'
import { loadCandidates, makeNotifications, type NotificationParts } from './make-notifications.ts'
import type { Notifier } from './notifier.ts'
import type { SubscriptionIndex } from './subscription-index.ts'

/** Takes the ids of datastreams whose newest value was stored. */
export interface LatestHearer {
  hear(datastreamIds: readonly number[]): void
  stop(): Promise<void>
}

const gatherMs = 200
const known = 300_000

type Source = Pick<EntityChange, 'entityId' | 'uri' | 'types'> & { property: string }

/**
 * Measured values come by the thousand each second, so they are gathered for a moment, and nothing is read of values no
 * subscription watches. A moment lost when the process is killed is told with the next reading.
 */
export function hearLatest(
  kernel: Kernel,
  parts: NotificationParts,
  index: SubscriptionIndex,
  notifier: Notifier,
): LatestHearer {
  const { db, log } = kernel
  const sources = new Map<number, Source>()
  let gathered = new Set<number>()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()
  const tell = async () => {
    timer = undefined
    const ids = gathered
    gathered = new Set()
    await learnSources(db, sources, ids)
    const changes = new Map<string, EntityChange>()
    for (const id of ids) {
      const source = sources.get(id)
      if (!source) continue
      const change = changes.get(source.uri) ?? toChange(source)
      changes.set(source.uri, change)
      change.attributes.push(source.property)
      change.before[source.property] = [{ kind: 'Property' }]
      change.after[source.property] = [{ kind: 'Property' }]
    }
    await notify([...changes.values()])
  }
  const notify = async (changes: readonly EntityChange[]) => {
    const now = kernel.clock.now()
    const matched = matchChanges(index, changes, now.getTime(), Date.now())
    if (matched.size === 0) return
    await db.transaction(async (tx) => {
      const uris = [...new Set([...matched.values()].flat().map((one) => one.uri))]
      const loaded = await loadCandidates(tx, parts, '', uris)
      for (const [subscription, of] of matched) {
        const candidates = of.flatMap(({ uri }) => {
          const held = loaded.get(uri)
          return held ? [{ ...held, act: 'changed' as const, before: {}, time: now.toISOString() }] : []
        })
        const made = await makeNotifications(tx, parts, subscription, candidates, now)
        await notifier.enqueue(tx, made)
        if (made.length > 0) subscription.lastMadeMs = now.getTime()
      }
    })
  }
  return {
    hear: (ids) => {
      if (!index.hasEntitySubscriptions) return
      for (const id of ids) gathered.add(id)
      timer ??= setTimeout(() => {
        working = working.then(tell).catch((error: Error) => {
          log.warn({ error: error.message }, 'cannot tell subscribers of measured values')
        })
      }, gatherMs)
    },
    stop: async () => {
      clearTimeout(timer)
      await working
    },
  }
}

function toChange({ entityId, uri, types }: Source): EntityChange {
  return { entityId, uri, types, tenant: '', act: 'changed', attributes: [], before: {}, after: {} }
}

async function learnSources(
  db: Queryable,
  sources: Map<number, Source>,
  ids: ReadonlySet<number>,
): Promise<void> {
  if (sources.size > known) sources.clear()
  const unknown = [...ids].filter((id) => !sources.has(id))
  if (unknown.length === 0) return
  const rows = await db.query<
    Source & { id: number }
  >(sql`SELECT l.datastream_id AS id, l.property, e.id AS "entityId", e.uri, e.types
    FROM entities.latest_value l JOIN entities.entity e ON e.id = l.entity_id
    WHERE l.datastream_id = ANY(${unknown}::int[])`)
  for (const { id, ...source } of rows) sources.set(id, source)
}
