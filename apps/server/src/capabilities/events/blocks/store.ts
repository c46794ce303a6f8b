import type { Page, ReporterBlock } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface BlockRow {
  id: string
  user_id: string
  report_id: string
  event_id: string
  division_code: string | null
  reporter_name: string | null
  reason: string
  from_time: Date
  until_time: Date
  blocked_by: string
  blocked_name: string
  appeal: string | null
  appeal_time: Date | null
  lifted: boolean | null
  ruling: string | null
  ruled_name: string | null
  ruled_time: Date | null
}

export function toBlock(row: BlockRow, now: Date): ReporterBlock {
  return {
    id: row.id,
    reportId: row.report_id,
    eventId: row.event_id,
    reporterName: row.reporter_name,
    reason: row.reason,
    fromTime: row.from_time.toISOString(),
    untilTime: row.until_time.toISOString(),
    state: row.lifted ? 'lifted' : row.until_time > now ? 'running' : 'over',
    blockedName: row.blocked_name,
    appeal: row.appeal,
    appealTime: row.appeal_time?.toISOString() ?? null,
    ruling: row.ruling,
    ruledName: row.ruled_name,
    ruledTime: row.ruled_time?.toISOString() ?? null,
  }
}

type NewBlock = Pick<
  BlockRow,
  'user_id' | 'report_id' | 'event_id' | 'division_code' | 'reporter_name' | 'reason' | 'until_time'
>

export async function insertBlock(
  tx: Queryable,
  block: NewBlock,
  by: { userId: string; name: string },
  now: Date,
): Promise<BlockRow> {
  const row =
    await tx.first<BlockRow>(sql`INSERT INTO events.reporter_block (id, user_id, report_id, event_id,
      division_code, reporter_name, reason, from_time, until_time, blocked_by, blocked_name)
    VALUES (${newId()}, ${block.user_id}, ${block.report_id}, ${block.event_id}, ${block.division_code},
      ${block.reporter_name}, ${block.reason}, ${now}, ${block.until_time}, ${by.userId}, ${by.name}) RETURNING *`)
  return row as BlockRow
}

/** Keeps two from suspending one person at once. */
export async function holdReporter(tx: Queryable, userId: string): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`events.block ${userId}`}, 11))`)
}

/** What keeps a person from reporting now. */
export function findRunning(db: Queryable, userId: string, now: Date): Promise<BlockRow | undefined> {
  return db.first<BlockRow>(sql`SELECT * FROM events.reporter_block
    WHERE user_id = ${userId} AND until_time > ${now} AND lifted IS NOT TRUE ORDER BY until_time DESC LIMIT 1`)
}

export function lockBlock(tx: Queryable, id: string, scope: Scope): Promise<BlockRow | undefined> {
  return tx.first<BlockRow>(sql`SELECT * FROM events.reporter_block
    WHERE id = ${id} AND ${inScope('division_code', scope)} FOR UPDATE`)
}

export async function writeAppeal(tx: Queryable, id: string, text: string, now: Date): Promise<boolean> {
  const row = await tx.first(sql`UPDATE events.reporter_block SET appeal = ${text}, appeal_time = ${now}
    WHERE id = ${id} AND appeal IS NULL RETURNING id`)
  return row !== undefined
}

export async function writeRuling(
  tx: Queryable,
  id: string,
  ruling: { lift: boolean; answer: string; by: string },
  now: Date,
): Promise<BlockRow> {
  const row = await tx.first<BlockRow>(sql`UPDATE events.reporter_block SET lifted = ${ruling.lift},
      ruling = ${ruling.answer}, ruled_name = ${ruling.by}, ruled_time = ${now} WHERE id = ${id} RETURNING *`)
  return row as BlockRow
}

export async function listBlocks(
  db: Queryable,
  { limit = 50, offset = 0, open }: { limit?: number; offset?: number; open?: boolean },
  scope: Scope,
): Promise<Page<BlockRow>> {
  const where = sql`WHERE ${inScope('division_code', scope)}
    ${open ? sql`AND appeal IS NOT NULL AND ruled_time IS NULL` : empty}`
  const items = await db.query<BlockRow>(sql`SELECT * FROM events.reporter_block ${where}
    ORDER BY from_time DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM events.reporter_block ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}
