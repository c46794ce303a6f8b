import type { IncomingHttpHeaders } from 'node:http'
import type { TermMap } from '../contexts/term-map.ts'
import { toNewEntity } from '../entities/change-attributes.ts'
import { type NgsiParts, readLinkContext } from '../http/exchange.ts'
import type { LdEntity } from '../representation/model.ts'
import { nameOf } from '../representation/model.ts'
import { parseEntity } from '../representation/parse-entity.ts'

type Json = Record<string, unknown>

/** Reads entities another broker told, in the names of its answer. Throws when it is no such thing. */
export async function readEntities(
  parts: NgsiParts,
  text: string,
  headers: IncomingHttpHeaders,
  asked: TermMap,
): Promise<LdEntity[]> {
  const body = JSON.parse(text) as unknown
  const entities: LdEntity[] = []
  for (const one of [body].flat())
    entities.push(readEntity(one, await termsOfAnswer(parts, one, headers, asked)))
  return entities
}

/** The names another broker answers in. */
export async function termsOfAnswer(
  { contexts }: NgsiParts,
  told: unknown,
  headers: IncomingHttpHeaders,
  asked: TermMap,
): Promise<TermMap> {
  const context = (told as Json | null)?.['@context'] ?? readLinkContext(headers.link)
  return context === undefined ? asked : contexts.resolve(context).catch(() => asked)
}

function readEntity(json: unknown, terms: TermMap): LdEntity {
  const given = parseEntity(json, terms, 'whole')
  const object = json as Json
  const entity = toNewEntity(given, String(object.modifiedAt ?? ''))
  if (typeof object.createdAt === 'string') entity.createdAt = object.createdAt
  for (const [key, instances] of Object.entries(entity.attributes)) {
    const told = [object[nameOf(key, terms)]].flat() as Json[]
    for (const [i, one] of instances.entries()) {
      const { createdAt, modifiedAt } = (told[i] ?? {}) as { createdAt?: string; modifiedAt?: string }
      if (createdAt) one.createdAt = createdAt
      else delete one.createdAt
      if (modifiedAt) one.modifiedAt = modifiedAt
      else delete one.modifiedAt
    }
  }
  return entity
}
