import type { Mode } from '../registrations/model.ts'
import type { Attributes, Instance, LdEntity } from '../representation/model.ts'

/** An entity as a source told it. */
export interface Contribution {
  mode: Mode
  entity: LdEntity
}

const timeOf = (one: Instance) => Date.parse(one.observedAt ?? one.modifiedAt ?? '') || 0
const datasetOf = (one: Instance) => one.datasetId ?? ''

/**
 * Puts together what this broker and others know of one entity (4.3.6): of each attribute and dataset the newest instance;
 * of an exclusive or redirected one that of its source; from an auxiliary source only what nobody else has.
 */
export function mergeEntities(
  local: LdEntity | undefined,
  contributions: readonly Contribution[],
): LdEntity | undefined {
  const ranked = [...contributions].sort((a, b) => rankOf(a.mode) - rankOf(b.mode))
  let merged = local && { ...local, attributes: { ...local.attributes } }
  for (const { mode, entity } of ranked) {
    if (!merged) {
      merged = { ...entity, attributes: { ...entity.attributes } }
      continue
    }
    merged.types = [...new Set([...merged.types, ...entity.types])]
    merged.scopes = [...new Set([...merged.scopes, ...entity.scopes])]
    for (const [key, instances] of Object.entries(entity.attributes))
      merged.attributes[key] = mergeInstances(merged.attributes, key, instances, mode)
  }
  return merged
}

function rankOf(mode: Mode): number {
  return mode === 'auxiliary' ? 2 : mode === 'inclusive' ? 0 : 1
}

function mergeInstances(held: Attributes, key: string, given: readonly Instance[], mode: Mode): Instance[] {
  const kept = held[key]
  if (!kept) return [...given]
  if (mode === 'auxiliary') return kept
  if (mode !== 'inclusive') return [...given]
  const byDataset = new Map(kept.map((one) => [datasetOf(one), one]))
  for (const one of given) {
    const old = byDataset.get(datasetOf(one))
    if (!old || timeOf(one) > timeOf(old)) byDataset.set(datasetOf(one), one)
  }
  return [...byDataset.values()]
}
