import type { Territory } from '../../territory/index.ts'
import { endOfDay } from '../numbers.ts'
import type { AppRow } from './store.ts'

/** The end (24:00 in the city) of the n-th working day after a time; today’s for none. */
export function endOfWorkingDays({ calendars }: Territory, days: number, from: Date): Date {
  if (days <= 0) return endOfDay(from)
  return endOfDay(calendars.endOf({ days, clock: 'working-day' }, from))
}

/** Begins the main clock of an application. */
export function startClock(territory: Territory, row: AppRow, limitDays: number, from: Date): void {
  Object.assign(row, { limit_days: limitDays, used_days: 0, clock_start: from })
  row.due_time = endOfWorkingDays(territory, limitDays, from)
}

/** Working days used up to a time: those before the running stretch and those of it. */
export function usedDays({ calendars }: Territory, row: AppRow, now: Date): number {
  return row.used_days + (row.clock_start ? calendars.workingDaysBetween(row.clock_start, now) : 0)
}

/** Stops the main clock: what was used stays used. */
export function stopClock(territory: Territory, row: AppRow, now: Date): void {
  row.used_days = usedDays(territory, row, now)
  Object.assign(row, { clock_start: null, due_time: null })
}

/** Lets the main clock run again with what is left. */
export function resumeClock(territory: Territory, row: AppRow, now: Date): void {
  row.clock_start = now
  row.due_time = endOfWorkingDays(territory, row.limit_days - row.used_days, now)
}
