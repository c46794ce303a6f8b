import { type City, generatePeople } from '@civitas/city-yunchuan'
import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'

type Input = Parameters<Doors['entities']['importMany']>[1][number]
type Attributes = Record<string, unknown>

const dayMs = 86_400_000
const cycle = <T>(list: readonly T[], n: number): T => list[n % list.length] as T
const point = (coordinates: readonly number[]): GeoJSON.Point => ({
  type: 'Point',
  coordinates: coordinates.slice(0, 2),
})

/** Rows of one ledger, numbered by their place. */
function rows<T>(
  type: string,
  of: readonly T[],
  make: (one: T, n: number) => Omit<Input, 'type' | 'reference'> & { attributes: Attributes },
): Input[] {
  return of.map((one, n) => ({
    type: `grassroots.${type}`,
    reference: `${type}-${String(n + 1).padStart(4, '0')}`,
    ...make(one, n),
  }))
}

/** The ledgers of comprehensive governance, as the sample city has kept them until today. */
export async function fillModules(tx: Transaction, doors: Doors, city: City, now: Date): Promise<void> {
  const day = (ago: number) => new Date(now.getTime() - ago * dayMs).toISOString().slice(0, 10)
  await doors.entities.importMany(tx, [
    ...bodies(city),
    ...people(city, day),
    ...order(city, day),
    ...campus(city, day),
    ...lines(city, day),
  ])
}

type Day = (ago: number) => string

/** Bodies of every level but the grid. */
function bodies(city: City): Input[] {
  const levels = ['', 'city', 'county', 'town', 'village']
  const kinds = { city: 'committee', county: 'office', town: 'centre', village: 'team' } as Record<
    string,
    string
  >
  const names = {
    committee: '综治领导小组',
    office: '综治办公室',
    centre: '综治中心',
    team: '群防群治队',
  } as Record<string, string>
  const divisions = city.divisions.filter((one) => one.level <= 4)
  return rows('governance-body', divisions, (one, n) => {
    const level = levels[one.level] as string
    const kind = kinds[level] as string
    return {
      ...{ name: `${one.name}${names[kind]}`, geometry: point(one.centroid), divisionCode: one.code },
      attributes: { kind, level, members: 5 + ((n * 7) % 20) },
    }
  })
}

/** Those the city looks after, and the organisations people found. */
function people(city: City, day: Day): Input[] {
  const { residents, firms } = generatePeople(city, { residents: 140, firms: 60 })
  const place = (code: string) =>
    point(
      city.divisions.find((one) => one.code === code)?.centroid ?? (city.divisions[0]?.centroid as number[]),
    )
  const [cared, young] = [residents.slice(20, 80), residents.slice(80, 120)]
  return [
    ...rows('special-person', cared, (one, n) => ({
      ...{ name: one.name, geometry: place(one.divisionCode), divisionCode: one.divisionCode },
      attributes: {
        kind: cycle(['released', 'correction', 'mental', 'drug'], n),
        concern: cycle(['high', 'middle', 'low', 'low'], n),
        ...{ helped: n % 5 !== 0, lastVisit: day(n % 40), idNumber: one.idNumber, phone: one.phone },
      },
    })),
    ...rows('key-youth', young, (one, n) => ({
      ...{ name: one.name, geometry: place(one.divisionCode), divisionCode: one.divisionCode },
      attributes: {
        kind: cycle(['left-behind', 'idle', 'conduct', 'left-behind', 'other'], n),
        ...{ offended: n % 9 === 0, lastVisit: day(n % 30), idNumber: one.idNumber },
      },
    })),
    ...rows('new-organisation', firms, (one, n) => ({
      ...{ name: one.name, geometry: place(one.divisionCode), divisionCode: one.divisionCode },
      attributes: {
        kind: cycle(['firm', 'firm', 'association', 'service'], n),
        ...{ hasDanger: n % 11 === 0, hasParty: n % 3 === 0, staff: 4 + ((n * 13) % 120), phone: one.phone },
      },
    })),
  ]
}

/** Dwellings let, areas of concern, parcels and disputes, each at a building of the city. */
function order(city: City, day: Day): Input[] {
  const step = Math.max(1, Math.floor(city.buildings.length / 320))
  const spots = city.buildings.filter((_, n) => n % step === 0)
  const at = (one: City['buildings'][number]) => ({
    ...{ geometry: point(one.geometry.coordinates[0]?.[0] ?? [0, 0]), divisionCode: one.divisionCode },
  })
  return [
    ...rows('rental-house', spots.slice(0, 120), (one, n) => ({
      ...{ name: `${one.address} 出租房`, ...at(one) },
      attributes: {
        use: cycle(['living', 'living', 'trade', 'storage'], n),
        danger: cycle(['none', 'none', 'none', 'fire', 'none', 'order'], n),
        tenants: 1 + (n % 5),
      },
    })),
    ...rows('key-area', spots.slice(120, 132), (one, n) => ({
      ...{ name: `${one.address}周边`, ...at(one) },
      attributes: { trouble: cycle(['theft', 'fights', 'fire', 'other'], n), ...rectifying(n, day) },
    })),
    ...rows('parcel-firm', spots.slice(132, 172), (one, n) => ({
      ...{ name: `${one.address}快递网点`, ...at(one) },
      attributes: {
        kind: cycle(['express', 'express', 'post', 'freight'], n),
        ...{ opened: n % 8 !== 0, named: n % 10 !== 0, scanned: n % 6 !== 0, staff: 3 + (n % 12) },
      },
    })),
    ...rows('dispute-file', spots.slice(172, 262), (one, n) => {
      const state = cycle(['settled', 'settled', 'settled', 'open', 'failed'], n)
      return {
        ...{ name: `${one.address}纠纷`, ...at(one) },
        attributes: {
          kind: cycle(['neighbours', 'family', 'estate', 'labour', 'neighbours', 'other'], n),
          scale: cycle(['single', 'single', 'single', 'group'], n),
          ...{ state, happenedDate: day(3 + ((n * 5) % 150)), people: 2 + (n % 6) },
          ...(state === 'settled' ? { way: cycle(['mediation', 'administrative', 'court'], n) } : {}),
        },
      }
    }),
  ]
}

function rectifying(n: number, day: Day): Attributes {
  const found = 5 + ((n * 11) % 90)
  return {
    ...{
      state: cycle(['done', 'doing', 'done', 'found'], n),
      foundDate: day(found),
      dueDate: day(found - 30),
    },
  }
}

function campus(city: City, day: Day): Input[] {
  const schools = city.places.filter((one) => one.type === 'city-base.school')
  const at = (one: City['places'][number]) => {
    const { geometry } = one
    const first = geometry.type === 'Point' ? geometry.coordinates : (geometry.coordinates[0]?.[0] ?? [0, 0])
    return { geometry: point(first), divisionCode: one.divisionCode }
  }
  const peaks = schools.flatMap((one) => [
    { one, peak: 'morning', fromTime: '07:20', toTime: '08:10' },
    { one, peak: 'afternoon', fromTime: '16:10', toTime: '17:20' },
  ])
  const near = schools.slice(0, 30).flatMap((one) => ['文具店', '餐饮店'].map((shop) => ({ one, shop })))
  return [
    ...rows('school', schools, (one, n) => ({
      ...{ name: one.name, ...at(one) },
      attributes: { kind: schoolKind(one.name), students: one.capacity ?? 600, guards: 2 + (n % 5) },
    })),
    ...rows('campus-guard', peaks, ({ one, ...times }, n) => ({
      ...{ name: `${one.name}护学岗`, ...at(one) },
      attributes: { ...times, people: 2 + (n % 3) },
    })),
    ...rows('campus-surroundings', near, ({ one, shop }, n) => ({
      ...{ name: `${one.name}旁${shop}`, ...at(one) },
      attributes: {
        kind: shop === '餐饮店' ? 'food' : 'shop',
        ...{ licensed: n % 7 !== 0, distance: 40 + ((n * 23) % 160) },
      },
    })),
    ...rows('campus-danger', schools.slice(0, 25), (one, n) => ({
      ...{ name: `${one.name}${cycle(['消防通道占用', '围墙破损', '门前乱停车'], n)}`, ...at(one) },
      attributes: rectifying(n, day),
    })),
  ]
}

function schoolKind(name: string): string {
  if (name.includes('幼儿园')) return 'kindergarten'
  if (name.includes('小学')) return 'primary'
  if (name.includes('大学') || name.includes('学院')) return 'university'
  return name.includes('职业') ? 'vocational' : 'secondary'
}

function lines(city: City, day: Day): Input[] {
  const rails = city.railways.flatMap(({ geometry, ...one }) =>
    geometry.type === 'LineString' ? [{ ...one, geometry }] : [],
  )
  const roads = city.roads
    .flatMap(({ geometry, ...one }) => (geometry.type === 'LineString' ? [{ ...one, geometry }] : []))
    .slice(0, 24)
  const sections = [
    ...rails.map((one) => ({ ...one, line: 'rail' })),
    ...roads.map((one) => ({ ...one, line: 'road' })),
  ]
  return [
    ...rows('line-section', sections, (one, n) => ({
      ...{ name: `${one.name}巡护段`, geometry: one.geometry, divisionCode: one.divisionCode },
      attributes: {
        ...{ kind: one.line, grade: cycle(['low', 'low', 'middle', 'high'], n), patrollers: 2 + (n % 4) },
        ...('length_m' in one ? { length: Math.round(one.length_m / 100) / 10 } : {}),
      },
    })),
    ...rows('line-danger', sections.slice(0, 14), (one, n) => ({
      ...{
        name: `${one.name}${cycle(['护栏缺失', '沿线堆物', '违章施工'], n)}`,
        divisionCode: one.divisionCode,
      },
      geometry: point(one.geometry.coordinates[0] ?? [0, 0]),
      attributes: rectifying(n, day),
    })),
  ]
}
