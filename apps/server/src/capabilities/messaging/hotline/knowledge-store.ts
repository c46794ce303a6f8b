import type { KnowledgeGap, KnowledgeItem } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

type NameOf = (organisationId: string | null) => string | null

interface KnowledgeRow {
  id: string
  question: string
  answer: string
  category: string
  source: string
  owner_id: string | null
  valid_until: string | null
  review_due: string
  version: number
  used: number
  changed_time: Date
}

/** What is written of an item. */
export interface KnowledgeInput {
  question: string
  answer: string
  category: string
  source: string
  ownerId?: string
  validUntil?: string
  reviewDue: string
}

function toItem(row: KnowledgeRow, today: string, nameOf: NameOf): KnowledgeItem {
  const isExpired = row.valid_until !== null && row.valid_until < today
  return {
    ...{ id: row.id, question: row.question, answer: row.answer, category: row.category, source: row.source },
    ...{ ownerId: row.owner_id, ownerName: nameOf(row.owner_id), validUntil: row.valid_until },
    reviewDue: row.review_due,
    state: isExpired ? 'expired' : row.review_due <= today ? 'review-due' : 'valid',
    version: row.version,
    used: row.used,
    changedTime: row.changed_time.toISOString(),
  }
}

export async function listKnowledge(
  db: Queryable,
  query: { limit?: number; offset?: number; search?: string; category?: string; due?: boolean },
  today: string,
  nameOf: NameOf,
): Promise<{ items: KnowledgeItem[]; total: number }> {
  const { limit = 50, offset = 0, search, category, due } = query
  const where = sql`WHERE TRUE ${matches('grams', search, 'question || answer')}
    ${category ? sql`AND category = ${category}` : empty}
    ${due ? sql`AND (review_due <= ${today} OR valid_until < ${today})` : empty}`
  const rows = await db.query<KnowledgeRow>(sql`SELECT * FROM messaging.knowledge ${where}
    ORDER BY used DESC, changed_time DESC, id LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM messaging.knowledge ${where}`,
  )
  return { items: rows.map((row) => toItem(row, today, nameOf)), total: count?.n ?? 0 }
}

/** Valid items that share most letter pairs with a text. */
export async function suggestKnowledge(
  db: Queryable,
  text: string,
  today: string,
  nameOf: NameOf,
): Promise<KnowledgeItem[]> {
  const grams = toGrams(text)
  const rows = await db.query<KnowledgeRow>(sql`SELECT k.* FROM messaging.knowledge k
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM unnest(k.grams) g WHERE g = ANY(${grams}::text[])) shared
    WHERE k.grams && ${grams}::text[] AND (k.valid_until IS NULL OR k.valid_until >= ${today})
    ORDER BY shared.n DESC, k.used DESC, k.id LIMIT 5`)
  return rows.map((row) => toItem(row, today, nameOf))
}

export async function getKnowledge(
  db: Queryable,
  id: string,
  today: string,
  nameOf: NameOf,
): Promise<KnowledgeItem | undefined> {
  const row = await db.first<KnowledgeRow>(sql`SELECT * FROM messaging.knowledge WHERE id = ${id}`)
  return row && toItem(row, today, nameOf)
}

export async function insertKnowledge(tx: Queryable, given: KnowledgeInput, now: Date): Promise<string> {
  const id = newId()
  await tx.query(sql`INSERT INTO messaging.knowledge (id, question, answer, category, source, owner_id, valid_until,
      review_due, changed_time, grams)
    VALUES (${id}, ${given.question}, ${given.answer}, ${given.category}, ${given.source}, ${given.ownerId ?? null},
      ${given.validUntil ?? null}, ${given.reviewDue}, ${now}, ${toGrams(given.question, given.answer)})`)
  return id
}

/** Keeps what was said before; false when there is no such item. */
export async function reviseKnowledge(
  tx: Queryable,
  id: string,
  given: KnowledgeInput,
  now: Date,
): Promise<boolean> {
  await tx.query(sql`INSERT INTO messaging.knowledge_version (knowledge_id, version, question, answer, source,
      changed_time)
    SELECT id, version, question, answer, source, changed_time FROM messaging.knowledge WHERE id = ${id}
    ON CONFLICT DO NOTHING`)
  const row =
    await tx.first(sql`UPDATE messaging.knowledge SET question = ${given.question}, answer = ${given.answer},
      category = ${given.category}, source = ${given.source}, owner_id = ${given.ownerId ?? null},
      valid_until = ${given.validUntil ?? null}, review_due = ${given.reviewDue}, version = version + 1,
      changed_time = ${now}, grams = ${toGrams(given.question, given.answer)} WHERE id = ${id} RETURNING id`)
  return row !== undefined
}

export async function noteUse(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`UPDATE messaging.knowledge SET used = used + 1 WHERE id = ${id}`)
}

interface GapRow {
  id: string
  question: string
  times: number
  last_time: Date
}

const toGap = ({ last_time: lastTime, ...row }: GapRow): KnowledgeGap => ({
  ...row,
  lastTime: lastTime.toISOString(),
})

export async function addGap(db: Queryable, question: string, now: Date): Promise<KnowledgeGap> {
  const row = await db.first<GapRow>(sql`INSERT INTO messaging.knowledge_gap (id, question, times, last_time)
    VALUES (${newId()}, ${question}, 1, ${now})
    ON CONFLICT (question) DO UPDATE SET times = messaging.knowledge_gap.times + 1, last_time = excluded.last_time
    RETURNING *`)
  return toGap(row as GapRow)
}

export async function listGaps(db: Queryable): Promise<KnowledgeGap[]> {
  const rows = await db.query<GapRow>(
    sql`SELECT * FROM messaging.knowledge_gap ORDER BY times DESC, last_time DESC LIMIT 100`,
  )
  return rows.map(toGap)
}
