/** A payment a provider tells of. Numbers of cards never come with it. */
export interface PayNotice {
  orderNumber: string
  channelNumber: string
  fen: number
  /** Time of the channel. */
  paidTime: Date
}

/** A payment channel (银联, 支付宝, 微信, 财政非税 …). One adapter each. */
export interface PayProvider {
  readonly id: string
  /** Opens a payment at the provider; answers the page a person pays on. */
  open(order: { number: string; title: string; fen: number; returnUrl: string }): Promise<{ payUrl: string }>
  /** Reads and verifies a notice; null when it is not the provider’s. */
  readNotice(body: Record<string, unknown>): PayNotice | null
  /** Gives money back at the provider. */
  refund(payment: { channelNumber: string; fen: number; refundId: string }): Promise<void>
  /** Its file of a day. */
  readDay(day: string): Promise<{ channelNumber: string; orderNumber: string; fen: number }[]>
}
