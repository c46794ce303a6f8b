import type { WorkingCalendar } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export function readCalendars(db: Queryable): Promise<WorkingCalendar[]> {
  return db.query<WorkingCalendar>(sql`SELECT id, name, week, observes_holidays AS "observesHolidays"
    FROM territory.calendar ORDER BY id`)
}

export async function writeCalendar(tx: Transaction, one: WorkingCalendar, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO territory.calendar (id, name, week, observes_holidays, changed_time)
    VALUES (${one.id}, ${one.name}, ${JSON.stringify(one.week)}, ${one.observesHolidays}, ${now})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, week = excluded.week,
      observes_holidays = excluded.observes_holidays, changed_time = excluded.changed_time`)
}

/** Takes days out: they are ordinary days of the week again. */
export async function deleteCalendarDays(tx: Transaction, dates: readonly string[]): Promise<void> {
  await tx.query(sql`DELETE FROM territory.calendar_day WHERE date = ANY(${dates as string[]}::date[])`)
}
