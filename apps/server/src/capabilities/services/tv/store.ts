import type { Page, TvBill, WarningLevel } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface HouseholdRow {
  id: string
  number: string
  address: string
  division_code: string
  members: number
  boxes: { id: string; serial: string; isTwoWay: boolean; readTime: string | null }[]
}

const columns = sql`h.id, h.number, h.address, h.division_code,
  (SELECT count(*)::int FROM services.tv_member m WHERE m.household_id = h.id) AS members,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', b.id, 'serial', b.serial, 'isTwoWay', b.two_way,
    'readTime', b.read_time) ORDER BY b.serial) FROM services.tv_box b WHERE b.household_id = h.id), '[]') AS boxes`

export async function listHouseholds(
  db: Queryable,
  query: { search?: string; division?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<HouseholdRow>> {
  const where = sql`WHERE ${inScope('h.division_code', scope)} ${inDivision('h.division_code', query.division)}
    ${query.search ? sql`AND (h.number ILIKE ${`%${query.search}%`} OR h.address ILIKE ${`%${query.search}%`})` : empty}`
  const items = await db.query<HouseholdRow>(sql`SELECT ${columns} FROM services.tv_household h ${where}
    ORDER BY h.number LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.tv_household h ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function findHousehold(
  db: Queryable,
  by: { id: string } | { number: string },
  scope: Scope,
): Promise<HouseholdRow | undefined> {
  const where = 'id' in by ? sql`h.id = ${by.id}` : sql`h.number = ${by.number}`
  return db.first<HouseholdRow>(
    sql`SELECT ${columns} FROM services.tv_household h WHERE ${where} AND ${inScope('h.division_code', scope)}`,
  )
}

export async function insertHousehold(
  db: Queryable,
  one: { id: string; number: string; address: string; divisionCode: string },
  now: Date,
): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO services.tv_household (id, number, address, division_code, created_time)
    VALUES (${one.id}, ${one.number}, ${one.address}, ${one.divisionCode}, ${now}) ON CONFLICT (number) DO NOTHING
    RETURNING id`)
  return row !== undefined
}

export interface BoxRow {
  id: string
  serial: string
  household_id: string
  key_hash: string
  division_code: string
  number: string
}

export function findBox(
  db: Queryable,
  by: { id: string } | { serial: string },
  { lock = false } = {},
): Promise<BoxRow | undefined> {
  const where = 'id' in by ? sql`b.id = ${by.id}` : sql`b.serial = ${by.serial}`
  return db.first<BoxRow>(sql`SELECT b.id, b.serial, b.household_id, b.key_hash, h.division_code, h.number
    FROM services.tv_box b JOIN services.tv_household h ON h.id = b.household_id WHERE ${where}
    ${lock ? sql`FOR UPDATE OF b` : empty}`)
}

export async function insertBox(
  db: Queryable,
  one: { id: string; serial: string; householdId: string; keyHash: string; isTwoWay: boolean },
  now: Date,
): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO services.tv_box (id, serial, household_id, key_hash, two_way, bound_time)
    VALUES (${one.id}, ${one.serial}, ${one.householdId}, ${one.keyHash}, ${one.isTwoWay}, ${now})
    ON CONFLICT (serial) DO NOTHING RETURNING id`)
  return row !== undefined
}

/** Moves a box; digits it has shown are void. */
export async function moveBox(tx: Queryable, id: string, householdId: string, now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE services.tv_box SET household_id = ${householdId}, bound_time = ${now} WHERE id = ${id}`,
  )
  await tx.query(sql`DELETE FROM services.tv_pairing WHERE box_id = ${id}`)
}

export async function noteRead(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE services.tv_box SET read_time = ${now} WHERE id = ${id}`)
}

export function listMembers(
  db: Queryable,
  householdId: string,
): Promise<{ subject_id: string; name: string }[]> {
  return db.query(sql`SELECT subject_id, name FROM services.tv_member WHERE household_id = ${householdId}
    ORDER BY joined_time, subject_id`)
}

export async function insertMember(
  db: Queryable,
  one: { householdId: string; subjectId: string; name: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO services.tv_member (household_id, subject_id, name, joined_time)
    VALUES (${one.householdId}, ${one.subjectId}, ${one.name}, ${now}) ON CONFLICT DO NOTHING`)
}

export function listOwn(
  db: Queryable,
  subjectId: string,
): Promise<{ id: string; number: string; address: string }[]> {
  return db.query(sql`SELECT h.id, h.number, h.address FROM services.tv_household h
    JOIN services.tv_member m ON m.household_id = h.id WHERE m.subject_id = ${subjectId} ORDER BY h.number`)
}

export async function insertPairing(
  db: Queryable,
  one: { code: string; boxId: string; expires: Date },
  now: Date,
): Promise<boolean> {
  await db.query(sql`DELETE FROM services.tv_pairing WHERE expires_time < ${now} OR box_id = ${one.boxId}`)
  const row = await db.first(sql`INSERT INTO services.tv_pairing (code, box_id, expires_time)
    VALUES (${one.code}, ${one.boxId}, ${one.expires}) ON CONFLICT DO NOTHING RETURNING code`)
  return row !== undefined
}

/** Uses digits up; the household of the box that showed them. */
export function takePairing(
  db: Queryable,
  code: string,
  now: Date,
): Promise<{ household_id: string } | undefined> {
  return db.first(sql`DELETE FROM services.tv_pairing p USING services.tv_box b
    WHERE p.code = ${code} AND p.expires_time >= ${now} AND b.id = p.box_id RETURNING b.household_id`)
}

const isPaid = sql`EXISTS (SELECT FROM services.pay_order o WHERE o.business_kind = 'tv-bill' AND o.business_id = b.id
  AND o.state IN ('paid', 'part-refunded'))`

export function listBills(db: Queryable, householdId: string): Promise<TvBill[]> {
  return db.query<TvBill>(sql`SELECT b.id, b.title, b.fen::int AS fen, b.due_day AS "dueDay", ${isPaid} AS "isPaid"
    FROM services.tv_bill b WHERE b.household_id = ${householdId} ORDER BY b.due_day DESC, b.id LIMIT 50`)
}

export function findBill(
  db: Queryable,
  id: string,
): Promise<(TvBill & { household_id: string; organisation_id: string | null }) | undefined> {
  return db.first(sql`SELECT b.id, b.title, b.fen::int AS fen, b.due_day AS "dueDay", ${isPaid} AS "isPaid", b.household_id,
    b.organisation_id FROM services.tv_bill b WHERE b.id = ${id}`)
}

export async function insertBill(
  db: Queryable,
  one: {
    id: string
    householdId: string
    title: string
    fen: number
    dueDay: string
    organisationId: string | null
  },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO services.tv_bill (id, household_id, title, fen, organisation_id, due_day, created_time)
    VALUES (${one.id}, ${one.householdId}, ${one.title}, ${one.fen}, ${one.organisationId}, ${one.dueDay}, ${now})`)
}

export function findOpenOrder(
  db: Queryable,
  billId: string,
  payerId: string,
): Promise<{ id: string } | undefined> {
  return db.first(sql`SELECT id FROM services.pay_order WHERE business_kind = 'tv-bill' AND business_id = ${billId}
    AND payer_id = ${payerId} AND state IN ('waiting', 'closed') ORDER BY created_time DESC LIMIT 1`)
}

export interface Banner {
  warningId: string
  reference: string
  level: WarningLevel
  headline: string
  instruction: string
}

export async function insertBanner(
  tx: Queryable,
  one: Banner & { divisions: readonly string[]; from: string; until: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.tv_banner (warning_id, reference, level, headline, instruction, divisions,
      from_time, until_time)
    VALUES (${one.warningId}, ${one.reference}, ${one.level}, ${one.headline}, ${one.instruction}, ${[...one.divisions]},
      ${one.from}, ${one.until}) ON CONFLICT DO NOTHING`)
}

export async function endBanner(tx: Queryable, warningId: string, now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE services.tv_banner SET ended_time = ${now} WHERE warning_id = ${warningId} AND ended_time IS NULL`,
  )
}

/** Whether a place lies in one of the divisions of a banner: a division of six digits holds those that begin with it. */
const reaches = sql`EXISTS (SELECT FROM unnest(w.divisions) AS d(code)
  WHERE starts_with(h.division_code, CASE WHEN length(d.code) = 6 THEN regexp_replace(d.code, '(00)+$', '') ELSE d.code END))`

/** Banners a box has to show now; that it was told is written down with it. */
export function takeBanners(tx: Queryable, boxId: string, now: Date): Promise<Banner[]> {
  return tx.query<Banner>(sql`WITH due AS (SELECT w.* FROM services.tv_banner w, services.tv_box b
      JOIN services.tv_household h ON h.id = b.household_id
      WHERE b.id = ${boxId} AND w.ended_time IS NULL AND w.from_time <= ${now} AND w.until_time > ${now} AND ${reaches}),
    told AS (INSERT INTO services.tv_delivery (warning_id, box_id, time) SELECT warning_id, ${boxId}, ${now} FROM due
      ON CONFLICT DO NOTHING)
    SELECT warning_id AS "warningId", reference, level, headline, instruction FROM due ORDER BY from_time DESC`)
}

export async function listBanners(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
) {
  const where = query.search ? sql`WHERE w.headline ILIKE ${`%${query.search}%`}` : empty
  const items = await db.query<
    Banner & { from_time: Date; ended_time: Date | null; boxes: number; delivered: number }
  >(sql`SELECT w.warning_id AS "warningId", w.reference, w.level, w.headline, w.instruction, w.from_time, w.ended_time,
      (SELECT count(*)::int FROM services.tv_box b JOIN services.tv_household h ON h.id = b.household_id
        WHERE ${reaches}) AS boxes,
      (SELECT count(*)::int FROM services.tv_delivery d WHERE d.warning_id = w.warning_id) AS delivered
    FROM services.tv_banner w ${where} ORDER BY w.from_time DESC, w.warning_id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.tv_banner w ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function readCoverage(db: Queryable, since: Date, scope: Scope) {
  return db.query<{
    divisionCode: string
    households: number
    boxes: number
    twoWay: number
    active: number
  }>(sql`SELECT left(h.division_code, 9) AS "divisionCode", count(DISTINCT h.id)::int AS households,
      count(b.id)::int AS boxes, (count(b.id) FILTER (WHERE b.two_way))::int AS "twoWay",
      (count(b.id) FILTER (WHERE b.read_time >= ${since}))::int AS active
    FROM services.tv_household h LEFT JOIN services.tv_box b ON b.household_id = h.id
    WHERE ${inScope('h.division_code', scope)} GROUP BY 1 ORDER BY 1 LIMIT 500`)
}
