import type { DomainRegistry } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Cases } from '../cases/index.ts'
import type { Data } from '../data/index.ts'
import type { Entities } from '../entities/index.ts'
import type { Events } from '../events/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Territory } from '../territory/index.ts'
import type { FrozenVersions } from './items/frozen-versions.ts'

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

/** What handling asks of licences: the result of an application is one, and one that is held stands in for a paper. */
export interface LicenceDoor {
  issue(
    tx: Transaction,
    licence: {
      typeCode: string
      holderId: string
      fields: Record<string, unknown>
      applicationId: string | null
      issuerId: string
      validFrom?: string
      validUntil?: string
    },
  ): Promise<{ licenceId: string; number: string }>
  /**
   * The licence of a type the subject holds; null when there is none in force. With `use`, the holder agreed to its use for
   * the application: authorisation and use are recorded, and the holder sees them.
   */
  findOfHolder(wanted: {
    holderId: string
    typeCode: string
    use?: LicenceReuse
  }): Promise<{ licenceId: string; number: string; fields: Record<string, unknown>; state: string } | null>
  /** Licences used in an application that changed since: a decision waits until somebody has confirmed it. */
  changedSinceUse(
    applicationId: string,
  ): Promise<{ licenceId: string; number: string; title: string; state: string }[]>
  /** Withdraws what was issued on an application, copies and later versions too; answers the numbers. */
  withdrawOf(
    tx: Transaction,
    applicationId: string,
    why: { reason: string; basis: string; byName: string },
  ): Promise<string[]>
}

/** For what a licence is reused, and who agreed. */
export interface LicenceReuse {
  readonly applicationId: string
  readonly itemId: string
  readonly purpose: string
  readonly organisationName: string
  readonly consentBy: string
}

/** What handling asks of credit before it lets an application in. */
export interface CreditDoor {
  gate(wanted: { subjectId: string; itemId: string }): Promise<{
    verdict: 'open' | 'refuse' | 'priority' | 'commitment-barred'
    reasons: { text: string; basis: string }[]
  }>
}

/** What the functions of this folder work with. */
export interface ServicesParts extends ServicesNeeds {
  readonly kernel: Kernel
  readonly licences?: LicenceDoor
  readonly credit?: CreditDoor
  /** Keys papers were signed with here that are known to be among the published. */
  readonly publishedKeys: Set<string>
  /** Versions of items applications were made under. */
  readonly frozenVersion: FrozenVersions
}
