import { type DeliveryState, deliveryChanged, type MessageChannel } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Identity } from '../identity/index.ts'
import type { Territory } from '../territory/index.ts'
import type { ChannelAdapter } from './adapters/channel.ts'
import type { MessageRow, ReceiverRow } from './store.ts'

/** What the functions of this folder work with. */
export interface MessagingParts {
  readonly kernel: Kernel
  readonly identity: Identity
  readonly territory: Territory
  /** Ways out of the platform; the inbox needs none. */
  readonly adapters: ReadonlyMap<MessageChannel, ChannelAdapter>
}

export function nameOf({ identity }: MessagingParts): (organisationId: string | null) => string | null {
  return (id) => identity.findOrganisation(id)?.name ?? null
}

/** A step of a message on its way to one receiver. */
export interface DeliveryStep {
  readonly message: MessageRow
  readonly receiver: ReceiverRow
  readonly deliveryId: string | null
  readonly channel: MessageChannel
  readonly state: DeliveryState
}

/** Tells the city, in the transaction of the change, how far messages have come. */
export async function tellDeliveries(
  { kernel }: MessagingParts,
  tx: Transaction,
  steps: readonly DeliveryStep[],
): Promise<void> {
  const bodies = steps.map(({ message, receiver, deliveryId, channel, state }) => {
    const { subject_kind: kind, subject_id: id } = message
    return {
      messageId: message.id,
      subject: kind && id ? { kind, id } : null,
      receiverId: receiver.id,
      userId: receiver.user_id,
      name: receiver.name,
      drill: message.drill,
      ...{ deliveryId, channel, state },
    }
  })
  await kernel.messages.publishAll(tx, deliveryChanged, bodies)
}

export function tellDelivery(
  parts: MessagingParts,
  tx: Transaction,
  message: MessageRow,
  receiver: ReceiverRow,
  step: { deliveryId: string | null; channel: MessageChannel; state: DeliveryState },
): Promise<void> {
  return tellDeliveries(parts, tx, [{ message, receiver, ...step }])
}
