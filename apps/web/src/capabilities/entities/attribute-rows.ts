import { formatNumber, formatTime, formatWithUnit, type Locale, precisionFor, unitSign } from '@civitas/ui'

/** An attribute in words. */
export interface AttributeRow {
  key: string
  label: string
  text: string
  /** The type’s schema names it; others carry the name the source gave them. */
  isNamed: boolean
}

/** The parts of an attribute’s JSON Schema that help to say it in words. */
interface FieldSchema {
  title?: string
  label?: { zh: string; en: string }
  unit?: string
  format?: string
  choices?: { value: string; title: { zh: string; en: string } }[]
}

interface Words {
  yes: string
  no: string
}

/** Attributes in the order of the type’s schema, then those the schema does not name. Empty ones are left out. */
export function toAttributeRows(
  attributes: Record<string, unknown>,
  schema: Record<string, unknown>,
  locale: Locale,
  words: Words,
): AttributeRow[] {
  const fields = (schema.properties ?? {}) as Record<string, FieldSchema>
  const keys = [...Object.keys(fields), ...Object.keys(attributes).filter((key) => !(key in fields))]
  return keys.flatMap((key) => {
    const value = attributes[key]
    if (value === undefined || value === null || value === '') return []
    const field = fields[key] ?? {}
    const label = (locale === 'en' ? field.label?.en : field.label?.zh) ?? field.title ?? key
    return [{ key, label, text: toWords(value, field, locale, words), isNamed: key in fields }]
  })
}

function toWords(value: unknown, field: FieldSchema, locale: Locale, words: Words): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number') {
    const precision = precisionFor(value)
    if (field.unit === 'a' || !field.unit) return formatNumber(value, precision).replaceAll('\u2009', '')
    return formatWithUnit(value, unitSign(field.unit), precision)
  }
  if (Array.isArray(value))
    return value.map((each) => toWords(each, field, locale, words)).join(locale === 'en' ? ', ' : '、')
  if (typeof value === 'object') return JSON.stringify(value)
  const choice = field.choices?.find((each) => each.value === value)
  if (choice) return locale === 'en' ? choice.title.en : choice.title.zh
  return field.format === 'date-time' ? formatTime(String(value)) : String(value)
}
