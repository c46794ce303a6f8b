import type { LicenceUse } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface AuthorisationRow {
  id: string
  code: string
  licence_id: string
  type_id: string
  holder_id: string
  granted_by: string
  organisation_id: string | null
  to_name: string
  purpose: string
  item_id: string | null
  until_time: Date
  uses_left: number | null
  withdrawn: boolean
  created_time: Date
}

export async function insertAuthorisation(
  tx: Queryable,
  row: Omit<AuthorisationRow, 'type_id' | 'withdrawn'>,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.licence_authorisation (id, code, licence_id, holder_id, granted_by, organisation_id,
      to_name, purpose, item_id, until_time, uses_left, created_time)
    VALUES (${row.id}, ${row.code}, ${row.licence_id}, ${row.holder_id}, ${row.granted_by}, ${row.organisation_id},
      ${row.to_name}, ${row.purpose}, ${row.item_id}, ${row.until_time}, ${row.uses_left}, ${row.created_time})`)
}

const authorisations = sql`SELECT a.*, l.type_id FROM services.licence_authorisation a
  JOIN services.licence l ON l.id = a.licence_id`

export function findAuthorisation(
  db: Queryable,
  by: { id: string } | { code: string },
): Promise<AuthorisationRow | undefined> {
  const where = 'id' in by ? sql`a.id = ${by.id}` : sql`a.code = ${by.code}`
  return db.first<AuthorisationRow>(sql`${authorisations} WHERE ${where} FOR UPDATE OF a`)
}

export async function listAuthorisations(
  db: Queryable,
  holderId: string,
  query: { limit?: number; offset?: number; licenceId?: string },
) {
  const where = sql`a.holder_id = ${holderId} ${query.licenceId ? sql`AND a.licence_id = ${query.licenceId}` : empty}`
  const items = await db.query<AuthorisationRow>(sql`${authorisations} WHERE ${where}
    ORDER BY a.created_time DESC, a.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM services.licence_authorisation a WHERE ${where}`,
  )
  return { items, total: row?.n ?? 0 }
}

export async function withdrawAuthorisation(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`UPDATE services.licence_authorisation SET withdrawn = true WHERE id = ${id}`)
}

export async function takeUse(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`UPDATE services.licence_authorisation SET uses_left = uses_left - 1
    WHERE id = ${id} AND uses_left IS NOT NULL`)
}

export interface UseRow {
  id: string
  licence_id: string
  type_id: string
  holder_id: string
  version: number
  authorisation_id: string | null
  organisation_id: string | null
  organisation_name: string
  user_name: string | null
  purpose: string
  item_id: string | null
  application_id: string | null
  basis: string | null
  way: LicenceUse['way']
  fields: string[]
  time: Date
  complaint: string | null
  complaint_due: Date | null
  answer: string | null
}

export async function insertUse(
  tx: Queryable,
  row: Omit<UseRow, 'type_id' | 'complaint' | 'complaint_due' | 'answer'>,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.licence_use (id, licence_id, holder_id, version, authorisation_id, organisation_id,
      organisation_name, user_name, purpose, item_id, application_id, basis, way, fields, time)
    VALUES (${row.id}, ${row.licence_id}, ${row.holder_id}, ${row.version}, ${row.authorisation_id}, ${row.organisation_id},
      ${row.organisation_name}, ${row.user_name}, ${row.purpose}, ${row.item_id}, ${row.application_id}, ${row.basis},
      ${row.way}, ${row.fields}, ${row.time})`)
}

const uses = sql`SELECT u.*, l.type_id FROM services.licence_use u JOIN services.licence l ON l.id = u.licence_id`

export function findUse(db: Queryable, id: string): Promise<UseRow | undefined> {
  return db.first<UseRow>(sql`${uses} WHERE u.id = ${id}`)
}

export async function listUses(
  db: Queryable,
  of: { holderId?: string; licenceId?: string; complaints?: boolean },
  page: { limit?: number; offset?: number },
) {
  const where: Sql = sql`TRUE ${of.holderId ? sql`AND u.holder_id = ${of.holderId}` : empty}
    ${of.licenceId ? sql`AND u.licence_id = ${of.licenceId}` : empty}
    ${of.complaints ? sql`AND u.complaint IS NOT NULL` : empty}`
  const items = await db.query<UseRow>(sql`${uses} WHERE ${where} ORDER BY u.time DESC, u.id
    LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM services.licence_use u WHERE ${where} LIMIT 100000) AS bounded`,
  )
  return { items, total: row?.n ?? 0 }
}

export async function complain(tx: Queryable, id: string, text: string, due: Date): Promise<void> {
  await tx.query(
    sql`UPDATE services.licence_use SET complaint = ${text}, complaint_due = ${due} WHERE id = ${id}`,
  )
}

export async function answerComplaint(tx: Queryable, id: string, answer: string): Promise<void> {
  await tx.query(sql`UPDATE services.licence_use SET answer = ${answer} WHERE id = ${id}`)
}

/** Applications a licence was used in. */
export async function listApplicationsUsing(db: Queryable, licenceId: string): Promise<string[]> {
  const rows = await db.query<{
    id: string
  }>(sql`SELECT DISTINCT application_id AS id FROM services.licence_use
    WHERE licence_id = ${licenceId} AND application_id IS NOT NULL`)
  return rows.map((row) => row.id)
}

/** Licences used in an application that are not as they were then. */
export function listChangedSinceUse(
  db: Queryable,
  applicationId: string,
): Promise<Array<{ licence_id: string; number: string; type_id: string; state: string }>> {
  return db.query(sql`SELECT DISTINCT l.id AS licence_id, l.number, l.type_id, l.state FROM services.licence_use u
    JOIN services.licence l ON l.id = u.licence_id
    WHERE u.application_id = ${applicationId} AND l.state <> 'valid'`)
}

export async function countFigures(db: Queryable) {
  const licences = await db.first<{
    types: number
    n: number
    applications: number
    units: number
  }>(sql`SELECT
    count(DISTINCT type_id) AS types, count(*) AS n, count(DISTINCT application_id) AS applications,
    count(DISTINCT issuer_id) AS units FROM services.licence`)
  const used = await db.first<{ n: number; reused: number }>(
    sql`SELECT count(*) AS n, count(*) FILTER (WHERE way = 'reuse') AS reused FROM services.licence_use`,
  )
  return {
    ...{ typesIssued: licences?.types ?? 0, licences: licences?.n ?? 0, units: licences?.units ?? 0 },
    ...{
      applicationsIssued: licences?.applications ?? 0,
      uses: used?.n ?? 0,
      materialsSaved: used?.reused ?? 0,
    },
  }
}
