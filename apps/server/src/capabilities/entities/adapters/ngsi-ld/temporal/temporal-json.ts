import type { TermMap } from '../contexts/term-map.ts'
import { chooseDatasets } from '../representation/choose-datasets.ts'
import { type Instance, nameOf } from '../representation/model.ts'
import { instanceToJson, type Representation, simpleValue, toJson } from '../representation/to-json.ts'
import { aggregate } from './aggregate.ts'
import type { Past } from './history.ts'
import type { TemporalQuery } from './read-temporal-query.ts'

const severalMembers: Record<Instance['kind'], string> = {
  Property: 'values',
  GeoProperty: 'values',
  Relationship: 'objects',
  LanguageProperty: 'languageMaps',
  VocabProperty: 'vocabs',
  JsonProperty: 'jsons',
  ListProperty: 'valueLists',
  ListRelationship: 'objectLists',
}

/** The JSON of an entity’s past: every attribute an array of instances, or values with times, or aggregated values. */
export function pastToJson(
  past: Past,
  how: Representation,
  query: TemporalQuery,
  terms: TermMap,
): Record<string, unknown> {
  // The deletion of scopes is told as that of an attribute (4.18).
  const scopes = query.window.property === 'deletedAt' ? [] : past.scopes
  const json = toJson({ ...past, scopes, attributes: {} }, how, terms)
  const { attributes } = chooseDatasets(past, how.datasets)
  for (const [key, instances] of Object.entries(attributes)) {
    if ((how.pick && !how.pick.has(key)) || how.omit?.has(key)) continue
    json[nameOf(key, terms)] = tell(instances, how, query, terms)
  }
  return json
}

function tell(
  instances: readonly Instance[],
  how: Representation,
  query: TemporalQuery,
  terms: TermMap,
): unknown {
  if (query.format === 'normalized')
    return instances.map((one) => instanceToJson(one, { ...how, format: 'normalized' }, terms))
  const datasets = new Map<string, Instance[]>()
  for (const one of instances) {
    const dataset = one.datasetId ?? ''
    datasets.set(dataset, [...(datasets.get(dataset) ?? []), one])
  }
  if (datasets.size === 0) return { type: 'Property', values: [] }
  const told = [...datasets].map(([datasetId, group]) => {
    const kind = (group[0] as Instance).kind
    const value = (one: Instance) => simpleValue(one, how, terms)
    const body =
      query.format === 'temporalValues'
        ? { [severalMembers[kind]]: group.map((one) => [value(one), one[query.window.property]]) }
        : aggregate(group, query)
    return { type: kind, ...body, ...(datasetId ? { datasetId } : {}) }
  })
  return told.length === 1 ? told[0] : told
}
