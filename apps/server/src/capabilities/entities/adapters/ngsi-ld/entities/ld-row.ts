import { toGrams } from '../../../../../kernel/search.ts'
import { extentOf } from '../../../rules.ts'
import type { NewEntity } from '../../../store.ts'
import { type Attributes, type Instance, keyOf, type LdEntity } from '../representation/model.ts'
import type { Registers } from './registers.ts'

/** A row of `entities.entity` as this adapter reads it. */
export interface LdRow {
  id: string
  tenant: string
  uri: string
  type: string
  types: string[]
  scopes: string[]
  reference: string
  name: string
  division_code: string | null
  geometry: GeoJSON.Geometry | null
  attributes: Record<string, unknown>
  ld: Record<string, Instance[]>
  more: Record<string, unknown[]>
  version: number
  created_time: Date
  changed_time: Date
  expires_time: Date | null
  /** The entity it was merged into, by identity resolution. */
  merged_into: string | null
}

/** What this adapter writes into a row. */
export interface LdColumns extends NewEntity {
  tenant: string
  uri: string
  types: string[]
  scopes: string[]
  ld: Record<string, Instance[]>
  more: Record<string, unknown[]>
  expiresTime: string | null
}

/** Puts an entity together: values from the flat document and the columns, the rest of each attribute from `ld`. */
export function fromRow(row: LdRow, isRegister: boolean, fed: Attributes = {}): LdEntity {
  const createdAt = row.created_time.toISOString()
  const attributes: Attributes = {}
  const add = (key: string, value: unknown, kind: Instance['kind'] = 'Property') => {
    const described = row.ld[key]?.find((one) => !one.datasetId)
    attributes[key] = [{ createdAt, modifiedAt: createdAt, ...(described ?? { kind }), value }]
  }
  if (isRegister) {
    add('name', row.name)
    add('reference', row.reference)
  }
  for (const [key, value] of Object.entries(row.attributes)) add(key, value)
  if (row.geometry) add('location', row.geometry, 'GeoProperty')
  for (const [key, instances] of Object.entries(row.ld)) {
    for (const one of instances) {
      if (!('value' in one)) continue
      attributes[key] = [...(attributes[key] ?? []), { createdAt, modifiedAt: createdAt, ...one }]
    }
  }
  return {
    id: row.uri,
    types: row.types,
    scopes: row.scopes,
    attributes: { ...attributes, ...fed },
    createdAt,
    modifiedAt: row.changed_time.toISOString(),
    ...(row.expires_time ? { expiresAt: row.expires_time.toISOString() } : {}),
  }
}

/** An attribute as `ld` keeps it: without what is the same for the whole entity; null when nothing is left to say. */
function describe(one: Instance, createdAt: string, keepValue: boolean): Instance | null {
  const { value, createdAt: made, modifiedAt: changed, ...rest } = one
  const kept: Instance = rest
  if (made && made !== createdAt) kept.createdAt = made
  if (changed && changed !== createdAt) kept.modifiedAt = changed
  if (keepValue) kept.value = value
  return Object.keys(kept).length === 1 && kept.kind === 'Property' ? null : kept
}

interface Split {
  attributes: Record<string, unknown>
  ld: Record<string, Instance[]>
  more: Record<string, unknown[]>
  geometry: GeoJSON.Geometry | null
  name?: unknown
  reference?: unknown
}

/** Takes an entity apart; `declared` are the attributes a register knows, null for an entity of a free type. */
function split(entity: LdEntity, declared: ReadonlySet<string> | null): Split {
  const parts: Split = { attributes: {}, ld: {}, more: {}, geometry: null }
  for (const [key, instances] of Object.entries(entity.attributes)) {
    for (const one of instances) {
      const place = one.datasetId ? 'more' : placeOf(key, one, declared)
      const described = describe(one, entity.createdAt, place === 'more')
      if (described) parts.ld[key] = [...(parts.ld[key] ?? []), described]
      if (place === 'geometry') parts.geometry = one.value as GeoJSON.Geometry
      else if (place === 'attributes') parts.attributes[key] = one.value
      else if (place === 'more') parts.more[key] = [...(parts.more[key] ?? []), one.value]
      else parts[place] = one.value
    }
  }
  return parts
}

function placeOf(
  key: string,
  one: Instance,
  declared: ReadonlySet<string> | null,
): 'geometry' | 'attributes' | 'more' | 'name' | 'reference' {
  if (key === 'location' && one.kind === 'GeoProperty') return 'geometry'
  if (!declared) return 'attributes'
  if (one.kind === 'Property' && (key === 'name' || key === 'reference')) return key
  return one.kind === 'Property' && declared.has(key) ? 'attributes' : 'more'
}

/** Checks and prepares a register’s row; the form of `entities` refuses what the domain does not allow. */
export type PrepareRegister = (input: {
  type: string
  reference: string
  name: string
  geometry: GeoJSON.Geometry | null
  attributes: Record<string, unknown>
}) => NewEntity

export interface ToRowOptions {
  tenant: string
  id: string
  registers: Registers
  prepare: PrepareRegister
  findDivision(lon: number, lat: number): string | null
}

/** The columns of an entity. Register types of the default tenant go through the form of their domain. */
export function toRow(entity: LdEntity, options: ToRowOptions): LdColumns {
  const { tenant, registers } = options
  const register = tenant === '' ? registers.findByIri(entity.types[0] as string) : undefined
  const declared = register ? new Set(Object.keys(register.schema.properties)) : null
  const { attributes, ld, more, geometry, name, reference } = split(entity, declared)
  const common = {
    tenant,
    uri: entity.id,
    types: entity.types,
    scopes: entity.scopes,
    ld,
    more,
    expiresTime: entity.expiresAt ?? null,
  }
  if (register) {
    const number = String(reference ?? referenceOf(entity.id))
    const row = options.prepare({
      type: register.id,
      reference: number,
      name: typeof name === 'string' ? name : number,
      geometry,
      attributes,
    })
    return { ...row, ...common, id: options.id }
  }
  const extent = geometry ? extentOf(geometry) : null
  const title = [attributes.name].flat()[0]
  const shown = typeof title === 'string' && title ? title.slice(0, 200) : entity.id
  return {
    ...common,
    id: options.id,
    type: freeType(tenant, entity.types[0] as string),
    reference: entity.id,
    name: shown,
    divisionCode: extent ? options.findDivision(extent.lon, extent.lat) : null,
    geometry,
    extent,
    attributes,
    grams: toGrams(shown),
  }
}

/** The column `type` of an entity no domain declares. Other tenants’ types carry their name, so that no list of ours meets them. */
export function freeType(tenant: string, iri: string): string {
  const key = keyOf(iri)
  return tenant ? `@${tenant}:${key}` : key
}

function referenceOf(uri: string): string {
  const last = uri.slice(uri.lastIndexOf(':') + 1)
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
