import type { Transaction } from '../../../../../kernel/db/database.ts'
import { join, raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { invalid } from '../../../../../kernel/problem.ts'
import type { EntitySet } from '../entity-sets.ts'
import { readTime } from '../query/values.ts'

export type Body = Record<string, unknown>

/** A property a client may write: its column, its form, and whether an entity must have it. */
interface Field {
  column: string
  form: 'text' | 'object' | 'any' | 'array' | 'time'
  required: boolean
}

const must = (column: string, form: Field['form'] = 'text'): Field => ({ column, form, required: true })
const may = (column: string, form: Field['form']): Field => ({ column, form, required: false })
const named = { name: must('name'), description: must('description') }
const properties = may('properties', 'object')

/** Properties of each set that are plain columns (OGC 18-088, 8.2: “mandatory” and “optional”). */
const fields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Things: { ...named, properties },
  Locations: { ...named, encodingType: must('encoding_type'), location: must('location', 'any'), properties },
  HistoricalLocations: { time: must('time', 'time') },
  Sensors: {
    ...named,
    encodingType: must('encoding_type'),
    metadata: must('metadata_json', 'any'),
    properties,
  },
  ObservedProperties: { ...named, definition: must('definition'), properties },
  FeaturesOfInterest: {
    ...named,
    encodingType: must('encoding_type'),
    feature: must('feature', 'any'),
    properties,
  },
  Datastreams: {
    ...named,
    observationType: must('observation_type'),
    unitOfMeasurement: must('unit_of_measurement', 'object'),
    observedArea: may('observed_area', 'object'),
    properties,
  },
  MultiDatastreams: {
    ...named,
    observationType: may('observation_type', 'text'),
    multiObservationDataTypes: must('multi_types', 'array'),
    unitOfMeasurements: must('unit_of_measurement', 'array'),
    observedArea: may('observed_area', 'object'),
    properties,
  },
}

/** Properties the service makes itself; a client may send back what it read. */
const computed = new Set(['id', 'phenomenonTime', 'resultTime'])

export function toBody(given: unknown, path = '/body'): Body {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid(path, '应为一个 JSON 对象')
  return given as Body
}

/** Refuses what the set does not know. */
export function checkNames(set: EntitySet, body: Body): void {
  for (const name of Object.keys(body)) {
    const known = name.includes('@') || computed.has(name) || name in set.properties || name in set.links
    if (!known) throw invalid(`/body/${name}`, `${set.single} 没有属性 ${name}`)
  }
}

/**
 * Columns with their values out of a body. `whole` wants every mandatory property and empties the optional ones that are
 * absent (POST, PUT); otherwise only what is there is read (PATCH).
 */
export function readFields(set: EntitySet, body: Body, whole: boolean): Record<string, unknown> {
  checkNames(set, body)
  const columns: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields[set.name] ?? {})) {
    const value = body[name]
    if (value === undefined) {
      if (whole && field.required) throw invalid(`/body/${name}`, `缺少 ${name}`)
      if (whole) columns[field.column] = null
      continue
    }
    if (value === null && field.required) throw invalid(`/body/${name}`, `${name} 不能为空`)
    columns[field.column] = value === null ? null : readForm(name, field.form, value)
  }
  return columns
}

function readForm(name: string, form: Field['form'], value: unknown): unknown {
  const path = `/body/${name}`
  switch (form) {
    case 'text':
      if (typeof value !== 'string') throw invalid(path, `${name} 应为文字`)
      return value
    case 'time': {
      const time = typeof value === 'string' ? readTime(value) : null
      if (!time) throw invalid(path, `${name} 应为 ISO 8601 时间`)
      return time
    }
    case 'object':
      if (typeof value !== 'object' || Array.isArray(value)) throw invalid(path, `${name} 应为 JSON 对象`)
      return asJson(value)
    case 'array':
      if (!Array.isArray(value)) throw invalid(path, `${name} 应为数组`)
      return asJson(value)
    case 'any':
      return asJson(value)
  }
}

/** A value for a jsonb column. */
export function asJson(value: unknown): Sql {
  return sql`${JSON.stringify(value)}::jsonb`
}

/** PostgreSQL cannot keep NUL in text or JSON. */
export function refuseNul(body: unknown): void {
  if (JSON.stringify(body)?.includes('\\u0000')) throw invalid('/body', '文字中有不允许的字符（NUL）')
}

export async function insertRow<T extends object>(
  tx: Transaction,
  table: string,
  columns: Record<string, unknown>,
): Promise<T> {
  const names = raw(Object.keys(columns).join(', '))
  const values = join(Object.values(columns).map((value) => sql`${value}`))
  const row = await tx.first<T>(
    sql`INSERT INTO ${raw(`sensing.${table}`)} (${names}) VALUES (${values}) RETURNING *`,
  )
  return row as T
}

export async function updateRow(
  tx: Transaction,
  table: string,
  id: unknown,
  columns: Record<string, unknown>,
): Promise<void> {
  const changes = Object.entries(columns).map(([name, value]) => sql`${raw(name)} = ${value}`)
  if (changes.length === 0) return
  await tx.query(sql`UPDATE ${raw(`sensing.${table}`)} SET ${join(changes, ', ')} WHERE id = ${id}`)
}
