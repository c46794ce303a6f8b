import type { Adoption, AdoptionRecord, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface AdoptionRow {
  id: string
  kind: Adoption['kind']
  title: string
  duty: string
  lon: number
  lat: number
  division_code: string
  every_days: number
  points: number
  state: Adoption['state']
  user_id: string | null
  adopted_time: Date | null
  records: number
  waiting: number
  last_time: Date | null
}

const columns = sql`a.id, a.kind, a.title, a.duty, a.lon, a.lat, a.division_code, a.every_days, a.points, a.state, a.user_id,
  a.adopted_time, coalesce(r.records, 0)::int AS records, coalesce(r.waiting, 0)::int AS waiting, r.last_time`
const tables = sql`cases.adoption a LEFT JOIN LATERAL (SELECT
    count(*) FILTER (WHERE o.user_id = a.user_id AND o.time >= a.adopted_time) AS records,
    count(*) FILTER (WHERE o.state = 'waiting') AS waiting,
    max(o.time) FILTER (WHERE o.user_id = a.user_id AND o.time >= a.adopted_time AND o.state <> 'refused') AS last_time
  FROM cases.adoption_record o WHERE o.adoption_id = a.id) r ON true`

export interface AdoptionFilter {
  mine?: string
  state?: Adoption['state']
  search?: string
  limit?: number
  offset?: number
}

/** What is offered; with a scope only what lies in it. */
export async function listAdoptions(
  db: Queryable,
  filter: AdoptionFilter,
  scope: Scope | null,
): Promise<Page<AdoptionRow>> {
  const where = sql`WHERE ${scope ? inScope('a.division_code', scope) : sql`true`}
    ${filter.mine ? sql`AND a.user_id = ${filter.mine}` : empty}
    ${filter.state ? sql`AND a.state = ${filter.state}` : sql`AND a.state <> 'ended'`}
    ${filter.search ? sql`AND a.title ILIKE ${`%${filter.search}%`}` : empty}`
  const items = await db.query<AdoptionRow>(sql`SELECT ${columns} FROM ${tables} ${where}
    ORDER BY a.offered_time DESC, a.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.adoption a ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findAdoption(db: Queryable, id: string, lock = false): Promise<AdoptionRow | undefined> {
  return db.first<AdoptionRow>(
    sql`SELECT ${columns} FROM ${tables} WHERE a.id = ${id} ${lock ? sql`FOR UPDATE OF a` : empty}`,
  )
}

export type NewAdoption = Pick<AdoptionRow, 'kind' | 'title' | 'duty' | 'lon' | 'lat' | 'division_code'> &
  Pick<AdoptionRow, 'every_days' | 'points'>

export async function insertAdoption(
  db: Queryable,
  one: NewAdoption,
  by: string,
  now: Date,
): Promise<string> {
  const id = newId()
  await db.query(sql`INSERT INTO cases.adoption (id, kind, title, duty, lon, lat, division_code, every_days, points, offered_by,
      offered_time)
    VALUES (${id}, ${one.kind}, ${one.title}, ${one.duty}, ${one.lon}, ${one.lat}, ${one.division_code}, ${one.every_days},
      ${one.points}, ${by}, ${now})`)
  return id
}

/** Sets who has it; nobody with null. */
export async function setAdopter(
  db: Queryable,
  id: string,
  user: { id: string; now: Date } | null,
  state: Adoption['state'] = user ? 'adopted' : 'open',
): Promise<void> {
  await db.query(sql`UPDATE cases.adoption SET user_id = ${user?.id ?? null}, adopted_time = ${user?.now ?? null},
    state = ${state} WHERE id = ${id}`)
}

export async function countAdopted(db: Queryable, userId: string): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM cases.adoption WHERE user_id = ${userId} AND state = 'adopted'`,
  )
  return row?.n ?? 0
}

export interface RecordRow extends Omit<AdoptionRecord, 'time' | 'userName'> {
  userId: string
  divisionCode: string
  time: Date
}

const recordColumns = sql`o.id, o.adoption_id AS "adoptionId", a.title AS "adoptionTitle", o.user_id AS "userId",
  a.division_code AS "divisionCode", o.text, o.time, o.state, o.points, o.reviewed_name AS "reviewedName", o.comment`
const recordTables = sql`cases.adoption_record o JOIN cases.adoption a ON a.id = o.adoption_id`

/** Adds the line of a person on a day; undefined when there is one already. */
export async function insertRecord(
  db: Queryable,
  given: { adoptionId: string; userId: string; text: string; day: string },
  now: Date,
): Promise<string | undefined> {
  const row = await db.first<{
    id: string
  }>(sql`INSERT INTO cases.adoption_record (id, adoption_id, user_id, day, text, time)
    VALUES (${newId()}, ${given.adoptionId}, ${given.userId}, ${given.day}, ${given.text}, ${now})
    ON CONFLICT (adoption_id, user_id, day) DO NOTHING RETURNING id`)
  return row?.id
}

export function findRecord(db: Queryable, id: string, lock = false): Promise<RecordRow | undefined> {
  return db.first<RecordRow>(
    sql`SELECT ${recordColumns} FROM ${recordTables} WHERE o.id = ${id} ${lock ? sql`FOR UPDATE OF o` : empty}`,
  )
}

export async function listRecords(
  db: Queryable,
  filter: { state?: AdoptionRecord['state']; search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<RecordRow>> {
  const where = sql`WHERE ${inScope('a.division_code', scope)}
    ${filter.state ? sql`AND o.state = ${filter.state}` : empty}
    ${filter.search ? sql`AND a.title ILIKE ${`%${filter.search}%`}` : empty}`
  const items = await db.query<RecordRow>(sql`SELECT ${recordColumns} FROM ${recordTables} ${where}
    ORDER BY o.time DESC, o.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${recordTables} ${where}`)
  return { items, total: count?.n ?? 0 }
}

export async function writeReview(
  db: Queryable,
  id: string,
  given: { state: AdoptionRecord['state']; points: number; by: string; comment: string | null },
): Promise<void> {
  await db.query(sql`UPDATE cases.adoption_record SET state = ${given.state}, points = ${given.points},
    reviewed_name = ${given.by}, comment = ${given.comment} WHERE id = ${id}`)
}
