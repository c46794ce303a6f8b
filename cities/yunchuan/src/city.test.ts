import { createHash } from 'node:crypto'
import type { Position } from 'geojson'
import { describe, expect, it, vi } from 'vitest'
import { polygonsOf } from './divisions.ts'
import { contains } from './find-grid.ts'
import type { Division } from './index.ts'
import { creditCheckCharacter, elevationAt, findGrid, generateYunchuan } from './index.ts'
import { createRandom } from './random.ts'

vi.setConfig({ testTimeout: 60_000 })
const city = generateYunchuan()
const ofLevel = (level: number) => city.divisions.filter((division) => division.level === level)
const childrenOf = new Map<string, Division[]>()
for (const division of city.divisions) {
  if (!division.parentCode) continue
  childrenOf.set(division.parentCode, [...(childrenOf.get(division.parentCode) ?? []), division])
}
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

describe('the seed', () => {
  it('gives the same bytes again', () => {
    expect(hash(generateYunchuan())).toBe(hash(city))
  })

  it('gives another city when it differs, which tiles as well', () => {
    const other = generateYunchuan({ seed: 7 })
    expect(hash(other)).not.toBe(hash(city))
    const grids = other.divisions.filter((division) => division.level === 5)
    const sum = grids.reduce((total, grid) => total + grid.area_km2, 0)
    expect(Math.abs(sum / other.divisions[0]!.area_km2 - 1)).toBeLessThan(1e-9)
    expect(Math.min(...grids.map((grid) => grid.area_km2))).toBeGreaterThan(0)
  })
})

describe('divisions', () => {
  it('are as many as asked for', () => {
    expect(ofLevel(1)).toHaveLength(1)
    expect(ofLevel(2)).toHaveLength(5)
    expect(ofLevel(3).length).toBeGreaterThanOrEqual(36)
    expect(ofLevel(3).length).toBeLessThanOrEqual(46)
    expect(Math.abs(ofLevel(4).length - 300)).toBeLessThan(30)
    expect(Math.abs(ofLevel(5).length - 1500)).toBeLessThan(120)
  })

  it('have codes in the form of their level that begin with their parent', () => {
    const digits = [0, 6, 6, 9, 12, 15]
    for (const division of city.divisions) {
      expect(division.code).toMatch(new RegExp(`^99\\d{${digits[division.level]! - 2}}$`))
      if (division.level > 2) expect(division.code.startsWith(division.parentCode!)).toBe(true)
    }
    expect(new Set(city.divisions.map((division) => division.code)).size).toBe(city.divisions.length)
  })

  it('have names that differ within a parent', () => {
    for (const children of childrenOf.values()) {
      expect(new Set(children.map((child) => child.name)).size).toBe(children.length)
    }
  })

  it('add up in population and area to their parent', () => {
    for (const division of city.divisions) {
      const children = childrenOf.get(division.code)
      if (!children) continue
      expect(children.reduce((sum, child) => sum + child.population, 0)).toBe(division.population)
      const area = children.reduce((sum, child) => sum + child.area_km2, 0)
      expect(Math.abs(area / division.area_km2 - 1)).toBeLessThan(1e-9)
    }
    expect(Math.abs(city.divisions[0]!.population - 1_200_000)).toBeLessThan(50_000)
  })

  it('share every inner side between exactly two grids and every outer side with the city outline', () => {
    const sides = new Map<string, number>()
    const note = (division: Division, step: number) => {
      for (const ring of polygonsOf(division.geometry).flat()) {
        for (let i = 1; i < ring.length; i++) {
          const ends = [ring[i - 1]!.join(','), ring[i]!.join(',')].sort().join(' ')
          sides.set(ends, (sides.get(ends) ?? 0) + step)
        }
      }
    }
    for (const grid of ofLevel(5)) note(grid, 1)
    note(city.divisions[0]!, 1)
    expect([...sides.values()].filter((count) => count !== 2)).toHaveLength(0)
  })

  it('put any place inside the city in exactly one grid', () => {
    const random = createRandom(5, 'test-places')
    const [west, south, east, north] = city.bbox
    let inside = 0
    for (let i = 0; i < 600; i++) {
      const place: Position = [random.range(west, east), random.range(south, north)]
      const holders = ofLevel(5).filter((grid) => contains(grid, place))
      expect(holders).toHaveLength(contains(city.divisions[0]!, place) ? 1 : 0)
      if (holders.length === 1) {
        inside++
        expect(findGrid(city, place)!.code).toBe(holders[0]!.code)
      }
    }
    expect(inside).toBeGreaterThan(300)
  })
})

describe('records', () => {
  const records = [
    ...city.waters,
    ...city.roads,
    ...city.railways,
    ...city.buildings,
    ...city.places,
    ...city.lowPoints,
    ...city.facilities,
  ]

  it('have references of their own and name an existing grid', () => {
    expect(new Set(records.map((record) => record.reference)).size).toBe(records.length)
    const codes = new Set(ofLevel(5).map((grid) => grid.code))
    expect(records.filter((record) => !codes.has(record.divisionCode))).toHaveLength(0)
    expect(records.filter((record) => record.name.length === 0)).toHaveLength(0)
  })

  it('are as many as asked for', () => {
    const count = (type: string) => city.facilities.filter((facility) => facility.type === type).length
    expect(city.facilities).toHaveLength(20_000)
    expect(Math.abs(count('city-base.manhole') - 8600)).toBeLessThan(50)
    expect(count('waterlogging.gauge')).toBe(city.lowPoints.length)
    expect(count('waterlogging.rain-gauge')).toBe(45)
    expect(count('waterlogging.river-gauge')).toBe(10)
    expect(count('air.station')).toBe(12)
    expect(count('city-base.pump-station')).toBe(20)
    const underpasses = city.lowPoints.filter((point) => point.pointKind === 'underpass').length
    expect(underpasses).toBeGreaterThanOrEqual(12)
    expect(city.lowPoints.length - underpasses).toBeGreaterThanOrEqual(30)
    expect(count('city-base.barrier')).toBe(2 * underpasses)
    expect(Math.abs(city.buildings.length - 32_000)).toBeLessThan(4000)
    expect(new Set(city.lowPoints.map((point) => point.name)).size).toBe(city.lowPoints.length)
  })

  it('place facilities in the grid they name, numbered by its district', () => {
    for (const facility of city.facilities) {
      expect(findGrid(city, facility.geometry.coordinates)?.code).toBe(facility.gridCode)
      expect(facility.reference).toMatch(/^\d{16}$/)
      expect(facility.gridCode.startsWith(facility.reference.slice(0, 6))).toBe(true)
    }
  })
})

describe('roads', () => {
  it('hang together', () => {
    const next: number[][] = city.roadNodes.map(() => [])
    for (const edge of city.roadEdges) {
      next[edge.from]!.push(edge.to)
      next[edge.to]!.push(edge.from)
    }
    const seen = new Set([0])
    for (const node of seen) for (const other of next[node]!) seen.add(other)
    expect(seen.size / city.roadNodes.length).toBeGreaterThan(0.99)
  })

  it('have edges that start and end at their nodes and belong to a road', () => {
    const roads = new Map(city.roads.map((road) => [road.reference, road]))
    for (const edge of city.roadEdges) {
      expect(edge.coordinates[0]).toEqual(city.roadNodes[edge.from]!.position)
      expect(edge.coordinates.at(-1)).toEqual(city.roadNodes[edge.to]!.position)
      expect(roads.get(edge.roadReference)!.edgeIds).toContain(edge.id)
    }
  })
})

describe('buildings', () => {
  it('stand on dry land', () => {
    const isIn = (ring: Position[], [x, y]: Position) => {
      let inside = false
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [ring[i - 1]!, ring[i]!]
        if (a[1]! > y! === b[1]! > y!) continue
        if (x! < ((b[0]! - a[0]!) * (y! - a[1]!)) / (b[1]! - a[1]!) + a[0]!) inside = !inside
      }
      return inside
    }
    const wet: string[] = []
    for (const water of city.waters) {
      const ring = water.geometry.coordinates[0]!
      const xs = ring.map((position) => position[0]!)
      const ys = ring.map((position) => position[1]!)
      const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
      for (const building of city.buildings) {
        for (const corner of building.geometry.coordinates[0]!) {
          const [x, y] = [corner[0]!, corner[1]!]
          if (x < west || x > east || y < south || y > north) continue
          if (isIn(ring, corner)) wet.push(`${building.reference} in ${water.name}`)
        }
      }
    }
    expect(wet).toEqual([])
  })
})

describe('buildings beside roads', () => {
  const metresPerDegree = 111_195
  const east = metresPerDegree * Math.cos((33.4 * Math.PI) / 180)
  const toMetres = (position: Position): [number, number] => [
    (position[0]! - 118.9) * east,
    (position[1]! - 33.4) * metresPerDegree,
  ]
  const keyOf = (x: number, y: number) => Math.floor(x / 40) * 100_000 + Math.floor(y / 40)

  it('leave the carriageway free', () => {
    const corners = new Map<number, [number, number][]>()
    for (const building of city.buildings) {
      for (const corner of building.geometry.coordinates[0]!.map(toMetres)) {
        const key = keyOf(...corner)
        const known = corners.get(key)
        if (known) known.push(corner)
        else corners.set(key, [corner])
      }
    }
    let blocked = 0
    for (const edge of city.roadEdges) {
      const line = edge.coordinates.map(toMetres)
      for (let i = 1; i < line.length; i++) {
        const [[ax, ay], [bx, by]] = [line[i - 1]!, line[i]!]
        const length = Math.hypot(bx - ax, by - ay)
        for (let at = 0; at <= length; at += 12) {
          const [x, y] = [ax + ((bx - ax) * at) / length, ay + ((by - ay) * at) / length]
          const keys = new Set([
            keyOf(x - 21, y - 21),
            keyOf(x + 21, y - 21),
            keyOf(x - 21, y + 21),
            keyOf(x + 21, y + 21),
          ])
          for (const key of keys) {
            for (const [cx, cy] of corners.get(key) ?? []) {
              if (Math.hypot(cx - x, cy - y) < edge.width_m / 2) blocked++
            }
          }
        }
      }
    }
    expect(blocked).toBe(0)
  })
})

describe('organisations', () => {
  it('carry codes whose check character is right', () => {
    for (const organisation of city.organisations) {
      expect(organisation.code).toMatch(
        /^(11|12|91)99\d{4}[0-9X]{10}$|^(11|12|91)99\d{4}\d{8}[0-9X][0-9A-Y]$/,
      )
      expect(creditCheckCharacter(organisation.code.slice(0, 17))).toBe(organisation.code[17])
    }
    expect(new Set(city.organisations.map((one) => one.code)).size).toBe(city.organisations.length)
  })

  it('leave no district without a unit for an item, and no grid without a post', () => {
    const codes = new Set(city.organisations.map((one) => one.code))
    const items = ['waterlogging.road-closure', 'waterlogging.drainage', 'city-base.parts-repair']
    for (const district of ofLevel(2)) {
      for (const item of items) {
        const duty = city.duties.find((one) => one.item === item && one.divisionCode === district.code)
        expect(codes.has(duty!.organisationCode)).toBe(true)
      }
    }
    expect(new Set(city.posts.map((post) => post.divisionCode)).size).toBe(ofLevel(5).length)
    for (const facility of city.facilities) expect(codes.has(facility.ownerCode)).toBe(true)
  })

  it('computes the check character of a published code', () => {
    expect(creditCheckCharacter('91350100M000100Y4')).toBe('3')
  })
})

describe('the ground', () => {
  it('is smooth and puts each low point below it', () => {
    for (const low of city.lowPoints) {
      const [longitude, latitude] = low.geometry.coordinates as [number, number]
      const here = elevationAt(longitude, latitude)
      expect(low.lowPointElevation).toBeLessThan(here)
      expect(Math.abs(elevationAt(longitude + 1e-4, latitude) - here)).toBeLessThan(0.5)
    }
  })
})

describe('what moves', () => {
  const routes = new Map(city.routes.map((route) => [route.reference, route]))
  const movers = [...city.vehicles, ...city.vessels, ...city.fieldWorkers]

  it('has a reference of its own, a grid and a route it starts on', () => {
    expect(new Set(movers.map((one) => one.reference)).size).toBe(movers.length)
    expect(movers.length).toBeGreaterThan(100)
    for (const one of movers) {
      expect(routes.get(one.routeReference)?.geometry.coordinates[0]).toEqual(one.geometry.coordinates)
      expect(one.divisionCode).toBe(findGrid(city, one.geometry.coordinates)?.code)
    }
  })

  it('goes on roads, or on water', () => {
    const ends = new Set(city.roadEdges.flatMap((edge) => edge.coordinates.map((one) => one.join())))
    for (const route of city.routes) {
      expect(route.length_m).toBeGreaterThan(1_000)
      if (route.kind === 'waterway') continue
      expect(route.geometry.coordinates.every((one) => ends.has(one.join()))).toBe(true)
    }
  })

  it('has a detour for trucks that shares the ends of the route and not its middle', () => {
    for (const detour of city.routes.filter((one) => one.kind === 'muck-detour')) {
      const route = routes.get(detour.reference.replace('ZR', 'ZT'))!
      const [own, given] = [detour.geometry.coordinates, route.geometry.coordinates]
      expect(own[0]).toEqual(given[0])
      expect(own.at(-1)).toEqual(given.at(-1))
      expect(given).not.toContainEqual(own[own.length >> 1])
    }
  })
})
