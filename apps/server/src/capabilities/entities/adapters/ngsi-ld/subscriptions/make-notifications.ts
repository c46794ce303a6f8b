import type { Queryable } from '../../../../../kernel/db/database.ts'
import { sql } from '../../../../../kernel/db/sql.ts'
import type { Contexts } from '../contexts/context-store.ts'
import type { Broker } from '../entities/broker.ts'
import { findRows, selectRows } from '../entities/ld-store.ts'
import { compileContextOf } from '../entities/query-entities.ts'
import type { Registers } from '../entities/registers.ts'
import { compileFilter } from '../query/compile-q.ts'
import { matchesGeo } from '../query/geo.ts'
import { looksElsewhere, matchesQ } from '../query/match-q.ts'
import { matchesScopes } from '../query/select-scopes.ts'
import type { LdEntity } from '../representation/model.ts'
import { buildNotification, type Outgoing } from './build-notification.ts'
import { joinLinked, type LoadEntities } from './join-entities.ts'
import type { Subscription } from './model.ts'
import { maySee } from './subscription-index.ts'
import { type Told, tellEntity } from './tell-entity.ts'

export interface NotificationParts {
  broker: Broker
  contexts: Contexts
  registers: Registers
}

/** A change that concerns some subscriptions, with the entity as it is now, or as it was when it is gone. */
export interface Candidate extends Told {
  divisionCode: string | null
}

export interface MadeNotification {
  subscription: Subscription
  outgoing: Outgoing
}

const mostInOne = 100

/** Entities of a tenant by URI with their division. */
export async function loadCandidates(
  db: Queryable,
  { broker }: NotificationParts,
  tenant: string,
  uris: readonly string[],
): Promise<Map<string, { entity: LdEntity; divisionCode: string | null }>> {
  if (uris.length === 0) return new Map()
  const rows = await findRows(db, tenant, uris)
  const entities = await broker.toEntities(rows)
  return new Map(
    rows.map((row, i) => [row.uri, { entity: entities[i] as LdEntity, divisionCode: row.division_code }]),
  )
}

/** Whether an entity meets scope, filter and place of a subscription (5.8.6). A filter on linked entities asks the database. */
async function meets(
  db: Queryable,
  parts: NotificationParts,
  subscription: Subscription,
  { entity, divisionCode }: Candidate,
): Promise<boolean> {
  const { q, geo, scopeQ, queryTerms, body, row } = subscription
  if (!maySee(subscription, { entity, divisionCode })) return false
  if (scopeQ && !matchesScopes(entity.scopes, scopeQ)) return false
  if (geo) {
    const places = (entity.attributes[geo.key] ?? []).filter((one) => one.kind === 'GeoProperty')
    if (!places.some((one) => matchesGeo(one.value as GeoJSON.Geometry, geo))) return false
  }
  if (!q) return true
  if (!looksElsewhere(q)) return matchesQ(entity, q, queryTerms, new Set(body.expandValues))
  const conditions = [
    sql`e.uri = ${entity.id}`,
    ...compileFilter(q, compileContextOf(parts.registers, queryTerms, body.expandValues)),
  ]
  const found = await selectRows(db, {
    tenant: row.tenant,
    scope: row.scope,
    conditions,
    limit: 1,
    offset: 0,
  })
  return found.length > 0
}

/** Notifications one subscription gets of some changes; none while it is throttled. */
export async function makeNotifications(
  db: Queryable,
  parts: NotificationParts,
  subscription: Subscription,
  candidates: readonly Candidate[],
  now: Date,
): Promise<MadeNotification[]> {
  const throttleMs = (subscription.body.throttling ?? 0) * 1000
  if (throttleMs > 0 && now.getTime() - subscription.lastMadeMs < throttleMs) return []
  const met: Candidate[] = []
  for (const one of candidates) if (await meets(db, parts, subscription, one)) met.push(one)
  const load: LoadEntities = async (uris) => {
    const loaded = await loadCandidates(db, parts, subscription.row.tenant, uris)
    return new Map(
      [...loaded].flatMap(([uri, one]) => (maySee(subscription, one) ? [[uri, one.entity]] : [])),
    )
  }
  const made: MadeNotification[] = []
  for (let at = 0; at < met.length; at += mostInOne) {
    const part = met.slice(at, at + mostInOne)
    const told = part.map((one) => tellEntity(subscription, one))
    const data = await joinLinked(
      subscription,
      part.map((one) => one.entity),
      told,
      load,
    )
    made.push({ subscription, outgoing: await buildNotification(parts.contexts, subscription, data, now) })
  }
  return made
}
