import { BREAKPOINTS, IAQI_STEPS, type Item } from './breakpoints.ts'

/**
 * Sums of hourly values carry rounding noise of binary numbers; without this margin a concentration exactly on a
 * breakpoint could round up to the next index.
 */
const noise = 1e-9

/**
 * 空气质量分指数 (HJ 633-2012 clause 4.3, formula 1): linear between the breakpoints of table 1, rounded up to a whole
 * number. The concentration goes in unrounded (µg/m³, CO mg/m³).
 *
 * Above the last breakpoint: 500 where the column reaches 500 (“爆表”, see {@link isBeyondScale}); null for 1-hour SO2 and
 * 8-hour O3 above 800, where table 1 notes 2 and 3 give the index to another averaging time.
 */
export function computeIaqi(item: Item, concentration: number): number | null {
  const edges = BREAKPOINTS[item]
  const last = edges.length - 1
  if (concentration > edges[last]!) return last === IAQI_STEPS.length - 1 ? 500 : null
  let upper = 1
  while (concentration > edges[upper]!) upper += 1
  const low = edges[upper - 1]!
  const lowIndex = IAQI_STEPS[upper - 1]!
  const slope = (IAQI_STEPS[upper]! - lowIndex) / (edges[upper]! - low)
  // Adding 0 turns the −0 of a rounded-up “just below zero” into 0.
  return Math.ceil(slope * (concentration - low) + lowIndex - noise) + 0
}

/** True when the concentration lies above the last breakpoint of a column that ends at 500. */
export function isBeyondScale(item: Item, concentration: number): boolean {
  const edges = BREAKPOINTS[item]
  return edges.length === IAQI_STEPS.length && concentration > edges[edges.length - 1]!
}
