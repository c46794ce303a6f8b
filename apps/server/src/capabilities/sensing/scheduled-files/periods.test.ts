import { expect, it } from 'vitest'
import { lastPeriod, nextPeriodEnd, startOfPeriod } from './periods.ts'

const at = (text: string) => Date.parse(`${text}+08:00`)
const words = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)

it.each([
  ['hour', '2026-02-28T23:59:59', '2026-02-28T22:00', '2026-02-28T23:00', '2026-03-01T00:00'],
  ['day', '2026-03-01T00:00:00', '2026-02-28T00:00', '2026-03-01T00:00', '2026-03-02T00:00'],
  ['week', '2026-06-07T12:00:00', '2026-05-25T00:00', '2026-06-01T00:00', '2026-06-08T00:00'],
  ['month', '2026-03-31T12:00:00', '2026-02-01T00:00', '2026-03-01T00:00', '2026-04-01T00:00'],
] as const)('%s at %s: from %s to %s, next %s', (every, now, from, to, next) => {
  const { fromMs, toMs } = lastPeriod(at(now), every)
  expect([words(fromMs), words(toMs), words(nextPeriodEnd(at(now), every))]).toEqual([from, to, next])
  expect(startOfPeriod(toMs, every)).toBe(toMs)
})
