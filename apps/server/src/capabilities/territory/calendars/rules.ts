import { dateOf, type SpecialDays } from '../rules.ts'

/** Working hours of a day: minutes after midnight (Asia/Shanghai), in order, not overlapping. */
export type Hours = ReadonlyArray<readonly [from: number, to: number]>

/** Working time of somebody: hours by weekday, Monday first, and the days that differ. */
export interface WorkingTime {
  /** Seven lists, Monday to Sunday. */
  readonly week: readonly Hours[]
  /** Holidays and make-up days; a make-up day (调休上班) on a day without hours has those of Monday. */
  readonly special: SpecialDays
}

const minute = 60_000
const day = 24 * 60 * minute
const offset = 8 * 60 * minute
/** A calendar without a working day in this many days is refused. */
const horizonDays = 800

function midnightOf(time: number): number {
  return Math.floor((time + offset) / day) * day - offset
}

/** Hours of one day; none on a holiday. `midnight` is its beginning in the city. */
export function hoursOn(midnight: number, { week, special }: WorkingTime): Hours {
  const kind = special.get(dateOf(midnight))
  if (kind === 'rest') return []
  const weekday = (new Date(midnight + offset).getUTCDay() + 6) % 7
  const own = week[weekday] ?? []
  return kind === 'workday' && own.length === 0 ? (week[0] ?? []) : own
}

/** The instant when `minutes` of working time have passed since `start` (ms since epoch). */
export function addMinutes(start: number, minutes: number, time: WorkingTime): number {
  let left = minutes * minute
  const first = midnightOf(start)
  for (let midnight = first; midnight < first + horizonDays * day; midnight += day) {
    for (const [from, to] of hoursOn(midnight, time)) {
      const begin = Math.max(midnight + from * minute, start)
      const open = midnight + to * minute - begin
      if (open <= 0) continue
      if (left <= open) return begin + left
      left -= open
    }
  }
  throw new RangeError('the calendar has no working time')
}

/** Minutes of working time between two instants (ms since epoch). */
export function minutesBetween(start: number, end: number, time: WorkingTime): number {
  let total = 0
  for (let midnight = midnightOf(start); midnight < end; midnight += day)
    for (const [from, to] of hoursOn(midnight, time))
      total += Math.max(0, Math.min(midnight + to * minute, end) - Math.max(midnight + from * minute, start))
  return total / minute
}

/** The end of working hours of the `days`-th working day after the day of `start`, which is not counted (工作日). */
export function endOfWorkingDay(start: number, days: number, time: WorkingTime): number {
  let left = days
  const first = midnightOf(start)
  for (let midnight = first + day; midnight < first + horizonDays * day; midnight += day) {
    const last = hoursOn(midnight, time).at(-1)
    if (!last) continue
    left -= 1
    if (left <= 0) return midnight + last[1] * minute
  }
  throw new RangeError('the calendar has no working time')
}

/** The end (24:00) of the `days`-th day after the day of `start`, which is not counted (自然日). */
export function endOfDay(start: number, days: number): number {
  return midnightOf(start) + (days + 1) * day
}

/** Why hours of a week cannot be kept, or undefined; paths as in the body of the operation. */
export function hoursFault(week: readonly Hours[]): { path: string; message: string } | undefined {
  for (const [index, hours] of week.entries()) {
    let last = 0
    for (const [part, [from, to]] of hours.entries()) {
      const path = `/body/week/${index}/${part}`
      if (to <= from) return { path, message: '结束时间应晚于开始时间' }
      if (from < last) return { path, message: '时段重叠或次序不对' }
      last = to
    }
  }
  if ((week[0] ?? []).length === 0)
    return { path: '/body/week/0', message: '周一须有工作时间，调休上班日按周一计' }
  return undefined
}

/** Working days after the day of `start` up to and with the day of `end` (ms since epoch), in whole days. */
export function workingDaysBetween(start: number, end: number, time: WorkingTime): number {
  let days = 0
  for (let midnight = midnightOf(start) + day; midnight <= end; midnight += day)
    if (hoursOn(midnight, time).length > 0) days += 1
  return days
}
