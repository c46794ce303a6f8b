import type { TermMap } from '../contexts/term-map.ts'
import { badData } from '../http/errors.ts'
import { requireName, requireUri, toDateTime } from './checks.ts'
import { type GivenEntity, keyOf, ldNull } from './model.ts'
import { parseAttribute, type Reading } from './parse-attribute.ts'

const reserved = new Set(['createdAt', 'modifiedAt', 'deletedAt', '@context'])

/** Requires a JSON object. */
export function requireObject(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badData('内容应为 JSON 对象')
  return body as Record<string, unknown>
}

/** Reads an entity or a fragment of one (5.2.4, 4.5.1). A whole entity must have id and type. */
export function parseEntity(body: unknown, terms: TermMap, reading: Reading): GivenEntity {
  const object = requireObject(body)
  const entity: GivenEntity = { attributes: {} }
  for (const [name, value] of Object.entries(object)) {
    if (reserved.has(name)) continue
    if (name === 'id' || name === '@id') entity.id = requireUri(value, 'id')
    else if (name === 'type' || name === '@type') entity.types = parseTypes(value, terms)
    else if (name === 'scope') entity.scopes = parseScopes(value, reading)
    else if (name === 'expiresAt') entity.expiresAt = value === ldNull ? null : toDateTime(value, 'expiresAt')
    else {
      const key = keyOf(terms.expand(requireName(name, '属性')))
      entity.attributes[key] = parseAttribute(name, value, terms, reading)
    }
  }
  if (reading === 'whole') {
    if (entity.id === undefined) throw badData('缺少 id')
    if (entity.types === undefined) throw badData('缺少 type')
  }
  return entity
}

function parseTypes(value: unknown, terms: TermMap): string[] {
  const names = [value].flat()
  if (names.length === 0) throw badData('type 不能为空')
  return [...new Set(names.map((name) => terms.expand(requireName(name, 'type'))))]
}

function parseScopes(value: unknown, reading: Reading): string[] | null {
  if (value === ldNull && reading === 'fragment') return null
  const scopes = [value].flat()
  for (const scope of scopes) {
    if (typeof scope !== 'string' || !/^\/?[\p{L}\p{N}_-]+(\/[\p{L}\p{N}_-]+)*$/u.test(scope))
      throw badData(`scope 不正确：${JSON.stringify(scope)}`)
  }
  return [...new Set((scopes as string[]).map((scope) => (scope.startsWith('/') ? scope : `/${scope}`)))]
}
