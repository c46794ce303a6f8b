import { loadDomains, type ScenarioPhase, text } from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import { expect, it } from 'vitest'
import { cityDrivers, driversAt, minuteOfDay, scenarioMinutes } from './drivers.ts'

const phase = (minutes: number, rain_mm_h: number, ramp = false): ScenarioPhase => ({
  title: text('阶段', 'Phase'),
  minutes,
  drivers: { rain_mm_h },
  ramp,
})
const phases = [phase(10, 0), phase(10, 100, true), phase(20, 40)]
const registry = loadDomains(domains)

it('goes through the phases, ramping where they say so', () => {
  expect(driversAt(phases, 5, false)).toEqual({ rain_mm_h: 0 })
  expect(driversAt(phases, 15, false)).toEqual({ rain_mm_h: 50 })
  expect(driversAt(phases, 20, false)).toEqual({ rain_mm_h: 100 })
  expect(driversAt(phases, 21, false)).toEqual({ rain_mm_h: 40 })
  expect(driversAt(phases, 400, false)).toEqual({ rain_mm_h: 40 })
})

it('begins an ordinary day again, ramping over midnight', () => {
  const day = [phase(10, 0, true), phase(10, 100)]
  expect(driversAt(day, 25, true)).toEqual({ rain_mm_h: 50 })
  expect(driversAt(day, 35, true)).toEqual({ rain_mm_h: 100 })
})

it('lets the started scenario win over the ordinary day of other domains', () => {
  const drivers = cityDrivers(registry, { id: 'rainstorm', minute: 10 }, 13 * 60)
  expect(drivers.rain_mm_h).toBeGreaterThan(100)
  expect(drivers.wind_m_s).toBeGreaterThan(5)
  expect(drivers.emission_factor).toBeGreaterThan(0)
  expect(cityDrivers(registry, null, 13 * 60).rain_mm_h).toBe(0)
  expect(scenarioMinutes(registry, 'rainstorm')).toBeGreaterThan(60)
  expect(scenarioMinutes(registry, 'no-such')).toBe(0)
})

it('knows the time of day in the city', () => {
  expect(minuteOfDay(Date.parse('2025-06-01T00:30:00+08:00'))).toBe(30)
})
