import type { RobotTimes } from '@civitas/contract'

const day = 86_400_000
/** Asia/Shanghai has been UTC+8 without summer time since 1992. */
const offset = 8 * 3_600_000
/** A plan of month days may skip a month. */
const farDays = 62

/** Whether the day an instant lies in is a working day of the city. */
export type IsWorkingDay = (noon: Date) => boolean

function midnightOf(time: number): number {
  return Math.floor((time + offset) / day) * day - offset
}

function isDay({ days, numbers = [] }: RobotTimes, midnight: number, isWorking: IsWorkingDay): boolean {
  const local = new Date(midnight + offset)
  if (days === 'working') return isWorking(new Date(midnight + day / 2))
  if (days === 'weekdays') return numbers.includes(local.getUTCDay() || 7)
  if (days === 'month-days') return numbers.includes(local.getUTCDate())
  return true
}

function instantsOf({ at }: RobotTimes, midnight: number): number[] {
  return at
    .map((one) => {
      const [hours = 0, minutes = 0] = one.split(':').map(Number)
      return midnight + (hours * 60 + minutes) * 60_000
    })
    .sort((a, b) => a - b)
}

/** The newest planned time that has come, if it came less than a day ago. */
export function lastPlanned(times: RobotTimes, now: Date, isWorking: IsWorkingDay): Date | null {
  for (const midnight of [midnightOf(now.getTime()), midnightOf(now.getTime()) - day]) {
    if (!isDay(times, midnight, isWorking)) continue
    const come = instantsOf(times, midnight).filter(
      (one) => one <= now.getTime() && one > now.getTime() - day,
    )
    const newest = come.at(-1)
    if (newest !== undefined) return new Date(newest)
  }
  return null
}

/** The first planned time after now; null when there is none in the next two months. */
export function nextPlanned(times: RobotTimes, now: Date, isWorking: IsWorkingDay): Date | null {
  const today = midnightOf(now.getTime())
  for (let n = 0; n < farDays; n++) {
    const midnight = today + n * day
    if (!isDay(times, midnight, isWorking)) continue
    const next = instantsOf(times, midnight).find((one) => one > now.getTime())
    if (next !== undefined) return new Date(next)
  }
  return null
}
