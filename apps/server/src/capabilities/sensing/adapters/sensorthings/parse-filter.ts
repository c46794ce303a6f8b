import { raw, type Sql, sql } from '../../../../kernel/db/sql.ts'
import { invalid } from '../../../../kernel/problem.ts'
import type { EntitySet, Property } from './entity-sets.ts'

type Token = { kind: 'word' | 'string' | 'number' | 'time' | 'sign'; text: string }

const pattern =
  /\s*(?:('(?:[^']|'')*')|(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z@_][\w@./]*)|([(),]))/y

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex
    const found = pattern.exec(text)
    if (!found) throw wrong(`第 ${at + 1} 个字符处无法识别：${text.slice(at, at + 20)}`)
    const [, string, time, number, word, sign] = found
    if (string) tokens.push({ kind: 'string', text: string.slice(1, -1).replaceAll("''", "'") })
    else if (time) tokens.push({ kind: 'time', text: time })
    else if (number) tokens.push({ kind: 'number', text: number })
    else if (word) tokens.push({ kind: 'word', text: word })
    else tokens.push({ kind: 'sign', text: sign as string })
  }
  return tokens
}

function wrong(message: string) {
  return invalid('/query/$filter', message)
}

const comparisons: Record<string, Sql> = {
  eq: sql`=`,
  ne: sql`<>`,
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
}
const sums: Record<string, Sql> = { add: sql`+`, sub: sql`-`, mul: sql`*`, div: sql`/` }

/** Functions of one or two arguments (OGC 18-088, 9.3.3.5.2). */
const functions: Record<string, (args: Sql[]) => Sql> = {
  substringof: ([part, whole]) => sql`(position(${part} IN ${whole}) > 0)`,
  startswith: ([whole, part]) => sql`starts_with(${whole}, ${part})`,
  endswith: ([whole, part]) => sql`(right(${whole}, length(${part})) = ${part})`,
  length: ([one]) => sql`length(${one})`,
  indexof: ([whole, part]) => sql`(position(${part} IN ${whole}) - 1)`,
  tolower: ([one]) => sql`lower(${one})`,
  toupper: ([one]) => sql`upper(${one})`,
  trim: ([one]) => sql`trim(${one})`,
  concat: ([a, b]) => sql`(${a} || ${b})`,
  round: ([one]) => sql`round(${one})`,
  floor: ([one]) => sql`floor(${one})`,
  ceiling: ([one]) => sql`ceil(${one})`,
  year: ([one]) => sql`extract(year FROM ${one})`,
  month: ([one]) => sql`extract(month FROM ${one})`,
  day: ([one]) => sql`extract(day FROM ${one})`,
  hour: ([one]) => sql`extract(hour FROM ${one})`,
  minute: ([one]) => sql`extract(minute FROM ${one})`,
  second: ([one]) => sql`extract(second FROM ${one})`,
  now: () => sql`now()`,
}

/** Turns `$filter` into a SQL condition on the set’s view; a wrong filter is refused with what is wrong. */
export function parseFilter(text: string, set: EntitySet): Sql {
  const tokens = tokenize(text)
  let at = 0
  const peek = (word: string) => tokens[at]?.kind !== 'string' && tokens[at]?.text === word
  const take = (word: string) => {
    if (!peek(word)) return false
    at++
    return true
  }
  const expect = (word: string) => {
    if (!take(word)) throw wrong(`应为“${word}”，实为“${tokens[at]?.text ?? '结尾'}”`)
  }
  const or = (): Sql => {
    let left = and()
    while (take('or')) left = sql`(${left} OR ${and()})`
    return left
  }
  const and = (): Sql => {
    let left = not()
    while (take('and')) left = sql`(${left} AND ${not()})`
    return left
  }
  const not = (): Sql => (take('not') ? sql`(NOT ${not()})` : comparison())
  const comparison = (): Sql => {
    const left = sum()
    const operator = Object.hasOwn(comparisons, tokens[at]?.text ?? '')
      ? comparisons[(tokens[at++] as Token).text]
      : undefined
    if (!operator) return left
    if (take('null')) return operator === comparisons.eq ? sql`(${left} IS NULL)` : sql`(${left} IS NOT NULL)`
    return sql`(${left} ${operator} ${sum()})`
  }
  const sum = (): Sql => {
    let left = value()
    for (;;) {
      const operator = Object.hasOwn(sums, tokens[at]?.text ?? '')
        ? sums[(tokens[at++] as Token).text]
        : undefined
      if (!operator) return left
      left = sql`(${left} ${operator} ${value()})`
    }
  }
  const value = (): Sql => {
    const token = tokens[at++]
    if (!token) throw wrong('表达式不完整')
    if (token.kind === 'string') return sql`${token.text}::text`
    if (token.kind === 'number') return sql`${Number(token.text)}::float8`
    if (token.kind === 'time') return sql`${new Date(token.text)}::timestamptz`
    if (token.text === '(') {
      const inside = or()
      expect(')')
      return inside
    }
    if (token.text === 'true' || token.text === 'false') return token.text === 'true' ? sql`TRUE` : sql`FALSE`
    return peek('(') ? call(token.text) : property(token.text)
  }
  const call = (name: string): Sql => {
    const make = Object.hasOwn(functions, name) ? functions[name] : undefined
    if (!make) throw wrong(`不支持函数 ${name}`)
    expect('(')
    const args: Sql[] = []
    while (!take(')')) {
      if (args.length > 0) expect(',')
      args.push(or())
    }
    return make(args)
  }
  const property = (path: string): Sql => {
    const [name = '', ...rest] = path.split('/')
    const found = set.properties[name === 'id' ? '@iot.id' : name]
    if (!found) throw wrong(`${set.single} 没有属性 ${name}`)
    return toColumn(found, rest)
  }
  const condition = or()
  if (at < tokens.length) throw wrong(`多余的“${tokens[at]?.text}”`)
  return condition
}

function toColumn(property: Property, rest: string[]): Sql {
  const column = raw(property.column)
  if (rest.length > 0) return sql`(${column} #>> ${rest}::text[])`
  return property.kind === 'id' ? sql`${column}::text` : sql`${column}`
}
