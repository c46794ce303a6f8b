import { expect as claim, describe, it } from 'vitest'
import { expect, fitDays, reviewDaysOf } from './rules.ts'

/** Weeks of ten events a day, twenty on Mondays. */
const weeks = (count: number, monday = 20) =>
  Array.from({ length: count * 7 }, (_, at) => ({
    ...{ weekday: at % 7, month: Math.floor(at / 30) % 12 },
    events: at % 7 === 0 ? monday : 10,
  }))

describe('GOV-033: a forecast of events', () => {
  it('tells more for the weekday that has more, within an interval', () => {
    const model = fitDays(weeks(12))
    if (!model) throw new Error('there is enough to tell from')
    const monday = expect(model, [{ weekday: 0, month: 0 }])
    const tuesday = expect(model, [{ weekday: 1, month: 0 }])
    claim(monday.value).toBeGreaterThan(17)
    claim(tuesday.value).toBeGreaterThan(9)
    claim(tuesday.value).toBeLessThan(11.5)
    claim(monday.low).toBeLessThan(20)
    claim(monday.high).toBeGreaterThan(20)
    claim(expect(model, weeks(1)).value).toBeCloseTo(monday.value + 6 * tuesday.value, 0)
  })

  it('has a season of the year only from 400 days on', () => {
    claim(fitDays(weeks(12))?.month).toBeNull()
    const year = Array.from({ length: 420 }, (_, at) => ({
      ...{ weekday: at % 7, month: Math.floor((at % 365) / 30.5) },
      events: Math.floor((at % 365) / 30.5) === 6 ? 30 : 10,
    }))
    const month = fitDays(year)?.month
    claim(month?.[6]).toBeGreaterThan(2)
    claim(month?.[2]).toBeLessThan(1)
  })

  it('is silent about less than four weeks or twenty events', () => {
    claim(fitDays(weeks(3))).toBeUndefined()
    claim(fitDays(weeks(8, 1).map((one) => ({ ...one, events: one.weekday === 0 ? 1 : 0 })))).toBeUndefined()
  })

  it('is reviewed day by day from what was known before, and beats the week before where days scatter', () => {
    let seed = 7
    const noise = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      return (seed / 2 ** 31 - 0.5) * 12
    }
    const scattered = weeks(16).map((one) => ({
      ...one,
      events: Math.max(0, Math.round(one.events + noise())),
    }))
    const review = reviewDaysOf(scattered)
    claim(review?.days).toBe(28)
    claim(review?.meanError).toBeLessThan(review?.naiveError ?? 0)
    claim((review?.hits ?? 0) / 28).toBeGreaterThan(0.6)
    claim(reviewDaysOf(weeks(4))).toBeNull()
  })
})
