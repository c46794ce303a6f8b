import type { BlockUse } from './block-uses.ts'
import { businessShare } from './block-uses.ts'
import type { BuildingUsage } from './city.ts'
import type { Random } from './random.ts'
import type { Rect } from './sheet.ts'

/** A building as laid out on the sheet. */
export interface Footprint extends Rect {
  usage: BuildingUsage
  floors: number
  floorHeightM: number
}

/** How a block is filled: buildings in rows, each row along the sheet's u (so that rooms face south). */
interface Rows {
  length: [number, number]
  depth: [number, number]
  gapU: [number, number]
  gapV: [number, number]
  /** Share of places built on. */
  fill: number
  usage: BuildingUsage
  floorHeightM: number
  floors(random: Random, u: number, v: number): number
}

function layRows(rect: Rect, rows: Rows, random: Random, keep: (footprint: Footprint) => void): void {
  const pick = ([from, to]: [number, number]) => random.range(from, to)
  const depth = pick(rows.depth)
  const height = rect.v1 - rect.v0
  if (height < depth) return
  const count = Math.max(1, Math.floor((height + pick(rows.gapV)) / (depth + rows.gapV[0])))
  const free = count > 1 ? (height - count * depth) / (count - 1) : 0
  for (let row = 0; row < count; row++) {
    const v0 = rect.v0 + row * (depth + free)
    let u = rect.u0
    while (u < rect.u1) {
      let length = pick(rows.length)
      const gap = pick(rows.gapU)
      const left = rect.u1 - u
      if (left < rows.length[0]) break
      if (left - length - gap < rows.length[0]) length = Math.min(left, rows.length[1])
      if (random.chance(rows.fill)) {
        const floors = rows.floors(random, u + length / 2, v0 + depth / 2)
        keep({
          u0: u,
          u1: u + length,
          v0,
          v1: v0 + depth,
          usage: rows.usage,
          floors,
          floorHeightM: rows.floorHeightM,
        })
      }
      u += length + gap
    }
  }
}

const between = (from: number, to: number) => (random: Random) => Math.round(random.range(from, to))

const OLD_HOUSES: Rows = {
  length: [13, 27],
  depth: [11, 14.5],
  gapU: [1.5, 5],
  gapV: [6, 9],
  fill: 0.9,
  usage: 'residential',
  floorHeightM: 3.2,
  floors: (random) => (random.chance(0.12) ? 4 + random.int(3) : 1 + random.int(3)),
}

function slabs(random: Random): Rows {
  const floors = random.pick([6, 6, 6, 7, 11, 11, 17, 18])
  const gap = 17 + floors * 1.8
  return {
    length: [50, 84],
    depth: [12, 14],
    gapU: [10, 16],
    gapV: [gap, gap + 8],
    fill: 0.93,
    usage: 'residential',
    floorHeightM: 2.95,
    floors: () => floors,
  }
}

function towers(random: Random): Rows {
  const top = random.pick([18, 24, 26, 28, 30, 33])
  return {
    length: [26, 36],
    depth: [16, 20],
    gapU: [20, 30],
    gapV: [34, 42],
    fill: 0.86,
    usage: 'residential',
    floorHeightM: 2.95,
    floors: (own) => Math.max(11, top - own.int(4)),
  }
}

const SKYSCRAPERS: Rows = {
  length: [32, 48],
  depth: [32, 44],
  gapU: [16, 24],
  gapV: [18, 26],
  fill: 0.86,
  usage: 'office',
  floorHeightM: 4.1,
  floors: (random, u, v) => Math.round((12 + 50 * businessShare(u, v) ** 1.2) * random.range(0.62, 1.12)),
}

const MALL: Rows = {
  length: [52, 92],
  depth: [36, 56],
  gapU: [16, 24],
  gapV: [18, 26],
  fill: 0.92,
  usage: 'commercial',
  floorHeightM: 4.8,
  floors: between(2, 6),
}

const OFFICES: Rows = {
  length: [34, 58],
  depth: [18, 26],
  gapU: [16, 26],
  gapV: [22, 34],
  fill: 0.9,
  usage: 'office',
  floorHeightM: 3.9,
  floors: (random, u, v) => Math.round(random.range(5, 12) + 16 * businessShare(u, v) * random.next()),
}

const FACTORY: Rows = {
  length: [70, 160],
  depth: [38, 72],
  gapU: [16, 28],
  gapV: [18, 28],
  fill: 0.9,
  usage: 'industrial',
  floorHeightM: 6.2,
  floors: (random) => (random.chance(0.7) ? 1 : 2 + random.int(3)),
}

const MARKET_HOUSES: Rows = {
  length: [20, 46],
  depth: [10.5, 13],
  gapU: [3, 9],
  gapV: [22, 32],
  fill: 0.72,
  usage: 'residential',
  floorHeightM: 3.3,
  floors: (random) => 2 + random.int(3),
}

const COTTAGES: Rows = { ...MARKET_HOUSES, gapV: [44, 80], gapU: [8, 40], fill: 0.4 }

const SCHOOL: Rows = {
  length: [36, 74],
  depth: [13, 17],
  gapU: [16, 22],
  gapV: [26, 34],
  fill: 1,
  usage: 'school',
  floorHeightM: 3.8,
  floors: between(3, 5),
}

const HOSPITAL: Rows = {
  length: [36, 84],
  depth: [18, 28],
  gapU: [20, 28],
  gapV: [26, 36],
  fill: 0.95,
  usage: 'hospital',
  floorHeightM: 4.1,
  floors: between(5, 17),
}

const CLINIC: Rows = { ...HOSPITAL, length: [30, 46], depth: [14, 18], floors: between(2, 5) }
const GOVERNMENT: Rows = {
  ...OFFICES,
  usage: 'public',
  length: [34, 88],
  depth: [18, 24],
  floors: between(4, 9),
}

function rowsFor(use: BlockUse, random: Random): Rows | undefined {
  switch (use) {
    case 'old-houses':
      return OLD_HOUSES
    case 'slabs':
      return slabs(random)
    case 'towers':
      return towers(random)
    case 'skyscrapers':
      return SKYSCRAPERS
    case 'mall':
      return MALL
    case 'offices':
      return OFFICES
    case 'factory':
      return FACTORY
    case 'market-houses':
      return MARKET_HOUSES
    case 'cottages':
      return COTTAGES
    case 'school':
      return SCHOOL
    case 'hospital':
      return HOSPITAL
    case 'clinic':
      return CLINIC
    case 'government':
      return GOVERNMENT
    default:
      return undefined
  }
}

/** The buildings of a block inside `rect`, which keeps clear of its streets. A school leaves half its land for sport. */
export function fillBlock(use: BlockUse, rect: Rect, random: Random): Footprint[] {
  const rows = rowsFor(use, random)
  const footprints: Footprint[] = []
  if (!rows || rect.u1 - rect.u0 < 12 || rect.v1 - rect.v0 < 10) return footprints
  const middle = rect.v0 + (rect.v1 - rect.v0) * 0.46
  const built = use === 'school' ? { ...rect, v0: middle } : rect
  layRows(built, rows, random, (footprint) => footprints.push(footprint))
  return footprints
}
