import { type Instance, type LdEntity, nameOf } from '../representation/model.ts'
import { type Representation, toJson } from '../representation/to-json.ts'
import type { Subscription } from './model.ts'
import { representationOf } from './tell-entity.ts'

/** Gives entities by URI, those the subscriber may see. */
export type LoadEntities = (uris: readonly string[]) => Promise<Map<string, LdEntity>>

const targetsOf = (one: Instance): string[] =>
  one.kind === 'Relationship' || one.kind === 'ListRelationship' ? [one.value].flat().map(String) : []

function linksOf(entity: LdEntity, how?: Representation): string[] {
  return Object.entries(entity.attributes).flatMap(([key, instances]) =>
    how && ((how.pick && !how.pick.has(key)) || how.omit?.has(key)) ? [] : instances.flatMap(targetsOf),
  )
}

/** Loads what entities lead to, level by level (4.5.23). */
async function loadLinked(
  entities: readonly LdEntity[],
  levels: number,
  how: Representation,
  load: LoadEntities,
): Promise<Map<string, LdEntity>> {
  const found = new Map<string, LdEntity>()
  let wanted = entities.flatMap((one) => linksOf(one, how))
  for (let level = 0; level < levels && wanted.length > 0; level++) {
    const fresh = [...new Set(wanted)].filter((uri) => !found.has(uri))
    const loaded = fresh.length > 0 ? await load(fresh) : new Map<string, LdEntity>()
    for (const [uri, entity] of loaded) found.set(uri, entity)
    wanted = [...loaded.values()].flatMap((one) => linksOf(one))
  }
  return found
}

/** Adds linked entities to those of a notification: beside them (flat) or inside the relationship (inline). */
export async function joinLinked(
  subscription: Subscription,
  entities: readonly LdEntity[],
  data: Array<Record<string, unknown>>,
  load: LoadEntities,
): Promise<Array<Record<string, unknown>>> {
  const { join, joinLevel = 1 } = subscription.body.notification
  if (!join || join === '@none') return data
  const how = representationOf(subscription)
  const { pick: _pick, omit: _omit, ...whole } = how
  const linked = await loadLinked(entities, Math.min(joinLevel, 5), how, load)
  const { terms } = subscription
  if (join === 'flat') {
    const known = new Set(entities.map((one) => one.id))
    const more = [...linked.values()].filter((one) => !known.has(one.id))
    return [...data, ...more.map((one) => toJson(one, whole, terms))]
  }
  const inline = (
    entity: LdEntity,
    json: Record<string, unknown>,
    level: number,
  ): Record<string, unknown> => {
    if (level === 0) return json
    for (const [key, instances] of Object.entries(entity.attributes)) {
      const name = nameOf(key, terms)
      const [only] = instances
      if (!(name in json) || instances.length !== 1 || !only) continue
      const targets = targetsOf(only).flatMap((uri) => linked.get(uri) ?? [])
      const told = targets.map((one) => inline(one, toJson(one, whole, terms), level - 1))
      if (told.length === 0) continue
      const value = told.length === 1 ? told[0] : told
      if (how.format === 'simplified') json[name] = value
      else json[name] = { ...(json[name] as object), [told.length === 1 ? 'entity' : 'entityList']: value }
    }
    return json
  }
  return data.map((json, i) => inline(entities[i] as LdEntity, json, Math.min(joinLevel, 5)))
}
