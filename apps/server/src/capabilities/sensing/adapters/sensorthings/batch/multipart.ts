import { STATUS_CODES } from 'node:http'
import { invalid } from '../../../../../kernel/problem.ts'
import type { StaResponse } from '../request.ts'

/** One request of a batch; `id` is its Content-ID. */
export interface BatchItem {
  id: string | null
  method: string
  url: string
  contentType: string
  body: unknown
}

/** Requests that run together: a change set is atomic, anything else is a group of one. */
export interface BatchGroup {
  atomic: boolean
  items: BatchItem[]
}

/** The answer to one request of a batch. */
export interface BatchAnswer {
  id: string | null
  response: StaResponse
}

interface Part {
  headers: Map<string, string>
  content: string
}

function boundaryOf(contentType: string): string {
  const found = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (!found) throw invalid('/headers/content-type', '缺少 boundary')
  return found.trim()
}

function readHeaders(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'))
  return new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).trim().toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
}

/** Headers and content, divided by the first empty line. */
function readPart(text: string): Part {
  const found = /\r?\n\r?\n/.exec(text)
  const at = found?.index ?? text.length
  return { headers: readHeaders(text.slice(0, at)), content: found ? text.slice(at + found[0].length) : '' }
}

/** The pieces between boundaries (RFC 2046, 5.1.1). */
function splitParts(boundary: string, text: string): Part[] {
  const pieces = `\n${text}`.split(`\n--${boundary}`)
  const inner = pieces.slice(1).filter((piece) => !piece.startsWith('--'))
  return inner.map((piece) => readPart(piece.replace(/^[ \t]*\r?\n/, '')))
}

/** Reads a multipart/mixed batch (OGC 18-088, 12.1). */
export function readMultipart(contentType: string, text: string): BatchGroup[] {
  return splitParts(boundaryOf(contentType), text).map((part) => {
    const type = part.headers.get('content-type') ?? ''
    if (!type.toLowerCase().startsWith('multipart/')) return { atomic: false, items: [readItem(part)] }
    const items = splitParts(boundaryOf(type), part.content).map(readItem)
    return { atomic: true, items }
  })
}

function readItem({ headers, content }: Part): BatchItem {
  const text = content.replace(/^(\r?\n)+/, '')
  const [line = ''] = text.split(/\r?\n/, 1)
  const found = /^(\w+)\s+(\S+)(?:\s+HTTP\/[\d.]+)?\s*$/.exec(line)
  if (!found) throw invalid('/body', `批中的请求不正确：${line.slice(0, 80)}`)
  const inner = readPart(
    text
      .slice(line.length)
      .replace(/^\r?\n/, '\n')
      .replace(/^\n(?=\S)/, ''),
  )
  const body = inner.content.trim()
  return {
    id: headers.get('content-id') ?? inner.headers.get('content-id') ?? null,
    method: (found[1] as string).toUpperCase(),
    url: found[2] as string,
    contentType: inner.headers.get('content-type') ?? 'application/json',
    body: body === '' ? undefined : parse(body),
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw invalid('/body', '批中请求的内容不是有效的 JSON', 'malformed')
  }
}

function writeAnswer({ id, response }: BatchAnswer): string {
  const body = response.json ?? JSON.stringify(response.body) ?? response.text ?? ''
  const lines = [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(id === null ? [] : [`Content-ID: ${id}`]),
    '',
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`,
    ...(response.location ? [`Location: ${response.location}`] : []),
    ...(body === '' ? [] : ['Content-Type: application/json']),
    '',
    body,
  ]
  return lines.join('\r\n')
}

/** Writes the answers in the form of their requests: a change set that took place is answered part by part. */
export function writeMultipart(
  boundary: string,
  groups: readonly BatchGroup[],
  answers: readonly BatchAnswer[][],
): string {
  const pieces = groups.flatMap((group, i) => {
    const inside = answers[i] ?? []
    const failed = inside.length === 1 && (inside[0] as BatchAnswer).response.status >= 400
    if (!group.atomic || failed) return inside.map((one) => `--${boundary}\r\n${writeAnswer(one)}\r\n`)
    const own = `${boundary}_set_${i}`
    const parts = inside.map((one) => `--${own}\r\n${writeAnswer(one)}\r\n`).join('')
    return [`--${boundary}\r\nContent-Type: multipart/mixed;boundary=${own}\r\n\r\n${parts}--${own}--\r\n`]
  })
  return `${pieces.join('')}--${boundary}--\r\n`
}
