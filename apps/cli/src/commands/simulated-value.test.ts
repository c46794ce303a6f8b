import { expect, it } from 'vitest'
import { leadTo, valueAt } from './simulated-value.ts'

const wave = { mean: 100, swing: 20, noise: 5 }
const values = Array.from({ length: 288 }, (_, i) => valueAt(wave, 1, i * 300_000))

it('stays within swing and noise of the mean, and moves', () => {
  expect(Math.max(...values)).toBeLessThanOrEqual(125)
  expect(Math.min(...values)).toBeGreaterThanOrEqual(75)
  expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(30)
  expect(new Set(values).size).toBeGreaterThan(200)
})

it('gives the same again, and another to another device', () => {
  expect(valueAt(wave, 1, 300_000)).toBe(values[1])
  expect(valueAt(wave, 2, 300_000)).not.toBe(values[1])
  expect(valueAt({ mean: 0.1, swing: 5, noise: 0 }, 12, 86_400_000 * 0.4)).toBeGreaterThanOrEqual(0)
})

it('leads the last values to an end in steps', () => {
  const rows = [10, 12, 11, 10].map((value): [string, number] => ['t', value])
  expect(leadTo(rows, 40, 12).map(([, value]) => value)).toEqual([10, 16, 28, 40])
  expect(leadTo(rows, 4, 3).map(([, value]) => value)).toEqual([10, 10, 7, 4])
  expect(leadTo(rows, 40, Number.POSITIVE_INFINITY).map(([, value]) => value)).toEqual([10, 12, 11, 40])
})
