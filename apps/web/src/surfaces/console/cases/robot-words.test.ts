import { expect, it } from 'vitest'
import { readSignals, writeSignals } from './robot-words.ts'

it('reads the words of a title with their weights, and writes them out the same', () => {
  const signals = readSignals('井盖 0.72\n破损\n\n松动')
  expect(signals.map((one) => [one.value, Number(one.weight.toFixed(2))])).toEqual([
    ['井盖', 0.72],
    ['破损', 0.14],
    ['松动', 0.14],
  ])
  expect(readSignals(writeSignals(signals))).toEqual(
    signals.map((one) => ({ ...one, weight: expect.closeTo(one.weight) })),
  )
})
