import type { BusinessTerm, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

/** A term whose columns are told with the id of the organisation. */
export type TermRow = Omit<BusinessTerm, 'fields'> & {
  fields: Array<Omit<BusinessTerm['fields'][number], 'organisationName'> & { organisationId: string }>
}

const columns = sql`t.code, t.name, t.definition, t.basis, coalesce((SELECT jsonb_agg(jsonb_build_object('datasetId', d.id,
    'datasetName', d.name, 'organisationId', d.organisation_id, 'field', b.field, 'title', coalesce(f.title, b.field))
    ORDER BY d.name, b.field)
  FROM data.term_field b JOIN data.dataset d ON d.id = b.dataset_id
  LEFT JOIN data.field f ON f.dataset_id = b.dataset_id AND f.name = b.field
  WHERE b.term = t.code AND d.state = 'published'), '[]') AS fields`

interface Ask {
  search?: string
  dataset?: string
  limit?: number
  offset?: number
}

/** Terms by name, with the columns of the published catalogue that hold them. */
export async function listTerms(db: Queryable, ask: Ask): Promise<Page<TermRow>> {
  const where = sql`WHERE TRUE ${matches('t.grams', ask.search, 't.name')} ${
    ask.dataset
      ? sql`AND EXISTS (SELECT 1 FROM data.term_field b WHERE b.term = t.code AND b.dataset_id = ${ask.dataset})`
      : empty
  }`
  const [items, count] = await Promise.all([
    db.query<TermRow>(sql`SELECT ${columns} FROM data.term t ${where} ORDER BY t.name, t.code
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.term t ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findTerm(db: Queryable, code: string): Promise<TermRow | undefined> {
  return db.first<TermRow>(sql`SELECT ${columns} FROM data.term t WHERE t.code = ${code}`)
}

/** The code of the term of a name, if there is one. */
export async function codeOfName(db: Queryable, name: string): Promise<string | undefined> {
  return (await db.first<{ code: string }>(sql`SELECT code FROM data.term WHERE name = ${name}`))?.code
}

export async function writeTerm(db: Queryable, t: Omit<TermRow, 'fields'>): Promise<void> {
  await db.query(sql`INSERT INTO data.term (code, name, definition, basis, grams)
    VALUES (${t.code}, ${t.name}, ${t.definition}, ${t.basis}, ${toGrams(t.name, t.code, t.definition)})
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, definition = excluded.definition, basis = excluded.basis,
      grams = excluded.grams`)
}

/** Binds a column to a term; null takes the binding away. */
export async function setTermOf(
  db: Queryable,
  datasetId: string,
  field: string,
  term: string | null,
): Promise<void> {
  await db.query(
    term === null
      ? sql`DELETE FROM data.term_field WHERE dataset_id = ${datasetId} AND field = ${field}`
      : sql`INSERT INTO data.term_field (dataset_id, field, term) VALUES (${datasetId}, ${field}, ${term})
          ON CONFLICT (dataset_id, field) DO UPDATE SET term = excluded.term`,
  )
}
