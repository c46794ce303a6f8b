import type { Organisation } from '@civitas/contract'
import { sql } from '../kernel/db/sql.ts'
import type { Platform } from '../platform.ts'

/** Middle of a grid of the small city. */
export const places = {
  /** 云城区 990102, first grid. */
  oldTown: [118.905, 33.405] as [number, number],
  oldTownNear: [118.9052, 33.4052] as [number, number],
  /** 临江区 990103, first grid. */
  riverside: [118.955, 33.405] as [number, number],
  outside: [120, 30] as [number, number],
}

const square = (west: number, south: number, width: number, height: number): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + width, south],
      [west + width, south + height],
      [west, south + height],
      [west, south],
    ],
  ],
})

interface Place {
  code: string
  name: string
  box: [number, number, number, number]
}

/** Two districts, each with one street, one community and two grids side by side. */
const divisions: Place[] = [
  { code: '990100', name: '云川市', box: [118.9, 33.4, 0.1, 0.02] },
  ...['990102', '990103'].flatMap((code, i): Place[] => {
    const west = 118.9 + i * 0.05
    const name = ['云城区', '临江区'][i] as string
    return [
      { code, name, box: [west, 33.4, 0.05, 0.02] },
      { code: `${code}001`, name: '望云街道', box: [west, 33.4, 0.05, 0.02] },
      { code: `${code}001001`, name: '青石桥社区', box: [west, 33.4, 0.05, 0.02] },
      { code: `${code}001001001`, name: '第一网格', box: [west, 33.4, 0.025, 0.02] },
      { code: `${code}001001002`, name: '第二网格', box: [west + 0.025, 33.4, 0.025, 0.02] },
    ]
  }),
]

const levels: Record<number, number> = { 9: 3, 12: 4, 15: 5 }
const kinds = ['', 'city', 'district', 'street', 'community', 'grid']

function parentOf(code: string): string | null {
  if (code === '990100') return null
  return code.length === 6 ? '990100' : code.slice(0, code.length - 3)
}

function levelOf(code: string): number {
  return code === '990100' ? 1 : code.length === 6 ? 2 : (levels[code.length] as number)
}

function fullName(code: string): string {
  const own = divisions.find((one) => one.code === code) as Place
  const parent = parentOf(code)
  return parent && parent !== '990100' ? fullName(parent) + own.name : own.name
}

const organisation = (n: number, name: string, divisionCode: string): Organisation => ({
  id: `00000000-0000-7000-8000-00000000000${n}`,
  code: `TEST${n}`,
  name,
  shortName: name,
  kind: 'bureau',
  divisionCode,
  parentId: null,
})

/** Organisations of the small city. */
export const organisations = {
  operationCentre: organisation(1, '云川市城市运行管理中心', '990100'),
  trafficPolice: organisation(2, '云川市公安局交通警察支队', '990100'),
  drainage: organisation(3, '云川市排水管理有限公司', '990100'),
  oldTownUrban: organisation(4, '云城区城市管理局', '990102'),
  riversideUrban: organisation(5, '临江区城市管理局', '990103'),
  water: organisation(6, '云川市供水有限公司', '990100'),
}

/** Fills the template database of the tests. */
export async function importSmallCity(platform: Platform): Promise<void> {
  await platform.kernel.db.transaction(async (tx) => {
    const rows = divisions.map(({ code, name, box: [west, south, width, height] }) => ({
      code,
      level: levelOf(code),
      name,
      fullName: fullName(code),
      kind: kinds[levelOf(code)] as string,
      parentCode: parentOf(code),
      population: 1000,
      areaKm2: 5,
      centre: [west + width / 2, south + height / 2] as [number, number],
      geometry: square(west, south, width, height),
    }))
    await platform.territory.importDivisions(tx, rows)
    await platform.identity.importOrganisations(tx, Object.values(organisations))
    await tx.query(sql`INSERT INTO kernel.setting (name, value)
      VALUES ('city', '{"name":"云川市","code":"990100","demo":false}'), ('city-code', '"990100"')`)
  })
}
