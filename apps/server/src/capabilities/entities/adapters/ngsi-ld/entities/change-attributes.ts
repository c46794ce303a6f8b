import { badData } from '../http/errors.ts'
import type {
  Attributes,
  GivenAttributes,
  GivenEntity,
  GivenInstance,
  Instance,
  LdEntity,
} from '../representation/model.ts'

/** Which names were changed and which could not be, by key (5.2.18 UpdateResult). */
export interface AttributeResult {
  updated: string[]
  notUpdated: Array<{ key: string; reason: string }>
}

/** A new instance from what a client sent; requires kind and value. */
export function toInstance(name: string, given: GivenInstance, now: string, old?: Instance): Instance {
  const { kind = old?.kind, removed, sub, ...rest } = given
  if (removed || !kind || !('value' in rest)) throw badData(`属性 ${name} 缺少值`)
  const instance: Instance = { kind, ...rest, createdAt: old?.createdAt ?? now, modifiedAt: now }
  if (instance.observedAt === '') delete instance.observedAt
  if (instance.unitCode === '') delete instance.unitCode
  if (sub) instance.sub = toAttributes(sub, now)
  return instance
}

function toAttributes(given: GivenAttributes, now: string): Attributes {
  return Object.fromEntries(
    Object.entries(given).map(([key, instances]) => [
      key,
      instances.map((one) => {
        const { createdAt: _made, modifiedAt: _changed, ...rest } = toInstance(key, one, now)
        return rest
      }),
    ]),
  )
}

const sameDataset = (a: { datasetId?: string }, b: { datasetId?: string }) =>
  (a.datasetId ?? '') === (b.datasetId ?? '')

/** A new entity from what a client sent. */
export function toNewEntity(given: GivenEntity, now: string): LdEntity {
  const attributes: Attributes = {}
  for (const [key, instances] of Object.entries(given.attributes))
    attributes[key] = instances.map((one) => toInstance(key, one, now))
  return {
    id: given.id as string,
    types: given.types as string[],
    scopes: given.scopes ?? [],
    attributes,
    createdAt: now,
    modifiedAt: now,
    ...(given.expiresAt ? { expiresAt: given.expiresAt } : {}),
  }
}

/** Adds types and scopes, as every way of changing an entity does (5.6.2–5.6.4, 5.6.17). */
export function addTypes(entity: LdEntity, given: GivenEntity): void {
  if (given.types) entity.types = [...new Set([...entity.types, ...given.types])]
  if (given.scopes === null) entity.scopes = []
  else if (given.scopes) entity.scopes = [...given.scopes]
  if (given.expiresAt === null) delete entity.expiresAt
  else if (given.expiresAt) entity.expiresAt = given.expiresAt
}

/** Append (5.6.3): instances of the same dataset are replaced, or left alone with `noOverwrite`. */
export function appendAttributes(
  entity: LdEntity,
  given: GivenAttributes,
  now: string,
  noOverwrite: boolean,
): AttributeResult {
  const result: AttributeResult = { updated: [], notUpdated: [] }
  for (const [key, instances] of Object.entries(given)) {
    const held = entity.attributes[key] ?? []
    const refused = noOverwrite ? instances.filter((one) => held.some((old) => sameDataset(old, one))) : []
    for (const one of instances) if (!refused.includes(one)) putInstance(entity, key, one, now)
    if (refused.length > 0) result.notUpdated.push({ key, reason: '属性已存在，未覆盖' })
    if (refused.length < instances.length) result.updated.push(key)
  }
  return result
}

/** Update (5.6.2): only attributes and instances the entity has. */
export function updateAttributes(entity: LdEntity, given: GivenAttributes, now: string): AttributeResult {
  const result: AttributeResult = { updated: [], notUpdated: [] }
  for (const [key, instances] of Object.entries(given)) {
    const held = entity.attributes[key] ?? []
    const known = instances.filter((one) => held.some((old) => sameDataset(old, one)))
    for (const one of known) putInstance(entity, key, one, now)
    if (known.length > 0) result.updated.push(key)
    if (known.length < instances.length) result.notUpdated.push({ key, reason: '实体没有这个属性' })
  }
  return result
}

function putInstance(entity: LdEntity, key: string, given: GivenInstance, now: string): void {
  const held = entity.attributes[key] ?? []
  const old = held.find((one) => sameDataset(one, given))
  const rest = held.filter((one) => one !== old)
  if (given.removed) setInstances(entity, key, rest)
  else {
    const next = toInstance(key, given, now, old)
    entity.attributes[key] = old ? held.map((one) => (one === old ? next : one)) : [...held, next]
  }
}

function setInstances(entity: LdEntity, key: string, instances: Instance[]): void {
  if (instances.length > 0) entity.attributes[key] = instances
  else delete entity.attributes[key]
}

/** Merge (5.5.12, RFC 7396 for instances): members given replace, the others stay, nulls delete. */
export function mergeAttributes(
  entity: LdEntity,
  given: GivenAttributes,
  now: string,
  options: { observedAt?: string; lang?: string } = {},
): AttributeResult {
  for (const [key, instances] of Object.entries(given)) {
    for (const one of instances) {
      const held = entity.attributes[key] ?? []
      const old = held.find((other) => sameDataset(other, one))
      if (one.removed)
        setInstances(
          entity,
          key,
          held.filter((other) => other !== old),
        )
      else if (old) {
        const next = mergeInstance(key, old, one, now, options)
        entity.attributes[key] = held.map((other) => (other === old ? next : other))
      } else entity.attributes[key] = [...held, toInstance(key, withTime(one, options.observedAt), now)]
    }
  }
  return { updated: Object.keys(given), notUpdated: [] }
}

function withTime(given: GivenInstance, observedAt: string | undefined): GivenInstance {
  return observedAt && given.observedAt === undefined ? { ...given, observedAt } : given
}

/** Changes one instance (5.6.4 partial update, 5.6.17 merge). */
export function mergeInstance(
  key: string,
  old: Instance,
  given: GivenInstance,
  now: string,
  options: { observedAt?: string; lang?: string } = {},
): Instance {
  const {
    kind,
    sub,
    removed: _removed,
    ...rest
  } = withTime(given, old.observedAt ? options.observedAt : undefined)
  const sameKind =
    !kind || kind === old.kind || (kind === 'Property' && isConcise(old, rest.value, options.lang))
  if (!sameKind && !('value' in rest)) throw badData(`属性 ${key} 的类型不能由 ${old.kind} 改为 ${kind}`)
  const next: Instance = {
    ...old,
    ...rest,
    kind: sameKind ? old.kind : (kind as Instance['kind']),
    modifiedAt: now,
  }
  if ('value' in rest && sameKind) next.value = mergeValue(old, rest.value, options.lang)
  if (next.observedAt === '') delete next.observedAt
  if (next.unitCode === '') delete next.unitCode
  if (sub) {
    const carrier = { attributes: { ...(old.sub ?? {}) } } as LdEntity
    mergeAttributes(carrier, sub, now)
    for (const instances of Object.values(carrier.attributes))
      for (const one of instances) {
        delete one.createdAt
        delete one.modifiedAt
      }
    next.sub = carrier.attributes
  }
  return next
}

/** A bare value for an attribute that is no Property: a text for a language map or a vocabulary, a URI for a Relationship. */
function isConcise(old: Instance, value: unknown, lang: string | undefined): boolean {
  if (old.kind === 'LanguageProperty') return lang !== undefined && typeof value === 'string'
  return (old.kind === 'Relationship' || old.kind === 'VocabProperty') && typeof value === 'string'
}

function mergeValue(old: Instance, value: unknown, lang: string | undefined): unknown {
  if (old.kind === 'LanguageProperty') {
    const map = typeof value === 'string' ? { [lang ?? '@none']: value } : (value as Record<string, unknown>)
    const merged = { ...(old.value as Record<string, unknown>), ...map }
    return Object.fromEntries(
      Object.entries(merged).filter(([, text]) => text !== 'urn:ngsi-ld:null' && text !== null),
    )
  }
  if (old.kind !== 'Property' && old.kind !== 'JsonProperty') return value
  return mergePatch(old.value, value)
}

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const base = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {}
  const result = base as Record<string, unknown>
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === 'urn:ngsi-ld:null') delete result[key]
    else result[key] = mergePatch(result[key], value)
  }
  return result
}
