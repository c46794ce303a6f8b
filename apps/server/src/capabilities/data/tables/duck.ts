import { join } from 'node:path'
import type { DatasetField, FieldType } from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'

/** Names of columns that are not columns of the dataset: what a row came with. */
export const rowNumber = '_row'

/** What each type of the catalogue is in DuckDB. Geometry is GeoJSON text: no extension is needed. */
export const duckTypes: Record<FieldType, string> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  time: 'TIMESTAMPTZ',
  geometry: 'VARCHAR',
}

/** A name as DuckDB reads it, whatever is in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as DuckDB reads it, whatever is in it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Values of a statement; `bind` answers the place of one. */
export interface Bindings {
  readonly values: Array<string | number>
  bind(value: string | number): string
}

export function newBindings(): Bindings {
  const values: Array<string | number> = []
  return { values, bind: (value) => `$${values.push(value)}` }
}

/** The path of a file of the lake. */
export function lakeFile(kernel: Kernel, file: string): string {
  return join(kernel.lake.folder('data'), file)
}

/** A table over the Parquet file of a version, with `_row` as the number of the row in it, from 0. */
export function tableOf(kernel: Kernel, version: { file: string }): string {
  const path = quoteText(lakeFile(kernel, version.file))
  return `(SELECT * RENAME (file_row_number AS ${rowNumber}) FROM read_parquet(${path}, file_row_number = true))`
}

/** A column as JSON shows it: days and instants as text, whole numbers as numbers. */
export function shownColumn(field: Pick<DatasetField, 'name' | 'type'>): string {
  const name = quoteName(field.name)
  if (field.type === 'integer') return `CAST(${name} AS DOUBLE)`
  if (field.type === 'date') return `strftime(${name}, '%Y-%m-%d')`
  if (field.type === 'time') return `strftime(${name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')`
  return name
}
