import { dayOf } from '../../kernel/days.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'

export { dayOf }

/** The end of a day of the city. */
export function endOfDay(time: Date): Date {
  return new Date(Date.parse(`${dayOf(time)}T00:00:00+08:00`) + 86_400_000)
}

/**
 * The next number of a paper of a day: `BJ20250603000012`. Where many papers are written at once, ask it of the database
 * beside the transaction: within, the series is locked until the commit; beside, a paper that fails leaves its number out.
 */
export async function takeDailyNumber(db: Queryable, series: string, now: Date): Promise<string> {
  const day = dayOf(now)
  const row = await db.first<{ last: number }>(sql`INSERT INTO services.number_series (name, day, last)
    VALUES (${series}, ${day}, 1) ON CONFLICT (name, day) DO UPDATE SET last = number_series.last + 1 RETURNING last`)
  return `${series}${day.replaceAll('-', '')}${String(row?.last ?? 0).padStart(6, '0')}`
}

/** The next number of a series without gaps: the row stays locked until the paper is written. */
export async function takeGaplessNumber(tx: Transaction, series: string): Promise<number> {
  const row = await tx.first<{
    last: number
  }>(sql`INSERT INTO services.gapless_series (name, last) VALUES (${series}, 1)
    ON CONFLICT (name) DO UPDATE SET last = gapless_series.last + 1 RETURNING last`)
  return row?.last ?? 0
}

/** A minute of the city as people read it: 2025-06-09 10:00. */
export function timeText(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}
