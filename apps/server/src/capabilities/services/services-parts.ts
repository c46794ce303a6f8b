import type { DomainRegistry } from '@civitas/domain-kit'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Cases } from '../cases/index.ts'
import type { Data } from '../data/index.ts'
import type { Entities } from '../entities/index.ts'
import type { Events } from '../events/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Territory } from '../territory/index.ts'

/** What `services` is given by the platform. */
export interface ServicesNeeds {
  readonly domains: DomainRegistry
  readonly territory: Territory
  readonly identity: Identity
  readonly ledger: Ledger
  readonly entities: Entities
  readonly messaging: Messaging
  readonly data: Data
  readonly events: Events
  readonly cases: Cases
}

/** What the functions of this folder work with. */
export interface ServicesParts extends ServicesNeeds {
  readonly kernel: Kernel
}
