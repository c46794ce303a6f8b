import type { TermMap } from '../contexts/term-map.ts'
import { chooseDatasets } from './choose-datasets.ts'
import { type Instance, type LdEntity, nameOf } from './model.ts'
import type { Projection } from './projection.ts'
import { omittedNames } from './projection.ts'
import { type Representation, toJson } from './to-json.ts'

/** Gives entities by URI, those the reader may see. */
export type LoadEntities = (uris: readonly string[]) => Promise<ReadonlyMap<string, LdEntity>>

/** Linked entity retrieval (4.5.23). */
export interface Joining {
  join: 'flat' | 'inline'
  level: number
  /** Entities that are told already and are not told again inside. */
  containedBy?: ReadonlySet<string>
}

type Json = Record<string, unknown>

const targetsOf = (one: Instance): string[] =>
  one.kind === 'Relationship' || one.kind === 'ListRelationship' ? [one.value].flat().map(String) : []

function shows(how: Representation, key: string): boolean {
  return (!how.pick || how.pick.has(key)) && !how.omit?.has(key)
}

/** How entities behind a relationship are told: of pick and omit only what was said of them holds. */
function howBehind(how: Representation, key: string): Representation {
  const { pick: _pick, omit: _omit, linked, ...rest } = how
  const behind = { pick: linked?.pick?.get(key), omit: linked?.omit?.get(key) }
  return { ...rest, ...projected(behind) }
}

/** The members of a representation that follow from pick and omit. */
export function projected({ pick, omit }: { pick?: Projection; omit?: Projection }): Partial<Representation> {
  const linked = {
    ...(pick && pick.linked.size > 0 ? { pick: pick.linked } : {}),
    ...(omit && omit.linked.size > 0 ? { omit: omit.linked } : {}),
  }
  return {
    ...(pick ? { pick: pick.names } : {}),
    ...(omit ? { omit: omittedNames(omit) } : {}),
    ...(linked.pick || linked.omit ? { linked } : {}),
  }
}

interface Link {
  uri: string
  how: Representation
}

function linksOf(entity: LdEntity, how: Representation): Link[] {
  return Object.entries(entity.attributes).flatMap(([key, instances]) =>
    shows(how, key) ? instances.flatMap(targetsOf).map((uri) => ({ uri, how: howBehind(how, key) })) : [],
  )
}

/** Loads what entities lead to, level by level; of each the first way it was reached decides how it is told. */
async function loadLinked(
  entities: readonly LdEntity[],
  how: Representation,
  { level, containedBy }: Joining,
  load: LoadEntities,
): Promise<Map<string, { entity: LdEntity; how: Representation }>> {
  const found = new Map<string, { entity: LdEntity; how: Representation }>()
  let wanted = entities.flatMap((one) => linksOf(one, how))
  for (let at = 0; at < level && wanted.length > 0; at++) {
    const fresh = new Map<string, Representation>()
    for (const link of wanted)
      if (!found.has(link.uri) && !fresh.has(link.uri) && !containedBy?.has(link.uri))
        fresh.set(link.uri, link.how)
    const loaded = fresh.size > 0 ? await load([...fresh.keys()]) : new Map<string, LdEntity>()
    wanted = []
    for (const [uri, told] of fresh) {
      const one = loaded.get(uri)
      if (!one) continue
      const entity = chooseDatasets(one, how.datasets)
      found.set(uri, { entity, how: told })
      wanted.push(...linksOf(entity, told))
    }
  }
  return found
}

/** Adds linked entities to the JSON of others: beside them (flat) or inside the relationship (inline). */
export async function joinLinked(
  entities: readonly LdEntity[],
  data: readonly Json[],
  how: Representation,
  terms: TermMap,
  joining: Joining,
  load: LoadEntities,
): Promise<Json[]> {
  const linked = await loadLinked(entities, how, joining, load)
  if (linked.size === 0) return [...data]
  if (joining.join === 'flat') {
    const known = new Set(entities.map((one) => one.id))
    const more = [...linked.values()].filter(({ entity }) => !known.has(entity.id))
    return [...data, ...more.map((one) => toJson(one.entity, one.how, terms))]
  }
  const inline = (entity: LdEntity, json: Json, told: Representation, level: number): Json => {
    if (level === 0) return json
    for (const [key, instances] of Object.entries(entity.attributes)) {
      const name = nameOf(key, terms)
      if (!(name in json) || !instances.some((one) => targetsOf(one).length > 0)) continue
      const behind = howBehind(told, key)
      const tellAll = (one: Instance) =>
        targetsOf(one).flatMap((uri) => {
          const target = linked.get(uri)?.entity
          return target ? [inline(target, toJson(target, behind, terms), behind, level - 1)] : []
        })
      json[name] = withEntities(json[name], instances, tellAll, told.format === 'simplified')
    }
    return json
  }
  return data.map((json, i) => inline(entities[i] as LdEntity, json, how, joining.level))
}

function withEntities(
  told: unknown,
  instances: readonly Instance[],
  tellAll: (one: Instance) => Json[],
  simplified: boolean,
): unknown {
  if (Array.isArray(told) && instances.length > 1)
    return told.map((one, i) => withEntities(one, [instances[i] as Instance], tellAll, simplified))
  const [only] = instances
  if (instances.length !== 1 || !only) return told
  const entities = tellAll(only)
  if (entities.length === 0) return told
  const several = only.kind === 'ListRelationship' || entities.length > 1
  const value = several ? entities : entities[0]
  return simplified ? value : { ...(told as object), [several ? 'entityList' : 'entity']: value }
}
