import { checkDomain, type SimulationInput } from '@civitas/domain-kit'
import { testRuleExamples } from '@civitas/domain-kit/test-kit'
import { describe, expect, test } from 'vitest'
import { air } from './index.ts'

describe('air', () => {
  test('is declared without a fault, and every model vector comes out', () => {
    expect(checkDomain(air)).toEqual([])
  })

  testRuleExamples(air)

  test('the connector turns carbon monoxide into mg/m³ and knows what is missing', () => {
    const [connector] = air.connectors
    const carbon = connector!.into.columns.find((column) => column.from === 'CO')
    expect(carbon).toMatchObject({ to: 'co', multiply: 0.001 })
    expect(connector!.source.missing).toContain('NA')
    expect(connector!.into.columns.find((column) => column.from === 'wd')?.codes).toMatchObject({
      N: 0,
      NNW: 337.5,
    })
  })

  test('layer colours follow the classes of the index', () => {
    const { colorBy } = air.layers[0]!.style
    const steps = colorBy?.by === 'datastream' ? colorBy.steps : []
    expect(steps.map((step) => step.from)).toEqual([0, 51, 101, 151, 201, 301])
  })

  test('a simulated station reads all its quantities within range, cleaner in the rain', () => {
    const [station] = air.thingTypes
    const input: SimulationInput = {
      drivers: { emission_factor: 1, dispersion_factor: 1, temperature_c: 28 },
      attributes: {},
      previous: {},
      stepMinutes: 60,
      time: 0,
      random: () => 0.5,
    }
    const dry = station!.simulate!(input)
    const wet = station!.simulate!({ ...input, drivers: { ...input.drivers, rain_mm_h: 40 } })
    for (const { id, range } of station!.datastreams) {
      if (id === 'dew_point') continue
      expect(dry[id], id).toBeGreaterThanOrEqual(range.min)
      expect(dry[id], id).toBeLessThanOrEqual(range.max)
    }
    expect(wet.pm25).toBeLessThan(dry.pm25!)
  })
})
