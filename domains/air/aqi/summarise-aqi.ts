import { type Item, POLLUTANTS, type Pollutant } from './breakpoints.ts'
import { getCategory } from './categories.ts'
import { computeIaqi, isBeyondScale } from './compute-iaqi.ts'

/** Concentrations by item; null or absent where none may be given. */
export type Concentrations = { readonly [item in Item]?: number | null }

/** What an AQI consists of. A type alias, so that it can stand as plain JSON. */
export type AqiReport = {
  /** Null when no pollutant takes part. */
  readonly aqi: number | null
  /** 1 … 6 of table 2; null without an AQI. */
  readonly grade: number | null
  /** 类别 in Chinese (table 2); null without an AQI. */
  readonly category: string | null
  /** IAQI of every item that takes part. */
  readonly iaqi: { readonly [item: string]: number }
  /** 首要污染物: AQI above 50, all pollutants with the highest IAQI (clause 4.4.2). */
  readonly primary: readonly Pollutant[]
  /** 超标污染物: IAQI above 100 (clause 4.4.2). */
  readonly exceeding: readonly Pollutant[]
  /** Pollutants that take no part because their data do not suffice. */
  readonly missing: readonly Pollutant[]
  /** Items above the last breakpoint, whose IAQI is held at 500 (爆表). */
  readonly beyond: readonly Item[]
}

/** Items of each pollutant in the real-time report; the larger IAQI of O3 counts. */
const realTimeItems: Readonly<Record<Pollutant, readonly Item[]>> = {
  so2: ['so2_1h'],
  no2: ['no2_1h'],
  pm10: ['pm10_24h'],
  co: ['co_1h'],
  o3: ['o3_1h', 'o3_8h'],
  pm25: ['pm25_24h'],
}

const dailyItems: Readonly<Record<Pollutant, readonly Item[]>> = {
  so2: ['so2_24h'],
  no2: ['no2_24h'],
  pm10: ['pm10_24h'],
  co: ['co_24h'],
  o3: ['o3_8h'],
  pm25: ['pm25_24h'],
}

/** Where an item that is no longer computed hands over to (table 1 notes 2 and 3). */
const successors: { readonly [item in Item]?: Item } = { so2_1h: 'so2_24h', o3_8h: 'o3_1h' }

/**
 * 空气质量指数 (HJ 633-2012 clause 4.4, formula 2): the largest IAQI of the pollutants that take part.
 *
 * A pollutant without a valid concentration is marked missing and takes no part (tables 3 and 4: 缺测指标的浓度及分指数
 * 均使用 NA 标识); the AQI is the largest of the others, and there is none when all six are missing.
 *
 * @param report `hour`: SO2, NO2, CO and O3 of the hour, O3 moving 8-hour, PM10 and PM2.5 moving 24-hour mean; the 24-hour
 * mean of SO2 only when the hour's is above 800. `day`: 24-hour means and the largest 8-hour O3 (`o3_8h`), the largest
 * 1-hour O3 (`o3_1h`) only when that is above 800.
 */
export function summariseAqi(concentrations: Concentrations, report: 'hour' | 'day'): AqiReport {
  const items = report === 'hour' ? realTimeItems : dailyItems
  const iaqi: { [item: string]: number } = {}
  const beyond: Item[] = []
  const missing: Pollutant[] = []
  const highest: { [pollutant in Pollutant]?: number } = {}
  let aqi = -1
  for (const pollutant of POLLUTANTS) {
    let best = -1
    for (const item of items[pollutant]) best = Math.max(best, takePart(item, concentrations, iaqi, beyond))
    if (best < 0) missing.push(pollutant)
    else highest[pollutant] = best
    if (best > aqi) aqi = best
  }
  const primary = aqi > 50 ? POLLUTANTS.filter((one) => highest[one] === aqi) : []
  const exceeding = aqi > 100 ? POLLUTANTS.filter((one) => (highest[one] ?? 0) > 100) : []
  const category = aqi < 0 ? null : getCategory(aqi)
  return {
    aqi: aqi < 0 ? null : aqi,
    grade: category?.grade ?? null,
    category: category?.title.zh ?? null,
    iaqi,
    primary,
    exceeding,
    missing,
    beyond,
  }
}

/** Notes the IAQI of an item, or of its successor where the item is no longer computed; −1 when neither takes part. */
function takePart(
  item: Item,
  concentrations: Concentrations,
  iaqi: { [item: string]: number },
  beyond: Item[],
): number {
  const concentration = concentrations[item]
  if (concentration === null || concentration === undefined) return -1
  const index = computeIaqi(item, concentration)
  if (index === null) {
    const successor = successors[item]
    return successor ? takePart(successor, concentrations, iaqi, beyond) : -1
  }
  if (isBeyondScale(item, concentration) && !beyond.includes(item)) beyond.push(item)
  iaqi[item] = index
  return index
}
