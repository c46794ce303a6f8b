import type { Page } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { burst } from './rules.ts'

export interface RatingRow {
  id: string
  application_id: string | null
  item_title: string
  organisation_id: string | null
  subject_id: string | null
  window_name: string | null
  grade: number | null
  tags: string[]
  text: string | null
  channel: string
  device: string | null
  is_anonymous: boolean
  is_excluded: boolean
  invited_time: Date
  time: Date | null
  rect_state: 'open' | 'replied' | 'closed' | null
  rect_due: Date | null
  rect_verdict: string | null
  rect_reply: string | null
  rect_again: number | null
  rect_closed_time: Date | null
}

/** Invites to rate a finished application; once. */
export async function inviteRating(
  tx: Queryable,
  invitation: { id: string; applicationId: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.rating (id, application_id, item_title, organisation_id, subject_id, invited_time)
    SELECT ${invitation.id}, a.id, a.item_title, a.organisation_id, a.subject_id, ${now}
    FROM services.application a WHERE a.id = ${invitation.applicationId} ON CONFLICT (application_id) DO NOTHING`)
}

export async function insertRating(tx: Queryable, r: RatingRow): Promise<void> {
  await tx.query(sql`INSERT INTO services.rating (id, item_title, organisation_id, window_name, channel, invited_time)
    VALUES (${r.id}, ${r.item_title}, ${r.organisation_id}, ${r.window_name}, ${r.channel}, ${r.invited_time})`)
  await updateRating(tx, r)
}

export async function updateRating(tx: Queryable, r: RatingRow): Promise<void> {
  await tx.query(sql`UPDATE services.rating SET grade = ${r.grade}, tags = ${r.tags}, text = ${r.text},
    channel = ${r.channel}, device = ${r.device}, is_anonymous = ${r.is_anonymous}, is_excluded = ${r.is_excluded},
    time = ${r.time}, rect_state = ${r.rect_state}, rect_due = ${r.rect_due}, rect_verdict = ${r.rect_verdict},
    rect_reply = ${r.rect_reply}, rect_again = ${r.rect_again}, rect_closed_time = ${r.rect_closed_time}
    WHERE id = ${r.id}`)
}

export function findRating(
  db: Queryable,
  by: { id: string } | { applicationId: string },
): Promise<RatingRow | undefined> {
  const where = 'id' in by ? sql`id = ${by.id}` : sql`application_id = ${by.applicationId}`
  return db.first<RatingRow>(sql`SELECT * FROM services.rating WHERE ${where} FOR UPDATE`)
}

/**
 * Sets ratings aside that come in a burst from one terminal; those before in the burst with it. Answers whether the terminal
 * is in a burst.
 */
export async function excludeBurst(tx: Transaction, device: string, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - burst.minutes * 60_000)
  const row = await tx.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.rating
    WHERE device = ${device} AND time > ${since}`)
  if ((row?.n ?? 0) < burst.ratings) return false
  await tx.query(
    sql`UPDATE services.rating SET is_excluded = TRUE WHERE device = ${device} AND time > ${since}`,
  )
  return true
}

export async function listRatings(
  db: Queryable,
  who: Sql,
  filter: { bad?: boolean; excluded?: boolean; search?: string; limit?: number; offset?: number },
): Promise<Page<RatingRow>> {
  const where = sql`FROM services.rating r WHERE r.grade IS NOT NULL AND ${who} ${filter.bad ? sql`AND r.grade <= 2` : empty}
    ${filter.excluded === undefined ? empty : sql`AND r.is_excluded = ${filter.excluded}`}
    ${filter.search ? sql`AND r.item_title ILIKE ${`%${filter.search}%`}` : empty}`
  const [items, count] = await Promise.all([
    db.query<RatingRow>(
      sql`SELECT r.* ${where} ORDER BY r.time DESC, r.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function judgeExcluded(db: Queryable, ids: readonly string[], counts: boolean): Promise<number> {
  const rows = await db.query(sql`UPDATE services.rating SET is_excluded = ${!counts}, device = NULL
    WHERE id = ANY(${ids as string[]}) AND is_excluded RETURNING 1 AS one`)
  return rows.length
}

/** Figures by office over the ratings of a month; ratings set aside are left out. */
export function readScores(db: Queryable, month: string) {
  return db.query<{
    organisation_id: string | null
    ratings: number
    good: number
    invited: number
    bad: number
    rectified: number
  }>(sql`SELECT organisation_id,
      count(grade) FILTER (WHERE NOT is_excluded)::int AS ratings,
      count(*) FILTER (WHERE grade > 2 AND NOT is_excluded)::int AS good,
      count(*) FILTER (WHERE application_id IS NOT NULL)::int AS invited,
      count(*) FILTER (WHERE grade <= 2 AND NOT is_excluded)::int AS bad,
      count(*) FILTER (WHERE grade <= 2 AND NOT is_excluded AND rect_state = 'closed' AND rect_closed_time <= rect_due)::int
        AS rectified
    FROM services.rating WHERE to_char(coalesce(time, invited_time) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') = ${month}
    GROUP BY organisation_id ORDER BY ratings DESC`)
}
