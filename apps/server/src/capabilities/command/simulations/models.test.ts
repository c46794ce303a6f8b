import { expect, it } from 'vitest'
import { metresBetween } from '../parts.ts'
import { assignShelters, chance, clearedArea, depthCm, floodedCm, runoffMm } from './models.ts'

it('runs off as the curve number method says', () => {
  // NEH-4: CN 80, S = 63.5 mm; P = 100 mm gives (100 − 12.7)² / (100 + 50.8).
  expect(runoffMm(100, 80)).toBeCloseTo(87.3 ** 2 / 150.8, 6)
  expect(runoffMm(12, 80)).toBe(0)
})

it('floods more places with more rain and never dries one', () => {
  const places = Array.from({ length: 200 }, (_, index) => ({
    catchmentM2: 5_000 + 400 * index,
    drainMmH: 20 + (index % 30),
    pumpM3H: (index % 7) * 100,
    curveNumber: 90 + 4 * chance(42, `点${index}`) - 2,
  }))
  const flooded = (rain: number) =>
    places.flatMap((one, index) => (depthCm(one, rain, 1) >= floodedCm ? [index] : []))
  const [less, more] = [flooded(50), flooded(80)]
  expect(less.length).toBeGreaterThan(0)
  expect(more.length).toBeGreaterThan(less.length)
  expect(less.every((index) => more.includes(index))).toBe(true)
})

it('gives the same chance for the same seed', () => {
  expect(chance(42, '青石桥')).toBe(chance(42, '青石桥'))
  expect(chance(42, '青石桥')).not.toBe(chance(43, '青石桥'))
})

it('clears a circle, or a plume away from the wind', () => {
  const centre: [number, number] = [118.9, 33.4]
  const ring = clearedArea(centre, { radiusM: 1_000, windFrom: 0, halfAngle: 30 }).coordinates[0] as [
    number,
    number,
  ][]
  const [north, south] = [ring[0] as [number, number], ring[36] as [number, number]]
  expect(metresBetween(centre, north)).toBeCloseTo(250, -1)
  expect(metresBetween(centre, south)).toBeCloseTo(1_000, -1)
})

it('fills the nearest shelter first and counts who is left over', () => {
  const groups = [{ id: 'a', name: '甲', people: 150, centre: [0, 0] as const }]
  const shelters = [
    { id: '1', name: '近', room: 100, position: [0.001, 0] as const },
    { id: '2', name: '远', room: 30, position: [0.01, 0] as const },
  ]
  const { moves, left } = assignShelters(groups, shelters, metresBetween)
  expect(moves.map((one) => [one.to, one.people])).toEqual([
    ['近', 100],
    ['远', 30],
  ])
  expect(left).toBe(20)
})
