import type { PipelineSchedule } from '@civitas/contract'
import { isCronDue } from '../cron.ts'

/** What a schedule asks of the calendar of the city. */
export interface WorkingDays {
  workingDaysBetween(start: Date, end: Date): number
}

const dayMs = 86_400_000

/** Whether a pipeline is to run in this minute: by its cron line and, where that is said, by what day it is in the city. */
export function isScheduleDue(schedule: PipelineSchedule, now: Date, calendar: WorkingDays): boolean {
  if (!isCronDue(schedule.cron ?? '', now)) return false
  if (!schedule.days) return true
  const isWorking = calendar.workingDaysBetween(new Date(now.getTime() - dayMs), now) > 0
  return isWorking === (schedule.days === 'workdays')
}
