import { describe, expect, it } from 'vitest'
import type { Place } from '../geometry.ts'
import { matchTrack } from './match-track.ts'
import { buildRoadGraph } from './road-graph.ts'
import { bySeconds, findPaths } from './shortest-paths.ts'

const [lon0, lat0] = [118.9, 33.4]
const at = (x: number, y: number): Place => [
  lon0 + x / (111_195 * Math.cos((lat0 * Math.PI) / 180)),
  lat0 + y / 111_195,
]

function road(id: string, cls: string, points: Place[]) {
  const geometry: GeoJSON.LineString = {
    type: 'LineString',
    coordinates: points.map(([lon, lat]) => [lon, lat]),
  }
  return {
    id,
    type: 'city-base.road',
    reference: id,
    name: id,
    geometry,
    lon: lon0,
    lat: lat0,
    attributes: { class: cls },
  }
}

/** Two streets 30 m apart that meet at their western end only, and a street that leads north. */
const graph = buildRoadGraph([
  road('main', 'arterial', [at(0, 0), at(500, 0), at(1_000, 0)]),
  road('beside', 'local', [at(0, 0), at(0, 30), at(1_000, 30)]),
  road('north', 'local', [at(500, 0), at(500, 500)]),
])

describe('roads', () => {
  it('meet where they share a point', () => {
    expect(graph.edges.map((edge) => [edge.name, Math.round(edge.metres)])).toEqual([
      ['main', 500],
      ['main', 500],
      ['beside', 1_030],
      ['north', 500],
    ])
  })

  it('keep a track on the road it began on, though noise brings it nearer to the next one (Newson and Krumm 2009)', () => {
    const places = Array.from({ length: 18 }, (_, i) => at(60 + i * 50, i === 8 ? 17 : 2))
    const matched = matchTrack(graph, places)
    expect(matched.roads.map((one) => one.edge.name)).toEqual(['main'])
    expect(matched.metres).toBeGreaterThan(845)
    expect(matched.metres).toBeLessThan(855)
  })

  it('follow a turn', () => {
    const places = [at(300, 1), at(400, -2), at(490, 1), at(501, 100), at(499, 200)]
    const matched = matchTrack(graph, places)
    expect(matched.roads.map((one) => one.edge.name)).toEqual(['main', 'north'])
    expect(matched.metres).toBeCloseTo(400, -1)
  })

  it('are dear by their usual speed', () => {
    const [from] = graph.near(at(0, 0), 10, 1)
    const [to] = graph.near(at(500, 400), 10, 1)
    if (!from || !to) throw new Error('no road is near')
    const paths = findPaths(graph, from, bySeconds, 3_600)
    expect(paths.costTo(to)).toBeCloseTo(500 / (50 / 3.6) + 400 / (30 / 3.6), 0)
    expect(
      paths
        .wayTo(to)
        ?.stretches.filter((one) => one.metres > 1)
        .map((one) => one.edge.name),
    ).toEqual(['main', 'north'])
  })
})
