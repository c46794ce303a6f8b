import type { CopingArea } from '@civitas/contract'
import { isInScope, type Principal, wholeScope } from '../../../kernel/access.ts'
import type { CommandParts } from '../parts.ts'
import { pointOf } from '../parts.ts'
import { todayOf } from '../plans/registry.ts'
import { listLots, toLot } from '../resources/lots.ts'
import { listHolding } from '../resources/store.ts'
import type { Travel } from '../resources/travel.ts'
import { chooseDivision } from './ground.ts'
import { copingLimits, copingMethod, rateCoping as rate } from './rules.ts'

interface Unit {
  name: string
  at: readonly [number, number]
  people: number
}

interface Stock {
  material: string
  available: number
  minimum: number
  at: readonly [number, number]
}

/** Goods may take longer than the first unit. */
const stockMinutes = 60

export const copingLimitsText = `力量按现在的位置和空闲状态计，已被占用的不计；物资须在 ${stockMinutes} 分钟内送达区划中心；到达时间不计拥堵，首支到达以 ${copingLimits.latest} 分钟为零分；专业能力是否对口须看预案`

/** Rates the divisions right below one by who could come, what is in store and how soon. */
export async function rateCoping(
  parts: CommandParts,
  travel: Travel,
  query: { division?: string; minutes?: number },
  principal: Principal,
) {
  const row = chooseDivision(parts, query.division, principal)
  const minutes = query.minutes ?? 30
  const [units, stock] = await Promise.all([freeUnits(parts), stockOf(parts)])
  const children = parts.territory
    .listChildren(row.code)
    .filter((one) => isInScope(one.code, principal.scope))
  const areas: CopingArea[] = []
  for (const { code } of children) areas.push(await rateArea(parts, travel, { code, minutes, units, stock }))
  areas.sort((a, b) => a.index - b.index || a.division.localeCompare(b.division))
  return {
    ...{ division: row.code, name: row.name, minutes, areas, time: parts.kernel.clock.now().toISOString() },
    ...{ method: copingMethod, limits: copingLimitsText },
  }
}

async function freeUnits({ kernel, entities }: CommandParts): Promise<Unit[]> {
  const found: Unit[] = []
  for (const type of ['emergency.team', 'emergency.vehicle', 'emergency.equipment']) {
    const page = await entities.list({ type, limit: 500 }, wholeScope)
    const ids = page.items.map((one) => one.id)
    const held = new Set((await listHolding(kernel.db, ids)).map((one) => one.resource_id))
    for (const row of await entities.findMany(kernel.db, ids)) {
      const at = pointOf(row)
      if (at && !held.has(row.id))
        found.push({ name: row.name, at, people: Number(row.attributes.people ?? 0) })
    }
  }
  return found
}

async function stockOf({ kernel, entities }: CommandParts): Promise<Stock[]> {
  const { items } = await listLots(kernel.db, { limit: 500 })
  const places = await entities.findMany(
    kernel.db,
    items.map((one) => one.store_id),
  )
  const byId = new Map(places.map((one) => [one.id, one]))
  const today = todayOf(kernel.clock.now())
  return items.flatMap((row) => {
    const place = byId.get(row.store_id)
    const at = place && pointOf(place)
    const { material, available, minimum } = toLot(row, '', today)
    return at ? [{ material, available, minimum, at }] : []
  })
}

async function rateArea(
  { territory }: CommandParts,
  travel: Travel,
  { code, minutes, units, stock }: { code: string; minutes: number; units: Unit[]; stock: Stock[] },
): Promise<CopingArea> {
  const row = territory.findDivision(code)
  const population = row?.population ?? null
  const minutesFrom = await travel.to(row?.centre as [number, number])
  const arriving = units
    .map((unit) => ({ ...unit, minutes: minutesFrom(unit.at) }))
    .filter((unit): unit is Unit & { minutes: number } => unit.minutes !== null)
    .sort((a, b) => a.minutes - b.minutes)
  const inTime = arriving.filter((unit) => unit.minutes <= minutes)
  const people = inTime.reduce((sum, one) => sum + one.people, 0)
  const peopleRate = population ? Math.round((people / population) * 100_000) / 10 : null
  const goods = goodsWithin(stock, minutesFrom)
  const short = [...goods].filter(([, isEnough]) => !isEnough).map(([name]) => name)
  const firstMinutes = arriving[0]?.minutes ?? null
  const materials = goods.size - short.length
  return {
    ...{
      division: code,
      name: row?.name ?? code,
      population,
      firstMinutes,
      firstName: arriving[0]?.name ?? null,
    },
    ...{ units: inTime.length, people, peopleRate, materials, short },
    ...rate({ firstMinutes, peopleRate, materials, kinds: goods.size }),
  }
}

/** Every kind of goods, and whether what reaches the place is at or above the minimum of its lots. */
function goodsWithin(stock: readonly Stock[], minutesFrom: (at: readonly [number, number]) => number | null) {
  const sums = new Map<string, { available: number; minimum: number }>()
  for (const { material, available, minimum, at } of stock) {
    const one = sums.get(material) ?? { available: 0, minimum: 0 }
    const minutes = minutesFrom(at)
    if (minutes !== null && minutes <= stockMinutes) one.available += available
    one.minimum = Math.max(one.minimum, minimum)
    sums.set(material, one)
  }
  return new Map([...sums].map(([name, one]) => [name, one.available > 0 && one.available >= one.minimum]))
}
