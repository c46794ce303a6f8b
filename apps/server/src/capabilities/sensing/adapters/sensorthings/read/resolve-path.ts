import type { Sql } from '../../../../../kernel/db/sql.ts'
import { invalid, notFound } from '../../../../../kernel/problem.ts'
import { type EntitySet, entitySets, getSet, type Link } from '../entity-sets.ts'
import { findRow, linkCondition, type Reader } from './read-entities.ts'
import type { Row } from './to-json.ts'

/** What an address leads to (OGC 18-088, 9.2). */
export type Target =
  | { kind: 'root' }
  | {
      kind: 'set'
      set: EntitySet
      within: Sql | undefined
      order: Sql | null
      parent: Parent | null
      ref: boolean
    }
  | { kind: 'entity'; set: EntitySet; row: Row; parent: Parent | null; ref: boolean }
  | { kind: 'property'; set: EntitySet; row: Row; name: string; inner: string[]; value: boolean }

/** The entity and link an address came through last. */
export interface Parent {
  set: EntitySet
  row: Row
  name: string
  link: Link
}

interface Segment {
  name: string
  key: string | null
}

/** `Datastreams(1)/Observations` → its segments; a wrong address is not found. */
export function parsePath(path: string): Segment[] {
  return splitPath(path).map((part) => {
    const found = /^([$\p{L}\d_@.:-]+)(?:\[\d+\])?(?:\((?:'((?:[^']|'')*)'|([\w.-]+))\))?$/u.exec(part)
    if (!found) throw notFound('此地址', part)
    const quoted = found[2]?.replaceAll("''", "'")
    return { name: found[1] as string, key: quoted ?? found[3] ?? null }
  })
}

/** Splits at slashes outside quotes, as a key may hold one. */
function splitPath(path: string): string[] {
  return path.match(/(?:'(?:[^']|'')*'|[^/'])+/g) ?? []
}

export async function resolvePath(reader: Reader, path: string): Promise<Target> {
  const segments = parsePath(path)
  const [first, ...rest] = segments
  if (!first) return { kind: 'root' }
  const set = Object.hasOwn(entitySets, first.name) ? getSet(first.name) : undefined
  if (!set) throw notFound('实体集', first.name)
  const ref = rest.at(-1)?.name === '$ref'
  const steps = ref ? rest.slice(0, -1) : rest
  if (first.key === null) {
    if (steps.length > 0) throw notFound('此地址', path)
    return { kind: 'set', set, within: undefined, order: null, parent: null, ref }
  }
  const row = await findRow(reader, set, first.key)
  if (!row) throw notFound(set.single, first.key)
  return follow(reader, { kind: 'entity', set, row, parent: null, ref }, steps)
}

async function follow(
  reader: Reader,
  at: Extract<Target, { kind: 'entity' }>,
  [segment, ...rest]: Segment[],
): Promise<Target> {
  if (!segment) return at
  const { set, row } = at
  const link = Object.hasOwn(set.links, segment.name) ? set.links[segment.name] : undefined
  if (!link) return toProperty(at, segment, rest)
  const target = getSet(link.to)
  const parent = { set, row, name: segment.name, link }
  const { within, order } = linkCondition(link, row)
  if (link.many && segment.key === null) {
    if (rest.length > 0) throw notFound('此地址', rest.map((one) => one.name).join('/'))
    return { kind: 'set', set: target, within, order, parent, ref: at.ref }
  }
  const found = await findRow(reader, target, segment.key, within)
  if (!found) throw notFound(target.single, segment.key ?? segment.name)
  return follow(reader, { kind: 'entity', set: target, row: found, parent, ref: at.ref }, rest)
}

function toProperty(at: Extract<Target, { kind: 'entity' }>, segment: Segment, rest: Segment[]): Target {
  const { set, row } = at
  const name = segment.name === 'id' ? '@iot.id' : segment.name
  if (segment.name === '$value') throw invalid('/path', '$value 只能跟在属性之后')
  const known = Object.hasOwn(set.properties, name) || name === '@iot.selfLink'
  if (!known || segment.key !== null || at.ref) throw notFound(`${set.single} 的属性或关联`, segment.name)
  const value = rest.at(-1)?.name === '$value'
  const inner = (value ? rest.slice(0, -1) : rest).map((one) => one.name)
  return { kind: 'property', set, row, name, inner, value }
}
