import { raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { parseObservationKey } from '../observation-key.ts'
import { type Scalar, toScalar, toSpan, type Value, wrong } from './values.ts'

type Span = Extract<Value, { type: 'span' }>

const signs: Record<string, Sql> = {
  eq: sql`=`,
  ne: sql`<>`,
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
}

const turned: Record<string, string> = { lt: 'gt', gt: 'lt', le: 'ge', ge: 'le', eq: 'eq', ne: 'ne' }

/** Compares two values (OGC 18-088, 9.3.3.5.1); what has no common type is refused. */
export function compare(op: string, left: Value, right: Value): Sql {
  if (right.type === 'null') return compareNull(op, left)
  if (left.type === 'null') return compareNull(op, right)
  if (left.type === 'id') return compareId(op, left, right)
  if (right.type === 'id') return compareId(turned[op] as string, right, left)
  if (left.type === 'span' || right.type === 'span') return compareSpans(op, toSpan(left), toSpan(right))
  const kinds = [left.type, right.type]
  const wanted = (['date', 'timeOfDay', 'duration', 'number', 'boolean', 'text'] as Scalar[]).find((one) =>
    kinds.includes(one),
  )
  const sign = signs[op] as Sql
  if (!wanted) return sql`(${toJson(left)} ${sign} ${toJson(right)})`
  return sql`(${toScalar(left, wanted)} ${sign} ${toScalar(right, wanted)})`
}

function toJson(value: Value): Sql {
  if (value.type === 'json' || value.type === 'geometry') return value.sql
  if (value.type === 'result') return sql`coalesce(to_jsonb(${value.number}), ${value.json})`
  throw wrong(`不能比较 ${value.type}`)
}

function compareNull(op: string, value: Value): Sql {
  if (op !== 'eq' && op !== 'ne') return sql`FALSE`
  const isNull = op === 'eq'
  const test = (one: Sql) => (isNull ? sql`(${one} IS NULL)` : sql`(${one} IS NOT NULL)`)
  if (value.type === 'null') return isNull ? sql`TRUE` : sql`FALSE`
  if (value.type === 'id') return test(raw(`${value.alias}.${value.set.key.column}`))
  if (value.type === 'result') return test(toJson(value))
  if (value.type === 'json') return test(sql`nullif(${value.sql}, 'null'::jsonb)`)
  return test(value.sql)
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function compareId(op: string, { alias, set }: Extract<Value, { type: 'id' }>, other: Value): Sql {
  const literal = 'literal' in other ? other.literal : undefined
  const column = `${alias}.${set.key.column}`
  if (literal !== undefined && (op === 'eq' || op === 'ne')) {
    const none = op === 'eq' ? sql`FALSE` : sql`TRUE`
    if (set.key.kind === 'uuid')
      return uuid.test(literal) ? sql`(${raw(column)} ${signs[op] as Sql} ${literal}::uuid)` : none
    if (set.key.kind === 'observation') {
      const key = keyCondition(alias, literal)
      return op === 'eq' ? key : sql`(NOT ${key})`
    }
  }
  return sql`(${raw(`${column}::text`)} ${signs[op] as Sql} ${toScalar(other, 'text')})`
}

/** The Observation of this id, found by index. */
export function keyCondition(alias: string, id: string): Sql {
  const key = parseObservationKey(id)
  if (!key) return sql`FALSE`
  const at = sql`to_timestamp(0) + ${`${key.microseconds} microseconds`}::interval`
  const t = (column: string) => raw(`${alias}.${column}`)
  const moved = sql`SELECT x.phenomenon_time FROM sensing.observation_detail x
    WHERE x.datastream_id = ${key.datastreamId} AND x.named_time = ${at}`
  return sql`(${t('datastream_id')} = ${key.datastreamId} AND ((${t('phenomenon_time')} = ${at} AND ${t('named_time')} IS NULL)
    OR ${t('phenomenon_time')} IN (${moved})))`
}

/** Compares two instants, of which a `fine` one counts in whole milliseconds only. */
function instants(op: string, a: { sql: Sql; fine?: boolean }, b: { sql: Sql; fine?: boolean }): Sql {
  if (b.fine && !a.fine) return instants(turned[op] as string, b, a)
  if (!a.fine) return sql`${a.sql} ${signs[op] as Sql} ${b.sql}`
  if (b.fine)
    return sql`date_trunc('milliseconds', ${a.sql}) ${signs[op] as Sql} date_trunc('milliseconds', ${b.sql})`
  const next = sql`${b.sql} + interval '1 millisecond'`
  switch (op) {
    case 'le':
      return sql`${a.sql} < ${next}`
    case 'gt':
      return sql`${a.sql} >= ${next}`
    case 'eq':
      return sql`(${a.sql} >= ${b.sql} AND ${a.sql} < ${next})`
    case 'ne':
      return sql`(${a.sql} < ${b.sql} OR ${a.sql} >= ${next})`
    default:
      return sql`${a.sql} ${signs[op] as Sql} ${b.sql}`
  }
}

/** The end of a span, which for an instant is the instant. */
function endOf(a: Span): Sql {
  return a.end ? sql`coalesce(${a.end}, ${a.sql})` : a.sql
}

/** An interval begins at its start and ends before its end; it is less than what begins at its end or later. */
export function compareSpans(op: string, a: Span, b: Span): Sql {
  switch (op) {
    case 'lt':
      return sql`(${instants('lt', a, b)} ${a.end ? sql`AND (${a.end} IS NULL OR ${instants('le', { sql: a.end }, b)})` : sql``})`
    case 'le':
      return sql`(${instants('le', a, b)} ${a.end ? sql`AND (${a.end} IS NULL OR ${a.end} <= ${endOf(b)})` : sql``})`
    case 'gt':
      return compareSpans('lt', b, a)
    case 'ge':
      return compareSpans('le', b, a)
    case 'ne':
      return sql`(NOT ${compareSpans('eq', a, b)})`
    default: {
      if (!a.end && !b.end) return sql`(${instants('eq', a, b)})`
      return sql`(${instants('eq', a, b)} AND ${a.end ?? sql`NULL::timestamptz`} IS NOT DISTINCT FROM ${b.end ?? sql`NULL::timestamptz`})`
    }
  }
}

/** Relations of two times (OGC 18-088, 9.3.3.5.2: temporal functions). */
export const temporal: Record<string, (a: Span, b: Span) => Sql> = {
  before: (a, b) => compareSpans('lt', a, b),
  after: (a, b) => compareSpans('gt', a, b),
  meets: (a, b) => sql`(${endOf(a)} = ${b.sql} OR ${endOf(b)} = ${a.sql})`,
  during: (a, b) =>
    sql`(${b.end ?? sql`NULL::timestamptz`} IS NOT NULL AND ${instants('ge', a, b)}
      AND ${a.end ? sql`CASE WHEN ${a.end} IS NULL THEN ${a.sql} < ${endOf(b)} ELSE ${a.end} <= ${endOf(b)} END` : sql`${a.sql} < ${endOf(b)}`})`,
  overlaps: (a, b) => sql`(${begins(a, b)} AND ${begins(b, a)})`,
  starts: (a, b) => sql`(${instants('eq', a, b)})`,
  finishes: (a, b) => sql`(${endOf(a)} = ${endOf(b)})`,
}

/** Whether `a` begins before `b` is over. */
function begins(a: Span, b: Span): Sql {
  const same = instants('le', a, b)
  return b.end ? sql`(CASE WHEN ${b.end} IS NULL THEN ${same} ELSE ${a.sql} < ${b.end} END)` : sql`${same}`
}
