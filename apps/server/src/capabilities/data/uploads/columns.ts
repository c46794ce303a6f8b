import type { DatasetField, FieldType } from '@civitas/contract'
import { quoteText } from '../tables/duck.ts'

/** Texts that usually stand for no value; used where nobody says otherwise. */
export const usualMissing: readonly string[] = ['', 'NA', 'N/A', 'NULL', 'null', 'NaN', '\\N']

/** A name a column of a dataset may have, from a title of any kind: `PM2.5` becomes `PM2_5`. */
export function toFieldName(title: string, at: number): string {
  const plain = title
    .trim()
    .replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  const led = /^\p{L}/u.test(plain) ? plain : plain ? `c_${plain}` : `c${at + 1}`
  return led.slice(0, 60)
}

/** Names for titles, no two alike (DuckDB does not tell capitals from small letters). */
export function toFieldNames(titles: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return titles.map((title, at) => {
    const name = toFieldName(title, at)
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1
    seen.set(name.toLowerCase(), times)
    return times === 1 ? name : `${name}_${times}`
  })
}

/** Records of a text of separated values, quotes as in RFC 4180. */
export function parseSeparated(text: string, delimiter: string, limit: number): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endCell = () => {
    row.push(cell)
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  for (let i = 0; i < text.length && rows.length < limit; i++) {
    const letter = text[i] as string
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (text[i + 1] === '"') cell += text[i++]
      else quoted = false
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === delimiter) endCell()
    else if (letter === '\n') endRow()
    else if (letter !== '\r') cell += letter
  }
  if (rows.length < limit && (cell || row.length > 0)) endRow()
  return rows
}

export const delimiters = [',', '\t', ';', '|'] as const

/** The delimiter that cuts the first lines into the most columns, the same number in each. */
export function sniffDelimiter(text: string): string {
  const scored = delimiters.map((delimiter) => {
    const rows = parseSeparated(text, delimiter, 20)
    const width = rows[0]?.length ?? 0
    const same = rows.filter((row) => row.length === width).length
    return { delimiter, score: width > 1 ? (same / rows.length) * 1000 + width : 0 }
  })
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter
}

/** Whether the first record names columns: none of it is a number or empty. */
export function looksLikeHeader(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() !== '' && !/^[+-]?\d+([.,]\d+)?$/.test(cell.trim()))
}

const zone = quoteText('Asia/Shanghai')

/**
 * A text as a value of a type, as a DuckDB expression: NULL when it is none. Times without an offset are of
 * Asia/Shanghai; days may be written 2025年1月2日 or 20250102.
 */
export function typedValue(text: string, type: FieldType): string {
  const t = text
  if (type === 'text') return t
  if (type === 'integer')
    return `CASE WHEN contains(${t}, '.') OR contains(${t}, ',') THEN
      CASE WHEN regexp_full_match(${t}, '\\s*[+-]?(\\d+|\\d{1,3}(,\\d{3})+)(\\.0*)?\\s*') THEN TRY_CAST(replace(${t}, ',', '') AS BIGINT) END
      ELSE TRY_CAST(${t} AS BIGINT) END`
  if (type === 'number')
    return `coalesce(TRY_CAST(${t} AS DOUBLE), CASE WHEN regexp_full_match(${t}, '\\s*[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?\\s*')
      THEN TRY_CAST(replace(${t}, ',', '') AS DOUBLE) END)`
  if (type === 'boolean')
    return `CASE WHEN lower(trim(${t})) IN ('true', 't', '是', '1', 'y', 'yes', '有') THEN true
      WHEN lower(trim(${t})) IN ('false', 'f', '否', '0', 'n', 'no', '无') THEN false END`
  if (type === 'geometry')
    return `CASE WHEN json_valid(${t}) AND json_extract_string(${t}, '$.type') IS NOT NULL THEN ${t} END`
  const chinese = `replace(replace(replace(${t}, '年', '-'), '月', '-'), '日', ' ')`
  if (type === 'date')
    return `coalesce(TRY_CAST(${t} AS DATE), CAST(try_strptime(trim(${t}), '%Y%m%d') AS DATE), TRY_CAST(trim(${chinese}) AS DATE))`
  return `CASE WHEN regexp_matches(${t}, ':\\d\\d(\\.\\d+)?\\s*(Z|[+-]\\d\\d(:?\\d\\d)?)$') THEN TRY_CAST(${t} AS TIMESTAMPTZ)
    ELSE coalesce(TRY_CAST(${t} AS TIMESTAMP), try_strptime(trim(${t}), '%Y%m%d%H%M%S'), TRY_CAST(trim(${chinese}) AS TIMESTAMP))
      AT TIME ZONE ${zone} END`
}

const typeNames: Record<FieldType, string> = {
  ...{ text: '文本', integer: '整数', number: '数字', boolean: '是/否', date: '日期', time: '时间' },
  geometry: 'GeoJSON几何',
}

/** When a value does not fit, and what is said then; nothing for what always fits. */
export function faultsOf(
  field: DatasetField,
  text: string,
  value: string,
): { when: string; reason: string }[] {
  const title = field.title
  const bad =
    field.type === 'number'
      ? `(${text} IS NOT NULL AND (${value} IS NULL OR NOT isfinite(${value})))`
      : `(${text} IS NOT NULL AND ${value} IS NULL)`
  const shown = `left(${text}, 60)`
  return [
    ...(field.type === 'text'
      ? []
      : [{ when: bad, reason: `${quoteText(`“${title}”应为${typeNames[field.type]}：`)} || ${shown}` }]),
    ...(field.isKey ? [{ when: `(${text} IS NULL)`, reason: quoteText(`“${title}”是主键，不能为空`) }] : []),
  ]
}
