import type { CallTest, CallTreePerson, TestCall } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface PlaceRow {
  contact_id: string
  caller_id: string | null
  level: number
  name: string
  duty: string
  phone: string | null
  user_id: string | null
  organisation_id: string | null
  caller_name: string | null
}

/** The tree, those above before those below. */
export function listPlaces(db: Queryable): Promise<PlaceRow[]> {
  return db.query<PlaceRow>(sql`SELECT p.contact_id, p.caller_id, p.level, c.name, c.duty, c.phone, c.user_id, c.organisation_id,
      u.name AS caller_name
    FROM command.call_place p JOIN command.contact c ON c.id = p.contact_id LEFT JOIN command.contact u ON u.id = p.caller_id
    ORDER BY p.level, u.name, c.name, c.id LIMIT 2000`)
}

export async function putPlace(
  tx: Queryable,
  one: { contactId: string; callerId: string | null; level: number },
): Promise<void> {
  await tx.query(sql`INSERT INTO command.call_place (contact_id, caller_id, level)
    VALUES (${one.contactId}, ${one.callerId}, ${one.level})
    ON CONFLICT (contact_id) DO UPDATE SET caller_id = excluded.caller_id, level = excluded.level`)
}

export async function dropPlace(tx: Queryable, contactId: string): Promise<void> {
  await tx.query(sql`DELETE FROM command.call_place WHERE contact_id = ${contactId}`)
}

export interface TestRow {
  id: string
  started_by_name: string
  started_time: Date
  ended_time: Date | null
  wait_minutes: number
  levels: CallTest['levels']
}

const tests = sql`SELECT t.id, t.started_by_name, t.started_time, t.ended_time, t.wait_minutes,
    coalesce((SELECT jsonb_agg(to_jsonb(l) ORDER BY l.level) FROM (SELECT level, count(*)::int AS people,
        count(*) FILTER (WHERE state = 'answered')::int AS answered, count(*) FILTER (WHERE state = 'unanswered')::int AS unanswered,
        max(extract(epoch FROM ended_time - called_time)) FILTER (WHERE state = 'answered')::int AS "slowestSeconds"
      FROM command.test_call WHERE test_id = t.id GROUP BY level) l), '[]') AS levels
  FROM command.call_test t`

export async function listTests(
  db: Queryable,
  { limit = 20, offset = 0 }: { limit?: number; offset?: number },
): Promise<{ items: TestRow[]; total: number }> {
  const items = await db.query<TestRow>(
    sql`${tests} ORDER BY t.started_time DESC LIMIT ${limit} OFFSET ${offset}`,
  )
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.call_test`)
  return { items, total: count?.n ?? 0 }
}

export function findTest(db: Queryable, id: string): Promise<TestRow | undefined> {
  return db.first<TestRow>(sql`${tests} WHERE t.id = ${id}`)
}

/** Holds a test that still runs until the transaction ends, so that answers and times follow one another. */
export async function lockRunning(tx: Queryable, id: string): Promise<boolean> {
  const row = await tx.first(
    sql`SELECT id FROM command.call_test WHERE id = ${id} AND ended_time IS NULL FOR UPDATE`,
  )
  return row !== undefined
}

/** Begins a test; false when one runs already. */
export async function insertTest(
  tx: Queryable,
  one: { id: string; byName: string; waitMinutes: number },
  now: Date,
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO command.call_test (id, started_by_name, started_time, wait_minutes)
    VALUES (${one.id}, ${one.byName}, ${now}, ${one.waitMinutes}) ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0
}

export async function endTest(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE command.call_test SET ended_time = ${now} WHERE id = ${id}`)
}

export interface CallRow {
  id: string
  test_id: string
  contact_id: string
  caller_id: string | null
  caller_name: string | null
  name: string
  duty: string
  user_id: string | null
  phone: string | null
  level: number
  state: TestCall['state']
  is_bypassed: boolean
  called_time: Date | null
  ended_time: Date | null
}

export async function insertCalls(tx: Queryable, testId: string, places: readonly PlaceRow[]): Promise<void> {
  const rows = places.map((one) => ({ ...one, id: newId() }))
  await tx.query(sql`INSERT INTO command.test_call (id, test_id, contact_id, caller_id, name, duty, user_id, phone, level, state)
    SELECT r.id, ${testId}, r.contact_id, r.caller_id, r.name, r.duty, r.user_id, r.phone, r.level, 'waiting'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, contact_id uuid, caller_id uuid, name text, duty text,
      user_id uuid, phone text, level smallint)`)
}

const calls = sql`SELECT c.*, u.name AS caller_name FROM command.test_call c
  LEFT JOIN command.test_call u ON u.test_id = c.test_id AND u.contact_id = c.caller_id`

export function listCalls(db: Queryable, testId: string): Promise<CallRow[]> {
  return db.query<CallRow>(sql`${calls} WHERE c.test_id = ${testId} ORDER BY c.level, u.name, c.name, c.id`)
}

export function findCall(db: Queryable, id: string): Promise<CallRow | undefined> {
  return db.first<CallRow>(sql`${calls} WHERE c.id = ${id}`)
}

/** The call of a test to a person: by contact, or by the account of whoever answers. */
export function findOpenCall(
  tx: Queryable,
  testId: string,
  who: { contactId: string } | { userId: string },
): Promise<CallRow | undefined> {
  const whose = 'contactId' in who ? sql`c.contact_id = ${who.contactId}` : sql`c.user_id = ${who.userId}`
  return tx.first<CallRow>(
    sql`${calls} WHERE c.test_id = ${testId} AND ${whose} AND c.state = 'calling' LIMIT 1`,
  )
}

/** The people a person calls; without one, those at the top of the tree. */
export function listCallees(db: Queryable, testId: string, callerId: string | null): Promise<CallRow[]> {
  return db.query<CallRow>(sql`${calls} WHERE c.test_id = ${testId}
    AND ${callerId === null ? sql`c.caller_id IS NULL` : sql`c.caller_id = ${callerId}`} ORDER BY c.name`)
}

export function listCallsOf(db: Queryable, userId: string): Promise<CallRow[]> {
  return db.query<CallRow>(
    sql`${calls} WHERE c.user_id = ${userId} AND c.state = 'calling' ORDER BY c.called_time`,
  )
}

export async function setCall(
  tx: Queryable,
  id: string,
  one: { state: TestCall['state']; calledTime?: Date; endedTime?: Date; isBypassed?: boolean },
): Promise<void> {
  await tx.query(sql`UPDATE command.test_call SET state = ${one.state}
    ${one.calledTime ? sql`, called_time = ${one.calledTime}` : empty}
    ${one.endedTime ? sql`, ended_time = ${one.endedTime}` : empty}
    ${one.isBypassed === undefined ? empty : sql`, is_bypassed = ${one.isBypassed}`} WHERE id = ${id}`)
}

export async function countOpen(tx: Queryable, testId: string): Promise<number> {
  const row = await tx.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.test_call
    WHERE test_id = ${testId} AND state IN ('waiting', 'calling')`)
  return row?.n ?? 0
}

export function toPerson(row: PlaceRow, organisationName: string | null): CallTreePerson {
  return {
    ...{ contactId: row.contact_id, name: row.name, duty: row.duty, organisationName },
    ...{ level: row.level, callerId: row.caller_id, callerName: row.caller_name },
  }
}
