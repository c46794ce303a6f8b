import { expect, test } from 'vitest'
import { compare, matchesWhere } from './conditions.ts'
import { parseWindow } from './durations.ts'
import { isQualifiedId, isShortId, qualifyId, splitId } from './identifiers.ts'
import { raiseLevel, rankLevel } from './levels.ts'
import { findLastIndex } from './series.ts'
import { findUnit } from './units.ts'
import { listFormulaSources } from './walk-formula.ts'

test('windows are rolling or calendar', () => {
  expect(parseWindow('15m')).toEqual({ kind: 'rolling', seconds: 900 })
  expect(parseWindow('7d')).toEqual({ kind: 'rolling', seconds: 604800 })
  expect(parseWindow('month')).toEqual({ kind: 'calendar', unit: 'month' })
  expect(parseWindow('0h')).toBeNull()
  expect(parseWindow('toString')).toBeNull()
})

test('ids are qualified once', () => {
  expect(qualifyId('air', 'station')).toBe('air.station')
  expect(qualifyId('air', 'water.gauge')).toBe('water.gauge')
  expect(splitId('air.aqi_day')).toEqual({ domain: 'air', id: 'aqi_day' })
  expect(() => splitId('station')).toThrow(/station/)
  expect([isShortId('rain_5min'), isShortId('Rain'), isQualifiedId('a.b'), isQualifiedId('a.b.c')]).toEqual([
    true,
    false,
    true,
    false,
  ])
})

test('levels are ranked and raised to red at most', () => {
  expect([rankLevel(null), rankLevel('blue'), rankLevel('red')]).toEqual([0, 1, 4])
  expect([raiseLevel('blue', 1), raiseLevel('red', 1)]).toEqual(['yellow', 'red'])
})

test('a filter matches scalars, lists and comparisons', () => {
  const attributes = { kind: 'road', lanes: 4 }
  expect(matchesWhere(attributes, undefined)).toBe(true)
  expect(matchesWhere(attributes, { kind: ['road', 'estate'], lanes: { op: '>=', value: 4 } })).toBe(true)
  expect(matchesWhere(attributes, { lanes: { op: '>', value: 4 } })).toBe(false)
  expect(matchesWhere(attributes, { owner: 'city' })).toBe(false)
  expect(compare(undefined, { op: '!=', value: 1 })).toBe(true)
  expect(compare('4', { op: '<', value: 5 })).toBe(false)
})

test('the last reading at or before a time is found', () => {
  const times = [10, 20, 30]
  expect([5, 10, 25, 30, 99].map((time) => findLastIndex(times, time))).toEqual([-1, 0, 1, 2, 2])
})

test('units are known by UCUM code only', () => {
  expect(findUnit('ug/m3')?.title.zh).toBe('微克每立方米')
  expect(findUnit('constructor')).toBeUndefined()
})

test('a formula tells what it reads', () => {
  const sources = listFormulaSources({
    kind: 'ratio',
    part: { kind: 'cases', aggregate: 'count' },
    whole: {
      kind: 'arithmetic',
      op: 'add',
      of: [{ kind: 'events', eventType: ['a', 'b'], aggregate: 'count' }],
    },
  })
  expect(sources).toMatchObject({ allCases: true, eventTypes: ['a', 'b'], allEvents: false, thingTypes: [] })
})
