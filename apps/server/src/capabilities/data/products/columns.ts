import type { DatasetField } from '@civitas/contract'
import { quoteName } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { agreedMask } from '../tables/row-access.ts'

/** The columns of a product as JSON shows them, in the order of the table. */
export function shownColumns(
  fields: readonly DatasetField[],
  wanted: readonly string[],
  tokenKey: string,
): string {
  return fields
    .filter((field) => wanted.includes(field.name))
    .map((field) => `${maskedColumn(field, agreedMask(field, 'none'), tokenKey)} AS ${quoteName(field.name)}`)
    .join(', ')
}

/** What an order left out, in words. */
export function noteOf({ excluded }: { excluded: number }): string {
  return excluded === 0 ? '全部交付' : `${excluded} 家企业未授权，已排除`
}
