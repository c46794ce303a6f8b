import { describe, expect, it } from 'vitest'
import { backTest, learnCourse, tell, tellAhead } from './learn.ts'

const hourMs = 3_600_000
const monday = Date.parse('2026-06-01T00:00:00+08:00')
const daily = (hour: number) => 10 * Math.sin((2 * Math.PI * hour) / 24)
const series = (hours: number, of: (hour: number) => number) =>
  Array.from({ length: hours }, (_, hour) => ({ timeMs: monday + hour * hourMs, value: of(hour) }))

describe('a course', () => {
  it('is found again: a rise of 0.5 an hour and the hours of the day', () => {
    const course = learnCourse(
      series(240, (hour) => 100 + 0.5 * hour + daily(hour)),
      'day',
    )
    expect(course?.slopePerHour).toBeCloseTo(0.5, 2)
    expect(course?.season[6]).toBeCloseTo(10, 0)
    expect(tell(course!, monday + 300 * hourMs)).toBeCloseTo(100 + 150 + daily(300), 0)
    expect(course?.spread).toBeLessThan(0.5)
  })

  it('of a week tells Sunday from Monday', () => {
    const course = learnCourse(
      series(24 * 28, (hour) => (Math.floor(hour / 24) % 7 === 6 ? 5 : 50)),
      'week',
    )
    expect(tell(course!, Date.parse('2026-07-05T12:00:00+08:00'))).toBeLessThan(10)
    expect(tell(course!, Date.parse('2026-07-06T12:00:00+08:00'))).toBeGreaterThan(45)
  })

  it('is not learnt from too little', () => {
    expect(learnCourse(series(47, daily), 'day')).toBeNull()
    expect(learnCourse([], 'none')).toBeNull()
  })
})

it('tells whole hours ahead, with a band as wide as what was left unexplained', () => {
  const course = learnCourse(
    series(96, (hour) => 20 + (hour % 2 ? 1 : -1)),
    'none',
  )!
  const points = tellAhead(course, monday + 96 * hourMs - 1, 3)
  expect(points.map((one) => one.time)).toEqual(
    [96, 97, 98].map((hour) => new Date(monday + hour * hourMs).toISOString()),
  )
  expect(points[0]!.high - points[0]!.low).toBeCloseTo(2 * 1.645, 1)
})

it('a back-test knows nothing of the hours it tells', () => {
  const means = series(240, (hour) => 100 + 0.5 * hour + daily(hour))
  const good = backTest(means, 'day', 24)
  expect(good).toMatchObject({ hours: 24 })
  expect(good?.meanAbsoluteError).toBeLessThan(0.5)
  expect(good?.naiveError).toBeCloseTo(12, 1)
  const jump = means.map((one, i) => (i < 216 ? one : { ...one, value: one.value + 40 }))
  expect(backTest(jump, 'day', 24)?.meanAbsoluteError).toBeGreaterThan(35)
  expect(backTest(means.slice(0, 50), 'day', 24)).toBeNull()
})
