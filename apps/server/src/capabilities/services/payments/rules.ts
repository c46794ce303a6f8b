/** An entry of the double-entry book; the entries of an act sum to 0. */
export interface Entry {
  account: string
  fen: number
}

export type PayAct = 'pay' | 'refund' | 'clear'

/** Entries of an act on an order: money of the channel on one side, what is owed to the unit or treasury on the other. */
export function entriesOf(act: PayAct, fen: number, order: { channel: string; account: string }): Entry[] {
  const atChannel = `channel:${order.channel}`
  const owed = `owed:${order.account}`
  if (act === 'pay')
    return [
      { account: atChannel, fen },
      { account: owed, fen: -fen },
    ]
  if (act === 'refund')
    return [
      { account: owed, fen },
      { account: atChannel, fen: -fen },
    ]
  return [
    { account: order.account, fen },
    { account: atChannel, fen: -fen },
  ]
}

/** Refunds of more than this need a second person, fen. */
export const largeRefundFen = 100_000

/** How long an order may be paid, ms. */
export const orderLifeMs = 30 * 60_000

export interface ChannelRow {
  channelNumber: string
  orderNumber: string
  fen: number
}

export interface BookRow {
  channelNumber: string
  orderNumber: string
  fen: number
}

export interface Difference {
  kind: 'long' | 'short' | 'amount'
  channelNumber: string | null
  orderNumber: string | null
  fen: number | null
  channelFen: number | null
}

/** Compares the file of a channel with our payments of the day: 长款, 短款, amounts that differ. */
export function compareDay(
  file: readonly ChannelRow[],
  book: readonly BookRow[],
): { matched: number; differences: Difference[] } {
  const ours = new Map(book.map((row) => [row.channelNumber, row]))
  const theirs = new Set(file.map((row) => row.channelNumber))
  const differences: Difference[] = []
  let matched = 0
  for (const row of file) {
    const own = ours.get(row.channelNumber)
    const same = { channelNumber: row.channelNumber, orderNumber: row.orderNumber, channelFen: row.fen }
    if (!own) differences.push({ ...same, kind: 'long', fen: null })
    else if (own.fen !== row.fen) differences.push({ ...same, kind: 'amount', fen: own.fen })
    else matched += 1
  }
  for (const row of book)
    if (!theirs.has(row.channelNumber)) differences.push({ ...row, kind: 'short', channelFen: null })
  return { matched, differences }
}
