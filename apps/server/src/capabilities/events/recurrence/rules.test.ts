import { expect, it } from 'vitest'
import { findRecurrences, type Occurrence } from './rules.ts'

const [lon, lat] = [118.9, 33.4]
const metre = 1 / 110_500

function at(id: string, east: number, north: number, partyIds: string[] = []): Occurrence {
  const wide = metre / Math.cos((lat * Math.PI) / 180)
  return {
    ...{ id, reference: id, lon: lon + east * wide, lat: lat + north * metre, divisionCode: null },
    ...{ partyIds, entityId: null, entityName: null },
  }
}

const ids = (groups: Occurrence[][]) => groups.map((group) => group.map((one) => one.id))
const place = { by: 'place', withinMetres: 30, days: 45, atLeast: 3, raises: 'x' } as const
const parties = { by: 'parties', days: 60, atLeast: 3, raises: 'x' } as const

it('groups what lies within the distance of the first, over the borders of its own raster', () => {
  const list = [at('a', 0, 0), at('b', 25, 0), at('c', -20, -20), at('d', 40, 0), at('e', 0, 29)]
  expect(ids(findRecurrences(place, list))).toEqual([['a', 'b', 'c', 'e']])
})

it('leaves out what has no place, and what happened too seldom', () => {
  const list = [at('a', 0, 0), at('b', 5, 0), { ...at('c', 0, 0), lon: null, lat: null }]
  expect(findRecurrences(place, list)).toEqual([])
})

it('takes the same two for the same, whoever is named first', () => {
  const list = [
    at('a', 0, 0, ['wang', 'li']),
    at('b', 900, 0, ['li', 'wang']),
    at('c', 0, 900, ['li', 'zhao']),
    at('d', 0, 0, ['wang', 'li', 'zhao']),
    at('e', 0, 0, ['li', 'li']),
  ]
  expect(ids(findRecurrences(parties, list))).toEqual([['a', 'b', 'd']])
})
