import type { TimeLimit } from '@civitas/domain-kit'
import type { Territory } from '../territory/index.ts'
import { amberShare } from './rules.ts'

/** When a clock that starts now turns amber and when it is due, on the clock of the limit. */
export function clockOf(territory: Territory, limit: TimeLimit, start: Date): { amber: Date; due: Date } {
  const after = (minutes: number) =>
    limit.clock === 'working'
      ? territory.addWorkingMinutes(start, minutes)
      : new Date(start.getTime() + minutes * 60_000)
  return { amber: after(limit.minutes * amberShare), due: after(limit.minutes) }
}

/** Minutes used between two instants, on the clock of the limit. */
export function minutesOn(territory: Territory, limit: TimeLimit, start: Date, end: Date): number {
  if (limit.clock === 'working') return territory.workingMinutesBetween(start, end)
  return (end.getTime() - start.getTime()) / 60_000
}
