import { type City, createRandom, type Facility, generateYunchuan } from '@civitas/city-yunchuan'
import * as contract from '@civitas/contract'
import { sql } from '../kernel/db/sql.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Doors } from '../platform.ts'
import type { Cast } from './cast.ts'
import { offerAdoptions } from './offer-adoptions.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const hoursEast = 8 * hourMs
/** How far the kept past goes back, and how long ago a district began to put its streets in order. */
const pastDays = 168
const policyDays = 49

/** What is reported on a usual day of a district: how many, and how the weekday (Monday first) bends it. */
const kinds: ReadonlyArray<{
  type: string
  titles: readonly string[]
  perDay: number
  week: readonly number[]
  /** What is left of it where the streets were put in order. */
  after: number
}> = [
  {
    type: 'urban-management.cityscape',
    titles: ['路边垃圾未清', '道路遗撒', '乱堆物料', '外墙小广告'],
    ...{ perDay: 2.2, week: [1.2, 1, 1, 1, 1.1, 0.9, 0.8], after: 0.6 },
  },
  {
    type: 'urban-management.street-order',
    titles: ['占道经营', '店外经营', '非机动车乱停放'],
    ...{ perDay: 1.8, week: [0.9, 0.9, 1, 1, 1.2, 1.2, 0.8], after: 0.5 },
  },
  {
    type: 'city-base.parts-damage',
    titles: ['井盖松动', '路灯不亮', '护栏变形', '人行道破损'],
    ...{ perDay: 1.1, week: [1.3, 1.1, 1, 1, 1, 0.8, 0.8], after: 1 },
  },
  {
    type: 'grassroots.dispute',
    titles: ['楼上漏水纠纷', '停车位纠纷', '噪声扰民纠纷'],
    ...{ perDay: 0.6, week: [0.9, 0.9, 0.9, 0.9, 1, 1.2, 1.2], after: 1 },
  },
]
const sources = ['citizen', 'hotline', 'grid', 'person'] as const

type PastEvent = Parameters<Doors['events']['importPast']>[1][number]

/**
 * Half a year of events that are over, as a city brings them along from the system before, and the daily figure counted from
 * them; in one district the streets were put in order seven weeks ago. Then the comparison of that policy, made as anybody
 * makes it, and what citizens may adopt. Done once.
 */
export async function fillHistory(kernel: Kernel, doors: Doors, cast: Cast | null): Promise<void> {
  const midnight = Math.floor((kernel.clock.now().getTime() + hoursEast) / dayMs) * dayMs - hoursEast
  const city = await kernel.db.transaction(async (tx) => {
    const done = await tx.query(sql`INSERT INTO kernel.setting (name, value) VALUES ('sample-history', 'true')
      ON CONFLICT DO NOTHING RETURNING name`)
    if (done.length === 0) return null
    const city = generateYunchuan()
    const past = planPast(city, midnight)
    await doors.events.importPast(tx, past)
    await doors.indicators.importHistory(tx, 'city-base.events-today', countDays(past, city.code, midnight))
    return city
  })
  if (!city || !cast) return
  await comparePolicies(doors, cast, midnight)
  await offerAdoptions(city, cast)
}

/** The districts that have lamps to be near to. */
function districtsOf(city: City): Array<{ code: string; near: Facility[] }> {
  const lamps = city.facilities.filter((one) => one.type === 'city-base.street-lamp')
  return city.divisions
    .filter((one) => one.level === 2)
    .map(({ code }) => ({ code, near: lamps.filter((one) => one.divisionCode.startsWith(code)) }))
    .filter(({ near }) => near.length > 0)
}

function planPast(city: City, midnight: number): PastEvent[] {
  return districtsOf(city).flatMap(({ code, near }, at) => {
    const random = createRandom(city.seed, `past-events ${code}`)
    return Array.from({ length: pastDays }, (_, n) => n + 1).flatMap((back) =>
      kinds.flatMap((kind) => {
        const start = midnight - back * dayMs
        const weekday = (new Date(start + hoursEast).getUTCDay() + 6) % 7
        const left = at === 0 && back <= policyDays ? kind.after : 1
        const count = poisson(random.next, kind.perDay * (kind.week[weekday] ?? 1) * left)
        return Array.from({ length: count }, (): PastEvent => {
          const lamp = random.pick(near)
          const raised = start + random.range(7, 21) * hourMs
          const [lon, lat] = lamp.geometry.coordinates as [number, number]
          return {
            ...{ type: kind.type, title: `${lamp.name.replace(/路灯.*/, '')}${random.pick(kind.titles)}` },
            ...{ source: random.pick(sources), divisionCode: lamp.divisionCode, position: [lon, lat] },
            raisedTime: new Date(raised),
            closedTime: new Date(Math.min(midnight, raised + random.range(1, 60) * hourMs)),
            isUntrue: random.chance(0.06),
          }
        })
      }),
    )
  })
}

/** Knuth’s way of drawing how many come when so many are expected. */
function poisson(next: () => number, expected: number): number {
  const limit = Math.exp(-expected)
  let count = 0
  for (let left = next(); left > limit; left *= next()) count++
  return count
}

/** The figure of each day as it stood at its end, for the city and each district. */
function countDays(past: readonly PastEvent[], cityCode: string, midnight: number) {
  const districts = new Set(past.map((one) => one.divisionCode.slice(0, 6)))
  return Array.from({ length: pastDays }, (_, n) => n + 1).flatMap((back) => {
    const from = midnight - back * dayMs
    const ofDay = past.filter(({ raisedTime: at }) => at.getTime() >= from && at.getTime() < from + dayMs)
    const time = new Date(from + dayMs - 60_000)
    return [
      { division: cityCode, time, value: ofDay.length },
      ...[...districts].map((division) => ({
        ...{ division, time },
        value: ofDay.filter((one) => one.divisionCode.startsWith(division)).length,
      })),
    ]
  })
}

async function comparePolicies(doors: Doors, cast: Cast, midnight: number): Promise<void> {
  const [first, second] = doors.territory.listDivisionsOfLevel(2)
  if (!first || !second) return
  const policyDay = new Date(midnight - policyDays * dayMs + hoursEast).toISOString().slice(0, 10)
  const body = {
    ...{ title: `${first.name}街面秩序集中整治`, indicator: 'city-base.events-today' },
    ...{ division: first.code, policyDay, days: policyDays },
  }
  const leader = await cast('leader')
  await leader.call(contract.comparePolicy, { body })
  await leader.call(contract.comparePolicy, {
    body: { ...body, title: `${body.title}（与${second.name}对照）`, control: second.code },
  })
}
