import type { MessageChannel } from '@civitas/contract'

/** What an adapter is handed: one person, one channel. */
export interface Outgoing {
  readonly deliveryId: string
  readonly channel: MessageChannel
  readonly to: {
    readonly userId: string | null
    readonly name: string
    readonly phone: string | null
    readonly email: string | null
  }
  readonly title: string
  readonly text: string
  readonly link: string | null
  readonly urgency: string
  readonly senderName: string | null
  /** The reader is asked to answer (SMS “1”, a key on the phone). */
  readonly receipt: boolean
}

/**
 * One way out of the platform. Resolves with the provider’s code once it has taken the message over, with `failed` when
 * trying again is no use, and rejects when it is; what becomes of it later comes by `messaging.reportReceipt`.
 */
export interface ChannelAdapter {
  send(outgoing: Outgoing): Promise<{ state: 'sent' | 'delivered' | 'failed'; code: string }>
}
