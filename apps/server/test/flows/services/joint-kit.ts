import type { Organisation } from '@civitas/contract'
import type { TestPlatform } from '../../../src/test-kit/index.ts'
import { days2025 } from './services-kit.ts'

const office = (n: number, name: string): Organisation => ({
  ...{ id: `00000000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`, code: `OFFICE${n}`, name },
  ...{ shortName: name, kind: 'bureau', divisionCode: '990100', parentId: null },
})

/** Offices the items of `domains/public-services` name. */
export const offices = {
  land: office(1, '市自然资源和规划局'),
  housing: office(2, '市住房和城乡建设局'),
  environment: office(3, '市生态环境局'),
  water: office(4, '市水利局'),
  permits: office(5, '市行政审批局'),
  market: office(6, '市市场监督管理局'),
  police: office(7, '市公安局'),
  tax: office(8, '市税务局'),
  labour: office(9, '市人力资源和社会保障局'),
  insurance: office(10, '市医疗保障局'),
  civil: office(11, '市民政局'),
  health: office(12, '市卫生健康委员会'),
  powerFirm: office(13, '市供电公司'),
  waterFirm: office(14, '市供水公司'),
  gasFirm: office(15, '市燃气公司'),
  urban: office(16, '市城市管理局'),
  fund: office(17, '市住房公积金管理中心'),
  estate: office(18, '市不动产登记中心'),
  county: office(19, '云城区民政局'),
} as const

export async function importOffices(city: TestPlatform): Promise<void> {
  await city.kernel.db.transaction((tx) => city.identity.importOrganisations(tx, Object.values(offices)))
  await city.identity.reload()
}

const special = new Map(days2025)

/** The same hour so many working days later, counted here and not by the platform. */
export function stepWorkingDays(from: Date, days: number): Date {
  const time = new Date(from)
  for (let left = days; left > 0; ) {
    time.setTime(time.getTime() + 86_400_000)
    const there = new Date(time.getTime() + 8 * 3_600_000)
    const isWeekday = there.getUTCDay() !== 0 && there.getUTCDay() !== 6
    const kind = special.get(there.toISOString().slice(0, 10))
    if (kind === 'workday' || (isWeekday && kind !== 'rest')) left -= 1
  }
  return time
}
