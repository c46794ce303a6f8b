import { type DerivedValue, EMPTY_SERIES, type SeriesByDatastream } from '@civitas/domain-kit'
import { type AqiReport, summariseAqi } from './summarise-aqi.ts'
import { HOUR, HOURS_FOR_8H_MEAN, HOURS_FOR_DAY_MEAN, maxOver, meanOver, valueAt } from './windows.ts'

/** Datastreams the AQI is computed from, µg/m³, CO mg/m³; hourly means stamped with the beginning of their hour. */
export const AQI_SOURCES = ['so2', 'no2', 'pm10', 'co', 'o3', 'pm25'] as const

/** 8-hour windows of a day end at 8:00 … 24:00; at least this many of the 17 must be valid (HJ 663-2013). */
const windowsForDay = 14

/** GB 3095-2012 table 1, second grade: limit of the largest 8-hour O3 of a day. */
const o3DayLimit = 160

/**
 * Hourly AQI by the real-time rule, for the hour stamped `atTime`.
 *
 * 1-hour SO2, NO2, CO, O3 of that hour; 8-hour moving O3 of that hour and the seven before, with at least 6 valid hours;
 * 24-hour moving PM10 and PM2.5 of that hour and the 23 before, with at least 20 valid hours (HJ 633-2012 clause 5 table 4,
 * GB 3095-2012 table 4). There is no AQI for an hour in which the station gave none of the six: a report of the
 * hour needs something measured in it.
 */
export function computeHourlyAqi(series: SeriesByDatastream, atTime: number): DerivedValue {
  const { so2 = EMPTY_SERIES, no2 = EMPTY_SERIES, pm10 = EMPTY_SERIES } = series
  const { co = EMPTY_SERIES, o3 = EMPTY_SERIES, pm25 = EMPTY_SERIES } = series
  const so2Hour = valueAt(so2, atTime)
  const no2Hour = valueAt(no2, atTime)
  const coHour = valueAt(co, atTime)
  const o3Hour = valueAt(o3, atTime)
  const silent = so2Hour === null && no2Hour === null && coHour === null && o3Hour === null
  if (silent && valueAt(pm10, atTime) === null && valueAt(pm25, atTime) === null)
    return { result: null, parameters: { reason: 'nothing-measured-in-this-hour' } }
  const report = summariseAqi(
    {
      so2_1h: so2Hour,
      so2_24h: meanOver(so2, atTime, 24, HOURS_FOR_DAY_MEAN),
      no2_1h: no2Hour,
      co_1h: coHour,
      o3_1h: o3Hour,
      o3_8h: meanOver(o3, atTime, 8, HOURS_FOR_8H_MEAN),
      pm10_24h: meanOver(pm10, atTime, 24, HOURS_FOR_DAY_MEAN),
      pm25_24h: meanOver(pm25, atTime, 24, HOURS_FOR_DAY_MEAN),
    },
    'hour',
  )
  return toDerivedValue(report)
}

/**
 * AQI of the day that ends at `atTime` (24:00 Asia/Shanghai), over the hours stamped 0:00 … 23:00.
 *
 * 24-hour means with at least 20 valid hours (GB 3095-2012 table 4); O3 by the largest 8-hour mean of the day, see
 * {@link maxO38h} (HJ 633-2012 table 3, HJ 663-2013).
 */
export function computeDailyAqi(series: SeriesByDatastream, atTime: number): DerivedValue {
  const lastHour = atTime - HOUR
  const dayMean = (id: string) => meanOver(series[id] ?? EMPTY_SERIES, lastHour, 24, HOURS_FOR_DAY_MEAN)
  const report = summariseAqi(
    {
      so2_24h: dayMean('so2'),
      no2_24h: dayMean('no2'),
      pm10_24h: dayMean('pm10'),
      co_24h: dayMean('co'),
      pm25_24h: dayMean('pm25'),
      o3_8h: maxO38h(series, lastHour),
      o3_1h: maxOver(series.o3 ?? EMPTY_SERIES, lastHour, 24),
    },
    'day',
  )
  return toDerivedValue(report)
}

/**
 * 日最大 8 小时平均: the largest of the 17 moving means that end at 8:00 … 24:00, each with at least 6 valid hours and none
 * reaching into the day before. At least 14 of them must be valid; with fewer, the figure still counts when it is above the
 * limit of GB 3095-2012, second grade (HJ 663-2013, validity of statistics).
 */
function maxO38h(series: SeriesByDatastream, lastHour: number): number | null {
  const { o3 = EMPTY_SERIES } = series
  let valid = 0
  let max = -1
  for (let end = lastHour - 16 * HOUR; end <= lastHour; end += HOUR) {
    const mean = meanOver(o3, end, 8, HOURS_FOR_8H_MEAN)
    if (mean === null) continue
    valid += 1
    if (mean > max) max = mean
  }
  if (valid >= windowsForDay || max > o3DayLimit) return max
  return null
}

function toDerivedValue(report: AqiReport): DerivedValue {
  if (report.aqi === null)
    return { result: null, parameters: { reason: 'too-few-valid-hours', missing: report.missing } }
  const { aqi, ...parameters } = report
  return { result: aqi, parameters }
}
