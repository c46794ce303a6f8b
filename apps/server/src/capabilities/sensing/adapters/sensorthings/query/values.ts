import { raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { invalid } from '../../../../../kernel/problem.ts'
import type { EntitySet, Property } from '../entity-sets.ts'
import type { Node } from './parse-expression.ts'

/** A typed piece of SQL. A `span` is an instant where `end` is null; `fine` starts carry microseconds that do not count. */
export type Value =
  | {
      type: 'number' | 'text' | 'boolean' | 'json' | 'date' | 'timeOfDay' | 'duration'
      sql: Sql
      literal?: string
    }
  | { type: 'span'; sql: Sql; end: Sql | null; fine?: boolean }
  | { type: 'result'; number: Sql; json: Sql }
  | { type: 'id'; alias: string; set: EntitySet }
  | { type: 'geometry'; sql: Sql }
  | { type: 'null' }

export type Scalar = 'number' | 'text' | 'boolean' | 'date' | 'timeOfDay' | 'duration'

export function wrong(message: string) {
  return invalid('/query/$filter', message)
}

const instant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+\- ]\d\d:?\d\d)?)?$/

/** ISO 8601 text as a time; null when it is none. */
export function readTime(text: string): Date | null {
  if (!instant.test(text)) return null
  const plain = text.replace(/ (\d\d:?\d\d)$/, '+$1').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  const date = new Date(/T.*(Z|[+-]\d\d:\d\d)$/.test(plain) || !plain.includes('T') ? plain : `${plain}Z`)
  const year = date.getUTCFullYear()
  return Number.isNaN(date.getTime()) || year < 1 || year > 9999 ? null : date
}

function toTime(text: string): Sql {
  const time = readTime(text)
  if (!time) throw wrong(`不是时间：${text}`)
  return sql`${time}::timestamptz`
}

export function literalValue(node: Extract<Node, { kind: 'literal' }>): Value {
  const { type, text } = node
  switch (type) {
    case 'string':
      checkText(text)
      return { type: 'text', sql: sql`${text}::text`, literal: text }
    case 'number':
      if (!Number.isFinite(Number(text))) throw wrong(`不是数：${text}`)
      return { type: 'number', sql: sql`${Number(text)}::float8`, literal: text }
    case 'boolean':
      return { type: 'boolean', sql: text === 'true' ? sql`TRUE` : sql`FALSE` }
    case 'null':
      return { type: 'null' }
    case 'time':
      return { type: 'span', sql: toTime(text), end: null }
    case 'interval': {
      const [start = '', end = ''] = text.split('/')
      return { type: 'span', sql: toTime(start), end: toTime(end) }
    }
    case 'date':
      toTime(text)
      return { type: 'date', sql: sql`${text}::date` }
    case 'timeOfDay':
      if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$/.test(text)) throw wrong(`不是时刻：${text}`)
      return { type: 'timeOfDay', sql: sql`${text}::time` }
    case 'duration':
      return { type: 'duration', sql: sql`${readDuration(text)}::interval` }
    case 'geometry':
      throw wrong('几何只能用在空间函数里')
  }
}

function readDuration(text: string): string {
  const found =
    /^(-?)P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,6})?)S)?)?$/.exec(text)
  if (!found) throw wrong(`不是时长：${text}`)
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = found
  return `${sign}${days} days ${sign}${hours} hours ${sign}${minutes} minutes ${sign}${seconds} seconds`
}

function checkText(text: string): void {
  if (text.includes('\u0000')) throw wrong('文字中有不允许的字符')
}

/** A property of the row `alias`, and what `rest` names inside it. */
export function propertyValue(set: EntitySet, property: Property, alias: string, rest: string[]): Value {
  const column = raw(`${alias}.${property.column}`)
  if (rest.length > 0) return insideValue(property, alias, rest)
  switch (property.kind) {
    case 'text':
      return { type: 'text', sql: column }
    case 'time':
      return { type: 'span', sql: column, end: null }
    case 'span':
      return {
        type: 'span',
        sql: column,
        end: raw(`${alias}.${property.end}`),
        fine: property.column === 'phenomenon_time',
      }
    case 'range': {
      const [start, end] = rangeOf(property.column, alias)
      return { type: 'span', sql: raw(start), end: raw(end), fine: property.column === 'phenomenon' }
    }
    case 'json':
      return { type: 'json', sql: column }
    case 'geometry':
      return { type: 'geometry', sql: column }
    case 'result':
      return { type: 'result', number: column, json: raw(`${alias}.result_json`) }
    case 'id':
      return set.key.kind === 'integer' ? { type: 'number', sql: column } : { type: 'id', alias, set }
  }
}

/** First and last time of the Observations of the datastream in row `alias`. */
export function rangeOf(which: string, alias: string): [start: string, end: string] {
  if (which === 'phenomenon') {
    // By order and limit the partitions are walked one after the other, until the first that has a row.
    const at = (direction: string) =>
      `(SELECT o.phenomenon_time FROM sensing.observation o WHERE o.datastream_id = ${alias}.id ORDER BY o.phenomenon_time ${direction} LIMIT 1)`
    const ends = `(SELECT max(x.phenomenon_end) FROM sensing.observation_detail x WHERE x.datastream_id = ${alias}.id)`
    return [at('ASC'), `greatest(${at('DESC')}, ${ends})`]
  }
  const of = `FROM sensing.observation_detail x WHERE x.datastream_id = ${alias}.id`
  return [`(SELECT min(x.result_time) ${of})`, `(SELECT max(x.result_time) ${of})`]
}

function insideValue(property: Property, alias: string, rest: string[]): Value {
  const column = property.kind === 'result' ? 'result_json' : property.column
  const jsonLike = ['json', 'geometry', 'result'].includes(property.kind)
  if (!jsonLike) throw wrong(`${property.column} 里没有 ${rest.join('/')}`)
  return { type: 'json', sql: sql`(${raw(`${alias}.${column}`)} #> ${rest}::text[])` }
}

/** A value as the type that is wanted; refuses what cannot be one. */
export function toScalar(value: Value, wanted: Scalar): Sql {
  if (value.type === wanted) return value.sql
  switch (value.type) {
    case 'null':
      return sql`NULL`
    case 'json':
      if (wanted === 'number') return sql`sensing.json_number(${value.sql})`
      if (wanted === 'text') return sql`sensing.json_text(${value.sql})`
      if (wanted === 'boolean') return sql`sensing.json_boolean(${value.sql})`
      break
    case 'result':
      if (wanted === 'number') return value.number
      if (wanted === 'text') return sql`coalesce(sensing.json_text(${value.json}), ${value.number}::text)`
      if (wanted === 'boolean') return sql`sensing.json_boolean(${value.json})`
      break
    case 'id':
      if (wanted === 'text') return raw(`${value.alias}.${value.set.key.column}::text`)
      break
    case 'span':
      if (wanted === 'date') return sql`(${value.sql} AT TIME ZONE 'UTC')::date`
      if (wanted === 'timeOfDay') return sql`(${value.sql} AT TIME ZONE 'UTC')::time`
      break
    case 'number':
    case 'boolean':
      if (wanted === 'text') return sql`${value.sql}::text`
      break
  }
  throw wrong(`类型不符：需要 ${wanted}，实为 ${value.type}`)
}

/** A value as a time or an interval. */
export function toSpan(value: Value): Extract<Value, { type: 'span' }> {
  if (value.type === 'span') return value
  if (value.type === 'date')
    return { type: 'span', sql: sql`${value.sql}::timestamp AT TIME ZONE 'UTC'`, end: null }
  if (value.type === 'text' && value.literal !== undefined) {
    const parts = value.literal.split('/')
    if (parts.length > 2) throw wrong(`不是时间：${value.literal}`)
    return {
      type: 'span',
      sql: toTime(parts[0] as string),
      end: parts[1] === undefined ? null : toTime(parts[1]),
    }
  }
  if (value.type === 'json') return { type: 'span', sql: sql`sensing.json_time(${value.sql})`, end: null }
  throw wrong(`需要时间，实为 ${value.type}`)
}

/** What rows are ordered by; a JSON value by its own order. */
export function toSortKeys(value: Value): Sql[] {
  switch (value.type) {
    case 'result':
      return [value.number, value.json]
    case 'id':
      return value.set.key.kind === 'observation'
        ? [raw(`${value.alias}.datastream_id`), raw(`${value.alias}.phenomenon_time`)]
        : [raw(`${value.alias}.${value.set.key.column}`)]
    case 'null':
      throw invalid('/query/$orderby', '不能按 null 排序')
    default:
      return [value.sql]
  }
}
