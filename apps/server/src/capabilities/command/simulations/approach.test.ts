import { expect, it } from 'vitest'
import { sideOf, upwindRoad } from './approach.ts'

const centre: [number, number] = [118.9, 33.4]
const road = (name: string, ...coordinates: [number, number][]) => ({
  name,
  geometry: { type: 'LineString' as const, coordinates },
})
const roads = [
  road('东路', [118.9, 33.4], [118.93, 33.4]),
  road('北路', [118.9, 33.4], [118.9, 33.43]),
  road('远东路', [118.92, 33.44], [118.95, 33.41]),
]

it('comes from where the wind blows from, on a road that reaches the circle', () => {
  expect(upwindRoad(centre, 1000, 80, roads)).toEqual({ name: '东路', bearing: 90, distanceM: 0 })
  expect(upwindRoad(centre, 1000, 10, roads)?.name).toBe('北路')
  expect(upwindRoad(centre, 1000, 200, roads)).toBeNull()
})

it('names eight sides', () => {
  expect([0, 44, 46, 180, 350].map(sideOf)).toEqual(['北', '东北', '东北', '南', '北'])
})
