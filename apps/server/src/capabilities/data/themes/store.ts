import type { Page, Theme, ThemeAttribute, ThemeKey } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import type { OtherTheme, ThemeGiven } from './rules.ts'

export interface ThemeRow {
  id: string
  name: string
  subject: string
  key: ThemeKey
  division_code: string
  organisation_id: string
  master_of: string[]
  attributes: ThemeAttribute[]
  dataset_id: string | null
  built_time: Date | null
  rows: number | null
  /** Share of rows with a value, by attribute, 0 to 100. */
  filled: Record<string, number>
  state: Theme['state']
}

const columns = sql`t.id, t.name, t.subject, t.key, t.division_code, t.organisation_id, t.master_of, t.attributes, t.dataset_id,
  t.built_time, t.rows, t.filled, t.state`

export async function listThemes(
  db: Queryable,
  ask: { search?: string; limit?: number; offset?: number },
): Promise<Page<ThemeRow>> {
  const where = sql`WHERE TRUE ${matches('t.grams', ask.search, 't.name')}`
  const [items, count] = await Promise.all([
    db.query<ThemeRow>(sql`SELECT ${columns} FROM data.theme t ${where} ORDER BY t.created_time DESC, t.id
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.theme t ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findTheme(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<ThemeRow | undefined> {
  return db.first<ThemeRow>(
    sql`SELECT ${columns} FROM data.theme t WHERE t.id = ${id} ${options.lock ? sql`FOR UPDATE` : sql``}`,
  )
}

/** The other themes in use with this key. */
export async function listOthers(
  db: Queryable,
  key: ThemeKey,
  exceptId: string | null,
): Promise<OtherTheme[]> {
  return db.query<OtherTheme>(sql`SELECT t.name, t.key, t.master_of AS "masterOf",
      ARRAY(SELECT a ->> 'title' FROM jsonb_array_elements(t.attributes) a) AS titles
    FROM data.theme t WHERE t.key = ${key} AND t.state = 'in-use' AND t.id IS DISTINCT FROM ${exceptId}::uuid`)
}

export async function writeTheme(
  tx: Queryable,
  id: string | null,
  given: ThemeGiven & { organisationId: string },
  now: Date,
): Promise<ThemeRow> {
  const grams = toGrams(given.name, given.subject, ...given.attributes.map((one) => one.title))
  return (await tx.first<ThemeRow>(sql`INSERT INTO data.theme AS t (id, name, subject, key, division_code, organisation_id,
      master_of, attributes, created_time, grams)
    VALUES (${id ?? newId()}, ${given.name}, ${given.subject}, ${given.key}, ${given.divisionCode}, ${given.organisationId},
      ${given.masterOf as string[]}, ${JSON.stringify(given.attributes)}, ${now}, ${grams})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, subject = excluded.subject, key = excluded.key,
      master_of = excluded.master_of, attributes = excluded.attributes, grams = excluded.grams
    RETURNING ${columns}`)) as ThemeRow
}

export function hasName(db: Queryable, name: string, exceptId: string | null): Promise<object | undefined> {
  return db.first(
    sql`SELECT 1 AS one FROM data.theme WHERE name = ${name} AND id IS DISTINCT FROM ${exceptId}::uuid`,
  )
}

export async function writeBuilt(
  db: Queryable,
  id: string,
  built: { datasetId: string; rows: number; filled: Record<string, number>; time: Date },
): Promise<void> {
  await db.query(sql`UPDATE data.theme SET dataset_id = ${built.datasetId}, rows = ${built.rows}, built_time = ${built.time},
    filled = ${JSON.stringify(built.filled)} WHERE id = ${id}`)
}

export async function setState(db: Queryable, id: string, state: Theme['state']): Promise<void> {
  await db.query(sql`UPDATE data.theme SET state = ${state} WHERE id = ${id}`)
}
