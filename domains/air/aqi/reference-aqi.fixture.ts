import type { Concentrations } from './summarise-aqi.ts'

/**
 * The index once more, written out segment by segment as straight lines, with nothing shared with the tables of the
 * model. Used by tests only, to compare the two on random values.
 */

/** Line through two points of HJ 633-2012 table 1, rounded up. */
function line(c: number, fromC: number, toC: number, fromI: number, toI: number): number {
  const exact = fromI + ((toI - fromI) * (c - fromC)) / (toC - fromC)
  return Math.ceil(Number(exact.toFixed(8)))
}

function pm25(c: number): number {
  if (c <= 35) return line(c, 0, 35, 0, 50)
  if (c <= 75) return line(c, 35, 75, 50, 100)
  if (c <= 115) return line(c, 75, 115, 100, 150)
  if (c <= 150) return line(c, 115, 150, 150, 200)
  if (c <= 250) return line(c, 150, 250, 200, 300)
  if (c <= 350) return line(c, 250, 350, 300, 400)
  return Math.min(500, line(c, 350, 500, 400, 500))
}

function pm10(c: number): number {
  if (c <= 50) return line(c, 0, 50, 0, 50)
  if (c <= 150) return line(c, 50, 150, 50, 100)
  if (c <= 250) return line(c, 150, 250, 100, 150)
  if (c <= 350) return line(c, 250, 350, 150, 200)
  if (c <= 420) return line(c, 350, 420, 200, 300)
  if (c <= 500) return line(c, 420, 500, 300, 400)
  return Math.min(500, line(c, 500, 600, 400, 500))
}

function so2Hour(c: number): number | null {
  if (c > 800) return null
  if (c <= 150) return line(c, 0, 150, 0, 50)
  if (c <= 500) return line(c, 150, 500, 50, 100)
  if (c <= 650) return line(c, 500, 650, 100, 150)
  return line(c, 650, 800, 150, 200)
}

function so2Day(c: number): number {
  if (c <= 50) return line(c, 0, 50, 0, 50)
  if (c <= 150) return line(c, 50, 150, 50, 100)
  if (c <= 475) return line(c, 150, 475, 100, 150)
  if (c <= 800) return line(c, 475, 800, 150, 200)
  if (c <= 1600) return line(c, 800, 1600, 200, 300)
  if (c <= 2100) return line(c, 1600, 2100, 300, 400)
  return Math.min(500, line(c, 2100, 2620, 400, 500))
}

function no2Hour(c: number): number {
  if (c <= 100) return line(c, 0, 100, 0, 50)
  if (c <= 200) return line(c, 100, 200, 50, 100)
  if (c <= 700) return line(c, 200, 700, 100, 150)
  if (c <= 1200) return line(c, 700, 1200, 150, 200)
  if (c <= 2340) return line(c, 1200, 2340, 200, 300)
  if (c <= 3090) return line(c, 2340, 3090, 300, 400)
  return Math.min(500, line(c, 3090, 3840, 400, 500))
}

function no2Day(c: number): number {
  if (c <= 40) return line(c, 0, 40, 0, 50)
  if (c <= 80) return line(c, 40, 80, 50, 100)
  if (c <= 180) return line(c, 80, 180, 100, 150)
  if (c <= 280) return line(c, 180, 280, 150, 200)
  if (c <= 565) return line(c, 280, 565, 200, 300)
  if (c <= 750) return line(c, 565, 750, 300, 400)
  return Math.min(500, line(c, 750, 940, 400, 500))
}

function coHour(c: number): number {
  if (c <= 5) return line(c, 0, 5, 0, 50)
  if (c <= 10) return line(c, 5, 10, 50, 100)
  if (c <= 35) return line(c, 10, 35, 100, 150)
  if (c <= 60) return line(c, 35, 60, 150, 200)
  if (c <= 90) return line(c, 60, 90, 200, 300)
  if (c <= 120) return line(c, 90, 120, 300, 400)
  return Math.min(500, line(c, 120, 150, 400, 500))
}

function coDay(c: number): number {
  if (c <= 2) return line(c, 0, 2, 0, 50)
  if (c <= 4) return line(c, 2, 4, 50, 100)
  if (c <= 14) return line(c, 4, 14, 100, 150)
  if (c <= 24) return line(c, 14, 24, 150, 200)
  if (c <= 36) return line(c, 24, 36, 200, 300)
  if (c <= 48) return line(c, 36, 48, 300, 400)
  return Math.min(500, line(c, 48, 60, 400, 500))
}

function o3Hour(c: number): number {
  if (c <= 160) return line(c, 0, 160, 0, 50)
  if (c <= 200) return line(c, 160, 200, 50, 100)
  if (c <= 300) return line(c, 200, 300, 100, 150)
  if (c <= 400) return line(c, 300, 400, 150, 200)
  if (c <= 800) return line(c, 400, 800, 200, 300)
  if (c <= 1000) return line(c, 800, 1000, 300, 400)
  return Math.min(500, line(c, 1000, 1200, 400, 500))
}

function o3Eight(c: number): number | null {
  if (c > 800) return null
  if (c <= 100) return line(c, 0, 100, 0, 50)
  if (c <= 160) return line(c, 100, 160, 50, 100)
  if (c <= 215) return line(c, 160, 215, 100, 150)
  if (c <= 265) return line(c, 215, 265, 150, 200)
  return line(c, 265, 800, 200, 300)
}

/** IAQI of each item by its straight lines. */
export const referenceIaqi = {
  so2_24h: so2Day,
  so2_1h: so2Hour,
  no2_24h: no2Day,
  no2_1h: no2Hour,
  pm10_24h: pm10,
  co_24h: coDay,
  co_1h: coHour,
  o3_1h: o3Hour,
  o3_8h: o3Eight,
  pm25_24h: pm25,
} as const

type Given = number | null | undefined

function index(c: Given, formula: (c: number) => number | null): number | null {
  return c === null || c === undefined ? null : formula(c)
}

function hourIndices(c: Concentrations): Record<string, number | null> {
  const o3Both = [index(c.o3_1h, o3Hour), index(c.o3_8h, o3Eight)].filter((one) => one !== null)
  return {
    so2: typeof c.so2_1h === 'number' && c.so2_1h > 800 ? index(c.so2_24h, so2Day) : index(c.so2_1h, so2Hour),
    no2: index(c.no2_1h, no2Hour),
    pm10: index(c.pm10_24h, pm10),
    co: index(c.co_1h, coHour),
    o3: o3Both.length > 0 ? Math.max(...o3Both) : null,
    pm25: index(c.pm25_24h, pm25),
  }
}

function dayIndices(c: Concentrations): Record<string, number | null> {
  return {
    so2: index(c.so2_24h, so2Day),
    no2: index(c.no2_24h, no2Day),
    pm10: index(c.pm10_24h, pm10),
    co: index(c.co_24h, coDay),
    o3: typeof c.o3_8h === 'number' && c.o3_8h > 800 ? index(c.o3_1h, o3Hour) : index(c.o3_8h, o3Eight),
    pm25: index(c.pm25_24h, pm25),
  }
}

/** AQI, primary and exceeding pollutants, once more. */
export function referenceAqi(concentrations: Concentrations, report: 'hour' | 'day') {
  const indices = report === 'hour' ? hourIndices(concentrations) : dayIndices(concentrations)
  const present = Object.entries(indices).filter((one): one is [string, number] => one[1] !== null)
  const aqi = present.length > 0 ? Math.max(...present.map(([, value]) => value)) : null
  const named = (wanted: (value: number) => boolean) =>
    present.filter(([, value]) => wanted(value)).map(([id]) => id)
  return {
    aqi,
    primary: aqi !== null && aqi > 50 ? named((value) => value === aqi) : [],
    exceeding: named((value) => value > 100),
  }
}
