import type { DataGrant, DatasetField, MaskKind } from '@civitas/contract'
import { agreedMask, maskOf, type RowAccess } from '../tables/row-access.ts'

export { dayOf } from '../../../kernel/days.ts'

/** Working days a provider has to answer a request for conditional data, 国发〔2016〕51号. */
export const replyLimitDays = 10

/** How each granted field is shown: masked where it tells of somebody, unless it was granted plain. */
export function grantedMasks(
  dataset: { fields: readonly DatasetField[] },
  fields: readonly string[],
  plain: readonly string[],
): Record<string, MaskKind> {
  const asked = new Set(fields)
  return Object.fromEntries(
    dataset.fields
      .filter((field) => asked.has(field.name))
      .map((field) => [field.name, plain.includes(field.name) ? 'none' : maskOf(field)]),
  )
}

/** What a grant lets its holder see of the columns as they are protected today. */
export function accessOfGrant(
  grant: { fields: Record<string, MaskKind> },
  fields: readonly DatasetField[],
): RowAccess {
  const known = new Map(fields.map((field) => [field.name, field]))
  return new Map(
    Object.entries(grant.fields).map(([name, mask]) => {
      const field = known.get(name)
      return [name, field ? agreedMask(field, mask) : mask]
    }),
  )
}

export function grantStateOf(
  grant: { withdrawn_time: Date | null; from_day: string; to_day: string },
  day: string,
): DataGrant['state'] {
  if (grant.withdrawn_time) return 'withdrawn'
  if (day < grant.from_day) return 'pending'
  return day > grant.to_day ? 'expired' : 'active'
}
