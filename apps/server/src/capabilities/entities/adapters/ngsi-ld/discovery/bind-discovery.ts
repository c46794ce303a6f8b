import type { Queryable } from '../../../../../kernel/db/database.ts'
import { newId } from '../../../../../kernel/ids.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { noResource } from '../http/errors.ts'
import {
  chooseAnswer,
  type Exchange,
  linkTerms,
  type NgsiParts,
  readFlag,
  sendTerms,
} from '../http/exchange.ts'
import { jsonMedia } from '../http/media.ts'
import type { On } from '../http/routes.ts'
import { requireName } from '../representation/checks.ts'
import { keyOf, nameOf } from '../representation/model.ts'
import { type AttributeOfType, countOfType, readAttributes, readTypes } from './discovery-store.ts'

/** Answers one way of discovery. */
export type Tell = (x: Exchange, terms: TermMap) => Promise<unknown>

/** /types and /attributes (5.7.5–5.7.10, 6.25–6.28). */
export function bindDiscovery(db: Queryable, parts: NgsiParts) {
  const tells = tellDiscovery(db, parts)
  return (on: On): void => {
    const read = { permission: 'entities.read', parameters: ['details', 'local', 'via'] } as const
    for (const [path, tell] of Object.entries(tells))
      on('GET', path, read, async (x) => {
        const media = chooseAnswer(x, jsonMedia)
        const terms = await linkTerms(parts, x)
        await sendTerms(parts, x, media, await tell(x, terms), terms)
      })
  }
}

/** What this broker knows of types and attributes, by path. */
export function tellDiscovery(
  db: Queryable,
  { registers }: Pick<NgsiParts, 'registers'>,
): Record<string, Tell> {
  const listTypes: Tell = async ({ caller, query }, terms) => {
    if (!readFlag(query, 'details')) {
      const types = (await readTypes(db, caller)).map((one) => terms.compact(one.type))
      return { id: listId('EntityTypeList'), type: 'EntityTypeList', typeList: types.sort() }
    }
    const byType = groupBy(await readAttributes(db, caller, registers), (one) => one.type)
    return (await readTypes(db, caller)).map(({ type }) => ({
      id: type,
      type: 'EntityType',
      typeName: terms.compact(type),
      attributeNames: (byType.get(type) ?? []).map((one) => nameOf(one.key, terms)),
    }))
  }
  const tellType: Tell = async ({ caller, params }, terms) => {
    const type = terms.expand(requireName(params.type, 'type'))
    const count = await countOfType(db, caller, type)
    if (count === 0) throw noResource('实体类型', params.type as string)
    const attributes = (await readAttributes(db, caller, registers, { type })).filter(
      (one) => one.type === type,
    )
    return {
      id: type,
      type: 'EntityTypeInfo',
      typeName: terms.compact(type),
      entityCount: count,
      attributeDetails: attributes.map((one) => ({
        id: expand(one.key, terms),
        type: 'Attribute',
        attributeName: nameOf(one.key, terms),
        attributeTypes: one.kinds,
      })),
    }
  }
  const listAttributes: Tell = async ({ caller, query }, terms) => {
    const byKey = groupBy(await readAttributes(db, caller, registers), (one) => one.key)
    if (!readFlag(query, 'details')) {
      const attributes = [...byKey.keys()].map((key) => nameOf(key, terms)).sort()
      return { id: listId('AttributeList'), type: 'AttributeList', attributeList: attributes }
    }
    return [...byKey].map(([key, found]) => ({
      id: expand(key, terms),
      type: 'Attribute',
      attributeName: nameOf(key, terms),
      typeNames: found.map((one) => terms.compact(one.type)),
    }))
  }
  const tellAttribute: Tell = async ({ caller, params }, terms) => {
    const key = keyOf(terms.expand(requireName(params.name, '属性')))
    const found = await readAttributes(db, caller, registers, { key })
    if (found.length === 0) throw noResource('属性', params.name as string)
    return toAttribute(key, found, terms)
  }
  return {
    '/types': listTypes,
    '/types/:type': tellType,
    '/attributes': listAttributes,
    '/attributes/:name': tellAttribute,
  }
}

function toAttribute(key: string, found: readonly AttributeOfType[], terms: TermMap) {
  return {
    id: expand(key, terms),
    type: 'Attribute',
    attributeName: nameOf(key, terms),
    attributeCount: found.reduce((sum, one) => sum + one.count, 0),
    attributeTypes: [...new Set(found.flatMap((one) => one.kinds))],
    typeNames: found.map((one) => terms.compact(one.type)),
  }
}

function expand(key: string, terms: TermMap): string {
  return terms.expand(nameOf(key, terms))
}

function listId(kind: string): string {
  return `urn:ngsi-ld:${kind}:${newId()}`
}

function groupBy<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOfItem(item), [...(groups.get(keyOfItem(item)) ?? []), item])
  return groups
}
