import { isInScope } from '../../../../../kernel/access.ts'
import type { Queryable } from '../../../../../kernel/db/database.ts'
import { hiddenTerms } from '../../../in-sight.ts'
import { extentOf } from '../../../rules.ts'
import type { TermMap } from '../contexts/term-map.ts'
import type { OutsideAnswer } from '../http/call-outside.ts'
import type { Exchange, NgsiParts } from '../http/exchange.ts'
import { matchesQ } from '../query/match-q.ts'
import { parseQ } from '../query/parse-q.ts'
import type { Wanted } from '../registrations/match-registration.ts'
import { registrationAsEntity } from '../registrations/registration-json.ts'
import type { LdEntity } from '../representation/model.ts'
import { iriOf } from '../representation/model.ts'
import type { SourceCaller, SourceRequest } from './call-source.ts'
import type { Contribution } from './merge-entities.ts'
import { readEntities } from './read-answer.ts'
import type { Source } from './select-sources.ts'

export interface Distribution {
  db: Queryable
  parts: NgsiParts
  caller: SourceCaller
  hasSources(tenant: string): boolean
  select(tenant: string, wanted: Wanted, operations: readonly string[]): Source[]
  findDivision(lon: number, lat: number): string | null
  /** Carries a request out on this broker alone. */
  runLocally(
    x: Exchange,
    body: unknown,
  ): Promise<{ status: number; text: string; headers: Record<string, unknown> }>
}

/** Sources a context source filter lets pass (csf, 5.7.2.4). */
export function filterSources(sources: readonly Source[], csf: string | undefined, terms: TermMap): Source[] {
  if (!csf) return [...sources]
  const filter = parseQ(csf)
  return sources.filter(({ row }) => matchesQ(registrationAsEntity(row), filter, terms))
}

/** Warns of a source that did not behave (6.3.17). */
function warn({ reply }: Exchange, source: Source, code: 111 | 199 | 299, text: string): void {
  const held = reply.getHeader('NGSILD-Warning')
  const warning = `${code} ${source.row.body.contextSourceAlias ?? source.row.id} "${encodeURI(text)}"`
  reply.header('NGSILD-Warning', held ? `${String(held)}, ${warning}` : warning)
}

/** Asks a source; undefined when it has nothing to say. What it answers wrongly becomes a warning. */
export async function askSource<T>(
  { caller }: Distribution,
  x: Exchange,
  source: Source,
  request: SourceRequest,
  read: (answer: OutsideAnswer) => T | Promise<T>,
): Promise<T | undefined> {
  const answer = await caller.call(source, x, request)
  if (answer.status === 404 || answer.status === 508) return undefined
  if (answer.status === 0 || !('headers' in answer)) {
    warn(x, source, 199, answer.text)
    return undefined
  }
  if (answer.status !== 200 && answer.status !== 206) {
    warn(x, source, 299, `answered ${answer.status}`)
    return undefined
  }
  try {
    return await read(answer)
  } catch {
    warn(x, source, 111, 'invalid payload')
    return undefined
  }
}

/** Asks a source for entities. */
export async function askForEntities(
  distribution: Distribution,
  x: Exchange,
  source: Source,
  request: SourceRequest,
  terms: TermMap,
): Promise<Contribution[]> {
  const entities = await askSource(distribution, x, source, request, ({ text, headers }) =>
    readEntities(distribution.parts, text, headers, terms),
  )
  return (entities ?? []).map((entity) => ({ mode: source.mode, entity }))
}

/** Attributes to ask a source for: those wanted among those it holds. */
export function narrowTo(
  { names }: Source,
  wanted: readonly string[],
  terms: TermMap,
): Record<string, string> {
  const asked = names ? (wanted.length > 0 ? wanted.filter((one) => names.has(one)) : [...names]) : wanted
  return asked.length > 0 ? { attrs: asked.map(terms.compact).join(',') } : {}
}

/** Whether what a source told may be seen: neither of a protected register nor of a place out of scope. */
export function maySee(
  { findDivision }: Distribution,
  x: Exchange,
  { types, attributes }: LdEntity,
): boolean {
  const hidden = hiddenTerms(x.caller.scope)
  if (types.some((type) => hidden.includes(type))) return false
  const place = attributes.location?.find((one) => one.kind === 'GeoProperty')?.value
  const extent = place ? extentOf(place as GeoJSON.Geometry) : null
  return isInScope(extent ? findDivision(extent.lon, extent.lat) : null, x.caller.scope)
}

/** What lives elsewhere alone is not told from here. */
export function withoutTaken(entity: LdEntity | undefined, sources: readonly Source[]): LdEntity | undefined {
  if (!entity) return undefined
  const taken = sources.filter((one) => one.mode === 'exclusive' && one.names)
  if (taken.length === 0) return entity
  const attributes = Object.fromEntries(
    Object.entries(entity.attributes).filter(([key]) => !taken.some((one) => one.names?.has(iriOf(key)))),
  )
  return { ...entity, attributes }
}
