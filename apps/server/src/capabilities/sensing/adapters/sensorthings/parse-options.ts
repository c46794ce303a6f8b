import { join, raw, type Sql, sql } from '../../../../kernel/db/sql.ts'
import { invalid } from '../../../../kernel/problem.ts'
import { type EntitySet, entitySets } from './entity-sets.ts'
import { parseFilter } from './parse-filter.ts'

/** The query options of SensorThings (OGC 18-088, 9.3), parsed for one set. */
export interface Options {
  filter: Sql | null
  order: Sql
  top: number
  skip: number
  count: boolean
  select: string[] | null
  expand: Array<{ link: string; options: Options }>
}

const defaultTop = 100
const largestTop = 1000

/** Parses `$filter`, `$orderby`, `$top`, `$skip`, `$count`, `$select`, `$expand`; unknown options are refused. */
export function parseOptions(given: Readonly<Record<string, string>>, set: EntitySet): Options {
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
  const unknown = Object.keys(given).find((name) => name.startsWith('$') && !known.has(name))
  if (unknown) throw invalid(`/query/${unknown}`, '没有这个查询选项')
  return {
    filter: given.$filter ? parseFilter(given.$filter, set) : null,
    order: parseOrder(given.$orderby, set),
    top: Math.min(parseCount(given.$top, '$top', defaultTop), largestTop),
    skip: parseCount(given.$skip, '$skip', 0),
    count: given.$count === 'true',
    select: given.$select ? given.$select.split(',').map((name) => checkSelected(name.trim(), set)) : null,
    expand: given.$expand ? splitAt(given.$expand, ',').map((part) => parseExpand(part, set)) : [],
  }
}

function parseCount(text: string | undefined, name: string, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw invalid(`/query/${name}`, '应为非负整数')
  return Number(text)
}

function parseOrder(text: string | undefined, set: EntitySet): Sql {
  if (!text) return sql`${raw(set.order)}`
  const parts = text.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/)
    const property = set.properties[name === 'id' ? '@iot.id' : name]
    if (!property || property.kind === 'json') throw invalid('/query/$orderby', `不能按 ${name} 排序`)
    if (direction !== 'asc' && direction !== 'desc')
      throw invalid('/query/$orderby', `应为 asc 或 desc：${direction}`)
    return sql`${raw(property.column)} ${raw(direction.toUpperCase())}`
  })
  return join(parts, ', ')
}

function checkSelected(name: string, set: EntitySet): string {
  const wanted = name === 'id' ? '@iot.id' : name
  if (!(wanted in set.properties) && !(wanted in set.links))
    throw invalid('/query/$select', `${set.single} 没有属性 ${name}`)
  return wanted
}

/** `Datastreams($top=1;$expand=Observations)` or `Datastreams/Observations`. */
function parseExpand(text: string, set: EntitySet): Options['expand'][number] {
  const found = /^\s*(\w+)\s*(?:\((.*)\)|\/(.*))?\s*$/s.exec(text)
  const link = found && set.links[found[1] as string]
  if (!found || !link) throw invalid('/query/$expand', `${set.single} 没有关联 ${text}`)
  const target = entitySets[link.to] as EntitySet
  const inner: Record<string, string> = {}
  for (const part of found[2] ? splitAt(found[2], ';') : []) {
    const at = part.indexOf('=')
    inner[part.slice(0, at).trim()] = part.slice(at + 1)
  }
  if (found[3]) inner.$expand = found[3]
  return { link: found[1] as string, options: parseOptions(inner, target) }
}

/** Splits outside parentheses and quotes. */
function splitAt(text: string, sign: string): string[] {
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
