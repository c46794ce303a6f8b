import { expect, it } from 'vitest'
import { dayChannels, planDay } from './plan-day.ts'

const places = Array.from({ length: 50 }, (_, i) => [118.9 + i * 0.001, 33.4] as const)
const plan = planDay({ events: 3000, minutes: 10, seed: 7, places })

it('is the same day for the same seed, and another for another', () => {
  expect(planDay({ events: 3000, minutes: 10, seed: 7, places })).toEqual(plan)
  expect(planDay({ events: 3000, minutes: 10, seed: 8, places })).not.toEqual(plan)
})

it('holds as many reports as were asked for, from every channel, within the time', () => {
  expect(plan).toHaveLength(3000)
  expect(new Set(plan.map((one) => one.channel))).toEqual(new Set(dayChannels))
  expect(plan.every((one) => one.atMs >= 0 && one.atMs <= 600_000)).toBe(true)
})

it('tells a third of the things again in other words near the same place', () => {
  const again = plan.filter((one) => one.sameAs !== null)
  expect(again.length / plan.length).toBeCloseTo(0.3, 1)
  for (const one of again) {
    const first = plan[one.sameAs as number]
    expect(one.standardClass).toBe(first?.standardClass)
  }
})
