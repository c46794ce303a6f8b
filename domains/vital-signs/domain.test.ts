import type { SimulationInput } from '@civitas/domain-kit'
import { describe, expect, test } from 'vitest'
import { thingTypes } from './fields.ts'
import { vitalSigns } from './index.ts'

function input(hour: number, random: () => number): SimulationInput {
  const time = Date.UTC(2025, 5, 1, hour - 8)
  return { drivers: {}, attributes: {}, previous: {}, stepMinutes: 1, time, random }
}

describe('vital signs', () => {
  test('cover at least eight fields, each with an owner', () => {
    expect(vitalSigns.thingTypes.length).toBeGreaterThanOrEqual(8)
    for (const { id, owner } of vitalSigns.indicators) expect(owner, id).toBeTruthy()
  })

  test('stay within their range over a day, and follow it', () => {
    for (const type of thingTypes) {
      for (let hour = 0; hour < 24; hour++) {
        const readings = type.simulate?.(input(hour, () => 0.9)) ?? {}
        for (const { id, range } of type.datastreams) {
          expect(readings[id], `${type.id}.${id}`).toBeGreaterThanOrEqual(range.min)
          expect(readings[id], `${type.id}.${id}`).toBeLessThanOrEqual(range.max)
        }
      }
    }
    const power = thingTypes.find((one) => one.id === 'power')
    const at = (hour: number) => power?.simulate?.(input(hour, () => 0.5)).load ?? 0
    expect(at(20)).toBeGreaterThan(at(8))
  })
})
