import {
  getWorkingCalendars,
  previewWorkingTime,
  saveCalendarDays,
  saveWorkingCalendar,
  type WorkingCalendar,
} from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { SpecialDays } from '../rules.ts'
import { insertCalendarDays, readCalendar } from '../store.ts'
import {
  addMinutes,
  endOfDay,
  endOfWorkingDay,
  hoursFault,
  minutesBetween,
  type WorkingTime,
  workingDaysBetween,
} from './rules.ts'
import { deleteCalendarDays, readCalendars, writeCalendar } from './store.ts'

/** The calendar used where none is named. */
export const cityCalendar = 'city'

/**
 * How much time something may take. `working` counts the minutes of a calendar (工作时), `urgent` every minute
 * (紧急工作时: those who handle emergencies are on duty round the clock), `natural` every minute (自然时); `working-day`
 * ends with the working hours of the n-th working day after the start (工作日), `natural-day` at its midnight (自然日).
 */
export type Span =
  | { readonly minutes: number; readonly clock: 'working' | 'urgent' | 'natural'; readonly calendar?: string }
  | { readonly days: number; readonly clock: 'working-day' | 'natural-day'; readonly calendar?: string }

/** What other capabilities may ask of the calendars. */
export interface Calendars {
  /** When a span that starts now has passed. */
  endOf(span: Span, start: Date): Date
  /** When `share` (0–1 and beyond) of the span has passed. */
  shareOf(span: Span, start: Date, share: number): Date
  /** Minutes that count on the clock of a span between two instants. */
  minutesOn(span: Span, start: Date, end: Date): number
  /** The instant when this many counted minutes have passed. */
  addOn(span: Span, start: Date, minutes: number): Date
  /** Working days after the day of `start` up to and with that of `end`, as limits of working days are counted. */
  workingDaysBetween(start: Date, end: Date, calendar?: string): number
}

/** Holds the calendars in memory; every process reads them anew when one of them changes. */
export async function startCalendars(kernel: Kernel): Promise<Calendars & { reload(): Promise<void> }> {
  let kept = new Map<string, WorkingTime>()
  let list: WorkingCalendar[] = []
  const reload = async () => {
    const special: SpecialDays = new Map((await readCalendar(kernel.db)).map((day) => [day.date, day.kind]))
    list = await readCalendars(kernel.db)
    kept = new Map(
      list.map((one) => [one.id, { week: one.week, special: one.observesHolidays ? special : new Map() }]),
    )
  }
  await reload()
  kernel.cluster.hear('calendars', () => void reload())
  const changed = async () => {
    await reload()
    kernel.cluster.tell('calendars', null)
  }
  const timeOf = (id = cityCalendar) => kept.get(id) ?? (kept.get(cityCalendar) as WorkingTime)
  const calendars = toCalendars(timeOf)
  bindCalendars(kernel, calendars, () => list, changed)
  return { ...calendars, reload }
}

function toCalendars(timeOf: (id?: string) => WorkingTime): Calendars {
  const counts = (span: Span) => span.clock === 'working' || span.clock === 'working-day'
  const addOn = (span: Span, start: Date, minutes: number) =>
    counts(span)
      ? new Date(addMinutes(start.getTime(), minutes, timeOf(span.calendar)))
      : new Date(start.getTime() + minutes * 60_000)
  const minutesOn = (span: Span, start: Date, end: Date) =>
    counts(span)
      ? minutesBetween(start.getTime(), end.getTime(), timeOf(span.calendar))
      : (end.getTime() - start.getTime()) / 60_000
  const endOf = (span: Span, start: Date) => {
    if (!('days' in span)) return addOn(span, start, span.minutes)
    if (span.clock === 'natural-day') return new Date(endOfDay(start.getTime(), span.days))
    return new Date(endOfWorkingDay(start.getTime(), span.days, timeOf(span.calendar)))
  }
  return {
    endOf,
    addOn,
    minutesOn,
    shareOf: (span, start, share) =>
      share === 1
        ? endOf(span, start)
        : addOn(span, start, minutesOn(span, start, endOf(span, start)) * share),
    workingDaysBetween: (start, end, calendar) =>
      workingDaysBetween(start.getTime(), end.getTime(), timeOf(calendar)),
  }
}

function bindCalendars(
  { http, db, clock }: Kernel,
  calendars: Calendars,
  list: () => WorkingCalendar[],
  changed: () => Promise<void>,
): void {
  http.bind(getWorkingCalendars, () => ({ items: list() }))
  http.bind(saveWorkingCalendar, async ({ params, body }) => {
    const fault = hoursFault(body.week)
    if (fault) throw invalid(fault.path, fault.message)
    const calendar = { id: params.calendar, ...body }
    await db.transaction((tx) => writeCalendar(tx, calendar, clock.now()))
    await changed()
    return calendar
  })
  http.bind(saveCalendarDays, async ({ body }) => {
    await db.transaction(async (tx) => {
      await insertCalendarDays(tx, body.days)
      await deleteCalendarDays(tx, body.ordinary ?? [])
    })
    await changed()
    return { done: true as const }
  })
  http.bind(previewWorkingTime, ({ query }) => {
    const span = toSpan(query)
    return { endTime: calendars.endOf(span, new Date(query.start)).toISOString() }
  })
}

function toSpan({
  clock,
  amount,
  calendar,
}: {
  clock: Span['clock']
  amount: number
  calendar?: string
}): Span {
  return clock === 'working-day' || clock === 'natural-day'
    ? { days: amount, clock, calendar }
    : { minutes: amount, clock, calendar }
}
