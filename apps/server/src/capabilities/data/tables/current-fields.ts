import type { DatasetRow } from '../catalogue/store.ts'
import type { VersionRow } from './store.ts'

/** A version with its columns protected as they are today: what was found to tell of somebody later is masked in old states too. */
export function withCurrentMarks(version: VersionRow, dataset: DatasetRow): VersionRow {
  const today = new Map(dataset.fields.map((field) => [field.name, field]))
  const fields = version.fields.map((field) => {
    const now = today.get(field.name)
    return now ? { ...field, sensitive: now.sensitive, mask: now.mask, grade: now.grade } : field
  })
  return { ...version, fields }
}
