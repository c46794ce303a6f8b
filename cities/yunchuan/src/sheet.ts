import type { Noise } from './noise.ts'
import { createNoise } from './noise.ts'
import type { Random } from './random.ts'
import { createRandom, hashText } from './random.ts'
import { RAILWAY_ROW, TOWNS_APART } from './warp.ts'

/** What a piece of ground is mainly used for; decides streets, blocks and buildings. */
export type Zone =
  | 'old'
  | 'cbd'
  | 'new'
  | 'residential'
  | 'industrial'
  | 'seat'
  | 'fringe'
  | 'lake-park'
  | 'country'

/** An upright rectangle on the sheet, whole metres. */
export interface Rect {
  u0: number
  v0: number
  u1: number
  v1: number
}

/** A superblock of the built-up area (between arterials) or a tract of the country: the stuff towns are made of. */
export interface Unit extends Rect {
  id: number
  urban: boolean
  zone: Zone
}

/** The straight lines of the sheet from which everything is cut. */
export interface Sheet {
  columns: number[]
  rows: number[]
  units: Unit[]
  /** Between two neighbouring columns or rows: the arterial, and the two secondary streets either side of it. */
  columnParts: SplitLines[]
  rowParts: SplitLines[]
}

/** Lines that cut one interval of the sheet in four. */
interface SplitLines {
  arterial: number
  secondary: [number, number]
}

/** The walled town of old, inside its moat. */
export const OLD_TOWN = { columnFrom: -1, columnTo: 0, rowFrom: 0, rowTo: 1 } as const

const SPACING = 2200
const COLUMN_REACH = 15
const ROW_REACH = 12

function drawLines(reach: number, random: Random, fixed: Record<number, number>): number[] {
  const lines: number[] = []
  for (let i = -reach; i <= reach; i++) {
    const outside = Math.abs(i) > 3
    const drift = Math.round(random.range(-1, 1) * (outside ? 260 : 130))
    lines.push(fixed[i] ?? i * SPACING + drift)
  }
  return lines
}

function splitInterval(from: number, to: number, random: Random): SplitLines {
  const arterial = Math.round((from + to) / 2 + random.range(-90, 90))
  const halve = (a: number, b: number) => Math.round(a + (b - a) * random.range(0.44, 0.56))
  return { arterial, secondary: [halve(from, arterial), halve(arterial, to)] }
}

/** Tracts beyond the six by five of the core into which the city has grown. */
const OUTGROWN = new Set(['-4,0', '-4,1', '3,0', '3,1', '-1,3', '0,3', '-2,-3', '-1,-3'])

const isCoreTract = (i: number, j: number) => {
  if (OUTGROWN.has(`${i},${j}`)) return true
  if (i < -3 || i > 2 || j < -2 || j > 2) return false
  return !(i === -3 && (j === -2 || j === 2)) && !(i === 2 && j === -2)
}

const isNearTownApart = (u: number, v: number) =>
  TOWNS_APART.find((town) => Math.hypot(u - town.u, v - town.v) < town.radius * 0.66)

/** The zone of a superblock by where its middle lies; the city's edge wavers with the noise. */
function zoneOfSuperblock(u: number, v: number, random: Random, noise: Noise): Zone {
  const waver = 0.2 * noise(u / 2700, v / 2700)
  const apart = isNearTownApart(u, v)
  if (apart) {
    const edge = Math.hypot(u - apart.u, v - apart.v) / (apart.radius * 0.62) + waver
    if (apart === TOWNS_APART[0]) return edge > 1.1 ? 'fringe' : 'industrial'
    return edge > 0.88 ? 'fringe' : 'seat'
  }
  if (u > -2400 && u < 0 && v > 0 && v < 2200) return 'old'
  if (u > 300 && u < 3000 && v < 0 && v > -2200) return 'cbd'
  if (u > 2200 && u < 3400 && v < -2200 && v > -3500) return 'lake-park'
  const edge = Math.hypot(u / 6500, (v - 900) / 5500) + waver
  if (edge > 1.04) return random.chance(0.14) ? 'industrial' : 'fringe'
  if (edge > 0.9 && random.chance(0.3)) return u > 0 ? 'industrial' : 'fringe'
  if (v < 0 && u > -2600 && u < 4500 && v > -3500) return 'new'
  if (u > 4400 && v > 0) return random.chance(0.5) ? 'industrial' : 'residential'
  if (v > RAILWAY_ROW && random.chance(0.25)) return 'industrial'
  return 'residential'
}

/** Cells of the sheet that belong to the city: a rough oval with a noisy edge, in one piece and without holes. */
function chooseTracts(columns: number[], rows: number[], seed: number): boolean[][] {
  const noise = createNoise(hashText(`${seed}/outline`))
  const middle = (lines: number[], i: number) => (lines[i]! + lines[i + 1]!) / 2
  const inside = columns.slice(1).map((_, i) =>
    rows.slice(1).map((__, j) => {
      const u = middle(columns, i)
      const v = middle(rows, j)
      const reach = (Math.abs(u) / 29500) ** 2.3 + (Math.abs(v) / 23800) ** 2.3
      return reach < 1 + 0.42 * noise(u / 11000, v / 11000)
    }),
  )
  const flood = (wanted: boolean, starts: [number, number][]) => {
    const seen = inside.map((column) => column.map(() => false))
    const queue = starts.filter(([i, j]) => inside[i]![j] === wanted)
    for (const [i, j] of queue) seen[i]![j] = true
    for (let head = 0; head < queue.length; head++) {
      const [i, j] = queue[head]!
      for (const [a, b] of [
        [i + 1, j],
        [i - 1, j],
        [i, j + 1],
        [i, j - 1],
      ] as [number, number][]) {
        if (inside[a]?.[b] !== wanted || seen[a]![b]) continue
        seen[a]![b] = true
        queue.push([a, b])
      }
    }
    return seen
  }
  const border: [number, number][] = []
  inside.forEach((column, i) => {
    column.forEach((_, j) => {
      if (i === 0 || j === 0 || i === inside.length - 1 || j === column.length - 1) border.push([i, j])
    })
  })
  const main = flood(true, [[COLUMN_REACH, ROW_REACH]])
  const outside = flood(false, border)
  return inside.map((column, i) => column.map((is, j) => (is ? main[i]![j]! : !outside[i]![j])))
}

/** Cuts the sheet: tracts of the country, superblocks where the city is built up. */
export function cutSheet(seed: number): Sheet {
  const random = createRandom(seed, 'sheet')
  const columns = drawLines(COLUMN_REACH, random, {})
  const rows = drawLines(ROW_REACH, random, { 0: 0, 2: RAILWAY_ROW })
  const columnParts = columns.slice(1).map((to, i) => splitInterval(columns[i]!, to, random))
  const rowParts = rows.slice(1).map((to, j) => splitInterval(rows[j]!, to, random))
  const tracts = chooseTracts(columns, rows, seed)
  const noise = createNoise(hashText(`${seed}/zones`))
  const units: Unit[] = []
  const add = (rect: Rect, urban: boolean, zone: Zone) =>
    units.push({ id: units.length, ...rect, urban, zone })
  for (let i = 0; i + 1 < columns.length; i++) {
    for (let j = 0; j + 1 < rows.length; j++) {
      if (!tracts[i]![j]) continue
      const rect = { u0: columns[i]!, v0: rows[j]!, u1: columns[i + 1]!, v1: rows[j + 1]! }
      const middle = [(rect.u0 + rect.u1) / 2, (rect.v0 + rect.v1) / 2] as const
      if (!isCoreTract(i - COLUMN_REACH, j - ROW_REACH) && !isNearTownApart(middle[0], middle[1])) {
        add(rect, false, 'country')
        continue
      }
      const cutU = columnParts[i]!.arterial
      const cutV = rowParts[j]!.arterial
      for (const [u0, u1] of [
        [rect.u0, cutU],
        [cutU, rect.u1],
      ] as const) {
        for (const [v0, v1] of [
          [rect.v0, cutV],
          [cutV, rect.v1],
        ] as const) {
          add({ u0, v0, u1, v1 }, true, zoneOfSuperblock((u0 + u1) / 2, (v0 + v1) / 2, random, noise))
        }
      }
    }
  }
  return { columns, rows, units, columnParts, rowParts }
}

/** Whether two rectangles share a stretch of side. */
export function isBeside(a: Rect, b: Rect): boolean {
  const sharesColumn = a.u1 === b.u0 || b.u1 === a.u0
  const sharesRow = a.v1 === b.v0 || b.v1 === a.v0
  return (
    (sharesColumn && Math.min(a.v1, b.v1) > Math.max(a.v0, b.v0)) ||
    (sharesRow && Math.min(a.u1, b.u1) > Math.max(a.u0, b.u0))
  )
}
