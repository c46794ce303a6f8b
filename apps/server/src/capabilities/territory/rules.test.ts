import { describe, expect, it } from 'vitest'
import { addWorkingMinutes, dateOf, isInside, workingMinutesBetween } from './rules.ts'

const at = (text: string) => Date.parse(`${text}:00+08:00`)
const none = new Map()

describe('working time', () => {
  it('passes the lunch break and the night', () => {
    expect(addWorkingMinutes(at('2025-06-03T11:30'), 60, none)).toBe(at('2025-06-03T14:00'))
    expect(addWorkingMinutes(at('2025-06-03T17:00'), 60, none)).toBe(at('2025-06-04T09:30'))
  })

  it('passes the weekend, and starts at nine when asked at night', () => {
    expect(addWorkingMinutes(at('2025-06-06T17:00'), 60, none)).toBe(at('2025-06-09T09:30'))
    expect(addWorkingMinutes(at('2025-06-07T23:00'), 30, none)).toBe(at('2025-06-09T09:30'))
  })

  it('follows the National Day holiday and its worked weekend days (GOV-003)', () => {
    const special = new Map<string, 'workday' | 'rest'>([
      ...['01', '02', '03', '04', '05', '06', '07', '08'].map((d) => [`2025-10-${d}`, 'rest'] as const),
      ['2025-09-28', 'workday'],
      ['2025-10-11', 'workday'],
    ])
    const fiveDays = 5 * 7 * 60
    expect(dateOf(addWorkingMinutes(at('2025-09-26T17:30'), fiveDays, special))).toBe('2025-10-10')
    expect(workingMinutesBetween(at('2025-09-26T16:00'), at('2025-10-13T09:00'), special)).toBe(
      90 + 6 * 7 * 60,
    )
  })

  it('counts what it adds', () => {
    const start = at('2025-06-05T16:10')
    expect(workingMinutesBetween(start, addWorkingMinutes(start, 999, none), none)).toBe(999)
  })
})

describe('point in polygon', () => {
  const ring = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
    [0, 0],
  ]
  const hole = [
    [1, 1],
    [2, 1],
    [2, 2],
    [1, 2],
    [1, 1],
  ]

  it('knows inside, outside and holes', () => {
    const polygon: GeoJSON.Polygon = { type: 'Polygon', coordinates: [ring, hole] }
    expect(isInside(polygon, 3, 3)).toBe(true)
    expect(isInside(polygon, 1.5, 1.5)).toBe(false)
    expect(isInside(polygon, 5, 3)).toBe(false)
  })
})
