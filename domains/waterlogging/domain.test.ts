import { checkDomain, type SimulationInput } from '@civitas/domain-kit'
import { playRule, testRuleExamples } from '@civitas/domain-kit/test-kit'
import { describe, expect, test } from 'vitest'
import { domains } from '../index.ts'
import { waterlogging } from './index.ts'

const gauge = waterlogging.thingTypes.find((type) => type.id === 'gauge')!
const rainGauge = waterlogging.thingTypes.find((type) => type.id === 'rain-gauge')!

/** Plays the rainstorm minute by minute through one device. */
function simulate(simulateOne: NonNullable<typeof gauge.simulate>, kind: string, id: string): number[] {
  const phases = waterlogging.scenarios.find((one) => one.id === 'rainstorm')!.phases
  const rain = phases.flatMap((phase) => Array<number>(phase.minutes).fill(phase.drivers.rain_mm_h!))
  let previous: Readonly<Record<string, number>> = {}
  return rain.map((rain_mm_h, minute) => {
    const input: SimulationInput = {
      drivers: { rain_mm_h },
      attributes: { point_kind: kind },
      previous,
      stepMinutes: 1,
      time: minute * 60_000,
      random: () => 0.5,
    }
    previous = simulateOne(input)
    return previous[id]!
  })
}

describe('waterlogging', () => {
  test('is declared without a fault', () => {
    expect(checkDomain(waterlogging, { others: domains.filter((one) => one !== waterlogging) })).toEqual([])
  })

  testRuleExamples(waterlogging)

  test('a closed underpass stays in its case until somebody confirms on site', () => {
    const closure = waterlogging.caseTypes.find((one) => one.id === 'road-closure')!
    expect(closure.stages.map((stage) => stage.tasks.map((task) => task.id))).toEqual([
      ['close-road', 'pump-water'],
      ['confirm-reopening'],
    ])
    expect(closure.stages[0]!.tasks.every((task) => task.parallel)).toBe(true)
    expect(closure.stages[1]!.exits.map((exit) => exit.to)).toEqual(['close', 'check'])
    expect(closure.check?.notSamePerson).toBe(true)
  })

  test('rain of one hour is the sum of twelve readings, or nothing when too few', () => {
    const [rainOfHour] = rainGauge.derived!
    const step = 300_000
    const times = Array.from({ length: 20 }, (_, index) => index * step)
    const values = times.map((_, index) => (index === 15 ? null : 2))
    const at = (index: number) => rainOfHour!.compute({ rain_5min: { times, values } }, index * step)
    expect(at(14).result).toBe(24)
    expect(at(19)).toEqual({ result: 22, parameters: { count: 11 } })
    expect(at(8)).toEqual({ result: null, parameters: { reason: 'too-few-readings', count: 9, needed: 10 } })
    expect(rainOfHour!.compute({}, 0).result).toBeNull()
  })

  test('the rainstorm closes an underpass soon and it drains afterwards', () => {
    const depths = simulate(gauge.simulate!, 'underpass', 'depth')
    const closure = waterlogging.rules.find((rule) => rule.id === 'underpass-closure')!
    const readings = depths.map((value, minute) => ({ atSeconds: minute * 60, value }))
    const outcomes = closure.kind === 'observation' ? playRule(closure, readings) : []
    expect(outcomes.map((one) => one.kind)).toEqual(['raise', 'clear'])
    expect(outcomes[0]!.atSeconds).toBeLessThanOrEqual(15 * 60)
    expect(depths.at(-1)).toBe(0)
    expect(Math.max(...simulate(gauge.simulate!, 'low-road', 'depth'))).toBeLessThan(Math.max(...depths))
  })

  test('simulated rain adds up to the rain of the scenario', () => {
    const readings = simulate(rainGauge.simulate!, 'low-road', 'rain_5min')
    expect(readings[10]).toBeCloseTo(130 / 12, 1)
  })
})
