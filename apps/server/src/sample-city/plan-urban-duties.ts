import type { City } from '@civitas/city-yunchuan'
import { toOrganisations } from './translate.ts'

/** Who mends what belongs to them. */
const repairers = {
  'water-supply': '供水有限公司',
  'gas-supply': '燃气有限公司',
  drainage: '排水管理有限公司',
  'power-supply': '供电有限公司',
}

/** Who answers for urban management: the operation centre supervises and commands, each district’s bureau handles. */
export function planUrbanDuties(
  city: City,
): { item: string; divisionCode: string; organisationId: string }[] {
  const units = new Map(toOrganisations(city).map((one) => [one.name, one.id]))
  const line = (item: string, divisionCode: string, name: string) => {
    const organisationId = units.get(name)
    return organisationId ? [{ item: `urban-management.${item}`, divisionCode, organisationId }] : []
  }
  const centre = `${city.name}城市运行管理中心`
  const districts = city.divisions.filter((one) => one.level === 2)
  return [
    ...['supervision', 'command'].flatMap((item) => line(item, city.code, centre)),
    ...['handling', 'quick-response'].flatMap((item) => line(item, city.code, `${city.name}城市管理局`)),
    ...Object.entries(repairers).flatMap(([item, name]) => line(item, city.code, `${city.name}${name}`)),
    ...districts.flatMap((one) => line('handling', one.code, `${city.name}${one.name}城市管理局`)),
  ]
}
