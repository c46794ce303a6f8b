import type { EntitySet, Property } from '../entity-sets.ts'
import type { Options } from '../query/parse-options.ts'

export type Row = Record<string, unknown>

/** The address of an entity: `…/Things('…')`. */
export function selfLink(root: string, set: EntitySet, row: Row): string {
  return `${root}/${set.name}(${writeKey(set, row[set.key.column])})`
}

export function writeKey(set: EntitySet, key: unknown): string {
  return set.key.kind === 'integer' ? String(key) : `'${String(key).replaceAll("'", "''")}'`
}

/** A row as SensorThings JSON without what it expands (OGC 18-088, 8.1 and 9.3.1). */
export function toJson(root: string, set: EntitySet, options: Pick<Options, 'select'>, row: Row): Row {
  const self = selfLink(root, set, row)
  const wanted = (name: string) => !options.select || options.select.includes(name)
  const json: Row = {}
  if (wanted('@iot.id')) json['@iot.id'] = row[set.key.column]
  if (wanted('@iot.id') || wanted('@iot.selfLink')) json['@iot.selfLink'] = self
  for (const [name, property] of Object.entries(set.properties)) {
    if (name === '@iot.id' || !wanted(name)) continue
    const value = readProperty(property, row)
    if (value !== undefined) json[name] = value
  }
  for (const name of Object.keys(set.links)) {
    if (!wanted(name) || isOtherStream(set, name, row)) continue
    json[`${name}@iot.navigationLink`] = `${self}/${name}`
  }
  return json
}

/** An Observation has a Datastream or a MultiDatastream, never both. */
export function isOtherStream(set: EntitySet, link: string, row: Row): boolean {
  if (set.name !== 'Observations') return false
  return (link === 'Datastream' && row.multi === true) || (link === 'MultiDatastream' && row.multi !== true)
}

/** Properties that are left out when there is none; the others are null. */
const optional = new Set(['properties', 'observed_area', 'parameters', 'result_quality'])

/** The value of a property as JSON writes it; undefined leaves it out. */
export function readProperty(property: Property, row: Row): unknown {
  const value = row[property.column]
  switch (property.kind) {
    case 'time':
      return writeTime(value)
    case 'span':
      return (
        writeSpan(value, row[property.end as string]) ??
        (property.column === 'valid_start' ? undefined : null)
      )
    case 'range':
      return writeRange(row[`${property.column}_first`], row[`${property.column}_last`])
    case 'result':
      return readResult(row)
    default:
      if (property.column === 'result_quality') return value ?? (row.quality ? row.quality : undefined)
      return value === null && optional.has(property.column) ? undefined : value
  }
}

function readResult(row: Row): unknown {
  return row.result_json === null || row.result_json === undefined ? row.result : row.result_json
}

function writeTime(value: unknown): string | null {
  return value instanceof Date ? value.toISOString() : null
}

function writeSpan(start: unknown, end: unknown): string | null {
  if (!(start instanceof Date)) return null
  return end instanceof Date ? `${start.toISOString()}/${end.toISOString()}` : start.toISOString()
}

function writeRange(first: unknown, last: unknown): string | undefined {
  return first instanceof Date && last instanceof Date
    ? `${first.toISOString()}/${last.toISOString()}`
    : undefined
}
