import type { IndicatorDefinition, IndicatorVersion } from '@civitas/contract'
import { type Formula, findUnit } from '@civitas/domain-kit'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

interface DefinitionRow {
  code: string
  version: number
  state: IndicatorVersion['state']
  definition: IndicatorDefinition
  formula: Formula | null
  author_name: string
  reason: string
  created_time: Date
  activated_time: Date | null
}

function toVersion(row: DefinitionRow): IndicatorVersion {
  return {
    code: row.code,
    version: row.version,
    state: row.state,
    definition: row.definition,
    unitLabel: findUnit(row.definition.unit)?.symbol.zh ?? row.definition.unit,
    author: row.author_name,
    reason: row.reason,
    createdTime: row.created_time.toISOString(),
    activatedTime: row.activated_time?.toISOString() ?? null,
  }
}

/** The active version of every code, with its parsed formula. */
export async function readActive(
  db: Queryable,
): Promise<Array<{ code: string; definition: IndicatorDefinition; formula: Formula }>> {
  return db.query(
    sql`SELECT code, definition, formula FROM indicators.definition WHERE state = 'active' ORDER BY code`,
  )
}

/** The newest version of each code. */
export async function listVersions(
  db: Queryable,
  query: { search?: string; state?: string; limit?: number; offset?: number },
): Promise<{ items: IndicatorVersion[]; total: number }> {
  const words = `%${query.search?.trim() ?? ''}%`
  const newest = sql`SELECT DISTINCT ON (code) * FROM indicators.definition
    WHERE (code ILIKE ${words} OR definition->'title'->>'zh' ILIKE ${words})
    ORDER BY code, version DESC`
  const wanted = query.state ? sql`WHERE state = ${query.state}` : empty
  const rows = await db.query<DefinitionRow>(sql`SELECT * FROM (${newest}) d ${wanted}
    ORDER BY code LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM (${newest}) d ${wanted}`)
  return { items: rows.map(toVersion), total: count?.n ?? 0 }
}

export async function readVersions(db: Queryable, code: string): Promise<IndicatorVersion[]> {
  const rows = await db.query<DefinitionRow>(
    sql`SELECT * FROM indicators.definition WHERE code = ${code} ORDER BY version DESC`,
  )
  return rows.map(toVersion)
}

/** Writes the draft of a code: the one there is, or a new version. */
export async function writeDraft(
  tx: Transaction,
  code: string,
  definition: IndicatorDefinition,
  by: { name: string; reason: string; now: Date },
): Promise<IndicatorVersion> {
  const changed =
    await tx.first<DefinitionRow>(sql`UPDATE indicators.definition SET definition = ${JSON.stringify(definition)},
      author_name = ${by.name}, reason = ${by.reason}, created_time = ${by.now}
    WHERE code = ${code} AND state = 'draft' RETURNING *`)
  const row =
    changed ??
    (await tx.first<DefinitionRow>(sql`INSERT INTO indicators.definition (code, version, state, definition, author_name, reason, created_time)
      SELECT ${code}, coalesce(max(version), 0) + 1, 'draft', ${JSON.stringify(definition)}::jsonb, ${by.name}, ${by.reason}, ${by.now}
      FROM indicators.definition WHERE code = ${code} RETURNING *`))
  return toVersion(row as DefinitionRow)
}

/** The draft becomes the active version, the one before is retired. */
export async function activateDraft(
  tx: Transaction,
  code: string,
  formula: Formula,
  now: Date,
): Promise<IndicatorVersion | undefined> {
  await tx.query(
    sql`UPDATE indicators.definition SET state = 'retired' WHERE code = ${code} AND state = 'active'`,
  )
  const row = await tx.first<DefinitionRow>(sql`UPDATE indicators.definition SET state = 'active',
      formula = ${JSON.stringify(formula)}, activated_time = ${now}
    WHERE code = ${code} AND state = 'draft' RETURNING *`)
  return row && toVersion(row)
}

export async function retireActive(
  tx: Transaction,
  code: string,
  reason: string,
): Promise<IndicatorVersion | undefined> {
  const row =
    await tx.first<DefinitionRow>(sql`UPDATE indicators.definition SET state = 'retired', reason = ${reason}
    WHERE code = ${code} AND state = 'active' RETURNING *`)
  return row && toVersion(row)
}

export async function deleteDraft(db: Queryable, code: string): Promise<boolean> {
  const rows = await db.query(
    sql`DELETE FROM indicators.definition WHERE code = ${code} AND state = 'draft' RETURNING code`,
  )
  return rows.length > 0
}
