import { expect, it } from 'vitest'
import { findRecurrences, type Occurrence } from './rules.ts'

const now = new Date('2025-06-30T00:00:00Z')
const [lon, lat] = [118.9, 33.4]
const metre = 1 / 110_500

function at(id: string, east: number, north: number, partyIds: string[] = []): Occurrence {
  const wide = metre / Math.cos((lat * Math.PI) / 180)
  return {
    ...{
      id,
      reference: id,
      raisedTime: now,
      lon: lon + east * wide,
      lat: lat + north * metre,
      divisionCode: null,
    },
    ...{ partyIds, entityId: null, entityName: null },
  }
}

const ids = (groups: Occurrence[][]) => groups.map((group) => group.map((one) => one.id))
const place = { by: 'place', withinMetres: 30, days: 45, atLeast: 3, raises: 'x' } as const
const parties = { by: 'parties', days: 60, atLeast: 3, raises: 'x' } as const

it('groups what lies within the distance of the first, over the borders of its own raster', () => {
  const list = [at('a', 0, 0), at('b', 25, 0), at('c', -20, -20), at('d', 40, 0), at('e', 0, 29)]
  expect(ids(findRecurrences(place, list, now))).toEqual([['a', 'b', 'c', 'e']])
})

it('leaves out what has no place, and what happened too seldom', () => {
  const list = [at('a', 0, 0), at('b', 5, 0), { ...at('c', 0, 0), lon: null, lat: null }]
  expect(findRecurrences(place, list, now)).toEqual([])
})

it('takes the same two for the same, whoever is named first', () => {
  const list = [
    at('a', 0, 0, ['wang', 'li']),
    at('b', 900, 0, ['li', 'wang']),
    at('c', 0, 900, ['li', 'zhao']),
    at('d', 0, 0, ['wang', 'li', 'zhao']),
    at('e', 0, 0, ['li', 'li']),
  ]
  expect(ids(findRecurrences(parties, list, now))).toEqual([['a', 'b', 'd']])
})

const dayMs = 86_400_000

it('finds the same household, and leaves out what is of none', () => {
  const entity = { by: 'entity', days: 180, atLeast: 2, raises: 'x' } as const
  const of = (id: string, entityId: string | null) => ({ ...at(id, 0, 0), entityId })
  expect(
    ids(findRecurrences(entity, [of('a', 'h'), of('b', 'k'), of('c', null), of('d', 'h')], now)),
  ).toEqual([['a', 'd']])
})

it('tells growth in a street from the four spans before', () => {
  const growth = { by: 'growth', days: 7, atLeast: 6, factor: 2, raises: 'x' } as const
  const many = (street: string, recent: number, past: number) =>
    Array.from({ length: recent + past }, (_, n) => ({
      ...at(`${street}-${n}`, 0, 0),
      divisionCode: `${street}001001`,
      raisedTime: new Date(now.getTime() - (n < recent ? 1 : 10 + (n % 20)) * dayMs),
    }))
  // Six a week against eight in four weeks; six against sixteen; five against none.
  const list = [...many('990102001', 6, 8), ...many('990102002', 6, 16), ...many('990103001', 5, 0)]
  const groups = findRecurrences(growth, list, now)
  expect(groups.map((group) => [group[0]?.divisionCode, group.length])).toEqual([['990102001001001', 6]])
})
