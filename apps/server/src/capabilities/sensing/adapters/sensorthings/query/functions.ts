import { type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { temporal } from './compare.ts'
import { toScalar, toSpan, type Value, wrong } from './values.ts'

const text = (sqlText: Sql): Value => ({ type: 'text', sql: sqlText })
const number = (sqlNumber: Sql): Value => ({ type: 'number', sql: sqlNumber })
const truth = (sqlTruth: Sql): Value => ({ type: 'boolean', sql: sqlTruth })
const asText = (value: Value) => toScalar(value, 'text')
const asNumber = (value: Value) => toScalar(value, 'number')

interface Func {
  least: number
  most: number
  make: (args: Value[]) => Value
}

type Args<N extends number> = N extends 1 ? [Value] : N extends 2 ? [Value, Value] : [Value, Value, Value?]

function of<N extends 1 | 2 | 3>(count: N, make: (...args: Args<N>) => Value): Func {
  return { least: Math.min(count, 2), most: count, make: (args) => make(...(args as Args<N>)) }
}

/** A part of a time as a number; of an interval, of its start. */
function part(name: Sql): Func {
  return of(1, (a) => number(sql`extract(${name} FROM ${toSpan(a).sql} AT TIME ZONE 'UTC')::float8`))
}

const constant = (value: () => Value): Func => ({ least: 0, most: 0, make: value })

/** An integer argument of a text function, kept within what PostgreSQL can take. */
function asIndex(value: Value): Sql {
  return sql`greatest(least(${asNumber(value)}, 1000000), -1000000)::int`
}

const functions: Record<string, Func> = {
  substringof: of(2, (piece, whole) => truth(sql`(position(${asText(piece)} IN ${asText(whole)}) > 0)`)),
  contains: of(2, (whole, piece) => truth(sql`(position(${asText(piece)} IN ${asText(whole)}) > 0)`)),
  startswith: of(2, (whole, piece) => truth(sql`starts_with(${asText(whole)}, ${asText(piece)})`)),
  endswith: of(2, (whole, piece) =>
    truth(sql`(right(${asText(whole)}, length(${asText(piece)})) = ${asText(piece)})`),
  ),
  length: of(1, (a) => number(sql`length(${asText(a)})::float8`)),
  indexof: of(2, (whole, piece) => number(sql`(position(${asText(piece)} IN ${asText(whole)}) - 1)::float8`)),
  substring: of(3, (whole, from, count) =>
    text(
      count
        ? sql`substr(${asText(whole)}, ${asIndex(from)} + 1, greatest(${asIndex(count)}, 0))`
        : sql`substr(${asText(whole)}, ${asIndex(from)} + 1)`,
    ),
  ),
  tolower: of(1, (a) => text(sql`lower(${asText(a)})`)),
  toupper: of(1, (a) => text(sql`upper(${asText(a)})`)),
  trim: of(1, (a) => text(sql`trim(${asText(a)})`)),
  concat: of(2, (a, b) => text(sql`(${asText(a)} || ${asText(b)})`)),
  round: of(1, (a) => number(sql`(sign(${asNumber(a)}) * floor(abs(${asNumber(a)}) + 0.5))`)),
  floor: of(1, (a) => number(sql`floor(${asNumber(a)})`)),
  ceiling: of(1, (a) => number(sql`ceil(${asNumber(a)})`)),
  year: part(sql`year`),
  month: part(sql`month`),
  day: part(sql`day`),
  hour: part(sql`hour`),
  minute: part(sql`minute`),
  second: of(1, (a) => number(sql`floor(extract(second FROM ${toSpan(a).sql}))::float8`)),
  fractionalseconds: of(1, (a) =>
    number(
      sql`(extract(milliseconds FROM date_trunc('milliseconds', ${toSpan(a).sql}))::numeric % 1000 / 1000)::float8`,
    ),
  ),
  date: of(1, (a) => ({ type: 'date', sql: toScalar(toSpan(a), 'date') })),
  time: of(1, (a) => ({ type: 'timeOfDay', sql: toScalar(toSpan(a), 'timeOfDay') })),
  // Times are kept in UTC, so the offset of each is nought.
  totaloffsetminutes: of(1, (a) => number(sql`(CASE WHEN ${toSpan(a).sql} IS NOT NULL THEN 0 END)::float8`)),
  now: constant(() => ({ type: 'span', sql: sql`now()`, end: null })),
  mindatetime: constant(() => ({ type: 'span', sql: sql`'-infinity'::timestamptz`, end: null })),
  maxdatetime: constant(() => ({ type: 'span', sql: sql`'infinity'::timestamptz`, end: null })),
}

for (const [name, relate] of Object.entries(temporal))
  functions[name] = of(2, (a, b) => truth(relate(toSpan(a), toSpan(b))))

/** Calls a function of `$filter` (OGC 18-088, 9.3.3.5.2); an unknown one or a wrong number of arguments is refused. */
export function callFunction(name: string, args: Value[]): Value {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (!found) throw wrong(`不支持函数 ${name}`)
  if (args.length < (found.most === 1 ? 1 : found.least) || args.length > found.most)
    throw wrong(`函数 ${name} 的参数个数不对：${args.length}`)
  return found.make(args)
}
