import { commandChanged } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import type { Principal } from '../../kernel/access.ts'
import type { Sm2KeyPair } from '../../kernel/crypto.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Entities } from '../entities/index.ts'
import type { Events } from '../events/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Sensing } from '../sensing/index.ts'
import type { Territory } from '../territory/index.ts'
import type { Timers } from './timers.ts'

export interface CommandNeeds {
  readonly territory: Territory
  readonly identity: Identity
  readonly entities: Entities
  readonly sensing: Sensing
  readonly events: Events
  readonly messaging: Messaging
  readonly ledger: Ledger
  readonly domains: DomainRegistry
}

/** What the functions of this folder work with. */
export interface CommandParts extends CommandNeeds {
  readonly kernel: Kernel
  /** Orders are signed with it. */
  readonly key: Sm2KeyPair
  readonly timers: Timers
}

/** Who does something; nobody is the platform itself. */
export interface Actor {
  readonly userId: string | null
  readonly name: string
}

export const system: Actor = { userId: null, name: '系统' }

export function actorOf(principal: Principal): Actor {
  return { userId: principal.userId, name: principal.name }
}

/** Tells every page, after commit, what it shows of the command anew. */
export async function tell(
  { kernel }: CommandParts,
  tx: Transaction,
  changed: { kind: string; id?: string | null; incidentId?: string | null; divisionCode?: string | null },
): Promise<void> {
  await kernel.messages.publish(tx, commandChanged, {
    kind: changed.kind,
    id: changed.id ?? null,
    incidentId: changed.incidentId ?? null,
    divisionCode: changed.divisionCode ?? null,
  })
}

export function iso(time: Date | null): string | null {
  return time ? time.toISOString() : null
}

export function pointOf(row: { lon: number | null; lat: number | null }): [number, number] | null {
  return row.lon === null || row.lat === null ? null : [row.lon, row.lat]
}

/** Metres between two points of a city, on a plane; within 0.1 % at 30 km. */
export function metresBetween(a: readonly number[], b: readonly number[]): number {
  const [lonA = 0, latA = 0] = a
  const [lonB = 0, latB = 0] = b
  const scale = Math.cos((((latA + latB) / 2) * Math.PI) / 180)
  return 111_195 * Math.hypot((lonB - lonA) * scale, latB - latA)
}
