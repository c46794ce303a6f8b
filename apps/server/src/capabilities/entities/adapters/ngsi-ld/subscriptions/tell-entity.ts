import type { TermMap } from '../contexts/term-map.ts'
import { chooseDatasets } from '../representation/choose-datasets.ts'
import {
  type Attributes,
  type Instance,
  keyOf,
  type LdEntity,
  ldNull,
  nameOf,
  valueMembers,
} from '../representation/model.ts'
import { instanceToJson, type Representation, toJson } from '../representation/to-json.ts'
import type { Subscription } from './model.ts'

/** What changed of an entity, as far as a notification tells it. */
export interface Told {
  entity: LdEntity
  act: 'created' | 'changed' | 'removed'
  /** Instances that were there before and are changed or gone, by key. */
  before: Attributes
  /** When it was changed or removed, ISO. */
  time: string
}

/** How a subscription wants entities told (5.2.14). */
export function representationOf({ body }: Subscription): Representation {
  const { attributes, pick, omit, format = 'normalized', sysAttrs = false } = body.notification
  const keys = (names: readonly string[]) => new Set(names.map(toKey))
  const shown = pick ? keys(pick) : attributes ? new Set([...always, ...keys(attributes)]) : undefined
  return {
    format: format === 'keyValues' ? 'simplified' : format,
    sysAttrs,
    ...(body.lang ? { lang: body.lang } : {}),
    ...(shown ? { pick: shown } : {}),
    ...(omit ? { omit: keys(omit) } : {}),
  }
}

const always = ['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'deletedAt', 'expiresAt']
const toKey = (name: string) => (always.includes(name) ? name : keyOf(name))

/** The JSON of an entity in a notification (5.3.1), with what is gone and, if wanted, what it was before. */
export function tellEntity(subscription: Subscription, told: Told): Record<string, unknown> {
  const how = representationOf(subscription)
  const { body, terms } = subscription
  const entity = chooseDatasets(told.entity, body.datasetId)
  if (told.act === 'removed') return tellRemoved(subscription, { ...told, entity }, how)
  const json = toJson(entity, how, terms)
  for (const [key, old] of Object.entries(told.before)) {
    if (!isWanted(key, how)) continue
    const attribute = tellChanged(entity.attributes[key] ?? [], old, told, how, subscription)
    if (attribute !== undefined) json[nameOf(key, terms)] = attribute
  }
  return json
}

function isWanted(key: string, how: Representation): boolean {
  return (!how.pick || how.pick.has(key)) && !how.omit?.has(key)
}

function tellRemoved(subscription: Subscription, told: Told, how: Representation): Record<string, unknown> {
  const { terms, triggers, watched, body } = subscription
  const { entity, before, time } = told
  const json: Record<string, unknown> = {
    ...toJson({ ...entity, attributes: {}, scopes: [] }, how, terms),
    deletedAt: time,
  }
  const withAttributes = body.notification.showChanges || triggers.has('attributeDeleted')
  for (const [key, old] of Object.entries(withAttributes ? before : {})) {
    if (!isWanted(key, how) || (watched && !watched.has(key))) continue
    json[nameOf(key, terms)] = tellDeleted(old, told, how, subscription)
  }
  return json
}

const previousName = (member: string) => `previous${member.charAt(0).toUpperCase()}${member.slice(1)}`

/** Value of an instance as the normalised form has it. */
function plainValue(one: Instance, terms: TermMap): unknown {
  return instanceToJson(one, { format: 'normalized', sysAttrs: false }, terms)[valueMembers[one.kind]]
}

function tellGone(
  one: Instance,
  { time }: Told,
  how: Representation,
  { terms, body }: Subscription,
): Record<string, unknown> {
  const member = valueMembers[one.kind]
  return {
    ...(how.format === 'normalized' ? { type: one.kind } : {}),
    [member]: ldNull,
    ...(body.notification.showChanges ? { [previousName(member)]: plainValue(one, terms) } : {}),
    ...(how.sysAttrs ? { createdAt: one.createdAt, modifiedAt: one.modifiedAt, deletedAt: time } : {}),
  }
}

/** An attribute that is gone with all its instances. */
function tellDeleted(
  old: readonly Instance[],
  told: Told,
  how: Representation,
  subscription: Subscription,
): unknown {
  if (how.format === 'simplified') return ldNull
  const first = old.find((one) => !one.datasetId) ?? (old[0] as Instance)
  return tellGone(first, told, how, subscription)
}

/** An attribute of which an instance is gone, or whose previous values are to be shown; undefined when neither. */
function tellChanged(
  now: readonly Instance[],
  old: readonly Instance[],
  told: Told,
  how: Representation,
  subscription: Subscription,
): unknown {
  const { body, terms } = subscription
  if (now.length === 0)
    return old.length > 0 && !body.datasetId ? tellDeleted(old, told, how, subscription) : undefined
  const same = (a: Instance, b: Instance) => (a.datasetId ?? '') === (b.datasetId ?? '')
  const gone = old.filter((one) => !now.some((other) => same(one, other)))
  if (how.format === 'simplified' || (gone.length === 0 && !body.notification.showChanges)) return undefined
  const kept = now.map((one) => {
    const json = instanceToJson(one, { ...how, format: 'normalized' }, terms)
    if (how.format === 'concise') delete json.type
    const before = old.find((other) => same(one, other))
    return before && body.notification.showChanges
      ? { ...json, [previousName(valueMembers[before.kind])]: plainValue(before, terms) }
      : json
  })
  const left = gone.map((one) => ({
    ...tellGone(one, told, how, subscription),
    ...(one.datasetId ? { datasetId: one.datasetId } : {}),
  }))
  const all = [...kept, ...left]
  return all.length === 1 ? all[0] : all
}
