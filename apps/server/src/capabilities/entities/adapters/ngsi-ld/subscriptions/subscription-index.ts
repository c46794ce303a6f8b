import { isInScope } from '../../../../../kernel/access.ts'
import { hiddenTerms } from '../../../in-sight.ts'
import { matchesTypes, namedTypes } from '../query/select-types.ts'
import type { Subscription } from './model.ts'

/** What of a change decides which subscriptions look at it. */
export interface Touched {
  tenant: string
  uri: string
  types: readonly string[]
  /** Keys of the attributes that changed. */
  attributes: readonly string[]
}

/** Subscriptions in memory, found by id, type and watched attribute without looking at the others. */
export interface SubscriptionIndex {
  put(subscription: Subscription): void
  remove(key: string): void
  get(key: string): Subscription | undefined
  all(): Iterable<Subscription>
  /** Entity subscriptions whose selectors and watched attributes a change meets. */
  find(touched: Touched): Subscription[]
  /** Whether any entity subscription could care for measured values. */
  readonly hasEntitySubscriptions: boolean
}

const anyAttribute = '*'

export function createSubscriptionIndex(): SubscriptionIndex {
  const byKey = new Map<string, Subscription>()
  /** `<tenant> id|type|any <value>` → watched attribute → subscriptions. */
  const places = new Map<string, Map<string, Set<Subscription>>>()
  let entityCount = 0
  const remove = (key: string) => {
    const held = byKey.get(key)
    if (!held) return
    byKey.delete(key)
    if (held.row.kind === 'entity') entityCount--
    for (const place of placesOf(held)) {
      const attributes = places.get(place)
      for (const name of attributesOf(held)) {
        attributes?.get(name)?.delete(held)
        if (attributes?.get(name)?.size === 0) attributes.delete(name)
      }
      if (attributes?.size === 0) places.delete(place)
    }
  }
  return {
    remove,
    put: (subscription) => {
      remove(subscription.key)
      byKey.set(subscription.key, subscription)
      if (subscription.row.kind !== 'entity') return
      entityCount++
      for (const place of placesOf(subscription)) {
        const attributes = places.get(place) ?? new Map<string, Set<Subscription>>()
        places.set(place, attributes)
        for (const name of attributesOf(subscription))
          attributes.set(name, (attributes.get(name) ?? new Set()).add(subscription))
      }
    },
    get: (key) => byKey.get(key),
    all: () => byKey.values(),
    find: (touched) => {
      const found = new Set<Subscription>()
      const { tenant, uri, types } = touched
      const where = [
        `${tenant} id ${uri}`,
        `${tenant} any `,
        ...types.map((type) => `${tenant} type ${type}`),
      ]
      for (const place of where) {
        const attributes = places.get(place)
        if (!attributes) continue
        for (const name of [anyAttribute, ...touched.attributes])
          for (const one of attributes.get(name) ?? []) if (isSelected(one, touched)) found.add(one)
      }
      return [...found]
    },
    get hasEntitySubscriptions() {
      return entityCount > 0
    },
  }
}

function placesOf({ row, selectors }: Subscription): string[] {
  if (selectors.length === 0) return [`${row.tenant} any `]
  const all = selectors.flatMap(({ ids, types }) => {
    if (ids) return [...ids].map((id) => `${row.tenant} id ${id}`)
    return types ? namedTypes(types).map((type) => `${row.tenant} type ${type}`) : [`${row.tenant} any `]
  })
  return [...new Set(all)]
}

/** Subscriptions that hear of whole entities as well are found under any attribute. */
function attributesOf({ watched, triggers }: Subscription): string[] {
  return watched && !triggers.has('entityDeleted') ? [...watched] : [anyAttribute]
}

/** Whether the selectors of a subscription take an entity. */
export function isSelected(
  { selectors }: Subscription,
  entity: { uri: string; types: readonly string[] },
): boolean {
  if (selectors.length === 0) return true
  return selectors.some(
    ({ ids, pattern, types }) =>
      (!ids || ids.has(entity.uri)) &&
      (!pattern || pattern.test(entity.uri)) &&
      (!types || matchesTypes(entity.types, types)),
  )
}

interface Seen {
  entity: { types: readonly string[] }
  divisionCode: string | null
}

/** Whether a subscription is to be told of something now. */
export function isAwake({ row, body, expiresMs }: Subscription, nowMs: number, changedMs: number): boolean {
  return body.isActive !== false && expiresMs > nowMs && changedMs >= row.active_since.getTime()
}

/** Whether the maker of a subscription may see an entity. */
export function maySee({ row }: Subscription, { entity, divisionCode }: Seen): boolean {
  const hidden = hiddenTerms(row.scope)
  return isInScope(divisionCode, row.scope) && !entity.types.some((type) => hidden.includes(type))
}
