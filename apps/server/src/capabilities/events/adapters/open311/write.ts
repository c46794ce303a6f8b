/** What GeoReport v2 answers with: rows of plain fields, lists of rows or of words in them. */
export type Field = string | number | boolean | null | readonly Row[] | readonly string[]
export interface Row {
  readonly [name: string]: Field
}

/** One answer, with the names its XML form needs. */
export interface Answer {
  readonly root: string
  readonly item: string
  readonly rows: readonly Row[]
  /** The definition of a service is one row, not a list. */
  readonly single?: boolean
}

export type Format = 'json' | 'xml'

export const contentTypes: Record<Format, string> = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
}

export function writeAnswer(answer: Answer, format: Format): string {
  if (format === 'json') return JSON.stringify(answer.single ? answer.rows[0] : answer.rows)
  const inner = answer.single
    ? answer.rows.map((row) => fields(row, answer.item)).join('')
    : answer.rows.map((row) => element(answer.item, fields(row, answer.item))).join('')
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(answer.root, inner)}\n`
}

function fields(row: Row, parent: string): string {
  return Object.entries(row)
    .map(([name, value]) => element(name, isList(value) ? nested(value, name, parent) : plain(value)))
    .join('')
}

/** Lists inside are named by their singular: attributes → attribute, values → value. */
function nested(list: readonly (Row | string)[], name: string, parent: string): string {
  const one = name.endsWith('s') ? name.slice(0, -1) : parent
  return list.map((each) => element(one, typeof each === 'string' ? plain(each) : fields(each, one))).join('')
}

function isList(value: Field): value is readonly Row[] | readonly string[] {
  return Array.isArray(value)
}

function plain(value: string | number | boolean | null): string {
  return value === null ? '' : escapeXml(String(value))
}

function element(name: string, inner: string): string {
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`
}

// Characters XML 1.0 does not allow at all (section 2.2) are left out.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that must go
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

export function escapeXml(text: string): string {
  return text
    .replace(notXml, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
