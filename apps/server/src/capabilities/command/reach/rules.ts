import type { SiteCriterion } from '@civitas/contract'

/** A square of a map, with what was found of it. */
export interface Cell {
  readonly x: number
  readonly y: number
  readonly centre: readonly [number, number]
}

/** The squares of a box; `size` is in degrees of longitude and latitude. */
export interface Raster {
  readonly west: number
  readonly south: number
  readonly size: readonly [number, number]
  readonly columns: number
  readonly rows: number
}

const metresOfDegree = 111_195

/** Squares of `leastM` metres or more over a box, at most `most` of them. */
export function rasterOf(
  [west, south, east, north]: readonly [number, number, number, number],
  leastM: number,
  most: number,
): Raster & { cellM: number } {
  const scale = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const width = (east - west) * metresOfDegree * scale
  const height = (north - south) * metresOfDegree
  const cellM = Math.ceil(Math.max(leastM, Math.sqrt((width * height) / most)) / 10) * 10
  return {
    ...{ west, south, cellM, size: [cellM / (metresOfDegree * scale), cellM / metresOfDegree] },
    ...{ columns: Math.max(1, Math.ceil(width / cellM)), rows: Math.max(1, Math.ceil(height / cellM)) },
  }
}

export function cellsOf({ west, south, size, columns, rows }: Raster): Cell[] {
  return Array.from({ length: columns * rows }, (_, i): Cell => {
    const [x, y] = [i % columns, Math.floor(i / columns)]
    return { x, y, centre: [west + (x + 0.5) * size[0], south + (y + 0.5) * size[1]] }
  })
}

/** Squares as one geometry: those beside each other in a row are one rectangle. */
export function shapeOfCells({ west, south, size }: Raster, cells: readonly Cell[]): GeoJSON.MultiPolygon {
  const sorted = [...cells].sort((a, b) => a.y - b.y || a.x - b.x)
  const runs: Array<{ y: number; from: number; to: number }> = []
  for (const { x, y } of sorted) {
    const last = runs.at(-1)
    if (last && last.y === y && last.to === x - 1) last.to = x
    else runs.push({ y, from: x, to: x })
  }
  const round = (value: number) => Math.round(value * 1e6) / 1e6
  return {
    type: 'MultiPolygon',
    coordinates: runs.map(({ y, from, to }) => {
      const [left, right] = [round(west + from * size[0]), round(west + (to + 1) * size[0])]
      const [low, high] = [round(south + y * size[1]), round(south + (y + 1) * size[1])]
      return [
        [
          [left, low],
          [right, low],
          [right, high],
          [left, high],
          [left, low],
        ],
      ]
    }),
  }
}

/** Squares by the first bound their value does not pass; those beyond the last are left out. */
export function bandsOf<T extends Cell>(
  raster: Raster & { cellM: number },
  cells: readonly T[],
  bounds: readonly number[],
  measure: (cell: T) => number | null,
) {
  return bounds.map((upTo, i) => {
    const from = bounds[i - 1] ?? Number.NEGATIVE_INFINITY
    const inside = cells.filter((cell) => {
      const value = measure(cell)
      return value !== null && value <= upTo && value > from
    })
    const areaKm2 = Math.round(inside.length * (raster.cellM / 1000) ** 2 * 100) / 100
    return { upTo, areaKm2, area: shapeOfCells(raster, inside) }
  })
}

/** 100 at `full`, 0 at `zero`, a straight line between. */
export function scoreBetween(value: number, full: number, zero: number): number {
  if (full === zero) return value <= full ? 100 : 0
  return Math.max(0, Math.min(100, ((zero - value) / (zero - full)) * 100))
}

/** The total of scores by their weights, with what each adds. */
export function weigh(
  criteria: readonly SiteCriterion[],
  found: ReadonlyArray<{ value: number | null; score: number }>,
) {
  const sum = criteria.reduce((total, one) => total + one.weight, 0)
  const parts = found.map(({ value, score }, i) => ({
    value: value === null ? null : Math.round(value * 10) / 10,
    score: Math.round(score * 10) / 10,
    share: Math.round((score * (criteria[i] as SiteCriterion).weight * 100) / sum) / 100,
  }))
  return { parts, score: Math.round(parts.reduce((total, one) => total + one.share, 0) * 10) / 10 }
}

export interface Coping {
  readonly firstMinutes: number | null
  readonly peopleRate: number | null
  readonly materials: number
  readonly kinds: number
}

/** Full marks and none: minutes of the first unit, people for 10 000 residents. */
export const copingLimits = { soonest: 5, latest: 30, people: 2 } as const
export const copingShares = { time: 0.4, people: 0.3, stock: 0.3 } as const

export const copingMethod = `首支力量到达得分 = (${copingLimits.latest} − 分钟) ÷ (${copingLimits.latest} − ${copingLimits.soonest}) × 100，${copingLimits.soonest} 分钟以内满分；人员得分 = min(1, 每万人可及时到达的救援人员 ÷ ${copingLimits.people}) × 100；物资得分 = 在达到储备下限且可及时送达的品种 ÷ 全市品种 × 100；指数 = 0.4 × 时间 + 0.3 × 人员 + 0.3 × 物资；40 以下红、55 以下橙、70 以下黄`

export function rateCoping({ firstMinutes, peopleRate, materials, kinds }: Coping) {
  const time =
    firstMinutes === null ? 0 : scoreBetween(firstMinutes, copingLimits.soonest, copingLimits.latest)
  const people = Math.min(1, (peopleRate ?? 0) / copingLimits.people) * 100
  const stock = kinds === 0 ? 0 : (materials / kinds) * 100
  const index = copingShares.time * time + copingShares.people * people + copingShares.stock * stock
  const level =
    index < 40 ? ('red' as const) : index < 55 ? ('orange' as const) : index < 70 ? ('yellow' as const) : null
  const round = (value: number) => Math.round(value * 10) / 10
  return {
    scores: { time: round(time), people: round(people), stock: round(stock) },
    index: round(index),
    level,
  }
}
