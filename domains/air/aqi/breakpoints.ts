/** The six pollutants of HJ 633-2012, in the order of its tables 3 and 4. */
export const POLLUTANTS = ['so2', 'no2', 'pm10', 'co', 'o3', 'pm25'] as const

/** One of {@link POLLUTANTS}. */
export type Pollutant = (typeof POLLUTANTS)[number]

/** A pollutant with its averaging time: the columns of HJ 633-2012 table 1. */
export type Item =
  | 'so2_24h'
  | 'so2_1h'
  | 'no2_24h'
  | 'no2_1h'
  | 'pm10_24h'
  | 'co_24h'
  | 'co_1h'
  | 'o3_1h'
  | 'o3_8h'
  | 'pm25_24h'

/** HJ 633-2012 table 1, first column: the IAQI at each breakpoint. */
export const IAQI_STEPS: readonly number[] = [0, 50, 100, 150, 200, 300, 400, 500]

/**
 * HJ 633-2012 clause 4.1 table 1: concentration at each step of {@link IAQI_STEPS}, µg/m³, CO in mg/m³.
 * The 1-hour limits of SO2, NO2 and CO are for the real-time report only; the daily report uses their 24-hour limits
 * (note 1). Two columns end early: above 800 µg/m³ the IAQI of 1-hour SO2 is no longer computed and that of the 24-hour
 * mean is reported instead (note 2); above 800 µg/m³ 8-hour O3 gives way to 1-hour O3 (note 3).
 */
export const BREAKPOINTS: Readonly<Record<Item, readonly number[]>> = {
  so2_24h: [0, 50, 150, 475, 800, 1600, 2100, 2620],
  so2_1h: [0, 150, 500, 650, 800],
  no2_24h: [0, 40, 80, 180, 280, 565, 750, 940],
  no2_1h: [0, 100, 200, 700, 1200, 2340, 3090, 3840],
  pm10_24h: [0, 50, 150, 250, 350, 420, 500, 600],
  co_24h: [0, 2, 4, 14, 24, 36, 48, 60],
  co_1h: [0, 5, 10, 35, 60, 90, 120, 150],
  o3_1h: [0, 160, 200, 300, 400, 800, 1000, 1200],
  o3_8h: [0, 100, 160, 215, 265, 800],
  pm25_24h: [0, 35, 75, 115, 150, 250, 350, 500],
}
