import type { CityIndex, IndexRules } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { describeIndex } from './composite.ts'

interface IndexRow {
  id: string
  version: number
  title: string
  field: string | null
  valid_from: string
  rules: IndexRules
}

function toIndex(row: IndexRow): CityIndex {
  const { id, version, title, field, rules } = row
  return { id, version, title, field, validFrom: row.valid_from, rules, formula: describeIndex(rules) }
}

/** The newest version of each index. */
export async function readIndices(db: Queryable): Promise<CityIndex[]> {
  const rows = await db.query<IndexRow>(
    sql`SELECT DISTINCT ON (id) * FROM indicators.city_index ORDER BY id, version DESC`,
  )
  return rows.map(toIndex)
}

export async function readIndexVersions(db: Queryable, id: string): Promise<CityIndex[]> {
  const rows = await db.query<IndexRow>(
    sql`SELECT * FROM indicators.city_index WHERE id = ${id} ORDER BY version DESC`,
  )
  return rows.map(toIndex)
}

export async function insertIndex(
  db: Queryable,
  index: { id: string; title: string; field: string | null; validFrom: string; rules: IndexRules },
): Promise<CityIndex> {
  const row =
    await db.first<IndexRow>(sql`INSERT INTO indicators.city_index (id, version, title, field, valid_from, rules)
    SELECT ${index.id}, coalesce(max(version), 0) + 1, ${index.title}, ${index.field}, ${index.validFrom}, ${JSON.stringify(index.rules)}::jsonb
    FROM indicators.city_index WHERE id = ${index.id} RETURNING *`)
  return toIndex(row as IndexRow)
}
