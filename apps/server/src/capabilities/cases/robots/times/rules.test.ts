import type { RobotTimes } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { lastPlanned, nextPlanned } from './rules.ts'

const at = (time: string) => new Date(`${time}:00+08:00`)
/** 2026-06-05 is a Friday; the weekend rests, as does Monday the 8th. */
const isWorking = (noon: Date) =>
  ![0, 6].includes(noon.getUTCDay()) && noon.toISOString().slice(0, 10) !== '2026-06-08'
const times = (more: Partial<RobotTimes>): RobotTimes => ({ at: ['08:30', '14:00'], days: 'every', ...more })

describe('times of robots', () => {
  it('takes the newest time that has come, and none older than a day', () => {
    expect(lastPlanned(times({}), at('2026-06-05T14:00'), isWorking)).toEqual(at('2026-06-05T14:00'))
    expect(lastPlanned(times({}), at('2026-06-05T13:59'), isWorking)).toEqual(at('2026-06-05T08:30'))
    expect(lastPlanned(times({}), at('2026-06-05T08:29'), isWorking)).toEqual(at('2026-06-04T14:00'))
    expect(lastPlanned(times({ days: 'working' }), at('2026-06-07T09:00'), isWorking)).toBeNull()
  })

  it('passes over weekends and holidays on working days only', () => {
    const next = nextPlanned(times({ days: 'working' }), at('2026-06-05T14:00'), isWorking)
    expect(next).toEqual(at('2026-06-09T08:30'))
  })

  it('knows weekdays and days of the month', () => {
    const sunday = times({ days: 'weekdays', numbers: [7] })
    expect(nextPlanned(sunday, at('2026-06-05T09:00'), isWorking)).toEqual(at('2026-06-07T08:30'))
    const last = times({ days: 'month-days', numbers: [31] })
    expect(nextPlanned(last, at('2026-06-05T09:00'), isWorking)).toEqual(at('2026-07-31T08:30'))
    expect(nextPlanned(times({ days: 'weekdays' }), at('2026-06-05T09:00'), isWorking)).toBeNull()
  })
})
