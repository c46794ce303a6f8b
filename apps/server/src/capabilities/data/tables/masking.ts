import type { DatasetField, MaskKind, SensitiveKind } from '@civitas/contract'
import { quoteName, quoteText, shownColumn } from './duck.ts'

/**
 * How a column is shown, as a DuckDB expression: partly (身份证号前6后4, 手机号前3后4, 姓名留姓), as a token that is the same
 * for the same value wherever it stands, rounded, or not at all.
 */
export function maskedColumn(field: DatasetField, mask: MaskKind, tokenKey: string): string {
  if (mask === 'none') return shownColumn(field)
  if (mask === 'hide') return 'NULL'
  const text = `CAST(${quoteName(field.name)} AS VARCHAR)`
  if (mask === 'token') return tokenOf(text, tokenKey)
  if (mask === 'generalise') return generalised(field)
  return partly(text, kindOf(field))
}

const kindOf = (field: DatasetField) => field.sensitive ?? field.suspected ?? null

/** A keyed digest: nested, so that what is appended to a value cannot be guessed on. */
function tokenOf(text: string, key: string): string {
  const secret = quoteText(key)
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE left(sha256(${secret} || sha256(${secret} || ${text})), 32) END`
}

function generalised(field: DatasetField): string {
  const name = quoteName(field.name)
  if (field.type === 'integer' || field.type === 'number') return `floor(CAST(${name} AS DOUBLE) / 10) * 10`
  if (field.type === 'date') return `strftime(${name}, '%Y')`
  if (field.type === 'time') return `strftime(${name} AT TIME ZONE 'Asia/Shanghai', '%Y-%m-%d')`
  return partly(`CAST(${name} AS VARCHAR)`, kindOf(field))
}

/** How many characters are kept at the head and the tail of what tells of somebody. */
const keeps: Partial<Record<SensitiveKind, [head: number, tail: number]>> = {
  'citizen-id': [6, 4],
  phone: [3, 4],
  'person-name': [1, 0],
  'bank-card': [6, 4],
  plate: [2, 1],
  address: [6, 0],
  uscc: [6, 4],
  'birth-date': [4, 0],
}

function keptOf(kind: SensitiveKind | null): [head: number, tail: number] {
  return (kind && keeps[kind]) ?? [1, 0]
}

/** Keeps the head and the tail and puts a star for each character between; what is too short to hide is all stars. */
function partly(text: string, kind: SensitiveKind | null): string {
  if (kind === 'email') return `regexp_replace(${text}, '^(.).*@', '\\1***@')`
  const [head, tail] = keptOf(kind)
  const hidden = `greatest(length(${text}) - ${head + tail}, 0)`
  return `CASE WHEN length(${text}) <= ${head + tail} THEN repeat('*', CAST(length(${text}) AS INTEGER))
    ELSE left(${text}, ${head}) || repeat('*', CAST(${hidden} AS INTEGER)) || ${tail > 0 ? `right(${text}, ${tail})` : "''"} END`
}

/** One value shown partly, as `maskedColumn` shows it in tables. */
export function shownValue(value: string, kind: SensitiveKind | null | undefined): string {
  if (!kind) return value
  if (kind === 'email' && value.includes('@')) return value.replace(/^(.).*@/u, '$1***@')
  const [head, tail] = keptOf(kind)
  const letters = [...value]
  if (letters.length <= head + tail) return '*'.repeat(letters.length)
  const hidden = '*'.repeat(letters.length - head - tail)
  return letters.slice(0, head).join('') + hidden + (tail > 0 ? letters.slice(-tail).join('') : '')
}

/** The key of a row, its parts joined by `|`, with those that tell of somebody shown partly. */
export function shownKey(key: string, keyFields: readonly DatasetField[]): string {
  const parts = key.split('|')
  if (parts.length !== keyFields.length) return key.startsWith('第') ? key : '***'
  return parts.map((part, i) => shownValue(part, keyFields[i]?.sensitive)).join('|')
}
