import type { TSchema } from 'typebox'

type Schema = TSchema & {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema | Schema[]
  minItems?: number
  minimum?: number
  maximum?: number
  minLength?: number
  pattern?: string
  format?: string
}

/** Texts that fit the patterns of the contract; the first that fits is taken. */
const texts = [
  '试探内容',
  'spy',
  'spy-1',
  '990103',
  '2025',
  '2025-06',
  '2025-06-01',
  '12345678',
  '13900000000',
  '990102199007270010',
  'a'.repeat(32),
  'a'.repeat(64),
  '04'.padEnd(130, 'a'),
]

const formats: Record<string, string> = {
  uuid: '00000000-0000-7000-8000-0000000000ff',
  date: '2025-06-01',
  'date-time': '2099-01-01T00:00:00Z',
  uri: 'https://spy.example/',
}

/** A value a schema accepts, with what it requires and nothing else. */
export function exampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf)
    return exampleOf(schema.anyOf.find((one) => one.type !== 'null') ?? (schema.anyOf[0] as Schema))
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(exampleOf))
  if (schema.type === 'object' || schema.properties) {
    const names = schema.required ?? []
    return Object.fromEntries(names.map((name) => [name, exampleOf(schema.properties?.[name] ?? {})]))
  }
  if (schema.type === 'array') return arrayOf(schema)
  if (schema.type === 'integer' || schema.type === 'number')
    return Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1))
  if (schema.type === 'boolean') return true
  if (schema.type === 'string') return textOf(schema)
  return {}
}

function arrayOf({ items, minItems = 0 }: Schema): unknown[] {
  if (Array.isArray(items)) return items.map(exampleOf)
  return Array.from({ length: minItems }, () => exampleOf(items ?? {}))
}

function textOf({ format, pattern, minLength = 0 }: Schema): string {
  if (format && formats[format]) return formats[format]
  const fits = pattern ? new RegExp(pattern, 'u') : null
  const found = texts.find((text) => text.length >= minLength && (!fits || fits.test(text)))
  return found ?? '试'.repeat(Math.max(minLength, 1))
}

/** The query an operation cannot do without. */
export function exampleQuery(schema: Schema | undefined): string | undefined {
  const names = schema?.required ?? []
  if (names.length === 0) return undefined
  return names
    .map((name) => `${name}=${encodeURIComponent(String(exampleOf(schema?.properties?.[name] ?? {})))}`)
    .join('&')
}
