import type { Licence, LicenceState, SealPackage } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface LicenceRow {
  id: string
  identifier: string
  number: string
  version: number
  type_id: string
  holder_id: string
  holder_name: string
  issuer_id: string
  application_id: string | null
  fields: Record<string, string>
  valid_from: string
  valid_until: string | null
  state: LicenceState
  state_reason: string | null
  state_time: Date
  trust: Licence['trust']
  copy_of: string | null
  data: string
  key_id: string
  signature: string
  seal: { timeStamp: { data: string; keyId: string; signature: string }; seal: SealPackage | null }
  checked_year: number | null
  issued_time: Date
}

export async function insertLicences(tx: Queryable, rows: readonly LicenceRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => ({ ...row, grams: toGrams(row.holder_name, row.number) }))
  await tx.query(sql`INSERT INTO services.licence (id, identifier, number, version, type_id, holder_id, holder_name, issuer_id,
      application_id, fields, valid_from, valid_until, state, state_reason, state_time, trust, copy_of, data, key_id, signature,
      seal, checked_year, issued_time, grams)
    SELECT id, identifier, number, version, type_id, holder_id, holder_name, issuer_id, application_id, fields, valid_from,
      valid_until, state, state_reason, state_time, trust, copy_of, data, key_id, signature, seal, checked_year, issued_time,
      grams
    FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb) AS r(id uuid, identifier text, number text, version integer,
      type_id text, holder_id uuid, holder_name text, issuer_id uuid, application_id uuid, fields jsonb, valid_from date,
      valid_until date, state text, state_reason text, state_time timestamptz, trust text, copy_of uuid, data text, key_id text,
      signature text, seal jsonb, checked_year integer, issued_time timestamptz, grams text[])`)
}

export function findLicence(
  db: Queryable,
  id: string,
  { lock }: { lock?: boolean } = {},
): Promise<LicenceRow | undefined> {
  return db.first<LicenceRow>(
    sql`SELECT * FROM services.licence WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export function findByIdentifier(db: Queryable, identifier: string): Promise<LicenceRow | undefined> {
  return db.first<LicenceRow>(sql`SELECT * FROM services.licence WHERE identifier = ${identifier}`)
}

/** The first version of a type that came of an application, if it was issued already. */
export function findOfApplication(
  db: Queryable,
  of: { applicationId: string; typeId: string; holderId: string },
): Promise<LicenceRow | undefined> {
  return db.first<LicenceRow>(sql`SELECT * FROM services.licence WHERE application_id = ${of.applicationId}
    AND type_id = ${of.typeId} AND holder_id = ${of.holderId} AND version = 1 AND copy_of IS NULL`)
}

/** What was issued on an application and stands, with its copies; locked. */
export function lockOfApplication(tx: Queryable, applicationId: string): Promise<LicenceRow[]> {
  return tx.query<LicenceRow>(sql`SELECT * FROM services.licence l
    WHERE l.state IN ('valid', 'suspended') AND (l.application_id = ${applicationId} OR l.copy_of IN
      (SELECT o.id FROM services.licence o WHERE o.application_id = ${applicationId}))
    ORDER BY l.id FOR UPDATE`)
}

/** The newest original of a type a subject holds that was not replaced. */
export function findOfHolder(
  db: Queryable,
  holderId: string,
  typeId: string,
): Promise<LicenceRow | undefined> {
  return db.first<LicenceRow>(sql`SELECT * FROM services.licence WHERE holder_id = ${holderId} AND type_id = ${typeId}
    AND copy_of IS NULL AND state IN ('valid', 'suspended') ORDER BY (state = 'valid') DESC, issued_time DESC, id LIMIT 1`)
}

/** What stands behind the fields of a new licence: everything in force of its holder, newest first. */
export function listFieldsOf(
  db: Queryable,
  holderId: string,
): Promise<Array<{ fields: Record<string, string> }>> {
  return db.query(sql`SELECT fields FROM services.licence WHERE holder_id = ${holderId} AND state = 'valid'
    ORDER BY issued_time DESC LIMIT 20`)
}

interface PageAsk {
  limit?: number
  offset?: number
  search?: string
}

async function pageOfLicences(db: Queryable, where: Sql, page: PageAsk) {
  const items = await db.query<LicenceRow>(sql`SELECT * FROM services.licence l WHERE ${where}
    ORDER BY l.issued_time DESC, l.id DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM services.licence l WHERE ${where} LIMIT 100000) AS bounded`,
  )
  return { items, total: row?.n ?? 0 }
}

export function listOfHolder(db: Queryable, holderId: string, page: PageAsk) {
  return pageOfLicences(db, sql`l.holder_id = ${holderId} AND l.state <> 'changed'`, page)
}

export function listIssued(
  db: Queryable,
  issuerId: string | null,
  query: PageAsk & { typeId?: string; state?: LicenceState },
  today: string,
) {
  const ended = sql`l.valid_until IS NOT NULL AND l.valid_until < ${today}::date`
  const states: Record<string, Sql> = {
    expired: sql`AND l.state = 'valid' AND ${ended}`,
    valid: sql`AND l.state = 'valid' AND NOT (${ended})`,
  }
  const state = query.state ? (states[query.state] ?? sql`AND l.state = ${query.state}`) : empty
  const where = sql`TRUE ${issuerId ? sql`AND l.issuer_id = ${issuerId}` : empty}
    ${query.typeId ? sql`AND l.type_id = ${query.typeId}` : empty} ${state}
    ${matches('l.grams', query.search, 'l.holder_name')}`
  return pageOfLicences(db, where, query)
}

export async function setState(
  tx: Queryable,
  id: string,
  to: { state: LicenceState; reason: string; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE services.licence SET state = ${to.state}, state_reason = ${to.reason}, state_time = ${to.now}
    WHERE id = ${id}`)
}

export async function setCheckedYear(tx: Queryable, id: string, year: number): Promise<void> {
  await tx.query(sql`UPDATE services.licence SET checked_year = ${year} WHERE id = ${id}`)
}

export interface EventRow {
  time: Date
  kind: string
  by_name: string
  reason: string | null
  basis: string | null
}

export async function insertEvent(tx: Queryable, licenceId: string, event: EventRow): Promise<void> {
  await tx.query(sql`INSERT INTO services.licence_event (id, licence_id, time, kind, by_name, reason, basis)
    VALUES (${newId()}, ${licenceId}, ${event.time}, ${event.kind}, ${event.by_name}, ${event.reason}, ${event.basis})`)
}

export function listEvents(db: Queryable, licenceId: string): Promise<EventRow[]> {
  return db.query<EventRow>(sql`SELECT time, kind, by_name, reason, basis FROM services.licence_event
    WHERE licence_id = ${licenceId} ORDER BY time, id`)
}

/**
 * Takes several numbers of a type and year at once; answers the first. Asked of the database beside a transaction the
 * series is not locked until its commit; numbers of licences may have gaps.
 */
export async function takeNumbers(
  db: Queryable,
  series: string,
  year: string,
  count: number,
): Promise<number> {
  const row = await db.first<{ last: number }>(sql`INSERT INTO services.number_series (name, day, last)
    VALUES (${series}, ${`${year}-01-01`}, ${count})
    ON CONFLICT (name, day) DO UPDATE SET last = number_series.last + ${count} RETURNING last`)
  return (row?.last ?? count) - count + 1
}

/** Licences that are no longer in force, the newest change first. */
export function listStopped(
  db: Queryable,
): Promise<Array<{ identifier: string; state: string; state_time: Date }>> {
  return db.query(sql`SELECT identifier, state, state_time FROM services.licence
    WHERE state IN ('suspended', 'revoked', 'withdrawn', 'cancelled', 'changed') ORDER BY state_time DESC LIMIT 50000`)
}

export function listSigningKeys(db: Queryable): Promise<Array<{ key_id: string; purpose: string }>> {
  return db.query(sql`SELECT key_id, purpose FROM services.signing_key ORDER BY purpose, key_id`)
}

/** Licences of a type a holder has, copies with them, that are not ended yet. */
export function listInForce(db: Queryable, holderId: string, typeId: string): Promise<LicenceRow[]> {
  return db.query<LicenceRow>(sql`SELECT * FROM services.licence WHERE holder_id = ${holderId} AND type_id = ${typeId}
    AND state IN ('valid', 'suspended') FOR UPDATE`)
}
