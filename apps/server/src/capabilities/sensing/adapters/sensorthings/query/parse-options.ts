import type { Scope } from '../../../../../kernel/access.ts'
import type { Queryable } from '../../../../../kernel/db/database.ts'
import { join, raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { invalid } from '../../../../../kernel/problem.ts'
import { type EntitySet, getSet } from '../entity-sets.ts'
import { compileFilter, compileOrder } from './compile.ts'
import { judgeGeometries } from './judge-geometry.ts'
import { parseExpression, parseOrderItems } from './parse-expression.ts'

/** The query options of SensorThings (OGC 18-088, 9.3), parsed for one set; conditions are on rows `t` of its view. */
export interface Options {
  filter: Sql | null
  /** What was asked for; `null` is the default order of the set. */
  order: Sql | null
  top: number
  skip: number
  count: boolean
  select: string[] | null
  expand: Array<{ link: string; options: Options }>
  dataArray: boolean
}

/** What parsing needs beside the text. */
export interface OptionsContext {
  db: Queryable
  scope: Scope
}

export type Given = Readonly<Record<string, string>>

const defaultTop = 100
const largestTop = 10_000
const deepestExpand = 8
const known = new Set([
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$select',
  '$expand',
  '$resultFormat',
])

/** Parses the options of an address; an unknown one or a wrong one is refused with its name. */
export async function parseOptions(
  context: OptionsContext,
  given: Given,
  set: EntitySet,
  depth = 0,
): Promise<Options> {
  const unknown = Object.keys(given).find((name) => name.startsWith('$') && !known.has(name))
  if (unknown) throw invalid(`/query/${unknown}`, `没有这个查询选项：${unknown}`)
  if (depth > deepestExpand) throw invalid('/query/$expand', '展开层次过深')
  return {
    filter: given.$filter === undefined ? null : await parseFilter(context, given.$filter, set),
    order: given.$orderby === undefined ? null : parseOrder(context, given.$orderby, set),
    top: Math.min(parseCount(given.$top, '$top', defaultTop), largestTop),
    skip: parseCount(given.$skip, '$skip', 0),
    count: parseFlag(given.$count),
    select:
      given.$select === undefined ? null : splitAt(given.$select, ',').map((one) => parseSelected(one, set)),
    expand: await parseExpands(context, given.$expand, set, depth),
    dataArray: parseResultFormat(given.$resultFormat, set),
  }
}

async function parseFilter(context: OptionsContext, text: string, set: EntitySet): Promise<Sql> {
  const node = await judgeGeometries(context.db, parseExpression(text, '$filter'), set)
  return compileFilter(node, set, context.scope)
}

function parseOrder(context: OptionsContext, text: string, set: EntitySet): Sql {
  return join(compileOrder(parseOrderItems(text), set, context.scope), ', ')
}

/** The whole order of a set’s rows: what was asked for, then the key, so that pages do not overlap. */
export function orderOf(options: Options, set: EntitySet): Sql {
  const key = raw(set.order.map((column) => `t.${column}`).join(', '))
  return options.order ? sql`${options.order}, ${key}` : key
}

function parseCount(text: string | undefined, name: string, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw invalid(`/query/${name}`, `${name} 应为非负整数`)
  return Number(text)
}

function parseFlag(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false
  if (text !== 'true') throw invalid('/query/$count', '$count 应为 true 或 false')
  return true
}

function parseResultFormat(text: string | undefined, set: EntitySet): boolean {
  if (text === undefined || text === 'default') return false
  if (text !== 'dataArray' || set.name !== 'Observations')
    throw invalid('/query/$resultFormat', `没有这种格式：${text}`)
  return true
}

function parseSelected(text: string, set: EntitySet): string {
  const [name = ''] = text.trim().split('/')
  const wanted = name === 'id' ? '@iot.id' : name
  const there = Object.hasOwn(set.properties, wanted) || Object.hasOwn(set.links, wanted)
  if (!there && wanted !== '@iot.selfLink') throw invalid('/query/$select', `${set.single} 没有属性 ${name}`)
  return wanted
}

/** `Datastreams($top=1;$expand=Observations),Locations/HistoricalLocations`; ways that begin alike are one. */
async function parseExpands(
  context: OptionsContext,
  text: string | undefined,
  set: EntitySet,
  depth: number,
): Promise<Options['expand']> {
  if (text === undefined) return []
  const byLink = new Map<string, Record<string, string>>()
  for (const part of splitAt(text, ',')) {
    const found = /^\s*(\w+)\s*(?:\((.*)\))?\s*(?:\/(.*))?$/s.exec(part)
    const name = found?.[1] ?? ''
    if (!found || !Object.hasOwn(set.links, name))
      throw invalid('/query/$expand', `${set.single} 没有关联 ${part}`)
    const inner = byLink.get(name) ?? {}
    for (const option of found[2] ? splitAt(found[2], ';') : []) {
      const at = option.indexOf('=')
      if (at < 0) throw invalid('/query/$expand', `应为“选项=值”：${option}`)
      inner[option.slice(0, at).trim()] = option.slice(at + 1)
    }
    if (found[3]) inner.$expand = inner.$expand ? `${inner.$expand},${found[3]}` : found[3]
    byLink.set(name, inner)
  }
  const expands: Options['expand'] = []
  for (const [link, inner] of byLink) {
    const target = getSet(set.links[link]?.to as string)
    expands.push({ link, options: await parseOptions(context, inner, target, depth + 1) })
  }
  return expands
}

/** Splits outside parentheses and quotes. */
export function splitAt(text: string, sign: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]
    if (letter === "'") quoted = !quoted
    else if (quoted) continue
    else if (letter === '(') depth++
    else if (letter === ')') depth--
    else if (letter === sign && depth === 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)]
}
