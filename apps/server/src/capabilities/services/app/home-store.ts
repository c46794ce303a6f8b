import type { Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface Suggested {
  itemId: string
  title: string
}

/** Items in force a person may apply for, with the columns the questions of this file ask by. */
const inForce = (day: string) => sql`services.item i JOIN services.item_version v ON v.item_id = i.id
  AND i.retired_time IS NULL AND v.state = 'published' AND v.effective_from <= ${day}
  AND v.content->'applicants' ? 'person' AND NOT EXISTS (SELECT 1 FROM services.item_version w WHERE w.item_id = v.item_id
    AND w.state = 'published' AND w.effective_from <= ${day}
    AND (w.effective_from, w.version) > (v.effective_from, v.version))`

/** The order for everybody: what was most applied for in ninety days, then by title. */
export function listDefault(db: Queryable, day: string, limit: number): Promise<Suggested[]> {
  return db.query<Suggested>(sql`SELECT i.id AS "itemId", v.title FROM ${inForce(day)}
    LEFT JOIN (SELECT item_id, count(*) AS n FROM services.application WHERE created_time >= ${day}::date - 90
      GROUP BY item_id) a ON a.item_id = i.id
    ORDER BY coalesce(a.n, 0) DESC, v.title, i.id LIMIT ${limit}`)
}

/** Other items of the scenes of what somebody applied for last. */
export function listLikeApplications(
  db: Queryable,
  subjectId: string,
  day: string,
): Promise<(Suggested & { of: string })[]> {
  return db.query(sql`WITH own AS (SELECT item_id, item_title, created_time FROM services.application
      WHERE subject_id = ${subjectId} ORDER BY created_time DESC LIMIT 5),
    scene AS (SELECT o.item_title, o.created_time, unnest(v.scenes) AS scene FROM own o
      JOIN services.item_version v ON v.item_id = o.item_id AND v.state = 'published')
    SELECT DISTINCT ON (i.id) i.id AS "itemId", v.title, s.item_title AS "of" FROM ${inForce(day)}
      JOIN scene s ON s.scene = ANY(v.scenes)
    WHERE i.id NOT IN (SELECT item_id FROM own) ORDER BY i.id, s.created_time DESC LIMIT 5`)
}

/** Items that renew a licence which ends within sixty days. */
export function listForEnding(
  db: Queryable,
  subjectId: string,
  day: string,
): Promise<(Suggested & { of: string })[]> {
  return db.query(sql`SELECT DISTINCT ON (i.id) i.id AS "itemId", v.title, l.number AS "of" FROM ${inForce(day)}
      JOIN services.licence l ON l.type_id = v.content->'result'->>'licenceType' AND l.holder_id = ${subjectId}
        AND l.state = 'valid' AND l.valid_until BETWEEN ${day}::date AND ${day}::date + 60
    ORDER BY i.id, l.valid_until LIMIT 5`)
}

export function listFavourites(db: Queryable, userId: string, day: string): Promise<Suggested[]> {
  return db.query<Suggested>(sql`SELECT i.id AS "itemId", v.title FROM ${inForce(day)}
    JOIN services.app_favourite f ON f.item_id = i.id AND f.user_id = ${userId} ORDER BY f.time DESC LIMIT 50`)
}

export async function setFavourite(
  db: Queryable,
  one: { userId: string; itemId: string; on: boolean },
  now: Date,
): Promise<void> {
  if (one.on)
    await db.query(sql`INSERT INTO services.app_favourite (user_id, item_id, time)
      VALUES (${one.userId}, ${one.itemId}, ${now}) ON CONFLICT DO NOTHING`)
  else
    await db.query(
      sql`DELETE FROM services.app_favourite WHERE user_id = ${one.userId} AND item_id = ${one.itemId}`,
    )
}

/** What waits for somebody, in counts. */
export async function readCards(db: Queryable, subjectId: string, day: string) {
  const row = await db.first<{
    applications: number
    toPay: number
    licences: number
    ending: number
  }>(sql`SELECT
    (SELECT count(*)::int FROM services.application WHERE subject_id = ${subjectId}
      AND state IN ('draft', 'waiting', 'correcting', 'examining', 'suspended', 'deciding')) AS applications,
    (SELECT count(*)::int FROM services.pay_order WHERE payer_id = ${subjectId} AND state = 'waiting') AS "toPay",
    (SELECT count(*)::int FROM services.licence WHERE holder_id = ${subjectId} AND state = 'valid') AS licences,
    (SELECT count(*)::int FROM services.licence WHERE holder_id = ${subjectId} AND state = 'valid'
      AND valid_until BETWEEN ${day}::date AND ${day}::date + 60) AS ending`)
  return row ?? { applications: 0, toPay: 0, licences: 0, ending: 0 }
}

export async function isPersonalised(db: Queryable, userId: string): Promise<boolean> {
  const row = await db.first<{ personalised: boolean }>(
    sql`SELECT personalised FROM services.app_preference WHERE user_id = ${userId}`,
  )
  return row?.personalised ?? false
}

export async function setPersonalised(db: Queryable, userId: string, on: boolean, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO services.app_preference (user_id, personalised, changed_time)
    VALUES (${userId}, ${on}, ${now}) ON CONFLICT (user_id) DO UPDATE SET personalised = ${on}, changed_time = ${now}`)
}

export interface InputRow {
  fact: 'applications' | 'licences' | 'favourites'
  itemId: string
  why: string
}

export async function insertInputs(
  db: Queryable,
  userId: string,
  rows: readonly InputRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  await db.query(sql`INSERT INTO services.app_input (user_id, fact, item_id, why, time)
    SELECT ${userId}, fact, "itemId", why, ${now} FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(fact text, "itemId" uuid, why text)`)
}

export async function listInputs(
  db: Queryable,
  userId: string,
  query: { since?: string; limit?: number; offset?: number },
): Promise<Page<{ fact: InputRow['fact']; title: string; why: string; time: Date }>> {
  const where = sql`WHERE n.user_id = ${userId} ${query.since ? sql`AND n.time >= ${query.since}` : empty}`
  const items = await db.query<{
    fact: InputRow['fact']
    title: string
    why: string
    time: Date
  }>(sql`SELECT n.fact, n.why,
      n.time, coalesce((SELECT v.title FROM services.item_version v WHERE v.item_id = n.item_id
        ORDER BY v.version DESC LIMIT 1), '') AS title
    FROM services.app_input n ${where} ORDER BY n.time DESC, n.item_id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.app_input n ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}
