import type { Series } from '@civitas/domain-kit'
import { describe, expect, test } from 'vitest'
import { computeDailyAqi, computeHourlyAqi } from './compute-aqi.ts'

const HOUR = 3_600_000
const day = Date.parse('2014-03-01T00:00:00+08:00')

/** Values of the hours 0:00, 1:00 …; null is a reading that is not valid. */
function hours(values: readonly (number | null)[], from = day): Series {
  return { times: values.map((_, index) => from + index * HOUR), values }
}

function flat(value: number, count = 24): number[] {
  return Array<number>(count).fill(value)
}

describe('hourly AQI (HJ 633-2012 real-time report, GB 3095-2012 table 4)', () => {
  test('24-hour mean needs 20 valid hours', () => {
    const at = (missing: number) => {
      const values = [...Array<null>(missing).fill(null), ...flat(75, 24 - missing)]
      return computeHourlyAqi({ pm25: hours(values) }, day + 23 * HOUR)
    }
    expect(at(4)).toMatchObject({ result: 100, parameters: { iaqi: { pm25_24h: 100 }, primary: ['pm25'] } })
    expect(at(5)).toMatchObject({ result: null, parameters: { reason: 'too-few-valid-hours' } })
  })

  test('8-hour ozone needs 6 valid hours, and the larger of its two indices counts', () => {
    const values = [null, null, ...flat(160, 5), 100]
    const enough = computeHourlyAqi({ o3: hours(values) }, day + 7 * HOUR)
    expect(enough.parameters?.iaqi).toEqual({ o3_1h: 32, o3_8h: 92 })
    expect(enough.result).toBe(92)
    const few = computeHourlyAqi(
      { o3: hours([null, ...values.slice(1, 2), null, ...values.slice(3)]) },
      day + 7 * HOUR,
    )
    expect(few.parameters?.iaqi).toEqual({ o3_1h: 32 })
  })

  test('windows end with the hour itself and leave older hours out', () => {
    const values = [...flat(500, 24), ...flat(35, 24)]
    expect(computeHourlyAqi({ pm25: hours(values) }, day + 47 * HOUR).result).toBe(50)
    expect(computeHourlyAqi({ pm25: hours(values) }, day + 23 * HOUR).result).toBe(500)
  })

  test('missing hours are not zero and not counted', () => {
    const pm25 = hours(
      flat(75, 23)
        .concat(75)
        .map((value, index) => (index % 6 === 0 ? null : value)),
    )
    expect(computeHourlyAqi({ pm25 }, day + 23 * HOUR).result).toBe(100)
  })

  test('an hour in which nothing was measured has no AQI', () => {
    const series = { pm25: hours([...flat(75, 23), null]) }
    expect(computeHourlyAqi(series, day + 23 * HOUR)).toEqual({
      result: null,
      parameters: { reason: 'nothing-measured-in-this-hour' },
    })
  })

  test('a pollutant without data is named and takes no part', () => {
    const { result, parameters } = computeHourlyAqi({ no2: hours([100]), co: hours([null]) }, day)
    expect(result).toBe(50)
    expect(parameters).toMatchObject({ primary: [], missing: ['so2', 'pm10', 'co', 'o3', 'pm25'] })
  })

  test('1-hour SO2 above 800 goes by the 24-hour mean', () => {
    const so2 = hours([...flat(100, 23), 900])
    const { result, parameters } = computeHourlyAqi({ so2 }, day + 23 * HOUR)
    expect(parameters?.iaqi).toEqual({ so2_24h: 92 })
    expect(result).toBe(92)
    expect(computeHourlyAqi({ so2: hours([900]) }, day).result).toBeNull()
  })

  test('negative values and NaN are not valid', () => {
    expect(
      computeHourlyAqi({ no2: hours([-1]), co: hours([Number.NaN]), o3: hours([160]) }, day).result,
    ).toBe(50)
  })
})

describe('daily AQI (HJ 633-2012 daily report, HJ 663-2013)', () => {
  const midnight = day + 24 * HOUR

  test('takes the hours 0:00 … 23:00 of the day and no others', () => {
    const pm25 = hours([...flat(500, 24), ...flat(75, 24), ...flat(500, 24)], day - 24 * HOUR)
    expect(computeDailyAqi({ pm25 }, midnight).result).toBe(100)
  })

  test('GOV-080: a day with 19 valid hours has no mean', () => {
    const values = (valid: number) => flat(75).map((value, index) => (index < valid ? value : null))
    expect(computeDailyAqi({ pm25: hours(values(20)) }, midnight).result).toBe(100)
    expect(computeDailyAqi({ pm25: hours(values(19)) }, midnight).result).toBeNull()
  })

  test('ozone by the largest 8-hour mean within the day', () => {
    const values = flat(60).map((value, index) => (index >= 12 && index < 20 ? 160 : value))
    expect(computeDailyAqi({ o3: hours(values) }, midnight)).toMatchObject({
      result: 100,
      parameters: { iaqi: { o3_8h: 100 }, primary: ['o3'] },
    })
    const nightBefore = hours([...flat(400, 24), ...flat(60)], day - 24 * HOUR)
    expect(computeDailyAqi({ o3: nightBefore }, midnight).result).toBe(30)
  })

  test('needs 14 valid 8-hour windows, unless the largest is above the limit', () => {
    const first = (valid: number, value: number) =>
      flat(value).map((one, index) => (index < valid ? one : null))
    // Windows ending at 8:00 … 24:00; 19 valid hours leave the windows up to 21:00 with six or more: 14 of them.
    expect(computeDailyAqi({ o3: hours(first(19, 100)) }, midnight).result).toBe(50)
    expect(computeDailyAqi({ o3: hours(first(18, 100)) }, midnight).result).toBeNull()
    expect(computeDailyAqi({ o3: hours(first(12, 215)) }, midnight).result).toBe(150)
    expect(computeDailyAqi({ o3: hours(first(12, 160)) }, midnight).result).toBeNull()
  })

  test('8-hour ozone above 800 goes by the largest hour', () => {
    expect(computeDailyAqi({ o3: hours(flat(1000)) }, midnight)).toMatchObject({
      result: 400,
      parameters: { iaqi: { o3_1h: 400 } },
    })
  })
})
