import { describe, expect, it } from 'vitest'
import {
  addMinutes,
  endOfDay,
  endOfWorkingDay,
  type Hours,
  hoursFault,
  minutesBetween,
  type WorkingTime,
  workingDaysBetween,
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

it('counts whole working days over holidays with make-up days, a leap day and midnight in the city', () => {
  const office: Hours = [[540, 1_020]]
  const week = [office, office, office, office, office, [], []]
  const between = (from: string, to: string, special: Record<string, 'rest' | 'workday'> = {}) =>
    workingDaysBetween(at(from), at(to), {
      week,
      special: new Map(Object.entries(special)),
    })
  // 国庆节 2025: 1 to 8 October free, 28 September and 11 October worked.
  const holiday = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((day) => [`2025-10-0${day}`, 'rest' as const]),
  )
  const year = { ...holiday, '2025-09-28': 'workday' as const, '2025-10-11': 'workday' as const }
  expect(between('2025-09-26T16:00', '2025-10-10T23:59', year)).toBe(5)
  expect(between('2025-09-26T16:00', '2025-10-13T09:00', year)).toBe(7)
  expect(between('2024-02-28T09:00', '2024-03-01T09:00')).toBe(2)
  expect(between('2025-06-03T23:30', '2025-06-04T00:30')).toBe(1)
  expect(between('2025-06-03T00:30', '2025-06-03T23:30')).toBe(0)
})
