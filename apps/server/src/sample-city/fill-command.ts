import type { City } from '@civitas/city-yunchuan'
import type { User } from '@civitas/contract'
import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'
import { toOrganisations } from './translate.ts'

type Spot = readonly [lon: number, lat: number]

/** Where the resources of the sample city stand: spread over the centres of its districts. */
function spotsOf(city: City): Spot[] {
  const [lon = 0, lat = 0] = city.divisions.find((one) => one.level === 1)?.centroid ?? []
  const districts = city.divisions
    .filter((one) => one.level === 2)
    .map((one) => one.centroid as unknown as Spot)
  return [[lon, lat], ...districts]
}

interface Kind {
  type: string
  names: readonly string[]
  attributes: (index: number) => Record<string, unknown>
}

const owner = '云川市应急管理局'

const kinds: readonly Kind[] = [
  {
    type: 'emergency.store',
    names: ['市级防汛物资库', '市应急物资储备中心', '城东物资库', '城西物资库'],
    attributes: (i) => ({ area_m2: 1200 + 400 * i }),
  },
  {
    type: 'emergency.team',
    names: ['市排涝抢险队', '市水上救援队', '市危化救援队', '城区消防特勤站', '电力抢修队'],
    attributes: (i) => ({
      ability: ['排涝抢险', '水上救援', '危化处置', '灭火救援', '电力抢修'][i],
      people: 20 + 5 * i,
      travelReadiness: 5,
    }),
  },
  {
    type: 'emergency.vehicle',
    names: ['排涝泵车 P1', '排涝泵车 P2', '排涝泵车 P3', '应急发电车 D1', '应急通信车 T1'],
    attributes: (i) => ({
      ability: i < 3 ? '排涝泵车' : i === 3 ? '应急发电' : '应急通信',
      travelReadiness: 5,
    }),
  },
  {
    type: 'emergency.equipment',
    names: ['冲锋舟 1 号', '冲锋舟 2 号', '大功率水泵'],
    attributes: (i) => ({ ability: i < 2 ? '冲锋舟' : '强排水泵', travelReadiness: 10 }),
  },
  {
    type: 'emergency.shelter',
    names: ['体育中心避难场所', '第一中学避难场所', '会展中心避难场所', '人民公园避难场所'],
    attributes: (i) => ({ capacity: 1500 + 500 * i }),
  },
  {
    type: 'emergency.expert',
    names: ['防汛专家组', '危化专家组', '医疗专家组'],
    attributes: (i) => ({ ability: ['防汛', '危化', '医疗'][i] }),
  },
  {
    type: 'emergency.hospital-beds',
    names: ['市第一医院床位', '市中医院床位'],
    attributes: (i) => ({ capacity: 120 - 40 * i }),
  },
  {
    type: 'emergency.hazard-source',
    names: ['云川化工园液氯储罐区', '城东液化气储配站', '东屏氨制冷库'],
    attributes: (i) => ({
      substance: ['液氯', '液化石油气', '液氨'][i],
      grade: ['2', '3', '4'][i],
      quantity_t: [40, 120, 18][i],
    }),
  },
  {
    type: 'emergency.dense-place',
    names: ['会展中心', '中心汽车站', '大型商场'],
    attributes: (i) => ({ capacity: 8000 - 2000 * i }),
  },
  {
    type: 'emergency.enterprise',
    names: ['云川建工集团', '云川大件运输公司'],
    attributes: (i) => ({ ability: ['土石方抢险', '大件运输'][i], people: 60 - 20 * i }),
  },
]

const goods: readonly (readonly [
  material: string,
  unit: string,
  quantity: number,
  months: number | null,
  cost: number,
])[] = [
  ['救生衣', '件', 300, 36, 85],
  ['编织袋', '条', 5000, null, 1.2],
  ['应急食品', '箱', 400, 1, 120],
  ['防护服', '套', 600, 24, 65],
  ['重型防化服', '套', 24, 30, 3200],
  ['堵漏工具', '套', 6, null, 5600],
]

/** Posts of the roster and the units their people are of. */
const posts = [
  { post: 'duty', title: '值班长', unit: '市城市运行管理中心', people: 4 },
  { post: 'deputy', title: '带班领导', unit: '市应急管理局', people: 3 },
] as const

/** Units whose posts stand in the plans, with the post they hold there. */
const standing: readonly (readonly [post: string, unit: string])[] = [
  ['commander', '市人民政府'],
  ['fire', '市消防救援支队'],
  ['traffic', '市公安局交通警察支队'],
  ['medical', '市卫生健康委员会'],
  ['drainage', '市排水公司'],
  ['urban', '市城市管理局'],
  ['power', '市供电公司'],
]

/** Fills stores, forces, contacts, rosters and holders of posts; what pages of the command show first. */
export async function fillCommand(
  tx: Transaction,
  doors: Doors,
  city: City,
  users: ReadonlyMap<string, User>,
  now: Date,
): Promise<void> {
  const units = new Map(toOrganisations(city).map((one) => [one.shortName, one.id]))
  await fillResources(tx, doors, city, now)
  const { fill } = doors.command
  const duty = users.get('duty')
  const contact = (name: string, unit: string, duty: string, more: { phone: string; userId?: string }) =>
    fill.contact(tx, {
      name,
      duty,
      organisationId: units.get(unit) ?? null,
      divisionCode: city.code,
      ...more,
    })
  const people: Record<string, string[]> = {}
  for (const [at, { post, title, unit, people: count }] of posts.entries())
    for (let index = 0; index < count; index++) {
      const isDemo = post === 'duty' && index === 0
      const id = await contact(`${title}${index + 1}`, unit, title, {
        phone: `0990-880${at}${String(index).padStart(3, '0')}`,
        ...(isDemo && duty ? { userId: duty.id } : {}),
      })
      people[post] = [...(people[post] ?? []), id]
    }
  await fill.roster(tx, {
    title: '市级应急值班',
    organisationId: units.get('市城市运行管理中心') ?? null,
    posts,
    people,
    from: now,
  })
  for (const [index, [post, unit]] of standing.entries()) {
    const id = await contact(`${unit}值班室`, unit, '值班室', {
      phone: `0990-8810${String(index).padStart(3, '0')}`,
    })
    await fill.holder(tx, post, id)
  }
  await fillFieldStaff(tx, doors, city)
}

async function fillFieldStaff(tx: Transaction, doors: Doors, city: City): Promise<void> {
  for (const [index, spot] of spotsOf(city).entries())
    for (let n = 0; n < 6; n++) {
      const position: Spot = [spot[0] + (n - 2.5) * 0.002, spot[1] + ((n % 3) - 1) * 0.002]
      await doors.command.fill.contact(tx, {
        ...{
          name: `外勤${index + 1}-${n + 1}`,
          duty: '巡查处置',
          organisationId: null,
          divisionCode: city.code,
        },
        ...{ phone: `0990-882${index}${String(n).padStart(3, '0')}`, position, isField: true },
      })
    }
}

async function fillResources(tx: Transaction, doors: Doors, city: City, now: Date): Promise<void> {
  const spots = spotsOf(city)
  const inputs = kinds.flatMap(({ type, names, attributes }, at) =>
    names.map((name, index) => {
      const spot = spots[(at + index) % spots.length] as Spot
      const coordinates = [spot[0] + ((index % 3) - 1) * 0.006, spot[1] + (at - 3) * 0.003]
      return {
        ...{ type, reference: `YJ-${at + 1}${String(index + 1).padStart(3, '0')}`, name },
        geometry: { type: 'Point' as const, coordinates },
        attributes: { ...attributes(index), owner, phone: `0990-883${at}${String(index).padStart(3, '0')}` },
      }
    }),
  )
  await doors.entities.importMany(tx, inputs)
  for (const [index, input] of inputs.filter((one) => one.type === 'emergency.store').entries()) {
    const store = await doors.entities.findByReference(tx, input.type, input.reference)
    if (!store) continue
    for (const [material, unit, quantity, months, unitCost] of goods.slice(index % 2, (index % 2) + 4)) {
      const expiry = months === null ? null : new Date(now.getTime() + (months * 30 - 5 + index) * 86_400_000)
      await doors.command.fill.lot(tx, {
        ...{
          storeId: store.id,
          material,
          unit,
          quantity: quantity + 100 * index,
          minimum: quantity / 4,
          unitCost,
        },
        expiryDate: expiry ? expiry.toISOString().slice(0, 10) : null,
      })
    }
  }
}

/** A finished incident with its review, so that the pages have something to show from the first minute. */
export async function fillExampleIncident(
  tx: Transaction,
  doors: Doors,
  city: City,
  users: ReadonlyMap<string, User>,
): Promise<void> {
  const duty = users.get('duty')
  if (!duty) return
  const position = city.divisions.find((one) => one.level === 2)?.centroid as unknown as
    | [number, number]
    | undefined
  await doors.command.fill.finishedIncident(tx, {
    by: { userId: duty.id, name: duty.name },
    ...(position ? { position } : {}),
  })
}
