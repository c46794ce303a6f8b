import type { DatasetField } from '@civitas/contract'
import { quoteName } from './duck.ts'

/** The key of a row as a DuckDB expression: its key columns as text, joined by `|`; null without key columns. */
export function keyOfRow(fields: readonly DatasetField[]): string {
  const keys = fields.filter((field) => field.isKey).map(({ name }) => `CAST(${quoteName(name)} AS VARCHAR)`)
  return keys.length > 0 ? `concat_ws('|', ${keys.join(', ')})` : 'CAST(NULL AS VARCHAR)'
}
