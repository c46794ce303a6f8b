import { badData } from '../http/errors.ts'

/** A filter of the NGSI-LD query language (ETSI GS CIM 009, 4.9). Names are as the client wrote them. */
export type Query =
  | { kind: 'and' | 'or'; parts: Query[] }
  | { kind: 'term'; path: AttributePath; test: Test | null }
  | { kind: 'linked'; relation: string; types: string[]; query: Query }

/** `a.b[c.d]`: attribute, sub-attributes, then members of the value. */
export interface AttributePath {
  names: string[]
  members: string[]
}

export type Comparison = '==' | '!=' | '>' | '<' | '>=' | '<=' | '~=' | '!~='

/** A literal: `text` is what was quoted or is no number, time or truth value. */
export type Literal =
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'time'; value: string }

export type Test = { op: Comparison; values: Literal[] } | { op: '==' | '!='; range: [Literal, Literal] }

const longest = 8_000
const deepest = 20

/** Parses `q`; anything the grammar does not have is refused. */
export function parseQ(text: string): Query {
  if (text.length > longest) throw badData('q 过长')
  const reader = new Reader(text)
  const query = readOr(reader, 0)
  if (!reader.done)
    throw badData(`q 在第 ${reader.at + 1} 个字符处不正确：${text.slice(reader.at, reader.at + 20)}`)
  return query
}

class Reader {
  at = 0
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  get done(): boolean {
    return this.at >= this.text.length
  }
  peek(): string {
    return this.text[this.at] ?? ''
  }
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false
    this.at += token.length
    return true
  }
  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found) return null
    this.at += found[0].length
    return found[0]
  }
  fail(expected: string): never {
    throw badData(`q 在第 ${this.at + 1} 个字符处应为${expected}`)
  }
}

function readOr(reader: Reader, depth: number): Query {
  if (depth > deepest) throw badData('q 嵌套过深')
  const parts = [readAnd(reader, depth)]
  while (reader.take('|')) parts.push(readAnd(reader, depth))
  return parts.length === 1 ? (parts[0] as Query) : { kind: 'or', parts }
}

function readAnd(reader: Reader, depth: number): Query {
  const parts = [readTerm(reader, depth)]
  while (reader.take(';')) parts.push(readTerm(reader, depth))
  return parts.length === 1 ? (parts[0] as Query) : { kind: 'and', parts }
}

const name = /(?:https?|urn):[^;|()<>=!~[\]{}"\s]+|[\p{L}\p{N}_@-][\p{L}\p{N}_\-:@]*/uy

function readTerm(reader: Reader, depth: number): Query {
  if (reader.take('(')) {
    const inner = readOr(reader, depth + 1)
    if (!reader.take(')')) reader.fail(' )')
    return inner
  }
  const names = [reader.match(name) ?? reader.fail('属性名')]
  while (reader.take('.')) names.push(reader.match(name) ?? reader.fail('属性名'))
  if (reader.peek() === '{') return readLinked(reader, names, depth)
  const members = reader.take('[') ? readMembers(reader) : []
  return { kind: 'term', path: { names, members }, test: readTest(reader) }
}

function readLinked(reader: Reader, names: string[], depth: number): Query {
  if (depth >= 4 || names.length > 1) throw badData('q 中的关联查询不支持此层次')
  reader.take('{')
  const hint = /(?:[\p{L}\p{N}_-]+(?:,[\p{L}\p{N}_-]+)*):(?=[\p{L}\p{N}_])/uy
  const types = reader.match(hint)?.slice(0, -1).split(',') ?? []
  const inner = [reader.match(name) ?? reader.fail('属性名')]
  while (reader.take('.')) inner.push(reader.match(name) ?? reader.fail('属性名'))
  if (reader.peek() === '{') {
    const query = readLinked(reader, inner, depth + 1)
    if (!reader.take('}')) reader.fail(' }')
    return { kind: 'linked', relation: names[0] as string, types, query }
  }
  const members = reader.take('[') ? readMembers(reader) : []
  if (!reader.take('}')) reader.fail(' }')
  const test = readTest(reader)
  const query: Query = { kind: 'term', path: { names: inner, members }, test }
  return { kind: 'linked', relation: names[0] as string, types, query }
}

/** Parses an attribute path alone, e.g. of orderBy. */
export function readPath(text: string): AttributePath {
  const reader = new Reader(text)
  const names = [reader.match(name) ?? reader.fail('属性名')]
  while (reader.take('.')) names.push(reader.match(name) ?? reader.fail('属性名'))
  const members = reader.take('[') ? readMembers(reader) : []
  if (!reader.done) throw badData(`属性路径不正确：${text}`)
  return { names, members }
}

function readMembers(reader: Reader): string[] {
  const text = reader.match(/[^\]]+/y) ?? reader.fail('成员名')
  if (!reader.take(']')) reader.fail(' ]')
  return text.split('.').map((part) => part.replace(/^"(.*)"$/, '$1'))
}

const operators: Comparison[] = ['==', '!=', '>=', '<=', '!~=', '~=', '>', '<']

function readTest(reader: Reader): Test | null {
  const op = operators.find((one) => reader.take(one)) ?? (reader.take('=') ? ('==' as const) : null)
  if (!op) return null
  if (op === '~=' || op === '!~=') return { op, values: [readPattern(reader)] }
  const first = readLiteral(reader)
  if (reader.take('..')) {
    if (op !== '==' && op !== '!=') throw badData('q 中的区间只能用于 == 和 !=')
    return { op, range: [first, readLiteral(reader)] }
  }
  const values = [first]
  while (reader.take(',')) values.push(readLiteral(reader))
  if (values.length > 1 && op !== '==' && op !== '!=') throw badData('q 中的值列表只能用于 == 和 !=')
  return { op, values }
}

function readPattern(reader: Reader): Literal {
  const quoted = readQuoted(reader)
  if (quoted) return quoted
  return { kind: 'text', value: reader.match(/[^;|)]+/y) ?? reader.fail('正则表达式') }
}

function readQuoted(reader: Reader): Literal | null {
  if (reader.peek() !== '"') return null
  const text = reader.match(/"(?:[^"\\]|\\.)*"/y) ?? reader.fail('引号内的文字')
  return { kind: 'text', value: text.slice(1, -1).replace(/\\(.)/g, '$1') }
}

const timePattern =
  /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:\d\d)?)?$|^\d\d:\d\d:\d\d([.,]\d+)?Z?$/

function readLiteral(reader: Reader): Literal {
  const quoted = readQuoted(reader)
  if (quoted) return quoted
  const text = reader.match(/(?:(?!\.\.)[^;|(),"[\]{}<>=])+/uy) ?? reader.fail('值')
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text)
    if (!Number.isFinite(value)) throw badData(`q 中的数不正确：${text}`)
    return { kind: 'number', value }
  }
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' }
  if (timePattern.test(text)) return { kind: 'time', value: text }
  return { kind: 'text', value: safeDecode(text) }
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
