import type { City } from '@civitas/city-yunchuan'
import { toOrganisations } from './translate.ts'

/** The data bureau takes demands of the operation centre in, and builds its topics. */
export function planProcessDuties(
  city: City,
): { item: string; divisionCode: string; organisationId: string }[] {
  const bureau = toOrganisations(city).find((one) => one.name === `${city.name}数据局`)
  if (!bureau) return []
  return ['intake', 'building'].map((item) => ({
    item: `it-projects.${item}`,
    divisionCode: city.code,
    organisationId: bureau.id,
  }))
}
