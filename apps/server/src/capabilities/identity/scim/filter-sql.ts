import { type Sql, sql } from '../../../kernel/db/sql.ts'
import { ScimError } from './errors.ts'
import type { Filter } from './filter.ts'

/** An attribute that may be filtered by: its column, or how a comparison with it is asked of the database. */
export interface Column {
  type: 'text' | 'boolean' | 'time'
  /** Null for one that is nowhere kept as a single value. */
  column: Sql | null
  /** Compares exactly as written. */
  exact?: boolean
  /** For attributes of several values: some value equals this one. */
  holds?: (value: string) => Sql
}

export type Columns = Readonly<Record<string, Column>>

const wrong = (why: string) => new ScimError(400, `筛选条件不正确：${why}`, 'invalidFilter')

/** A filter as a condition of SQL over known attributes. */
export function toSql(filter: Filter, columns: Columns, prefix = ''): Sql {
  if (filter.is === 'and')
    return sql`(${toSql(filter.left, columns, prefix)} AND ${toSql(filter.right, columns, prefix)})`
  if (filter.is === 'or')
    return sql`(${toSql(filter.left, columns, prefix)} OR ${toSql(filter.right, columns, prefix)})`
  if (filter.is === 'not') return sql`(NOT coalesce(${toSql(filter.of, columns, prefix)}, false))`
  const path = prefix ? `${prefix}.${filter.path}` : filter.path
  if (filter.is === 'has') return toSql(filter.of, columns, path)
  const known = columns[path]
  if (!known) throw wrong(`不能按“${path}”筛选`)
  if (filter.is === 'pr') {
    if (!known.column) throw wrong(`“${path}”不支持 pr`)
    return known.type === 'text'
      ? sql`(${known.column} IS NOT NULL AND ${known.column} <> '')`
      : sql`(${known.column} IS NOT NULL)`
  }
  return compared(known, path, filter)
}

function compared(known: Column, path: string, { by, value }: Filter & { is: 'compare' }): Sql {
  if (known.holds) {
    if (by !== 'eq' || typeof value !== 'string') throw wrong(`“${path}”只能用 eq`)
    return known.holds(value)
  }
  const column = known.column as Sql
  if (value === null) {
    if (by === 'eq') return sql`(${column} IS NULL)`
    if (by === 'ne') return sql`(${column} IS NOT NULL)`
    throw wrong(`“${path}”不能与 null 比较`)
  }
  if (known.type === 'boolean') {
    if (typeof value !== 'boolean' || (by !== 'eq' && by !== 'ne')) throw wrong(`“${path}”须为 true 或 false`)
    return by === 'eq' ? sql`(${column} = ${value})` : sql`(${column} <> ${value})`
  }
  if (typeof value !== 'string') throw wrong(`“${path}”须为文字`)
  if (known.type === 'time') return timed(column, path, by, value)
  return worded(known.exact ? column : sql`lower(${column})`, by, known.exact ? value : value.toLowerCase())
}

function timed(column: Sql, path: string, by: string, text: string): Sql {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw wrong(`“${path}”须为时间`)
  switch (by) {
    case 'eq':
      return sql`(${column} = ${time})`
    case 'ne':
      return sql`(${column} <> ${time})`
    case 'gt':
      return sql`(${column} > ${time})`
    case 'ge':
      return sql`(${column} >= ${time})`
    case 'lt':
      return sql`(${column} < ${time})`
    case 'le':
      return sql`(${column} <= ${time})`
    default:
      throw wrong(`“${path}”不支持 ${by}`)
  }
}

function worded(column: Sql, by: string, text: string): Sql {
  switch (by) {
    case 'eq':
      return sql`(${column} = ${text})`
    case 'ne':
      return sql`(${column} IS DISTINCT FROM ${text})`
    case 'co':
      return sql`(position(${text} in ${column}) > 0)`
    case 'sw':
      return sql`starts_with(${column}, ${text})`
    case 'ew':
      return sql`(right(${column}, ${text.length}) = ${text})`
    case 'gt':
      return sql`(${column} > ${text})`
    case 'ge':
      return sql`(${column} >= ${text})`
    case 'lt':
      return sql`(${column} < ${text})`
    default:
      return sql`(${column} <= ${text})`
  }
}
