import type { Principal } from '../../../../kernel/access.ts'
import type { Kernel } from '../../../../kernel/kernel.ts'
import type { Entities } from '../../../entities/index.ts'
import type { Identity } from '../../../identity/index.ts'
import type { Territory } from '../../../territory/index.ts'
import type { DatastreamIndex } from '../../datastreams/datastream-index.ts'
import type { Recorder } from '../../ingest/record-observations.ts'
import type { Rejections } from '../../ingest/rejections.ts'
import type { FacilityGate } from '../../siting/facility-gate.ts'
import type { Credentials, HeldCredential } from '../../things/credentials.ts'
import type { ThingsSeen } from '../../things/things-seen.ts'

export interface SensorThingsParts {
  kernel: Kernel
  territory: Territory
  identity: Identity
  entities: Entities
  index: DatastreamIndex
  recorder: Recorder
  credentials: Credentials
  rejections: Rejections
  seen: ThingsSeen
  gate: FacilityGate
}

/** A request of SensorThings, whether it came alone, in a batch or over MQTT. */
export interface StaRequest {
  method: string
  /** Below the service root, decoded: `Things('…')/name`. */
  path: string
  query: Readonly<Record<string, string>>
  contentType: string
  body: unknown
}

/** Its answer; `body` is sent as JSON, `text` as plain text. */
export interface StaResponse {
  status: number
  /** Address of what was created. */
  location?: string
  body?: unknown
  /** A body that is written already. */
  json?: string
  text?: string
}

/** Who asks: a person or program that signed in, or a device with its credential. */
export type Caller = { principal: Principal } | { credential: HeldCredential; ip: string }

/** Something the standard knows and this service does not do: answered with 501. */
export class NotImplemented extends Error {}
