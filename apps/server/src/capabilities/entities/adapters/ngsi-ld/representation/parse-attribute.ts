import type { TermMap } from '../contexts/term-map.ts'
import { badData } from '../http/errors.ts'
import { geometryProblem, looksLikeGeometry, requireName, requireUri, toDateTime } from './checks.ts'
import { type AttributeKind, type GivenInstance, keyOf, ldNull, valueMembers } from './model.ts'

/** `whole`: every attribute has its value. `fragment`: kind and value may be missing, and deletions are allowed. */
export type Reading = 'whole' | 'fragment'

const kinds = Object.keys(valueMembers) as AttributeKind[]
const systemMembers = new Set(['createdAt', 'modifiedAt', 'deletedAt', 'instanceId', '@context'])
const deepest = 6

/** Reads an attribute in normalised or concise form (4.5): one instance or an array of them. */
export function parseAttribute(
  name: string,
  given: unknown,
  terms: TermMap,
  reading: Reading,
  depth = 0,
): GivenInstance[] {
  if (depth > deepest) throw badData(`属性 ${name} 嵌套过深`)
  const several = Array.isArray(given) && given.length > 0 && given.every(isInstanceLike)
  const instances = several
    ? (given as unknown[]).map((one) => parseInstance(name, one, terms, reading, depth))
    : [parseInstance(name, given, terms, reading, depth)]
  const seen = new Set<string>()
  for (const { datasetId = '' } of instances) {
    if (seen.has(datasetId)) throw badData(`属性 ${name} 有两个 datasetId 相同的实例`)
    seen.add(datasetId)
  }
  return instances
}

function isInstanceLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { type } = value as { type?: unknown }
  if (typeof type === 'string') return kinds.includes(type as AttributeKind)
  return kinds.some((kind) => valueMembers[kind] in value) || 'datasetId' in value
}

function parseInstance(
  name: string,
  given: unknown,
  terms: TermMap,
  reading: Reading,
  depth: number,
): GivenInstance {
  if (given === ldNull || given === null) return removal(name, reading)
  if (typeof given !== 'object' || Array.isArray(given)) return { kind: 'Property', value: given }
  const object = given as Record<string, unknown>
  if (looksLikeGeometry(object)) return { kind: 'GeoProperty', value: checkGeometry(name, object) }
  const kind = findKind(name, object)
  if (kind === 'bare') return { kind: 'Property', value: object }
  const instance: GivenInstance = {}
  if (kind) instance.kind = kind
  readMetadata(name, object, instance, terms, reading, depth)
  const member = kind ? valueMembers[kind] : undefined
  if (!kind || !member || !(member in object)) {
    if (reading === 'whole') throw badData(`属性 ${name} 缺少 ${member ?? 'value'}`)
    return instance
  }
  const value = object[member]
  if (isRemoval(value)) return { ...instance, ...removal(name, reading) }
  if (value === null) throw badData(`属性 ${name} 的 ${member} 不能为 null`)
  instance.value = parseValue(name, kind, value, terms)
  return instance
}

function isRemoval(value: unknown): boolean {
  if (value === ldNull) return true
  if (Array.isArray(value)) return value.length === 1 && value[0] === ldNull
  return typeof value === 'object' && value !== null && (value as { '@none'?: unknown })['@none'] === ldNull
}

function removal(name: string, reading: Reading): GivenInstance {
  if (reading === 'whole') throw badData(`属性 ${name} 的值不能为空`)
  return { removed: true }
}

/** `bare`: the object is itself the value of a Property (4.5.2.3). */
function findKind(name: string, object: Record<string, unknown>): AttributeKind | 'bare' | undefined {
  const { type } = object
  if (type !== undefined) {
    if (!kinds.includes(type as AttributeKind))
      throw badData(`属性 ${name} 的类型不正确：${JSON.stringify(type)}`)
    return type as AttributeKind
  }
  if ('value' in object) return looksLikeGeometry(object.value) ? 'GeoProperty' : 'Property'
  const found = kinds.find((kind) => valueMembers[kind] in object)
  if (found) return found
  const onlyMetadata = Object.keys(object).some((key) => metadata.has(key))
  return onlyMetadata ? undefined : 'bare'
}

const metadata = new Set(['datasetId', 'observedAt', 'unitCode', 'objectType', 'expiresAt'])

const allValueMembers = new Set<string>(Object.values(valueMembers))

function readMetadata(
  name: string,
  object: Record<string, unknown>,
  into: GivenInstance,
  terms: TermMap,
  reading: Reading,
  depth: number,
): void {
  for (const [key, value] of Object.entries(object)) {
    if (key === 'type' || systemMembers.has(key)) continue
    if (allValueMembers.has(key) && (!into.kind || key === valueMembers[into.kind])) continue
    if (allValueMembers.has(key)) throw badData(`属性 ${name} 是 ${into.kind}，不应有 ${key}`)
    if (key === 'datasetId') into.datasetId = requireUri(value, 'datasetId')
    else if (key === 'observedAt') into.observedAt = value === ldNull ? '' : toDateTime(value, 'observedAt')
    else if (key === 'expiresAt') into.expiresAt = toDateTime(value, 'expiresAt')
    else if (key === 'unitCode') into.unitCode = readUnit(name, value)
    else if (key === 'objectType') {
      const expanded = [value].flat().map((one) => terms.expand(requireName(one, 'objectType')))
      into.objectType = Array.isArray(value) ? expanded : (expanded[0] as string)
    } else {
      const sub = keyOf(terms.expand(requireName(key, `${name} 的子属性`)))
      into.sub = { ...into.sub, [sub]: parseAttribute(key, value, terms, reading, depth + 1) }
    }
  }
}

function readUnit(name: string, value: unknown): string {
  if (typeof value !== 'string') throw badData(`属性 ${name} 的 unitCode 应为字符串`)
  return value === ldNull ? '' : value
}

function checkGeometry(name: string, value: unknown): unknown {
  const problem = geometryProblem(value)
  if (problem) throw badData(`属性 ${name}：${problem}`)
  return value
}

function parseValue(name: string, kind: AttributeKind, value: unknown, terms: TermMap): unknown {
  switch (kind) {
    case 'GeoProperty':
      return checkGeometry(name, typeof value === 'string' ? parseJson(name, value) : value)
    case 'Relationship':
      return Array.isArray(value)
        ? value.map((one) => requireUri(toTarget(one), `关系 ${name}`))
        : requireUri(toTarget(value), `关系 ${name}`)
    case 'ListRelationship':
      if (!Array.isArray(value)) throw badData(`属性 ${name} 的 objectList 应为数组`)
      return value.map((one) => requireUri(toTarget(one), `关系 ${name}`))
    case 'ListProperty':
      if (!Array.isArray(value)) throw badData(`属性 ${name} 的 valueList 应为数组`)
      return value
    case 'LanguageProperty':
      return checkLanguageMap(name, value)
    case 'VocabProperty':
      if (![value].flat().every((one) => typeof one === 'string'))
        throw badData(`属性 ${name} 的 vocab 应为字符串`)
      return Array.isArray(value) ? value.map((one) => terms.expand(one)) : terms.expand(value as string)
    case 'JsonProperty':
      if (typeof value !== 'object') throw badData(`属性 ${name} 的 json 应为对象或数组`)
      return value
    case 'Property':
      return value
  }
}

function toTarget(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { object?: unknown }).object : value
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badData(`属性 ${name} 的几何不是 JSON`)
  }
}

function checkLanguageMap(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badData(`属性 ${name} 的 languageMap 应为对象`)
  for (const [tag, text] of Object.entries(value)) {
    const texts = [text].flat()
    if (
      !/^(@none|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)$/.test(tag) ||
      !texts.every((one) => typeof one === 'string')
    )
      throw badData(`属性 ${name} 的 languageMap 不正确：${tag}`)
  }
  return value
}
