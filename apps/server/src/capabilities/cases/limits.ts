import type { TimeLimit } from '@civitas/domain-kit'
import type { Territory } from '../territory/index.ts'
import { amberShare } from './rules.ts'

/** When a clock turns amber and when it is due. */
export interface ClockEnds {
  amber: Date
  due: Date
}

/** When a clock that starts now turns amber and when it is due, on the clock of the limit. */
export function clockOf({ calendars }: Territory, limit: TimeLimit, start: Date): ClockEnds {
  return { amber: calendars.shareOf(limit, start, amberShare), due: calendars.endOf(limit, start) }
}

/** Minutes used between two instants, on the clock of the limit. */
export function minutesOn({ calendars }: Territory, limit: TimeLimit, start: Date, end: Date): number {
  return calendars.minutesOn(limit, start, end)
}

/**
 * Where an end of a clock lies after it stood still from `stopped` to `now`: what was left then is left now. An end that
 * had passed before stays where it was.
 */
export function afterPause(
  { calendars }: Territory,
  limit: TimeLimit,
  end: Date,
  pause: { stopped: Date; now: Date },
): Date {
  if (end <= pause.stopped) return end
  return calendars.addOn(limit, pause.now, calendars.minutesOn(limit, pause.stopped, end))
}
