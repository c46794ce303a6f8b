import { describe, expect, test } from 'vitest'
import type { Item } from './breakpoints.ts'
import { getCategory } from './categories.ts'
import { computeIaqi, isBeyondScale } from './compute-iaqi.ts'
import { referenceAqi, referenceIaqi } from './reference-aqi.fixture.ts'
import { type Concentrations, summariseAqi } from './summarise-aqi.ts'

/** HJ 633-2012 table 1, row by row as printed; a dash where the column ends. */
const table1 = `
  iaqi so2_24h so2_1h no2_24h no2_1h pm10_24h co_24h co_1h o3_1h o3_8h pm25_24h
  0    0       0      0       0      0        0      0     0     0     0
  50   50      150    40      100    50       2      5     160   100   35
  100  150     500    80      200    150      4      10    200   160   75
  150  475     650    180     700    250      14     35    300   215   115
  200  800     800    280     1200   350      24     60    400   265   150
  300  1600    -      565     2340   420      36     90    800   800   250
  400  2100    -      750     3090   500      48     120   1000  -     350
  500  2620    -      940     3840   600      60     150   1200  -     500`

const [heading, ...rows] = table1
  .trim()
  .split('\n')
  .map((row) => row.trim().split(/\s+/))
const edges = rows.flatMap((row) =>
  heading!.slice(1).flatMap((item, index) => {
    const concentration = row[index + 1]!
    return concentration === '-' ? [] : [[item as Item, Number(concentration), Number(row[0])] as const]
  }),
)

describe('IAQI (HJ 633-2012 4.3)', () => {
  test.each(edges)('%s at %d is %d', (item, concentration, iaqi) => {
    expect(computeIaqi(item, concentration)).toBe(iaqi)
  })

  test.each(edges.filter(([, , iaqi]) => iaqi < 500))(
    '%s just above %d is above %d',
    (item, concentration, iaqi) => {
      const above = computeIaqi(item, concentration + 0.001)
      expect(above).toBe(above === null ? null : iaqi + 1)
    },
  )

  test('columns that end at 500 stay there; 1-hour SO2 and 8-hour O3 stop at 800', () => {
    expect([computeIaqi('pm25_24h', 900), computeIaqi('co_1h', 151)]).toEqual([500, 500])
    expect([isBeyondScale('pm25_24h', 501), isBeyondScale('pm25_24h', 500)]).toEqual([true, false])
    expect([computeIaqi('so2_1h', 800.1), computeIaqi('o3_8h', 800.1)]).toEqual([null, null])
    expect(isBeyondScale('so2_1h', 900)).toBe(false)
  })

  test('rounds up, but not for the noise of a sum', () => {
    expect(computeIaqi('pm25_24h', 35.01)).toBe(51)
    expect(computeIaqi('co_24h', 0.1 + 0.2 + 1.7)).toBe(50)
    expect(computeIaqi('co_1h', 5.000000000000001)).toBe(50)
  })
})

describe('AQI (HJ 633-2012 4.4)', () => {
  test('GOV-080: PM2.5 90, PM10 140, O3-8h 120', () => {
    const report = summariseAqi({ pm25_24h: 90, pm10_24h: 140, o3_8h: 120 }, 'day')
    expect(report.iaqi).toEqual({ pm10_24h: 95, o3_8h: 67, pm25_24h: 119 })
    expect(report).toMatchObject({
      aqi: 119,
      grade: 3,
      category: '轻度污染',
      primary: ['pm25'],
      exceeding: ['pm25'],
    })
  })

  test.each([
    [0, '优'],
    [50, '优'],
    [51, '良'],
    [100, '良'],
    [101, '轻度污染'],
    [150, '轻度污染'],
    [151, '中度污染'],
    [200, '中度污染'],
    [201, '重度污染'],
    [300, '重度污染'],
    [301, '严重污染'],
    [500, '严重污染'],
  ])('AQI %d is %s', (aqi, category) => {
    expect(getCategory(aqi).title.zh).toBe(category)
  })

  test('agrees with straight lines written out, on 20,000 random reports', () => {
    const random = makeRandom(20120229)
    const tops: Record<string, number> = { co_24h: 80, co_1h: 180, so2_1h: 1200, so2_24h: 3000, o3_8h: 1000 }
    const items = Object.keys(referenceIaqi) as Item[]
    const mismatches: unknown[] = []
    for (let round = 0; round < 20_000; round += 1) {
      const concentrations: { [item in Item]?: number | null } = {}
      for (const item of items) {
        const c = pick(random, tops[item] ?? 700)
        concentrations[item] = c
        if (c !== null && computeIaqi(item, c) !== referenceIaqi[item](c)) mismatches.push([item, c])
      }
      for (const kind of ['hour', 'day'] as const)
        if (!agrees(concentrations, kind)) mismatches.push([kind, concentrations])
    }
    expect(mismatches).toEqual([])
  })
})

function agrees(concentrations: Concentrations, kind: 'hour' | 'day'): boolean {
  const { aqi, primary, exceeding } = summariseAqi(concentrations, kind)
  return JSON.stringify({ aqi, primary, exceeding }) === JSON.stringify(referenceAqi(concentrations, kind))
}

/** Mostly low values, as in real air, in steps of 0.1; now and then none. */
function pick(random: () => number, top: number): number | null {
  if (random() < 0.1) return null
  return Math.round(top * random() ** 3 * 10) / 10
}

/** A small linear congruential generator, so that a failure can be repeated. */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
