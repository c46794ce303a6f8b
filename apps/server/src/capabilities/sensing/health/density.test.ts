import { expect, it } from 'vitest'
import { findRedundant, gridOf } from './density.ts'

/** Metres east of a place at 33° north. */
const east = (metres: number): [number, number] => [118.9 + metres / 93_450, 33.0]
const device = (id: string, metres: number, impact = 1) => ({
  ...{ id, name: id, impact },
  position: east(metres),
})

it('keeps the most valuable device of a place and calls those near it redundant, the least valuable first', () => {
  const devices = [device('a', 0), device('b', 50), device('c', 120), device('far', 5_000)]
  const scores = new Map([
    ['a', 60],
    ['b', 95],
    ['c', 80],
  ])
  const found = findRedundant(devices, 100, scores)
  expect(found.map((one) => [one.device.id, one.nearest.id, Math.round(one.nearestMetres)])).toEqual([
    ['a', 'b', 50],
    ['c', 'b', 70],
  ])
  expect(found[0]).toMatchObject({ neighbours: 1, value: 0.6, bestValue: 0.95 })
})

it('weighs what hangs on a device, and leaves alone what is far from every kept one', () => {
  const devices = [device('plain', 0, 1), device('watched', 80, 4), device('beyond', 160, 1)]
  const found = findRedundant(devices, 100, new Map([['plain', 100]]))
  expect(found.map((one) => one.device.id)).toEqual(['beyond', 'plain'])
  expect(findRedundant([device('a', 0), device('b', 101)], 100, new Map())).toEqual([])
})

it('finds points across the cells of the grid', () => {
  const points = Array.from({ length: 50 }, (_, i) => ({ position: east(i * 20) }))
  expect(gridOf(points, 100).near(east(500))).toHaveLength(11)
})
