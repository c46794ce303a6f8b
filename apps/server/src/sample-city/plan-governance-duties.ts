import type { City } from '@civitas/city-yunchuan'
import { toOrganisations } from './translate.ts'

/**
 * Who answers for social governance where no grid leader has an account: the operation centre accepts and allocates,
 * justice settles disputes, public security prevents risks, each district’s bureau handles what is left.
 */
export function planGovernanceDuties(
  city: City,
): { item: string; divisionCode: string; organisationId: string }[] {
  const units = new Map(toOrganisations(city).map((one) => [one.name, one.id]))
  const line = (item: string, divisionCode: string, name: string) => {
    const organisationId = units.get(name)
    return organisationId ? [{ item: `grassroots.${item}`, divisionCode, organisationId }] : []
  }
  const districts = city.divisions.filter((one) => one.level === 2)
  return [
    ...line('centre', city.code, `${city.name}城市运行管理中心`),
    ...line('dispute-settlement', city.code, `${city.name}司法局`),
    ...line('risk-prevention', city.code, `${city.name}公安局`),
    ...line('matter-handling', city.code, `${city.name}城市管理局`),
    ...districts.flatMap((one) => line('matter-handling', one.code, `${city.name}${one.name}城市管理局`)),
  ]
}
