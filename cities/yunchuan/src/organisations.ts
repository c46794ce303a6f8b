import type { Division, Duty, Organisation, OrganisationKind, Post } from './city.ts'
import { makeCreditCode } from './credit-code.ts'
import type { DivisionPlan } from './divisions.ts'
import { CITY_CODE } from './divisions.ts'

const CITY_BODIES: [short: string, rest: string, kind: OrganisationKind][] = [
  ['市人民政府', '云川市人民政府', 'government'],
  ['市城市管理局', '云川市城市管理局', 'bureau'],
  ['市水利局', '云川市水利局', 'bureau'],
  ['市住房和城乡建设局', '云川市住房和城乡建设局', 'bureau'],
  ['市生态环境局', '云川市生态环境局', 'bureau'],
  ['市公安局', '云川市公安局', 'bureau'],
  ['市公安局交通警察支队', '云川市公安局交通警察支队', 'bureau'],
  ['市应急管理局', '云川市应急管理局', 'bureau'],
  ['市消防救援支队', '云川市消防救援支队', 'bureau'],
  ['市气象局', '云川市气象局', 'bureau'],
  ['市数据局', '云川市数据局', 'bureau'],
  ['市交通运输局', '云川市交通运输局', 'bureau'],
  ['市自然资源和规划局', '云川市自然资源和规划局', 'bureau'],
  ['市教育局', '云川市教育局', 'bureau'],
  ['市卫生健康委员会', '云川市卫生健康委员会', 'bureau'],
  ['市民政局', '云川市民政局', 'bureau'],
  ['市市场监督管理局', '云川市市场监督管理局', 'bureau'],
  ['市农业农村局', '云川市农业农村局', 'bureau'],
  ['市12345热线中心', '云川市12345政务服务便民热线中心', 'institution'],
  ['市城市运行管理中心', '云川市城市运行管理中心', 'institution'],
  ['市生态环境监测中心', '云川市生态环境监测中心', 'institution'],
]

/** Further bodies of the city that serve people and firms at the windows. */
const SERVING_BODIES: [short: string, rest: string, kind: OrganisationKind][] = [
  ['市行政审批局', '云川市行政审批局', 'bureau'],
  ['市发展和改革委员会', '云川市发展和改革委员会', 'bureau'],
  ['市人力资源和社会保障局', '云川市人力资源和社会保障局', 'bureau'],
  ['市医疗保障局', '云川市医疗保障局', 'bureau'],
  ['市税务局', '云川市税务局', 'bureau'],
  ['市财政局', '云川市财政局', 'bureau'],
  ['市司法局', '云川市司法局', 'bureau'],
  ['市文化广电和旅游局', '云川市文化广电和旅游局', 'bureau'],
  ['市工业和信息化局', '云川市工业和信息化局', 'bureau'],
  ['市残疾人联合会', '云川市残疾人联合会', 'institution'],
  ['市住房公积金管理中心', '云川市住房公积金管理中心', 'institution'],
  ['市不动产登记中心', '云川市不动产登记中心', 'institution'],
]

const UTILITIES: [short: string, name: string, serves: UtilityKind][] = [
  ['市排水公司', '云川市排水管理有限公司', 'drainage'],
  ['市供水公司', '云川市供水有限公司', 'water'],
  ['市路灯公司', '云川市城市照明有限公司', 'lighting'],
  ['市供电公司', '云川市供电有限公司', 'power'],
  ['市燃气公司', '云川市燃气有限公司', 'gas'],
  ['市公交公司', '云川市公共交通有限公司', 'bus'],
  ['市通信管道公司', '云川市通信管道有限公司', 'telecom'],
]

const DISTRICT_BODIES: [suffix: string, kind: OrganisationKind][] = [
  ['人民政府', 'government'],
  ['城市管理局', 'bureau'],
  ['水利局', 'bureau'],
  ['住房和城乡建设局', 'bureau'],
]

export type UtilityKind = 'drainage' | 'water' | 'lighting' | 'power' | 'gas' | 'bus' | 'telecom'

export interface Institutions {
  organisations: Organisation[]
  duties: Duty[]
  posts: Post[]
  utilities: Record<UtilityKind, string>
  /** Code of an organisation by its short name. */
  codeOf(shortName: string): string
}

/** Organisations of city, districts, streets and towns, their duty lists, and a staff post for every grid. */
export function buildInstitutions(divisions: DivisionPlan): Institutions {
  const organisations: Organisation[] = []
  const codeOf = (shortName: string) => {
    const found = organisations.find((organisation) => organisation.shortName === shortName)
    if (!found) throw new Error(`no organisation is called ${shortName}`)
    return found.code
  }
  const add = (
    name: string,
    shortName: string,
    divisionCode: string,
    parentCode: string | null,
    kind: OrganisationKind,
  ) => {
    const form = kind === 'utility' ? '91' : kind === 'institution' ? '12' : '11'
    const code = makeCreditCode(form, divisionCode, 1010 + organisations.length * 37)
    organisations.push({ code, name, shortName, divisionCode, parentCode, kind })
    return code
  }
  for (const [shortName, name, kind] of CITY_BODIES) {
    add(name, shortName, CITY_CODE, organisations[0]?.code ?? null, kind)
  }
  const utilities = Object.fromEntries(
    UTILITIES.map(([shortName, name, serves]) => [
      serves,
      add(
        name,
        shortName,
        CITY_CODE,
        codeOf(serves === 'bus' ? '市交通运输局' : '市住房和城乡建设局'),
        'utility',
      ),
    ]),
  ) as Record<UtilityKind, string>
  const parentOfDistrictBody = ['市人民政府', '市城市管理局', '市水利局', '市住房和城乡建设局']
  for (const district of divisions.districts) {
    DISTRICT_BODIES.forEach(([suffix, kind], i) => {
      const name = `${district.name}${suffix}`
      add(`云川市${name}`, name, district.code, codeOf(parentOfDistrictBody[i]!), kind)
    })
  }
  const officeOf = new Map<string, string>()
  for (const town of divisions.towns) {
    const suffix = town.type === 'street' ? '办事处' : '人民政府'
    const district = divisions.districts.find((one) => one.code === town.parentCode)!
    const kind = town.type === 'street' ? 'street-office' : 'town-government'
    const name = `${town.name}${suffix}`
    officeOf.set(
      town.code,
      add(`云川市${district.name}${name}`, name, town.code, codeOf(`${district.name}人民政府`), kind),
    )
  }
  for (const [shortName, name, kind] of SERVING_BODIES)
    add(name, shortName, CITY_CODE, organisations[0]?.code ?? null, kind)
  return {
    organisations,
    duties: listDuties(divisions, codeOf, utilities),
    posts: listPosts(divisions, officeOf),
    utilities,
    codeOf,
  }
}

function listDuties(
  divisions: DivisionPlan,
  codeOf: (name: string) => string,
  utilities: Institutions['utilities'],
): Duty[] {
  const duties: Duty[] = []
  const give = (item: string, divisionCode: string, organisationCode: string) =>
    duties.push({ item, divisionCode, organisationCode })
  const traffic = codeOf('市公安局交通警察支队')
  const urban = (district: Division) => codeOf(`${district.name}城市管理局`)
  const forAll: [string, (district: Division) => string][] = [
    ['waterlogging.road-closure', () => traffic],
    [
      'waterlogging.drainage',
      (district) => (isCore(district) ? utilities.drainage : codeOf(`${district.name}水利局`)),
    ],
    ['waterlogging.flood-inspection', urban],
    ['waterlogging.sensor-maintenance', () => utilities.drainage],
    ['devices.device-maintenance', urban],
    ['air.dust-control', (district) => codeOf(`${district.name}住房和城乡建设局`)],
    ['air.road-washing', urban],
    ['city-base.parts-dispatch', urban],
    ['city-base.parts-repair', urban],
    ['city-base.parts-check', urban],
  ]
  const cityWide: [string, string][] = [
    ['waterlogging.road-closure', traffic],
    ['waterlogging.drainage', utilities.drainage],
    ['waterlogging.flood-inspection', codeOf('市城市管理局')],
    ['waterlogging.sensor-maintenance', utilities.drainage],
    ['devices.device-maintenance', codeOf('市城市管理局')],
    ['air.air-assessment', codeOf('市生态环境监测中心')],
    ['air.dust-control', codeOf('市住房和城乡建设局')],
    ['air.road-washing', codeOf('市城市管理局')],
    ['air.industry-emission', codeOf('市生态环境局')],
    ['city-base.parts-dispatch', codeOf('市城市管理局')],
    ['city-base.parts-repair', codeOf('市城市管理局')],
    ['city-base.parts-check', codeOf('市城市管理局')],
  ]
  for (const [item, organisation] of cityWide) give(item, CITY_CODE, organisation)
  for (const district of divisions.districts)
    for (const [item, find] of forAll) give(item, district.code, find(district))
  return duties
}

const isCore = (district: Division) => district.code === '990102' || district.code === '990103'

function listPosts(divisions: DivisionPlan, officeOf: Map<string, string>): Post[] {
  const nameOf = new Map(divisions.divisions.map((division) => [division.code, division.name]))
  return divisions.divisions
    .filter((division) => division.type === 'grid')
    .map((grid) => {
      const town = grid.code.slice(0, 9)
      return {
        reference: `GW${grid.code}`,
        name: `${nameOf.get(town)}${nameOf.get(grid.parentCode!)}${grid.name}员岗`,
        divisionCode: grid.code,
        organisationCode: officeOf.get(town)!,
      }
    })
}
