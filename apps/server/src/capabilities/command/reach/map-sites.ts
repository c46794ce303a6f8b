import type { SiteCriterion, SiteInput, SiteResult } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import { type CommandParts, metresBetween } from '../parts.ts'
import type { Travel } from '../resources/travel.ts'
import { type Ground, groundOf, peopleAround, peopleBySquare } from './ground.ts'
import { placesOf } from './map-reach.ts'
import { bandsOf, type Cell, scoreBetween, weigh } from './rules.ts'

export const siteMethod =
  '把范围划成方格，逐格按条件打分（0–100）再按权重相加：“靠近”按到最近一处的路程分钟在满分与零分之间线性取值；“远离”按到最近一处的直线米数线性取值；“服务居民”“补足空白”为半径内居民数、以及其中现有设施限时外的居民数，除以各格最大值 × 100。列出得分最高且彼此相距 2 千米以上的十处'

export const siteLimits =
  '只比较所列条件，不判断用地权属、规划许可、地质与造价；方格中心代表全格；权重由使用者给定，结果随权重变化'

const shown = 10
const apartM = 2_000

type Measure = (cell: Cell) => { value: number | null; score: number }

export async function mapSites(
  parts: CommandParts,
  travel: Travel,
  input: SiteInput,
  principal: Principal,
): Promise<{ ground: Ground; result: SiteResult }> {
  const ground = groundOf(parts, input.division, principal)
  const measures: Measure[] = []
  for (const [i, criterion] of input.criteria.entries())
    measures.push(
      await measureOf(
        { parts, travel, ground, pace: input.pace, principal },
        criterion,
        `/body/criteria/${i}`,
      ),
    )
  const rated = ground.cells.map((cell) => ({
    ...cell,
    ...weigh(
      input.criteria,
      measures.map((measure) => measure(cell)),
    ),
  }))
  return {
    ground,
    result: {
      bands: bandsOf(ground.raster, rated, [20, 40, 60, 80, 100], (cell) => cell.score),
      best: bestOf(rated).map((cell, i) => ({
        ...{ rank: i + 1, position: [...cell.centre] as [number, number], division: cell.division },
        ...{ name: parts.territory.findDivision(cell.division)?.fullName ?? cell.division },
        ...{ score: cell.score, parts: cell.parts },
      })),
      ...{ cells: rated.length, cellM: ground.raster.cellM },
    },
  }
}

/** The best places, none of them beside a better one. */
function bestOf<T extends Cell & { score: number }>(cells: readonly T[]): T[] {
  const best: T[] = []
  for (const cell of [...cells].sort((a, b) => b.score - a.score || a.y - b.y || a.x - b.x)) {
    if (best.length >= shown) break
    if (best.every((one) => metresBetween(one.centre, cell.centre) >= apartM)) best.push(cell)
  }
  return best
}

interface Asked {
  parts: CommandParts
  travel: Travel
  ground: Ground
  pace: SiteInput['pace']
  principal: Principal
}

async function measureOf(asked: Asked, criterion: SiteCriterion, path: string): Promise<Measure> {
  const { full = 0, zero = 0, radiusM, minutes } = criterion
  if (criterion.kind === 'people' || criterion.kind === 'unserved') {
    if (!radiusM) throw invalid(`${path}/radiusM`, '请给出半径')
    if (criterion.kind === 'unserved' && !minutes) throw invalid(`${path}/minutes`, '请给出现有设施的限时')
    return measurePeople(asked, criterion, path)
  }
  if (full === zero) throw invalid(`${path}/full`, '满分与零分的界限不能相同')
  const places = await requirePlaces(asked, criterion, path)
  if (criterion.kind === 'near') {
    const minutesTo = await asked.travel.toNearest(places, asked.pace)
    return ({ centre }) => {
      const value = minutesTo(centre)
      return { value, score: value === null ? 0 : scoreBetween(value, full, zero) }
    }
  }
  return ({ centre }) => {
    const value = places.reduce(
      (least, at) => Math.min(least, metresBetween(at, centre)),
      Number.POSITIVE_INFINITY,
    )
    return { value, score: scoreBetween(value, full, zero) }
  }
}

async function requirePlaces({ parts, principal }: Asked, { types }: SiteCriterion, path: string) {
  if (!types) throw invalid(`${path}/types`, '请选择设施类型')
  const places = await placesOf(parts, types, `${path}/types`, principal)
  if (places.length === 0) throw invalid(`${path}/types`, '这些类型没有已登记位置的设施')
  return places
}

/** Residents around, or those of them whom nothing that exists reaches in time, against the most of any square. */
async function measurePeople(asked: Asked, criterion: SiteCriterion, path: string): Promise<Measure> {
  const { ground } = asked
  const minutesTo =
    criterion.kind === 'unserved'
      ? await asked.travel.toNearest(await requirePlaces(asked, criterion, path), asked.pace)
      : null
  const squares = peopleBySquare(ground, ({ at }) => {
    const minutes = minutesTo?.(at)
    return minutes === undefined || minutes === null || minutes > (criterion.minutes ?? 0)
  })
  const around = new Map(
    ground.cells.map((cell) => [
      cell.y * ground.raster.columns + cell.x,
      peopleAround(ground, squares, cell, criterion.radiusM as number),
    ]),
  )
  const largest = Math.max(1, ...around.values())
  return ({ x, y }) => {
    const value = Math.round(around.get(y * ground.raster.columns + x) ?? 0)
    return { value, score: (value / largest) * 100 }
  }
}
