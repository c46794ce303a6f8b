import type { ReachInput, ReachResult } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { CommandParts } from '../parts.ts'
import type { Travel } from '../resources/travel.ts'
import { type Ground, groundOf } from './ground.ts'
import { bandsOf } from './rules.ts'

const most = 20_000

export const reachMethod =
  '以本平台道路登记构网（拐点为节点，双向通行），车行取限速或道路等级常速的 0.8 倍，步行 4.5 千米/小时且不走高速公路和快速路，路外一段车行按 15 千米/小时、步行按步速计；从全部设施同时出发求最短时间（Dijkstra），正在封闭的路段 60 米内不通行。居民按网格登记人口均摊到网格内的点，点在限时内到达最近设施即为覆盖'

export const reachLimits =
  '不计拥堵、信号灯、单行与转弯限制；设施容量和服务对象不计；网格内人口按均匀分布估计'

/** Facilities of these types that a caller may see, as places. */
export async function placesOf(
  { entities, domains }: CommandParts,
  types: readonly string[],
  path: string,
  { scope }: Principal,
): Promise<Array<[number, number]>> {
  const known = new Set(domains.list('entityTypes').map((one) => one.id))
  for (const type of types) if (!known.has(type)) throw invalid(path, `没有“${type}”这类设施`)
  const rows = await entities.readPoints(types, undefined, scope, most)
  return rows.map((row) => [row.lon, row.lat])
}

export async function mapReach(
  parts: CommandParts,
  travel: Travel,
  input: ReachInput,
  principal: Principal,
): Promise<{ ground: Ground; result: ReachResult }> {
  const ground = groundOf(parts, input.division, principal)
  const places = await placesOf(parts, input.types, '/body/types', principal)
  if (places.length === 0) throw invalid('/body/types', '这些类型没有已登记位置的设施')
  const bounds = [...new Set(input.minutes)].sort((a, b) => a - b)
  const minutesTo = await travel.toNearest(places, input.pace)
  const cells = ground.cells.map((cell) => ({ ...cell, minutes: minutesTo(cell.centre) }))
  const communities = coverCommunities(parts, ground, bounds, minutesTo)
  const sum = (pick: (one: (typeof communities)[number]) => number) =>
    communities.reduce((total, one) => total + pick(one), 0)
  return {
    ground,
    result: {
      facilities: places.length,
      bands: bandsOf(ground.raster, cells, bounds, (cell) => cell.minutes),
      communities,
      population: sum((one) => one.population),
      covered: bounds.map((_, i) => sum((one) => one.covered[i] ?? 0)),
      cellM: ground.raster.cellM,
    },
  }
}

function coverCommunities(
  { territory }: CommandParts,
  { people }: Ground,
  bounds: readonly number[],
  minutesTo: (at: readonly [number, number]) => number | null,
): ReachResult['communities'] {
  const found = new Map<string, { people: number; reached: number; minutes: number; covered: number[] }>()
  for (const point of people) {
    const one = found.get(point.community) ?? {
      ...{ people: 0, reached: 0, minutes: 0, covered: bounds.map(() => 0) },
    }
    const minutes = minutesTo(point.at)
    one.people += point.people
    if (minutes !== null) {
      one.reached += point.people
      one.minutes += minutes * point.people
      for (const [i, bound] of bounds.entries())
        if (minutes <= bound) one.covered[i] = (one.covered[i] ?? 0) + point.people
    }
    found.set(point.community, one)
  }
  return [...found]
    .map(([code, one]) => ({
      ...{ code, name: territory.findDivision(code)?.fullName ?? code, population: Math.round(one.people) },
      covered: one.covered.map(Math.round),
      meanMinutes: one.reached > 0 ? Math.round((one.minutes / one.reached) * 10) / 10 : null,
    }))
    .sort(
      (a, b) =>
        (a.covered[0] ?? 0) / a.population - (b.covered[0] ?? 0) / b.population ||
        a.code.localeCompare(b.code),
    )
}
