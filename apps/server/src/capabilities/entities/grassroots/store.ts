import type { FieldConflict, Household, HouseholdField, Page, Visit } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches } from '../../../kernel/search.ts'
import { unconfirmedBefore, verifyTimeOf } from './rules.ts'

export const householdType = 'grassroots.household'

interface HouseholdRow {
  id: string
  reference: string
  name: string
  gridCode: string | null
  lon: number | null
  lat: number | null
  attributes: Record<string, unknown>
  visits: number
  lastVisitTime: Date | null
  version: number
}

function toHousehold({ lon, lat, attributes, lastVisitTime, ...row }: HouseholdRow, now: Date): Household {
  const verifyTime = lastVisitTime && verifyTimeOf(lastVisitTime)
  const text = (key: string) => String(attributes[key] ?? '')
  return {
    ...row,
    position: lon === null || lat === null ? null : [lon, lat],
    ...{ building: text('building'), room: text('room'), head: text('head'), phone: text('phone') },
    people: typeof attributes.people === 'number' ? attributes.people : null,
    tenure: text('tenure'),
    tags: text('tags').split('、').filter(Boolean),
    lastVisitTime: lastVisitTime?.toISOString() ?? null,
    verifyTime: verifyTime?.toISOString() ?? null,
    toVerify: verifyTime !== null && verifyTime <= now,
  }
}

interface Reading {
  now: Date
  limit?: number
  offset?: number
  /** Those visited longest ago first. */
  byVisit?: boolean
}

async function readHouseholds(db: Queryable, where: Sql, reading: Reading): Promise<Household[]> {
  const { now, limit = 50, offset = 0, byVisit } = reading
  const rows =
    await db.query<HouseholdRow>(sql`SELECT e.id, e.reference, e.name, e.division_code AS "gridCode", e.lon, e.lat,
      e.attributes, e.version, v.n AS visits, v.last AS "lastVisitTime"
    FROM entities.entity e LEFT JOIN LATERAL (SELECT count(*)::int AS n, max(visit_time) AS last FROM entities.visit
      WHERE household_id = e.id) v ON TRUE
    ${where} ORDER BY ${byVisit ? sql`v.last,` : empty} e.name, e.id LIMIT ${limit} OFFSET ${offset}`)
  return rows.map((row) => toHousehold(row, now))
}

export async function listHouseholdsOf(
  db: Queryable,
  query: { search?: string; division?: string; toVerify?: boolean; limit?: number; offset?: number },
  scope: Scope,
  now: Date,
): Promise<Page<Household>> {
  const { limit, offset, toVerify: byVisit } = query
  const where = sql`WHERE e.type = ${householdType} AND e.merged_into IS NULL AND ${inScope('e.division_code', scope)}
    ${inDivision('e.division_code', query.division)} ${matches('e.grams', query.search, 'e.name')}
    ${query.toVerify ? unconfirmed(now) : empty}`
  const items = await readHouseholds(db, where, { now, limit, offset, byVisit })
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM entities.entity e ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** Keeps the households that were visited, but not within the time a visit confirms. */
function unconfirmed(now: Date): Sql {
  return sql`AND EXISTS (SELECT 1 FROM entities.visit w WHERE w.household_id = e.id)
    AND NOT EXISTS (SELECT 1 FROM entities.visit w WHERE w.household_id = e.id
      AND w.visit_time > ${unconfirmedBefore(now)})`
}

export async function findHousehold(
  db: Queryable,
  id: string,
  scope: Scope,
  now: Date,
): Promise<Household | undefined> {
  const [found] = await readHouseholds(
    db,
    sql`WHERE e.id = ${id} AND e.type = ${householdType} AND ${inScope('e.division_code', scope)}`,
    { now, limit: 1 },
  )
  return found
}

interface VisitRow extends Omit<Visit, 'visitTime' | 'receivedTime'> {
  visitTime: Date
  receivedTime: Date
}

export async function readVisits(db: Queryable, where: Sql, limit = 50, offset = 0): Promise<Visit[]> {
  const rows =
    await db.query<VisitRow>(sql`SELECT v.id, v.household_id AS "householdId", e.name AS "householdName",
      v.user_name AS "userName", v.visit_time AS "visitTime", v.received_time AS "receivedTime", v.text, v.tags, v.changes
    FROM entities.visit v JOIN entities.entity e ON e.id = v.household_id ${where}
    ORDER BY v.visit_time DESC, v.id LIMIT ${limit} OFFSET ${offset}`)
  return rows.map((row) => ({
    ...row,
    visitTime: row.visitTime.toISOString(),
    receivedTime: row.receivedTime.toISOString(),
  }))
}

export async function listVisitsOf(
  db: Queryable,
  query: { search?: string; division?: string; householdId?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<Visit>> {
  const where = sql`WHERE ${inScope('e.division_code', scope)} ${inDivision('e.division_code', query.division)}
    ${query.householdId ? sql`AND v.household_id = ${query.householdId}` : empty}
    ${query.search ? sql`AND (v.text ILIKE ${`%${query.search}%`} OR e.name ILIKE ${`%${query.search}%`})` : empty}`
  const items = await readVisits(db, where, query.limit, query.offset)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM entities.visit v
    JOIN entities.entity e ON e.id = v.household_id ${where}`)
  return { items, total: count?.n ?? 0 }
}

export interface NewVisit {
  id: string
  householdId: string
  userId: string
  userName: string
  visitTime: string
  text: string
  tags: readonly string[]
  changes: Visit['changes']
}

/** Writes visits; those whose key is known stay as they are. Answers the keys that were new. */
export async function insertVisits(
  tx: Transaction,
  visits: readonly NewVisit[],
  now: Date,
): Promise<string[]> {
  const rows = await tx.query<{
    id: string
  }>(sql`INSERT INTO entities.visit (id, household_id, user_id, user_name, visit_time,
      received_time, text, tags, changes)
    SELECT id, "householdId", "userId", "userName", "visitTime", ${now}, text, tags, changes
    FROM jsonb_to_recordset(${JSON.stringify(visits)}::jsonb) AS r(id uuid, "householdId" uuid, "userId" uuid,
      "userName" text, "visitTime" timestamptz, text text, tags text[], changes jsonb)
    ON CONFLICT (id) DO NOTHING RETURNING id`)
  return rows.map((row) => row.id)
}

/** Who wrote a fact of a household last, and when. */
export function findLastWriter(
  db: Queryable,
  householdId: string,
  field: HouseholdField,
): Promise<{ userId: string | null; time: Date } | undefined> {
  return db.first(sql`SELECT user_id AS "userId", time FROM entities.entity_version
    WHERE entity_id = ${householdId} AND after ? ${field} ORDER BY version DESC LIMIT 1`)
}

export async function insertConflict(
  tx: Transaction,
  one: {
    visitId: string
    householdId: string
    field: HouseholdField
    base: unknown
    office: unknown
    found: unknown
    officeBy: string | null
    officeTime: Date | null
  },
): Promise<void> {
  await tx.query(sql`INSERT INTO entities.field_conflict (id, visit_id, household_id, field, base, office, found, office_by,
      office_time)
    VALUES (${newId()}, ${one.visitId}, ${one.householdId}, ${one.field}, ${JSON.stringify(one.base ?? null)},
      ${JSON.stringify(one.office ?? null)}, ${JSON.stringify(one.found ?? null)}, ${one.officeBy}, ${one.officeTime})`)
}

interface ConflictRow extends Omit<FieldConflict, 'officeTime' | 'foundTime' | 'officeBy'> {
  officeTime: Date | null
  foundTime: Date
  officeBy: string | null
}

/** Conflicts; `officeBy` is still the id of a user. */
export async function readConflicts(
  db: Queryable,
  where: Sql,
  limit = 50,
  offset = 0,
): Promise<FieldConflict[]> {
  const rows =
    await db.query<ConflictRow>(sql`SELECT c.id, c.visit_id AS "visitId", c.household_id AS "householdId",
      e.name AS "householdName", c.field, c.base, c.office, c.found, c.office_by AS "officeBy",
      c.office_time AS "officeTime", v.user_name AS "foundBy", v.visit_time AS "foundTime", c.taken, c.decided_by AS "decidedBy"
    FROM entities.field_conflict c JOIN entities.visit v ON v.id = c.visit_id JOIN entities.entity e ON e.id = c.household_id
    ${where} ORDER BY c.taken IS NOT NULL, v.visit_time DESC, c.id LIMIT ${limit} OFFSET ${offset}`)
  return rows.map((row) => ({
    ...row,
    officeTime: row.officeTime?.toISOString() ?? null,
    foundTime: row.foundTime.toISOString(),
  }))
}

export async function countConflicts(db: Queryable, where: Sql): Promise<number> {
  const row = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM entities.field_conflict c
    JOIN entities.entity e ON e.id = c.household_id ${where}`)
  return row?.n ?? 0
}

export async function decideConflict(
  tx: Transaction,
  id: string,
  taken: string,
  by: string,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE entities.field_conflict SET taken = ${taken}, decided_by = ${by}, decided_time = ${now}
    WHERE id = ${id}`)
}
