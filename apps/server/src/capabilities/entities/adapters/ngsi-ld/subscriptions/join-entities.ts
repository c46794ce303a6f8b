import { joinLinked as join, type LoadEntities } from '../representation/join-linked.ts'
import type { LdEntity } from '../representation/model.ts'
import type { Subscription } from './model.ts'
import { representationOf } from './tell-entity.ts'

export type { LoadEntities } from '../representation/join-linked.ts'

const deepest = 5

/** Adds linked entities to those of a notification (5.2.14, 4.5.23). */
export async function joinLinked(
  subscription: Subscription,
  entities: readonly LdEntity[],
  data: Array<Record<string, unknown>>,
  load: LoadEntities,
): Promise<Array<Record<string, unknown>>> {
  const { join: way, joinLevel = 1 } = subscription.body.notification
  if (!way || way === '@none') return data
  const joining = { join: way, level: Math.min(joinLevel, deepest) }
  return join(entities, data, representationOf(subscription), subscription.terms, joining, load)
}
