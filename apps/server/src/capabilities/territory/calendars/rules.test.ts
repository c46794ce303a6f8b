import { describe, expect, it } from 'vitest'
import {
  addMinutes,
  endOfDay,
  endOfWorkingDay,
  hoursFault,
  minutesBetween,
  type WorkingTime,
} from './rules.ts'

const at = (text: string) => Date.parse(`${text}:00+08:00`)
const day: WorkingTime['week'][number] = [
  [510, 720],
  [810, 1050],
]
const week = [day, day, day, day, day, [], []]
const special = new Map<string, 'workday' | 'rest'>([
  ...['01', '02', '03', '04', '05', '06', '07', '08'].map((d) => [`2025-10-${d}`, 'rest'] as const),
  ['2025-09-28', 'workday'],
  ['2025-10-11', 'workday'],
])
const time: WorkingTime = { week, special }

describe('working time', () => {
  it('starts at 08:30 the next day when asked at night, passes lunch and the weekend', () => {
    expect(addMinutes(at('2025-06-03T23:30'), 240, time)).toBe(at('2025-06-04T14:00'))
    expect(addMinutes(at('2025-06-06T17:00'), 60, time)).toBe(at('2025-06-09T09:00'))
  })

  it('passes holidays and works on make-up days by the hours of Monday', () => {
    expect(minutesBetween(at('2025-09-27T00:00'), at('2025-10-12T00:00'), time)).toBe(6 * 450)
    expect(addMinutes(at('2025-09-30T17:00'), 60, time)).toBe(at('2025-10-09T09:00'))
  })

  it('counts what it adds', () => {
    const start = at('2025-06-05T16:10')
    expect(minutesBetween(start, addMinutes(start, 999, time), time)).toBe(999)
  })
})

describe('limits in days', () => {
  it('do not count the day of the start', () => {
    expect(endOfWorkingDay(at('2025-06-03T09:00'), 1, time)).toBe(at('2025-06-04T17:30'))
    expect(endOfWorkingDay(at('2025-09-26T09:00'), 4, time)).toBe(at('2025-10-09T17:30'))
    expect(endOfDay(at('2025-06-03T09:00'), 1)).toBe(at('2025-06-05T00:00'))
  })
})

describe('hours of a week', () => {
  it('are in order and begin with a working Monday', () => {
    expect(hoursFault(week)).toBeUndefined()
    expect(hoursFault([[[600, 500]], ...week.slice(1)])?.path).toBe('/body/week/0/0')
    const overlap: WorkingTime['week'] = [
      day,
      [
        [500, 700],
        [690, 800],
      ],
      ...week.slice(2),
    ]
    expect(hoursFault(overlap)?.path).toBe('/body/week/1/1')
    expect(hoursFault([[], ...week.slice(1)])?.path).toBe('/body/week/0')
  })
})
