import type { DataElement, Waiver } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { ElementInput } from './national-elements.ts'

interface ElementRow {
  code: string
  name: string
  definition: string
  synonyms: string[]
  type: DataElement['type']
  max_length: number | null
  pattern: string | null
  identifier: DataElement['identifier']
  code_set: string | null
  sensitive: DataElement['sensitive']
  standard: string
  state: DataElement['state']
  revision: number
  deadline: string | null
  used_by: number
}

const columns = sql`e.code, e.name, e.definition, e.synonyms, e.type, e.max_length, e.pattern, e.identifier, e.code_set,
  e.sensitive, e.standard, e.state, e.revision, to_char(e.deadline, 'YYYY-MM-DD') AS deadline,
  (SELECT count(*)::int FROM data.field f WHERE f.element = e.code) AS used_by`

function toElement(row: ElementRow): DataElement {
  return {
    ...{ code: row.code, name: row.name, definition: row.definition, synonyms: row.synonyms, type: row.type },
    ...{ maxLength: row.max_length, pattern: row.pattern, identifier: row.identifier, codeSet: row.code_set },
    ...{ sensitive: row.sensitive, standard: row.standard, state: row.state, revision: row.revision },
    ...{ deadline: row.deadline, usedBy: row.used_by },
  }
}

export async function listElements(
  db: Queryable,
  query: { state?: string; search?: string; limit?: number; offset?: number },
): Promise<{ items: DataElement[]; total: number }> {
  const text = query.search?.trim()
  const where = sql`WHERE ${query.state ? sql`e.state = ${query.state}` : sql`TRUE`}
    ${text ? sql`AND (e.name ILIKE ${`%${text}%`} OR e.code ILIKE ${`%${text}%`} OR ${text} = ANY(e.synonyms))` : empty}`
  const items = await db.query<ElementRow>(sql`SELECT ${columns} FROM data.element e ${where} ORDER BY e.code
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.element e ${where}`)
  return { items: items.map(toElement), total: count?.n ?? 0 }
}

/** Elements people may map to. */
export async function publishedElements(db: Queryable): Promise<DataElement[]> {
  const rows = await db.query<ElementRow>(
    sql`SELECT ${columns} FROM data.element e WHERE e.state = 'published' ORDER BY e.code`,
  )
  return rows.map(toElement)
}

export async function findElement(db: Queryable, code: string): Promise<DataElement | undefined> {
  const row = await db.first<ElementRow>(sql`SELECT ${columns} FROM data.element e WHERE e.code = ${code}`)
  return row && toElement(row)
}

export interface ElementState {
  state: DataElement['state']
  deadline: string | null
  now: Date
}

export async function putElement(
  tx: Queryable,
  code: string,
  e: ElementInput,
  { state, deadline, now }: ElementState,
): Promise<void> {
  await tx.query(sql`INSERT INTO data.element AS e (code, name, definition, synonyms, type, max_length, pattern, identifier,
      code_set, sensitive, standard, state, deadline, changed_time)
    VALUES (${code}, ${e.name}, ${e.definition}, ${e.synonyms}, ${e.type}, ${e.maxLength}, ${e.pattern}, ${e.identifier},
      ${e.codeSet}, ${e.sensitive}, ${e.standard}, ${state}, ${deadline}::date, ${now})
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, definition = excluded.definition, synonyms = excluded.synonyms,
      type = excluded.type, max_length = excluded.max_length, pattern = excluded.pattern, identifier = excluded.identifier,
      code_set = excluded.code_set, sensitive = excluded.sensitive, standard = excluded.standard, state = excluded.state,
      deadline = excluded.deadline, changed_time = excluded.changed_time, revision = e.revision + 1`)
}

export async function setElementState(
  tx: Queryable,
  code: string,
  state: DataElement['state'],
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE data.element SET state = ${state}, changed_time = ${now} WHERE code = ${code}`)
}

/** Which organisations have columns of an element, to tell them of its change. */
export function usersOfElement(
  db: Queryable,
  code: string,
): Promise<Array<{ dataset_id: string; name: string; organisation_id: string; fields: string[] }>> {
  return db.query(sql`SELECT d.id AS dataset_id, d.name, d.organisation_id, array_agg(f.name ORDER BY f.ordinal) AS fields
    FROM data.field f JOIN data.dataset d ON d.id = f.dataset_id WHERE f.element = ${code} GROUP BY d.id ORDER BY d.id`)
}

interface WaiverRow {
  id: string
  field: string
  reason: string
  until_time: Date
  user_name: string
}

const toWaiver = (row: WaiverRow, now: Date): Waiver => ({
  ...{ id: row.id, field: row.field, reason: row.reason, userName: row.user_name },
  until: row.until_time.toISOString(),
  isExpired: row.until_time <= now,
})

export async function listWaivers(db: Queryable, datasetId: string, now: Date): Promise<Waiver[]> {
  const rows =
    await db.query<WaiverRow>(sql`SELECT id, field, reason, until_time, user_name FROM data.element_waiver
    WHERE dataset_id = ${datasetId} ORDER BY created_time DESC, id`)
  return rows.map((row) => toWaiver(row, now))
}

export async function insertWaiver(
  tx: Queryable,
  waiver: { datasetId: string; field: string; reason: string; until: Date; userName: string },
  now: Date,
): Promise<Waiver> {
  const row =
    await tx.first<WaiverRow>(sql`INSERT INTO data.element_waiver (id, dataset_id, field, reason, until_time,
      user_name, created_time)
    VALUES (${newId()}, ${waiver.datasetId}, ${waiver.field}, ${waiver.reason}, ${waiver.until}, ${waiver.userName}, ${now})
    RETURNING id, field, reason, until_time, user_name`)
  return toWaiver(row as WaiverRow, now)
}
