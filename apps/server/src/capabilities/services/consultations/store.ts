import type { OpinionOutcome, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface ConsultationRow {
  id: string
  title: string
  background: string
  clauses: { id: string; text: string }[]
  major: boolean
  short_reason: string | null
  audience: string
  organisation_id: string
  open_day: string
  close_day: string
  summary_due: Date
  summary: string | null
  decision: string | null
  summarised_time: Date | null
  opinions: number
  ungrouped: number
  groups: {
    id: string
    title: string
    opinions: number
    outcome: OpinionOutcome | null
    reason: string | null
  }[]
}

const columns = sql`c.id, c.title, c.background, c.clauses, c.major, c.short_reason, c.audience, c.organisation_id,
  c.open_day::text AS open_day, c.close_day::text AS close_day, c.summary_due, c.summary, c.decision, c.summarised_time,
  (SELECT count(*)::int FROM services.opinion o WHERE o.consultation_id = c.id) AS opinions,
  (SELECT count(*)::int FROM services.opinion o WHERE o.consultation_id = c.id AND o.group_id IS NULL AND o.state = 'shown')
    AS ungrouped,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', g.id, 'title', g.title, 'outcome', g.outcome, 'reason', g.reason,
      'opinions', (SELECT count(*) FROM services.opinion o WHERE o.group_id = g.id)) ORDER BY g.id)
    FROM services.opinion_group g WHERE g.consultation_id = c.id), '[]'::jsonb) AS groups`

export async function listConsultations(
  db: Queryable,
  query: { search?: string; state?: string; limit?: number; offset?: number },
  today: string,
): Promise<Page<ConsultationRow>> {
  const state =
    {
      announced: sql`AND c.open_day > ${today}::date AND c.summarised_time IS NULL`,
      open: sql`AND c.open_day <= ${today}::date AND c.close_day >= ${today}::date AND c.summarised_time IS NULL`,
      closed: sql`AND c.close_day < ${today}::date AND c.summarised_time IS NULL`,
      summarised: sql`AND c.summarised_time IS NOT NULL`,
    }[query.state ?? ''] ?? empty
  const where = sql`WHERE TRUE ${state} ${query.search ? sql`AND c.title ILIKE ${`%${query.search}%`}` : empty}`
  const items = await db.query<ConsultationRow>(sql`SELECT ${columns} FROM services.consultation c ${where}
    ORDER BY c.open_day DESC, c.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.consultation c ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function findConsultation(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<ConsultationRow | undefined> {
  return db.first<ConsultationRow>(
    sql`SELECT ${columns} FROM services.consultation c WHERE c.id = ${id} ${options.lock ? sql`FOR UPDATE OF c` : empty}`,
  )
}

export interface NewConsultation {
  id: string
  title: string
  background: string
  clauses: { id: string; text: string }[]
  isMajor: boolean
  shortReason: string | null
  audience: string
  organisationId: string
  openDay: string
  closeDay: string
  summaryDue: Date
  authorName: string
}

export async function insertConsultation(db: Queryable, one: NewConsultation, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO services.consultation (id, title, background, clauses, major, short_reason, audience,
      organisation_id, open_day, close_day, summary_due, author_name, created_time)
    VALUES (${one.id}, ${one.title}, ${one.background}, ${JSON.stringify(one.clauses)}, ${one.isMajor}, ${one.shortReason},
      ${one.audience}, ${one.organisationId}, ${one.openDay}, ${one.closeDay}, ${one.summaryDue}, ${one.authorName}, ${now})`)
}

export async function putSummary(
  tx: Queryable,
  id: string,
  one: { summary: string; decision: string | null },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.consultation SET summary = ${one.summary}, decision = ${one.decision}, summarised_time = ${now}
    WHERE id = ${id}`)
}

export interface OpinionRow {
  id: string
  consultation_id: string
  clause: string | null
  text: string
  user_id: string | null
  name: string | null
  group_id: string | null
  state: 'shown' | 'hidden'
  created_time: Date
}

const opinionColumns = sql`id, consultation_id, clause, text, user_id, name, group_id, state, created_time`

export async function insertOpinion(
  tx: Queryable,
  one: {
    id: string
    consultationId: string
    clause: string | null
    text: string
    userId: string | null
    name: string | null
  },
  now: Date,
): Promise<OpinionRow> {
  const row =
    await tx.first<OpinionRow>(sql`INSERT INTO services.opinion (id, consultation_id, clause, text, user_id, name,
      created_time, grams)
    VALUES (${one.id}, ${one.consultationId}, ${one.clause}, ${one.text}, ${one.userId}, ${one.name}, ${now}, ${toGrams(one.text)})
    RETURNING ${opinionColumns}`)
  return row as OpinionRow
}

export async function listOpinions(
  db: Queryable,
  consultationId: string,
  query: {
    clause?: string
    group?: string
    ungrouped?: boolean
    search?: string
    limit?: number
    offset?: number
  },
): Promise<Page<OpinionRow>> {
  const where = sql`WHERE consultation_id = ${consultationId} ${query.clause ? sql`AND clause = ${query.clause}` : empty}
    ${query.group ? sql`AND group_id = ${query.group}` : empty}
    ${query.ungrouped ? sql`AND group_id IS NULL AND state = 'shown'` : empty} ${matches('grams', query.search, 'text')}`
  const items = await db.query<OpinionRow>(sql`SELECT ${opinionColumns} FROM services.opinion ${where}
    ORDER BY created_time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.opinion ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** Opinions without a group, oldest first, so many at once. */
export function listUngrouped(tx: Queryable, consultationId: string, atMost: number): Promise<OpinionRow[]> {
  return tx.query<OpinionRow>(sql`SELECT ${opinionColumns} FROM services.opinion
    WHERE consultation_id = ${consultationId} AND group_id IS NULL AND state = 'shown' ORDER BY created_time, id LIMIT ${atMost}`)
}

export function findOpinion(tx: Queryable, id: string): Promise<OpinionRow | undefined> {
  return tx.first<OpinionRow>(sql`SELECT ${opinionColumns} FROM services.opinion WHERE id = ${id} FOR UPDATE`)
}

export async function insertGroup(
  tx: Queryable,
  one: { id: string; consultationId: string; title: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.opinion_group (id, consultation_id, title)
    VALUES (${one.id}, ${one.consultationId}, ${one.title})`)
}

export async function putInGroup(tx: Queryable, ids: readonly string[], groupId: string): Promise<void> {
  await tx.query(
    sql`UPDATE services.opinion SET group_id = ${groupId}, state = 'shown' WHERE id = ANY(${ids}::uuid[])`,
  )
}

export async function hideOpinion(tx: Queryable, id: string, reason: string): Promise<void> {
  await tx.query(
    sql`UPDATE services.opinion SET state = 'hidden', hidden_reason = ${reason}, group_id = NULL WHERE id = ${id}`,
  )
}

/** The first opinion of each group, to compare later ones with. */
export function listHeads(
  tx: Queryable,
  consultationId: string,
): Promise<{ group_id: string; id: string; clause: string | null; text: string }[]> {
  return tx.query(sql`SELECT DISTINCT ON (group_id) group_id, id, clause, text FROM services.opinion
    WHERE consultation_id = ${consultationId} AND group_id IS NOT NULL ORDER BY group_id, created_time, id`)
}

export function findGroup(
  db: Queryable,
  id: string,
): Promise<{ id: string; consultation_id: string } | undefined> {
  return db.first(sql`SELECT id, consultation_id FROM services.opinion_group WHERE id = ${id}`)
}

export async function answerGroup(
  db: Queryable,
  id: string,
  one: { outcome: OpinionOutcome; reason: string },
): Promise<void> {
  await db.query(
    sql`UPDATE services.opinion_group SET outcome = ${one.outcome}, reason = ${one.reason} WHERE id = ${id}`,
  )
}
