import type { Scope } from '../../../../../kernel/access.ts'
import type { TermMap } from '../contexts/term-map.ts'
import type { Pair } from '../http/read-members.ts'
import type { GeoQuery } from '../query/geo.ts'
import type { Query } from '../query/parse-q.ts'
import type { ScopeQuery } from '../query/select-scopes.ts'
import type { TypeSelection } from '../query/select-types.ts'

/** Kinds of change that can cause a notification (5.2.12). */
export const triggers = [
  'entityCreated',
  'entityUpdated',
  'entityDeleted',
  'attributeCreated',
  'attributeUpdated',
  'attributeDeleted',
] as const
export type Trigger = (typeof triggers)[number]

/** To entities (5.8) or to registrations of context sources (5.11). */
export type SubscriptionKind = 'entity' | 'csource'

export interface Endpoint {
  uri: string
  accept?: 'application/json' | 'application/ld+json' | 'application/geo+json'
  receiverInfo?: Pair[]
  notifierInfo?: Pair[]
  /** Milliseconds to wait for an answer. */
  timeout?: number
  /** Milliseconds of rest after a failure. */
  cooldown?: number
}

export interface NotificationParams {
  attributes?: string[]
  pick?: string[]
  omit?: string[]
  format?: 'normalized' | 'concise' | 'keyValues' | 'simplified'
  sysAttrs?: boolean
  showChanges?: boolean
  join?: 'flat' | 'inline' | '@none'
  joinLevel?: number
  endpoint: Endpoint
}

export interface EntitySelector {
  id?: string | string[]
  idPattern?: string
  type: string
}

/** A Subscription (5.2.12) as it is kept: names expanded, members the broker itself writes left out. */
export interface SubscriptionBody {
  id: string
  type: string
  subscriptionName?: string
  description?: string
  entities?: EntitySelector[]
  watchedAttributes?: string[]
  notificationTrigger: Trigger[]
  timeInterval?: number
  q?: string
  geoQ?: Record<string, unknown>
  scopeQ?: string
  csf?: string
  lang?: string
  datasetId?: string[]
  expandValues?: string[]
  isActive?: boolean
  expiresAt?: string
  throttling?: number
  jsonldContext?: string
  temporalQ?: Record<string, unknown>
  notification: NotificationParams
}

/** A row of `entities.subscription`. */
export interface SubscriptionRow {
  tenant: string
  kind: SubscriptionKind
  id: string
  body: SubscriptionBody
  context: unknown
  base_url: string
  user_id: string | null
  scope: Scope
  active_since: Date
  created_time: Date
  changed_time: Date
  times_sent: number
  times_failed: number
  last_notification: Date | null
  last_success: Date | null
  last_failure: Date | null
  last_error: string | null
}

interface CompiledSelector {
  ids: ReadonlySet<string> | null
  pattern: RegExp | null
  types: TypeSelection | null
}

/** A subscription ready to be matched and told. */
export interface Subscription {
  key: string
  row: SubscriptionRow
  body: SubscriptionBody
  /** Names of q. */
  queryTerms: TermMap
  /** Names of notifications. */
  terms: TermMap
  selectors: readonly CompiledSelector[]
  watched: ReadonlySet<string> | null
  triggers: ReadonlySet<Trigger>
  q: Query | null
  geo: GeoQuery | null
  scopeQ: ScopeQuery | null
  expiresMs: number
  /** When the last notification was made, for throttling and intervals; milliseconds. */
  lastMadeMs: number
}

export function keyOfSubscription(one: { tenant: string; kind: string; id: string }): string {
  return `${one.kind} ${one.tenant} ${one.id}`
}

/** Status of a subscription (5.2.12). */
export function statusOf(body: SubscriptionBody, now: Date): 'active' | 'paused' | 'expired' {
  if (body.expiresAt && Date.parse(body.expiresAt) <= now.getTime()) return 'expired'
  return body.isActive === false ? 'paused' : 'active'
}
