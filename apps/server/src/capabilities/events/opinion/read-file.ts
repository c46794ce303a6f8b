import { OpinionText } from '@civitas/contract'
import { Compile } from 'typebox/compile'

interface ReadTexts {
  readonly texts: { readonly line: number; readonly text: OpinionText }[]
  readonly faults: { readonly line: number; readonly message: string }[]
}

const textCheck = Compile(OpinionText)

const columns = ['source', 'url', 'publishedTime', 'title', 'text', 'place'] as const

/** Reads a file of texts; a line that is wrong is named and the others are taken. Author columns are not read. */
export function readOpinionFile(format: 'jsonl' | 'csv', content: string): ReadTexts {
  const read: ReadTexts = { texts: [], faults: [] }
  const rows = format === 'csv' ? readCsv(content) : readJsonLines(content)
  for (const { line, value } of rows) {
    const fault = faultOf(value)
    if (fault) read.faults.push({ line, message: fault })
    else read.texts.push({ line, text: value as OpinionText })
  }
  return read
}

function faultOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return '不是一个 JSON 对象'
  const [first] = textCheck.Errors(value)
  if (first) return `${first.instancePath.slice(1) || '该行'}：缺少必填内容或格式不对（${first.message}）`
  if (Number.isNaN(Date.parse((value as OpinionText).publishedTime))) return 'publishedTime：不是时间'
  return null
}

function* readJsonLines(content: string): Generator<{ line: number; value: unknown }> {
  for (const [n, text] of content.split(/\r?\n/).entries())
    if (text.trim()) yield { line: n + 1, value: pick(parse(text)) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function pick(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const given = value as Record<string, unknown>
  return Object.fromEntries(
    columns
      .filter((name) => given[name] !== undefined && given[name] !== null && given[name] !== '')
      .map((name) => [name, given[name]]),
  )
}

function* readCsv(content: string): Generator<{ line: number; value: unknown }> {
  const [head, ...rows] = splitCsv(content.replace(/^\uFEFF/, ''))
  for (const { line, cells } of rows)
    yield {
      line,
      value: pick(Object.fromEntries((head?.cells ?? []).map((name, i) => [name.trim(), cells[i]]))),
    }
}

/** RFC 4180: cells in quotes may hold commas, line ends and doubled quotes. */
function splitCsv(content: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = []
  let [line, start] = [1, 1]
  let cells: string[] = []
  for (const [all, quoted, plain = '', end = ''] of content.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    if (all === '' && cells.length === 0) break
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    line += all.split('\n').length - 1
    if (end === ',') continue
    if (cells.some((cell) => cell !== '')) rows.push({ line: start, cells })
    cells = []
    start = line
  }
  return rows
}
