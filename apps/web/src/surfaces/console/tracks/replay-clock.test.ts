import { describe, expect, it } from 'vitest'
import { momentAt } from './replay-clock.ts'
import { boxOf, parsePlace } from './track-features.ts'

const at = (minute: number) => Date.parse('2025-06-01T08:00:00Z') + minute * 60_000
const point = (minute: number, lon: number) => ({
  time: new Date(at(minute)).toISOString(),
  ...{ lon, lat: 33, speedKmH: minute, headingDeg: null },
})
const points = [point(0, 118), point(10, 119), point(20, 119)]

describe('the replay of a track', () => {
  it('stands between two positions by the time that has gone', () => {
    const moment = momentAt(points, at(5))
    expect(moment?.place).toEqual([118.5, 33])
    expect(moment?.passed).toEqual([
      [118, 33],
      [118.5, 33],
    ])
    expect(moment?.speedKmH).toBe(0)
  })
  it('stays at the ends before and after the track', () => {
    expect(momentAt(points, at(-1))).toEqual({ place: [118, 33], passed: [], speedKmH: 0 })
    expect(momentAt(points, at(30))?.place).toEqual([119, 33])
    expect(momentAt([], at(0))).toBeNull()
  })
})

describe('places of the track map', () => {
  it('reads a place as people type it', () => {
    expect(parsePlace('118.9，33.45')).toEqual([118.9, 33.45])
    expect(parsePlace('118.9')).toBeNull()
    expect(parsePlace('118.9,133')).toBeNull()
  })
  it('finds the box around places', () => {
    expect(
      boxOf([
        [118, 33],
        [117, 34],
      ]),
    ).toEqual([117, 33, 118, 34])
    expect(boxOf([])).toBeNull()
  })
})
