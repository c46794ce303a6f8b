import { formatTime, type Locale, unitSign } from '@civitas/ui'

/** One question of a form, made from one property of a JSON Schema. */
export interface FormField {
  key: string
  label: string
  help: string
  kind: 'text' | 'long-text' | 'number' | 'integer' | 'choice' | 'switch' | 'date' | 'date-time' | 'json'
  required: boolean
  /** Sign of the unit as people write it, or empty. */
  unit: string
  choices: { value: string; title: string }[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  initial?: unknown
}

interface PropertySchema {
  type?: string
  title?: string
  description?: string
  label?: { zh: string; en: string }
  help?: { zh: string; en: string }
  unit?: string
  format?: string
  widget?: string
  enum?: unknown[]
  choices?: { value: string; title: { zh: string; en: string } }[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  default?: unknown
}

export type FormValues = Record<string, unknown>

/** The questions of an object schema in its own order; a schema without properties asks nothing. */
export function toFormFields(schema: Record<string, unknown>, locale: Locale): FormField[] {
  const properties = (schema.properties ?? {}) as Record<string, PropertySchema>
  const required = new Set((schema.required ?? []) as string[])
  return Object.entries(properties).map(([key, property]) =>
    toField(key, property, required.has(key), locale),
  )
}

function toField(key: string, property: PropertySchema, required: boolean, locale: Locale): FormField {
  const say = (text: { zh: string; en: string } | undefined, fallback: string) =>
    (locale === 'en' ? text?.en : text?.zh) || fallback
  const choices = property.choices?.map((each) => ({ value: each.value, title: say(each.title, each.value) }))
  const unit = property.unit ? unitSign(property.unit) : ''
  return {
    key,
    label: say(property.label, property.title ?? key),
    help: say(property.help, property.description ?? ''),
    kind: kindOf(property),
    required,
    unit: unit === 'a' ? '' : unit,
    choices: choices ?? (property.enum ?? []).map((each) => ({ value: String(each), title: String(each) })),
    minimum: property.minimum,
    maximum: property.maximum,
    minLength: property.minLength,
    maxLength: property.maxLength,
    pattern: property.pattern,
    initial: property.default,
  }
}

function kindOf(property: PropertySchema): FormField['kind'] {
  if (property.widget === 'choice' || property.enum || property.choices) return 'choice'
  if (property.type === 'boolean') return 'switch'
  if (property.type === 'integer') return 'integer'
  if (property.type === 'number') return 'number'
  if (property.type === 'array' || property.type === 'object') return 'json'
  if (property.widget === 'long-text') return 'long-text'
  if (property.format === 'date' || property.widget === 'date') return 'date'
  if (property.format === 'date-time' || property.widget === 'date-time') return 'date-time'
  return 'text'
}

/** Words for what is wrong with an answer. */
export interface FormWords {
  required: string
  notNumber: string
  notInteger: string
  tooSmall: (limit: string) => string
  tooLarge: (limit: string) => string
  tooShort: (limit: string) => string
  tooLong: (limit: string) => string
  wrongPattern: string
}

/** What is wrong with each answer, by field; empty when all is well. */
export function checkFormValues(
  fields: FormField[],
  values: FormValues,
  words: FormWords,
): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const field of fields) {
    const error = checkField(field, values[field.key], words)
    if (error) errors[field.key] = error
  }
  return errors
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function checkField(field: FormField, value: unknown, words: FormWords): string | null {
  if (isEmpty(value)) return field.required ? words.required : null
  if (field.kind === 'number' || field.kind === 'integer') return checkNumber(field, Number(value), words)
  if (typeof value !== 'string') return null
  if (field.minLength !== undefined && value.length < field.minLength)
    return words.tooShort(String(field.minLength))
  if (field.maxLength !== undefined && value.length > field.maxLength)
    return words.tooLong(String(field.maxLength))
  return field.pattern && !new RegExp(field.pattern, 'u').test(value) ? words.wrongPattern : null
}

function checkNumber(field: FormField, value: number, words: FormWords): string | null {
  if (!Number.isFinite(value)) return words.notNumber
  if (field.kind === 'integer' && !Number.isInteger(value)) return words.notInteger
  if (field.minimum !== undefined && value < field.minimum) return words.tooSmall(String(field.minimum))
  if (field.maximum !== undefined && value > field.maximum) return words.tooLarge(String(field.maximum))
  return null
}

/**
 * The answers as the platform wants them: numbers as numbers, moments in UTC, unanswered questions left out.
 * A value in several parts is written as JSON text and read here.
 */
export function toFormBody(fields: FormField[], values: FormValues): FormValues {
  const body: FormValues = {}
  for (const field of fields) {
    const value = values[field.key]
    if (isEmpty(value)) continue
    if (field.kind === 'number' || field.kind === 'integer') body[field.key] = Number(value)
    else if (field.kind === 'date-time') body[field.key] = toInstant(String(value))
    else body[field.key] = field.kind === 'json' && typeof value === 'string' ? readJson(value) : value
  }
  return body
}

/** An input of type datetime-local gives the city’s clock without a zone. */
function toInstant(text: string): string {
  return new Date(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text.slice(0, 16)}:00+08:00`).toISOString()
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What a form shows at first: declared defaults under the values that are already known. */
export function initialValues(fields: FormField[], known: FormValues = {}): FormValues {
  const values: FormValues = {}
  for (const field of fields) {
    const value = known[field.key] ?? field.initial
    if (value === undefined || value === null) continue
    values[field.key] = toShown(field, value)
  }
  return values
}

function toShown(field: FormField, value: unknown): unknown {
  if (field.kind === 'json' && typeof value !== 'string') return JSON.stringify(value)
  return field.kind === 'date-time' ? formatTime(String(value)).replace(' ', 'T') : value
}
