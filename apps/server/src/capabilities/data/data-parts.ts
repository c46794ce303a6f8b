import type { DomainRegistry } from '@civitas/domain-kit'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Entities } from '../entities/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Indicators } from '../indicators/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Territory } from '../territory/index.ts'
import type { FindGrants } from './analysis/access.ts'
import type { DatasetRow } from './catalogue/store.ts'
import type { VersionRow } from './tables/store.ts'

/** What the functions of this folder work with. */
export interface DataParts {
  readonly kernel: Kernel
  readonly domains: DomainRegistry
  readonly territory: Territory
  readonly identity: Identity
  readonly ledger: Ledger
  readonly entities: Entities
  readonly indicators: Indicators
  readonly messaging: Messaging
  /** Asked in turn before a version is published; each subject of this folder may add one at the start. */
  readonly gates: PublishGate[]
  /** What the caller’s organisation was granted for analysis. */
  readonly findGrants: FindGrants
  /** Asked before a person releases a table or a catalogue entry; each answers what stands against it. */
  readonly releaseGates: ReleaseGate[]
  /** Key of the tokens that stand for sensitive values: the same value has the same token everywhere. */
  readonly tokenKey: string
}

/** Looks at a candidate; anything in `refused` stops it, in sentences for the owner. */
export type PublishGate = (version: VersionRow, dataset: DatasetRow) => Promise<GateVerdict>

export interface GateVerdict {
  readonly refused: readonly string[]
  /** 0 to 100, when the gate measures quality. */
  readonly score?: number | null
}

/** Looks at an entry that is to be released, in sentences for the owner. */
export type ReleaseGate = (dataset: DatasetRow) => Promise<readonly string[]>
