import type { TermMap } from '../contexts/term-map.ts'
import { badData } from '../http/errors.ts'
import { requireName } from './checks.ts'
import { keyOf } from './model.ts'

/** Members of an entity that are named without an @context. */
export const coreMembers: ReadonlySet<string> = new Set([
  ...['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'deletedAt', 'expiresAt'],
])

/** Members named by pick or omit (4.21), by key; `linked` holds what is named of the entities behind a relationship. */
export interface Projection {
  names: ReadonlySet<string>
  linked: ReadonlyMap<string, Projection>
}

const deepest = 20

/** Parses `id,name,locatedAt{name,isIn{name}}`; anything the grammar does not have is refused. */
export function parseProjection(text: string, terms: TermMap, what: string): Projection {
  const tokens = text.match(/[{},|]|[^{},|]+/g) ?? []
  let at = 0
  const fail = (): never => {
    throw badData(`${what} 不正确：${text}`)
  }
  const readNames = (depth: number): Projection => {
    if (depth > deepest) fail()
    const names = new Set<string>()
    const linked = new Map<string, Projection>()
    for (;;) {
      const token = tokens[at++]
      if (!token || /^[{},|]$/.test(token)) fail()
      const key = toMemberKey(String(token).trim(), terms)
      names.add(key)
      if (tokens[at] === '{') {
        at++
        linked.set(key, readNames(depth + 1))
        if (tokens[at++] !== '}') fail()
      }
      if (tokens[at] !== ',' && tokens[at] !== '|') return { names, linked }
      at++
    }
  }
  const projection = readNames(0)
  if (at < tokens.length) fail()
  return projection
}

/** A core member as it is, an attribute by its key. */
export function toMemberKey(name: string, terms: TermMap): string {
  return coreMembers.has(name) ? name : keyOf(terms.expand(requireName(name, '属性')))
}

/** How many relationships a projection follows. */
export function depthOf({ linked }: Projection): number {
  return Math.max(0, ...[...linked.values()].map((one) => 1 + depthOf(one)))
}

/** What omit leaves out of an entity itself: names with braces speak of linked entities alone. */
export function omittedNames({ names, linked }: Projection): ReadonlySet<string> {
  return new Set([...names].filter((name) => !linked.has(name)))
}
