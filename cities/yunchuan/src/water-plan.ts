import type { Rect, Sheet } from './sheet.ts'

/** A lake with a wavy shore on the sheet; radius as a function of direction keeps it star-shaped. */
export interface Lake {
  name: string
  kind: 'lake' | 'reservoir'
  u: number
  v: number
  reachU: number
  reachV: number
  /** Phase of the shore's waves. */
  phase: number
}

/** A stream or canal that follows a line of the sheet, and so parts the grids on its banks. */
export interface Stream {
  name: string
  kind: 'stream' | 'canal'
  axis: 'u' | 'v'
  at: number
  from: number
  to: number
  width: number
}

/** Everything wet that streets and buildings must respect. */
export interface WaterPlan {
  lakes: Lake[]
  streams: Stream[]
  /** Columns of the sheet that carry a bridge over the river. */
  bridgeColumns: Set<number>
}

/** Ground kept free of blocks on either side of the river's middle: water, flood bank and promenade. */
export const RIVER_MARGIN = 198
export const RAILWAY_MARGIN = 42
export const MOAT_MARGIN = 78
export const STREAM_MARGIN = 62
/** Sheet distance of the moat's middle from the old town's edge, and its width. */
export const MOAT_OFFSET = 36
export const MOAT_WIDTH = 30

/** Half the width of the river in metres at the sheet's u. */
export function riverHalfWidth(u: number): number {
  return 102 + 20 * Math.sin(u / 1700) + 12 * Math.sin(u / 610 + 2)
}

/** Lays out lakes, streams and the columns that cross the river. */
export function planWater(sheet: Sheet): WaterPlan {
  const column = (index: number) => sheet.columns[index + (sheet.columns.length - 1) / 2]!
  const row = (index: number) => sheet.rows[index + (sheet.rows.length - 1) / 2]!
  const arterial = (index: number) => sheet.columnParts[index + sheet.columnParts.length / 2]!.arterial
  const lakes: Lake[] = [
    { name: '望云湖', kind: 'lake', u: column(-5) - 200, v: -7300, reachU: 3500, reachV: 2150, phase: 0.4 },
    { name: '明月湖', kind: 'lake', u: 2760, v: -2760, reachU: 350, reachV: 290, phase: 2.1 },
    { name: '青龙山水库', kind: 'reservoir', u: 5600, v: 15600, reachU: 1250, reachV: 760, phase: 4 },
    { name: '白鹭湖', kind: 'lake', u: 17600, v: -9400, reachU: 1150, reachV: 820, phase: 1.2 },
  ]
  const far = 60000
  const streams: Stream[] = [
    { name: '柳溪河', kind: 'stream', axis: 'u', at: column(-4), from: 0, to: far, width: 46 },
    { name: '湖口河', kind: 'stream', axis: 'u', at: column(-5), from: -far, to: 0, width: 54 },
    { name: '东屏河', kind: 'stream', axis: 'u', at: column(8), from: 0, to: far, width: 42 },
    { name: '白鹭河', kind: 'stream', axis: 'u', at: column(7), from: -far, to: 0, width: 44 },
    { name: '通济运河', kind: 'canal', axis: 'v', at: row(-6), from: column(-5), to: column(7), width: 60 },
  ]
  const bridgeColumns = new Set([
    ...[-3, -2, -1, 0, 1, 2, 3].map(column),
    ...[-2, 0, 1].map(arterial),
    ...[-11, -9, -7, -6, 6, 9, 11].map(column),
  ])
  return { lakes, streams, bridgeColumns }
}

/** How far the shore lies in a direction, as a share of the lake's reach. */
export function shoreAt(lake: Lake, angle: number): number {
  return (
    0.86 +
    0.15 * Math.sin(2 * angle + lake.phase) +
    0.1 * Math.sin(3 * angle + lake.phase * 2.3) +
    0.05 * Math.sin(5 * angle + lake.phase * 3.1) +
    0.02 * Math.sin(11 * angle + lake.phase)
  )
}

/** Whether a place on the sheet is in, or within `margin` metres of, a lake. */
export function isInLake(plan: WaterPlan, u: number, v: number, margin = 0): boolean {
  return plan.lakes.some((lake) => {
    const du = (u - lake.u) / lake.reachU
    const dv = (v - lake.v) / lake.reachV
    const shore = shoreAt(lake, Math.atan2(dv, du)) + margin / Math.min(lake.reachU, lake.reachV)
    return Math.hypot(du, dv) < shore
  })
}

/** Whether any part of a rectangle comes near a lake. */
export function touchesLake(plan: WaterPlan, rect: Rect, margin: number): boolean {
  const steps = 6
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) {
      const u = rect.u0 + ((rect.u1 - rect.u0) * i) / steps
      const v = rect.v0 + ((rect.v1 - rect.v0) * j) / steps
      if (isInLake(plan, u, v, margin)) return true
    }
  }
  return false
}

/** The stream that runs along a line of the sheet between two places, if any. */
export function streamOn(
  plan: WaterPlan,
  axis: 'u' | 'v',
  at: number,
  from: number,
  to: number,
): Stream | undefined {
  return plan.streams.find(
    (stream) => stream.axis === axis && stream.at === at && stream.from < to && stream.to > from,
  )
}
