import type { CitizenCard, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface CardRow {
  number: string
  kind: string
  medium: CitizenCard['medium']
  subject_id: string
  holder_name: string
  state: CitizenCard['state']
  uses: CitizenCard['uses']
  valid_until: string
  reason: string | null
  replaces: string | null
  entitlements?: CitizenCard['entitlements']
  applied_time: Date
  changed_time: Date
}

export async function insertCard(tx: Queryable, c: CardRow): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO services.citizen_card (number, kind, medium, subject_id, holder_name, state, uses, valid_until,
      replaces, applied_time, changed_time)
    VALUES (${c.number}, ${c.kind}, ${c.medium}, ${c.subject_id}, ${c.holder_name}, ${c.state}, ${c.uses as string[]},
      ${c.valid_until}, ${c.replaces}, ${c.applied_time}, ${c.changed_time}) ON CONFLICT DO NOTHING RETURNING number`)
  return row !== undefined
}

const columns = sql`SELECT c.*, c.valid_until::text,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'from', e.from_day, 'until', e.until_day,
      'source', e.source) ORDER BY e.from_day, e.id), '[]'::jsonb)
    FROM services.card_entitlement e WHERE e.subject_id = c.subject_id AND e.stopped_time IS NULL) AS entitlements
  FROM services.citizen_card c`

export function findCard(db: Queryable, number: string, { lock = false } = {}): Promise<CardRow | undefined> {
  return db.first<CardRow>(sql`${columns} WHERE c.number = ${number} ${lock ? sql`FOR UPDATE` : empty}`)
}

export function listInForce(tx: Queryable, subjectId: string): Promise<CardRow[]> {
  return tx.query<CardRow>(sql`${columns} WHERE c.subject_id = ${subjectId}
    AND c.state IN ('applied', 'making', 'delivered', 'active', 'lost') FOR UPDATE`)
}

export async function updateCard(tx: Queryable, c: CardRow): Promise<void> {
  await tx.query(sql`UPDATE services.citizen_card SET state = ${c.state}, uses = ${c.uses as string[]}, reason = ${c.reason},
    changed_time = ${c.changed_time} WHERE number = ${c.number}`)
}

export async function listCards(
  db: Queryable,
  who: Sql,
  query: { state?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<CardRow>> {
  const where = sql`WHERE ${who} ${query.state ? sql`AND c.state = ${query.state}` : empty}
    ${query.search ? sql`AND (c.number = ${query.search} OR c.holder_name ILIKE ${`%${query.search}%`})` : empty}`
  const items = await db.query<CardRow>(sql`${columns} ${where} ORDER BY c.applied_time DESC, c.number
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.citizen_card c ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function setBlocked(tx: Queryable, number: string, blocked: boolean, now: Date): Promise<void> {
  await tx.query(
    sql`INSERT INTO services.card_block (number, is_blocked, time) VALUES (${number}, ${blocked}, ${now})`,
  )
}

/** Where each number stands, of those that changed since a version. */
export async function readBlackList(db: Queryable, since: number) {
  const rows = await db.query<{
    number: string
    is_blocked: boolean
  }>(sql`SELECT DISTINCT ON (number) number, is_blocked
    FROM services.card_block WHERE version > ${since} ORDER BY number, version DESC`)
  const newest = await db.first<{ version: number }>(
    sql`SELECT coalesce(max(version), 0)::int AS version FROM services.card_block`,
  )
  return { rows, version: newest?.version ?? 0 }
}

export async function insertEntitlement(
  tx: Queryable,
  e: { id: string; subject_id: string; kind: string; from: string; until: string | null; source: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.card_entitlement (id, subject_id, kind, from_day, until_day, source)
    VALUES (${e.id}, ${e.subject_id}, ${e.kind}, ${e.from}, ${e.until}, ${e.source})`)
}

export async function isEntitled(
  db: Queryable,
  subjectId: string,
  kind: string,
  day: string,
): Promise<boolean> {
  const row =
    await db.first(sql`SELECT 1 AS one FROM services.card_entitlement WHERE subject_id = ${subjectId}
    AND kind = ${kind} AND stopped_time IS NULL AND from_day <= ${day} AND (until_day IS NULL OR until_day >= ${day})`)
  return row !== undefined
}

export async function stopEntitlements(
  tx: Queryable,
  subjectId: string,
  reason: string,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.card_entitlement SET stopped_time = ${now}, stop_reason = ${reason}
    WHERE subject_id = ${subjectId} AND stopped_time IS NULL`)
}

export async function insertTap(
  tx: Queryable,
  t: {
    id: string
    terminal: string
    sequence: number
    number: string
    use: string
    fen: number
    outcome: 'taken' | 'to-recover'
    reason: string | null
    time: Date
  },
): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO services.card_tap (id, terminal, sequence, number, use, fen, outcome, reason, time)
    VALUES (${t.id}, ${t.terminal}, ${t.sequence}, ${t.number}, ${t.use}, ${t.fen}, ${t.outcome}, ${t.reason}, ${t.time})
    ON CONFLICT (terminal, sequence) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function listRecoveries(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
) {
  const where = sql`FROM services.card_tap WHERE outcome = 'to-recover'
    ${query.search ? sql`AND number = ${query.search}` : empty}`
  const items = await db.query<{
    number: string
    terminal: string
    use: string
    fen: number
    reason: string
    time: Date
  }>(sql`SELECT number, terminal, use, fen, reason, time ${where} ORDER BY time DESC, id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`)
  return { items, total: count?.n ?? 0 }
}
