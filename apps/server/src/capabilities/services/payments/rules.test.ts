import { expect, it } from 'vitest'
import { compareDay, entriesOf } from './rules.ts'

it('keeps a book whose entries sum to nothing, whatever is done with an order', () => {
  const order = { channel: 'test-pay', account: 'treasury' }
  const entries = [
    ...entriesOf('pay', 10_000, order),
    ...entriesOf('refund', 6_000, order),
    ...entriesOf('clear', 4_000, order),
  ]
  expect(entries.reduce((sum, one) => sum + one.fen, 0)).toBe(0)
})

it('finds the one payment of a hundred that only the channel knows', () => {
  const rows = Array.from({ length: 100 }, (_, at) => ({
    channelNumber: `T${at}`,
    orderNumber: `ZF${at}`,
    fen: 100,
  }))
  const { matched, differences } = compareDay(rows, rows.slice(0, 99))
  expect(matched).toBe(99)
  expect(differences).toEqual([
    { kind: 'long', channelNumber: 'T99', orderNumber: 'ZF99', fen: null, channelFen: 100 },
  ])
})

it('tells money that differs from money that is missing', () => {
  const book = [
    { channelNumber: 'A', orderNumber: '1', fen: 100 },
    { channelNumber: 'B', orderNumber: '2', fen: 100 },
  ]
  const { differences } = compareDay([{ channelNumber: 'A', orderNumber: '1', fen: 90 }], book)
  expect(differences.map((one) => one.kind)).toEqual(['amount', 'short'])
})
