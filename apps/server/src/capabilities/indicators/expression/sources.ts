import {
  type Aggregate,
  type CasesFormula,
  type DatasetFormula,
  type EntitiesFormula,
  type EventsFormula,
  type Formula,
  type ObservationsFormula,
  parseWindow,
  type Scalar,
  type Window,
} from '@civitas/domain-kit'
import type { Reader } from './parse.ts'
import { ExpressionError, type Token } from './tokens.ts'

/** Words that begin a source of rows. */
export const sourceNames: ReadonlySet<string> = new Set(['cases', 'events', 'entities', 'readings', 'data'])

type Value = Scalar | readonly Scalar[]
interface Argument {
  name: Token
  op: string
  value: Value
  at: Token
}

const aggregates = new Set(['count', 'sum', 'avg', 'min', 'max'])

/** `count(cases, type=…, window=30d)`, `avg(readings.depth, type=…, each=latest)`, `online(air.station)` … */
export function readSource(reader: Reader, name: Token): Formula {
  if (name.text === 'online' || name.text === 'offline' || name.text === 'devices')
    return readThings(reader, name)
  const percentile = /^p(\d{1,2})$/.exec(name.text)?.[1]
  if (!aggregates.has(name.text) && !percentile)
    throw new ExpressionError(
      name,
      `不认识的函数“${name.text}”；可用 count、sum、avg、min、max、p90、ratio、past、growth、online、manual、records`,
    )
  const of = reader.next()
  const [kind = '', ...field] = of.text.split('.')
  if (of.kind !== 'word' || !sourceNames.has(kind))
    throw new ExpressionError(of, '这里应为数据来源：cases、events、entities、readings 或 data')
  const how = percentile
    ? { aggregate: 'percentile' as const, percentile: Number(percentile) }
    : { aggregate: name.text as Aggregate }
  const needsField = how.aggregate !== 'count' && kind !== 'readings'
  if (needsField && field.length === 0)
    throw new ExpressionError(
      of,
      `要写明统计哪一项，如 ${kind === 'cases' ? 'cases.handleMinutes' : `${kind}.属性`}`,
    )
  const given = readArguments(reader)
  const path = field.join('.')
  if (kind === 'cases') return toCases(reader, given, how, path, of)
  if (kind === 'events') return toEvents(reader, given, how, path, of)
  if (kind === 'data') return toDataset(given, how, path, of)
  if (kind === 'entities') return toEntities(reader, given, how, path, of)
  return toReadings(reader, given, how, path, of)
}

type How = { aggregate: Aggregate; percentile?: number }

function readArguments(reader: Reader): Argument[] {
  const given: Argument[] = []
  while (reader.take(',')) {
    const name = reader.next()
    if (name.kind !== 'word') throw new ExpressionError(name, '这里应为条件名，如 type=、window=')
    const op = reader.next()
    if (op.kind !== 'sign' || !['=', '!=', '<', '<=', '>', '>='].includes(op.text))
      throw new ExpressionError(op, `“${name.text}”后面应为 = 或比较符号`)
    const at = reader.peek()
    given.push({ name, op: op.text, value: readValue(reader), at })
  }
  return given
}

function readValue(reader: Reader): Value {
  if (!reader.take('(')) return readScalar(reader)
  const list = [readScalar(reader)]
  while (reader.take(',')) list.push(readScalar(reader))
  reader.expect(')')
  return list
}

function readScalar(reader: Reader): Scalar {
  const sign = reader.take('-') ? -1 : 1
  const token = reader.next()
  if (token.kind === 'number') return sign * Number(token.text)
  if (token.kind === 'word' && (token.text === 'true' || token.text === 'false')) return token.text === 'true'
  if (token.kind === 'word' || token.kind === 'string' || token.kind === 'duration') return token.text
  throw new ExpressionError(token, '这里应为一个值')
}

function split(given: readonly Argument[], reserved: readonly string[]) {
  const own = new Map(
    given.filter((one) => reserved.includes(one.name.text)).map((one) => [one.name.text, one]),
  )
  const where = given.filter((one) => !reserved.includes(one.name.text))
  return { own, where }
}

function windowOf(own: ReadonlyMap<string, Argument>): Window | undefined {
  const one = own.get('window')
  if (one && !parseWindow(String(one.value)))
    throw new ExpressionError(
      one.at,
      `不认识的时间窗“${String(one.value)}”；可用 15m、24h、30d、today、week、month、year`,
    )
  return one?.value as Window | undefined
}

function typesOf(one: Argument | undefined, has: (id: string) => boolean, what: string) {
  if (!one) return undefined
  for (const id of [one.value].flat())
    if (!has(String(id))) throw new ExpressionError(one.at, `没有${what}“${String(id)}”`)
  return one.value as string | readonly string[]
}

function filters(where: readonly Argument[], allowed: readonly string[] | null) {
  for (const one of where) {
    if (allowed && !allowed.includes(one.name.text))
      throw new ExpressionError(one.name, `这里不能用“${one.name.text}”；可用 ${allowed.join('、')}`)
    if (allowed && one.op !== '=') throw new ExpressionError(one.name, `“${one.name.text}”只能用 =`)
  }
  if (where.length === 0) return undefined
  return Object.fromEntries(
    where.map((one) => [one.name.text, one.op === '=' ? one.value : { op: one.op, value: one.value }]),
  )
}

function toCases(
  reader: Reader,
  given: readonly Argument[],
  how: How,
  field: string,
  at: Token,
): CasesFormula {
  const { own, where } = split(given, ['type', 'window', 'by'])
  const { domains } = reader.vocabulary
  if (field && !/^(handleMinutes|inTime|returns|task:[\w-]+:minutes)$/.test(field))
    throw new ExpressionError(at, `案件没有“${field}”；可用 handleMinutes、inTime、returns`)
  return compact({
    kind: 'cases',
    ...how,
    caseType: typesOf(own.get('type'), (id) => Boolean(domains.findCaseType(id)), '案件类型'),
    field: (field || undefined) as CasesFormula['field'],
    where: filters(where, ['status', 'level', 'stage', 'inTime', 'overdue']) as CasesFormula['where'],
    window: windowOf(own),
    by: own.get('by')?.value as CasesFormula['by'],
  })
}

function toEvents(
  reader: Reader,
  given: readonly Argument[],
  how: How,
  field: string,
  at: Token,
): EventsFormula {
  const { own, where } = split(given, ['type', 'window', 'by'])
  const { domains } = reader.vocabulary
  if (field && field !== 'openMinutes') throw new ExpressionError(at, `事件没有“${field}”；可用 openMinutes`)
  return compact({
    kind: 'events',
    ...how,
    eventType: typesOf(own.get('type'), (id) => Boolean(domains.findEventType(id)), '事件类型'),
    field: (field || undefined) as EventsFormula['field'],
    where: filters(where, ['status', 'level', 'verified']) as EventsFormula['where'],
    window: windowOf(own),
    by: own.get('by')?.value as EventsFormula['by'],
  })
}

function toEntities(
  reader: Reader,
  given: readonly Argument[],
  how: How,
  attribute: string,
  at: Token,
): EntitiesFormula {
  const { own, where } = split(given, ['type'])
  const type = own.get('type')
  const found = type && reader.vocabulary.domains.findEntityType(String(type.value))
  if (!found)
    throw new ExpressionError(
      type?.at ?? at,
      type ? `没有实体类型“${String(type.value)}”` : '要写明 type=实体类型',
    )
  for (const one of where)
    if (!found.schema.properties[one.name.text])
      throw new ExpressionError(one.name, `“${found.title.zh}”没有属性“${one.name.text}”`)
  if (attribute && !found.schema.properties[attribute])
    throw new ExpressionError(at, `“${found.title.zh}”没有属性“${attribute}”`)
  return compact({
    kind: 'entities',
    ...how,
    entityType: found.id,
    attribute: attribute || undefined,
    where: filters(where, null) as EntitiesFormula['where'],
  })
}

/** `avg(data.aqi, dataset="空气质量日报", newest=date)`: the catalogue says later whether there is such a dataset. */
function toDataset(given: readonly Argument[], how: How, field: string, at: Token): DatasetFormula {
  const { own, where } = split(given, ['dataset', 'newest'])
  const dataset = own.get('dataset')
  if (!dataset) throw new ExpressionError(at, '要写明 dataset="数据资源名称"')
  return compact({
    kind: 'dataset',
    ...how,
    dataset: String(dataset.value),
    field: field || undefined,
    newest: own.has('newest') ? String(own.get('newest')?.value) : undefined,
    where: filters(where, null) as DatasetFormula['where'],
  })
}

function toReadings(
  reader: Reader,
  given: readonly Argument[],
  how: How,
  datastream: string,
  at: Token,
): ObservationsFormula {
  const { own, where } = split(given, ['type', 'window', 'each', 'reading', 'keep', 'atLeast'])
  const type = own.get('type')
  const found = type && reader.vocabulary.domains.findThingType(String(type.value))
  if (!found)
    throw new ExpressionError(
      type?.at ?? at,
      type ? `没有设备类型“${String(type.value)}”` : '要写明 type=设备类型',
    )
  const all = [...found.datastreams, ...(found.derived ?? [])]
  if (!all.some((one) => one.id === datastream))
    throw new ExpressionError(
      at,
      `“${found.title.zh}”没有数据项“${datastream}”；可用 ${all.map((one) => one.id).join('、')}`,
    )
  const comparison = (name: string) => {
    const one = own.get(name)
    return one && ({ op: one.op, value: Number(one.value) } as ObservationsFormula['keep'])
  }
  return compact({
    kind: 'observations',
    thingType: found.id,
    datastream,
    window: windowOf(own) ?? '1h',
    perThing: (own.get('each')?.value ?? 'latest') as ObservationsFormula['perThing'],
    reading: comparison('reading'),
    keep: comparison('keep'),
    atLeast: own.has('atLeast') ? Number(own.get('atLeast')?.value) : undefined,
    where: filters(where, null) as ObservationsFormula['where'],
    across: how.aggregate,
    percentile: how.percentile,
  })
}

function readThings(reader: Reader, name: Token): Formula {
  const of = reader.next()
  if (!reader.vocabulary.domains.findThingType(of.text))
    throw new ExpressionError(of, `没有设备类型“${of.text}”`)
  const status = name.text === 'devices' ? 'any' : (name.text as 'online' | 'offline')
  return { kind: 'things', thingType: of.text, status }
}

/** Without the parts that are undefined, so that a formula read back is the same as one declared. */
function compact<T extends object>(formula: T): T {
  return Object.fromEntries(Object.entries(formula).filter(([, value]) => value !== undefined)) as T
}
