import type { DataParts } from '../data-parts.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { agreedMask } from '../tables/row-access.ts'
import { findVersionAt, type VersionRow } from '../tables/store.ts'
import type * as store from './store.ts'

/** The query of the prepared table, of all columns or of some. */
export function preparedRows(
  parts: DataParts,
  project: store.ProjectRow,
  version: VersionRow,
  names?: readonly string[],
): string {
  const today = new Map(version.fields.map((field) => [field.name, field]))
  const list = project.columns
    .filter((field) => !names || names.includes(field.name))
    .map((field) => {
      const now = today.get(field.name) ?? field
      return { ...now, shown: agreedMask(now, field.shown) }
    })
    .map((field) => `${maskedColumn(field, field.shown, parts.tokenKey)} AS ${quoteName(field.name)}`)
  return `SELECT ${list.join(', ')} FROM ${tableOf(parts.kernel, version)}`
}

/** Rows nobody lives behind: of the same columns, with numbers and days from the range most rows lie in. */
export async function makeSample(
  parts: DataParts,
  project: store.ProjectRow,
): Promise<Record<string, unknown>[]> {
  const version = await findVersionAt(parts.kernel.db, project.dataset_id, null)
  if (!version) return []
  const ranges = new Map<string, [number, number]>()
  for (const { name, type, shown } of project.columns) {
    if ((type !== 'integer' && type !== 'number') || shown === 'token') continue
    const column = `TRY_CAST(${quoteName(name)} AS DOUBLE)`
    const [row] = await parts.kernel.lake.query<{ low: number | null; high: number | null }>(
      `SELECT quantile_cont(${column}, 0.1) AS low, quantile_cont(${column}, 0.9) AS high FROM ${tableOf(parts.kernel, version)}`,
    )
    ranges.set(name, [row?.low ?? 0, row?.high ?? 100])
  }
  return Array.from({ length: 20 }, (_, i) =>
    Object.fromEntries(
      project.columns.map(({ name, title, type }) => {
        const [low, high] = ranges.get(name) ?? [0, 100]
        const value = low + ((high - low) * ((i * 7) % 20)) / 19
        if (type === 'integer') return [name, Math.round(value)]
        if (type === 'number') return [name, Math.round(value * 100) / 100]
        if (type === 'boolean') return [name, i % 2 === 0]
        if (type === 'date') return [name, `2024-${String((i % 12) + 1).padStart(2, '0')}-15`]
        if (type === 'time') return [name, `2024-06-${String(i + 1).padStart(2, '0')}T00:00:00Z`]
        return [name, `${title}样例${(i % 5) + 1}`]
      }),
    ),
  )
}
