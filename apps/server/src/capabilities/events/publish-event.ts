import { type CityEvent, eventChanged, type MessageBody } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Sealer } from '../../kernel/sealed.ts'
import type { Entities } from '../entities/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Indicators } from '../indicators/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Sensing } from '../sensing/index.ts'
import type { Territory } from '../territory/index.ts'
import { insertEntry, type NewEntry } from './entries-store.ts'
import type { Suggester } from './reports/suggest.ts'
import type { EventRow, ToEvent } from './store.ts'

/** What the functions of this folder work with. */
export interface EventsParts {
  readonly kernel: Kernel
  readonly domains: DomainRegistry
  readonly territory: Territory
  readonly entities: Entities
  readonly sensing: Sensing
  readonly indicators: Indicators
  readonly messaging: Messaging
  readonly ledger: Ledger
  readonly identity: Identity
  readonly suggester: Suggester
  /** Keeps keys we present to other installations. */
  readonly sealer: Sealer
  readonly toEvent: ToEvent
}

type ChangeAct = MessageBody<typeof eventChanged>['act']

/** Tells the city, in the transaction of the change, what happened to an event. */
export async function publishEvent(
  { kernel, toEvent }: EventsParts,
  tx: Transaction,
  act: ChangeAct,
  row: EventRow,
  observationId: string | null = null,
): Promise<CityEvent> {
  const event = toEvent(row)
  await kernel.messages.publish(tx, eventChanged, { act, event, observationId })
  return event
}

/** Adds a line to the timeline. */
export function note(parts: EventsParts, tx: Transaction, entry: NewEntry): void {
  insertEntry(tx, entry, parts.kernel.clock.now())
}
