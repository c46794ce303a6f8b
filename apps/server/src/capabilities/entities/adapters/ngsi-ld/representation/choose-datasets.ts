import type { Attributes, LdEntity } from './model.ts'

/** Keeps the instances of some datasets (4.5.5); `@none` is the instance without one. */
export function chooseDatasets(entity: LdEntity, datasets: readonly string[] | undefined): LdEntity {
  if (!datasets) return entity
  const attributes: Attributes = {}
  for (const [key, instances] of Object.entries(entity.attributes)) {
    const kept = instances.filter((one) => datasets.includes(one.datasetId ?? '@none'))
    if (kept.length > 0) attributes[key] = kept
  }
  return { ...entity, attributes }
}
