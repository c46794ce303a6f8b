import type { DatasetField } from '@civitas/contract'
import { quoteName, shownColumn } from '../tables/duck.ts'

/** The columns of a product as JSON shows them, in the order of the table. */
export function shownColumns(fields: readonly DatasetField[], wanted: readonly string[]): string {
  return fields
    .filter((field) => wanted.includes(field.name))
    .map((field) => `${shownColumn(field)} AS ${quoteName(field.name)}`)
    .join(', ')
}

/** What an order left out, in words. */
export function noteOf({ excluded }: { excluded: number }): string {
  return excluded === 0 ? '全部交付' : `${excluded} 家企业未授权，已排除`
}
