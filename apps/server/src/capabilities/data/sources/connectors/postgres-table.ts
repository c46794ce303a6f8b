import type { DatasetField } from '@civitas/contract'
import { quoteName } from '../../tables/duck.ts'
import { type Access, required, tableParts } from './connector.ts'

/** A column of a table of the source, and what it is here. */
export interface SourceColumn extends DatasetField {
  /** Name in the source. */
  readonly source: string
}

/** The table of a source as PostgreSQL reads it. */
export function tableName({ connection }: Access): string {
  return tableParts(required(connection.table, '表名')).map(quoteName).join('.')
}
