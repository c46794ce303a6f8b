import type { Pair } from '../http/read-members.ts'

/** How a source and this broker share entities (4.3.6). */
export const modes = ['inclusive', 'exclusive', 'redirect', 'auxiliary'] as const
export type Mode = (typeof modes)[number]

export interface EntityInfo {
  id?: string
  idPattern?: string
  /** Expanded types. */
  type: string | string[]
}

/** RegistrationInfo (5.2.10) with names expanded. */
export interface RegistrationInfo {
  entities?: EntityInfo[]
  propertyNames?: string[]
  relationshipNames?: string[]
}

export interface Interval {
  startAt: string
  endAt?: string
}

/** A CsourceRegistration (5.2.9) as it is kept: names expanded. */
export interface Registration {
  id: string
  type: 'ContextSourceRegistration'
  registrationName?: string
  description?: string
  information: RegistrationInfo[]
  tenant?: string
  observationInterval?: Interval
  managementInterval?: Interval
  location?: GeoJSON.Geometry
  observationSpace?: GeoJSON.Geometry
  operationSpace?: GeoJSON.Geometry
  expiresAt?: string
  endpoint: string
  contextSourceInfo?: Pair[]
  contextSourceAlias?: string
  scope?: string[]
  datasetId?: string[]
  mode?: Mode
  operations?: string[]
  refreshRate?: string
  management?: { localOnly?: boolean; cacheDuration?: string; timeout?: number; cooldown?: number }
  /** Properties of the source itself, by expanded name. */
  properties?: Record<string, unknown>
}

/** A row of `entities.context_source`. */
export interface RegistrationRow {
  tenant: string
  id: string
  body: Registration
  context: unknown
  user_id: string | null
  created_time: Date
  changed_time: Date
  times_sent: number
  times_failed: number
  last_success: Date | null
  last_failure: Date | null
  last_error: string | null
}

/** Names of attributes some information is about; null for all. */
export function namesOf({ propertyNames, relationshipNames }: RegistrationInfo): string[] | null {
  return propertyNames || relationshipNames ? [...(propertyNames ?? []), ...(relationshipNames ?? [])] : null
}

export function isExpired({ expiresAt }: Registration, nowMs: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= nowMs
}
