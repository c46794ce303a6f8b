import type { TermMap } from '../contexts/term-map.ts'
import type { Source } from './select-sources.ts'

export type Json = Record<string, unknown>

const members = new Set([
  ...['id', '@id', 'type', '@type', '@context', 'scope', 'expiresAt', 'createdAt', 'modifiedAt'],
])

/** Attributes of an entity a client sent: their IRIs and the names it used. */
export function attributesIn(body: Json, terms: TermMap): Map<string, string> {
  const given = Object.keys(body).filter((name) => !members.has(name))
  return new Map(given.map((name) => [terms.expand(name), name]))
}

/** Leaves attributes out of an entity. */
export function keepAttributes(
  body: Json,
  iris: ReadonlyMap<string, string>,
  keep: (iri: string) => boolean,
): Json {
  const dropped = new Set([...iris].filter(([iri]) => !keep(iri)).map(([, name]) => name))
  return Object.fromEntries(Object.entries(body).filter(([name]) => !dropped.has(name)))
}

/** Whether a write of some attributes goes to a source. */
export function isConcerned(
  { mode, names, offers }: Source,
  iris: ReadonlyMap<string, string>,
  hasAttributes: boolean,
): boolean {
  if (mode === 'auxiliary' || (mode === 'inclusive' && !offers)) return false
  return !hasAttributes || names === null || [...iris.keys()].some((one) => names.has(one))
}

/** Whether a source that is concerned cannot carry the write out (4.3.6.3): the attributes live there, and nowhere else. */
export function refuses({ mode, names, offers }: Source): boolean {
  return !offers || (mode === 'exclusive' && !names)
}

/** IRIs of attributes that are written elsewhere alone; null when everything is. */
export function takenBy(sources: readonly Source[], iris: ReadonlyMap<string, string>): Set<string> | null {
  const alone = sources.filter((one) => one.mode === 'redirect' || (one.mode === 'exclusive' && one.names))
  if (alone.some((one) => one.names === null)) return null
  return new Set([...iris.keys()].filter((iri) => alone.some((one) => one.names?.has(iri))))
}

/** Names of a body in another @context: of the type and of its attributes. */
export function renamed(body: Json, from: TermMap, to: TermMap): Json {
  const rename = (name: unknown) => to.compact(from.expand(String(name)))
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      if (name === '@context') return []
      if (name === 'type') return [[name, Array.isArray(value) ? value.map(rename) : rename(value)]]
      return [[members.has(name) ? name : rename(name), value]]
    }),
  )
}
