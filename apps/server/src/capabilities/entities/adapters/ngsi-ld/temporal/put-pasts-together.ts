import type { Selector } from '../entities/query-entities.ts'
import type { Attributes, Instance } from '../representation/model.ts'
import type { Past } from './history.ts'

/** What sources are asked for. */
export interface PastQuery {
  selectors: readonly Selector[]
  /** Keys of the attributes wanted; empty for all. */
  attrs: readonly string[]
}

/** What sources told of the past. */
export interface GatheredPasts {
  told: readonly Past[]
  /** Moments at which answers of sources end that were not whole. */
  ends: readonly number[]
  /** What is held here, without what lives elsewhere alone. */
  withoutTaken(past: Past | undefined): Past | undefined
  isDistributed: boolean
}

/** When no source is concerned. */
export const onlyHere: GatheredPasts = {
  ...{ told: [], ends: [], withoutTaken: (past) => past, isDistributed: false },
}

/** Puts the pasts this broker and others tell of together: the same moment of the same attribute is told once. */
export function putPastsTogether(own: readonly Past[], { told, withoutTaken }: GatheredPasts): Past[] {
  const byId = new Map<string, Past>()
  for (const past of own) byId.set(past.id, withoutTaken(past) as Past)
  for (const past of told) {
    const held = byId.get(past.id)
    byId.set(past.id, held ? join(held, past) : past)
  }
  return [...byId.values()]
}

function join(held: Past, told: Past): Past {
  const attributes: Attributes = { ...held.attributes }
  for (const [key, instances] of Object.entries(told.attributes)) {
    const kept = attributes[key] ?? []
    const known = new Set(kept.map(sign))
    attributes[key] = [...kept, ...instances.filter((one) => !known.has(sign(one)))]
  }
  return {
    ...held,
    types: [...new Set([...held.types, ...told.types])],
    scopes: [...new Set([...held.scopes, ...told.scopes])],
    attributes,
  }
}

/** What makes two instances the same. */
function sign({ observedAt, modifiedAt, datasetId, value }: Instance): string {
  return JSON.stringify([observedAt ? Date.parse(observedAt) : modifiedAt, datasetId, value])
}
