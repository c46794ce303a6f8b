import type { CardDocument, Page, WarningLevel } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface CaseRow {
  id: string
  incident_id: string | null
  title: string
  kind: string
  level: WarningLevel | null
  is_drill: boolean
  happened_time: Date
  division_code: string | null
  place: string
  plan_id: string | null
  summary: string
  lessons: string
  written_by: string
}

const caseColumns = sql`id, incident_id, title, kind, level, is_drill, happened_time, division_code, place, plan_id,
  summary, lessons, written_by`

/** Writes a case; that of an incident takes the place of the one before. */
export async function keepCase(tx: Queryable, one: Omit<CaseRow, 'id'>): Promise<CaseRow> {
  const grams = toGrams(one.title, one.place, one.summary, one.lessons)
  return (await tx.first<CaseRow>(sql`INSERT INTO command.library_case (id, incident_id, title, kind, level, is_drill,
      happened_time, division_code, place, plan_id, summary, lessons, written_by, grams)
    VALUES (${newId()}, ${one.incident_id}, ${one.title}, ${one.kind}, ${one.level}, ${one.is_drill},
      ${one.happened_time}, ${one.division_code}, ${one.place}, ${one.plan_id}, ${one.summary}, ${one.lessons},
      ${one.written_by}, ${grams})
    ON CONFLICT (incident_id) DO UPDATE SET title = excluded.title, level = excluded.level, plan_id = excluded.plan_id,
      summary = excluded.summary, lessons = excluded.lessons, written_by = excluded.written_by, grams = excluded.grams
    RETURNING ${caseColumns}`)) as CaseRow
}

export interface CaseFilter {
  search?: string
  kind?: string
  planId?: string
  drill?: boolean
  limit?: number
  offset?: number
}

export async function listCases(db: Queryable, filter: CaseFilter, scope: Scope): Promise<Page<CaseRow>> {
  const where = sql`WHERE ${inScope('division_code', scope)} ${filter.kind ? sql`AND kind = ${filter.kind}` : empty}
    ${filter.planId ? sql`AND plan_id = ${filter.planId}` : empty}
    ${filter.drill === undefined ? empty : sql`AND is_drill = ${filter.drill}`}
    ${matches('grams', filter.search, "title || ' ' || summary || ' ' || lessons")}`
  const [items, count] = await Promise.all([
    db.query<CaseRow>(sql`SELECT ${caseColumns} FROM command.library_case ${where}
      ORDER BY happened_time DESC, id DESC LIMIT ${filter.limit ?? 20} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.library_case ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findCase(db: Queryable, id: string, scope: Scope): Promise<CaseRow | undefined> {
  return db.first<CaseRow>(sql`SELECT ${caseColumns} FROM command.library_case
    WHERE id = ${id} AND ${inScope('division_code', scope)}`)
}

/** Incidents whose review is confirmed and that are not in the library yet. */
export async function listMissing(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ incident_id: string }>(sql`SELECT r.incident_id FROM command.review r
    WHERE r.confirmed_time IS NOT NULL
      AND NOT EXISTS (SELECT FROM command.library_case c WHERE c.incident_id = r.incident_id)`)
  return rows.map((one) => one.incident_id)
}

export interface CardRow {
  id: string
  plan_id: string
  kind: 'village' | 'enterprise'
  subject: string
  division_code: string
  document: CardDocument
  review_date: string
  version: number
  changed_by: string
  changed_time: Date
}

const cardColumns = sql`id, plan_id, kind, subject, division_code, document, review_date::text AS review_date, version,
  changed_by, changed_time`

export type NewCard = Omit<CardRow, 'id' | 'version'>

/** Writes a card; undefined when the village or firm has one of this plan. */
export function insertCard(tx: Queryable, one: NewCard): Promise<CardRow | undefined> {
  return tx.first<CardRow>(sql`INSERT INTO command.plan_card (id, plan_id, kind, subject, division_code, document,
      review_date, changed_by, changed_time, grams)
    VALUES (${newId()}, ${one.plan_id}, ${one.kind}, ${one.subject}, ${one.division_code},
      ${JSON.stringify(one.document)}, ${one.review_date}, ${one.changed_by}, ${one.changed_time}, ${toGrams(one.subject)})
    ON CONFLICT DO NOTHING RETURNING ${cardColumns}`)
}

/** Changes a card at the version that was read; undefined when somebody else was faster. */
export function updateCard(
  tx: Queryable,
  id: string,
  one: Pick<CardRow, 'version' | 'document' | 'review_date' | 'changed_by' | 'changed_time'>,
): Promise<CardRow | undefined> {
  return tx.first<CardRow>(sql`UPDATE command.plan_card SET document = ${JSON.stringify(one.document)},
      review_date = ${one.review_date}, changed_by = ${one.changed_by}, changed_time = ${one.changed_time},
      version = version + 1
    WHERE id = ${id} AND version = ${one.version} RETURNING ${cardColumns}`)
}

export interface CardFilter {
  search?: string
  planId?: string
  kind?: string
  division?: string
  limit?: number
  offset?: number
}

export async function listCards(db: Queryable, filter: CardFilter, scope: Scope): Promise<Page<CardRow>> {
  const where = sql`WHERE ${inScope('division_code', scope)} ${inDivision('division_code', filter.division)}
    ${filter.planId ? sql`AND plan_id = ${filter.planId}` : empty} ${filter.kind ? sql`AND kind = ${filter.kind}` : empty}
    ${matches('grams', filter.search, 'subject')}`
  const [items, count] = await Promise.all([
    db.query<CardRow>(sql`SELECT ${cardColumns} FROM command.plan_card ${where}
      ORDER BY division_code, subject, id LIMIT ${filter.limit ?? 20} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.plan_card ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findCard(db: Queryable, id: string, scope: Scope): Promise<CardRow | undefined> {
  return db.first<CardRow>(sql`SELECT ${cardColumns} FROM command.plan_card
    WHERE id = ${id} AND ${inScope('division_code', scope)}`)
}
