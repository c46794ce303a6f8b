import { expect, it } from 'vitest'
import { metresBetween } from '../parts.ts'
import { buildRoadGraph, nearestNode, travelSeconds } from './road-graph.ts'

const line = (...coordinates: [number, number][]): GeoJSON.LineString => ({ type: 'LineString', coordinates })

/** A fast way round (A–B–C) and a slow straight one (A–C). */
const a: [number, number] = [118.9, 33.4]
const b: [number, number] = [118.91, 33.41]
const c: [number, number] = [118.92, 33.4]
const graph = buildRoadGraph([
  { geometry: line(a, b), speedKmH: 80 },
  { geometry: line(b, c), speedKmH: 80 },
  { geometry: line(a, c), speedKmH: 20 },
])

it('joins roads that end at one place', () => {
  expect(graph.nodes).toHaveLength(3)
  expect(nearestNode(graph, [118.9001, 33.4001])?.node).toBe(0)
})

it('goes the quicker way, not the shorter one', () => {
  const round = (metresBetween(a, b) + metresBetween(b, c)) / (80 / 3.6)
  expect(travelSeconds(graph, c)(a)).toBeCloseTo(round, 6)
})

it('goes round what is closed, and says when nothing leads there', () => {
  const slow = metresBetween(a, c) / (20 / 3.6)
  expect(travelSeconds(graph, c, (node) => node !== 1)(a)).toBeCloseTo(slow, 6)
  expect(travelSeconds(graph, [120, 30])(a)).toBeNull()
})
