import { loadDomains, type ObservationRule } from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import { describe, expect, it } from 'vitest'
import { evaluateRule, type Firing, newRuleState } from './evaluate-rule.ts'

function play(rule: ObservationRule, readings: Array<[seconds: number, value: number]>): Firing[] {
  let state = newRuleState(rule)
  return readings.flatMap(([seconds, value]) => {
    const evaluation = evaluateRule(rule, state, seconds * 1000, value)
    state = evaluation.state
    return evaluation.firings
  })
}

const ponding: ObservationRule = {
  id: 'ponding',
  kind: 'observation',
  title: { zh: '积水', en: 'Ponding' },
  thingType: 'gauge',
  datastream: 'depth',
  levels: [{ level: 'blue', raise: { op: '>=', value: 15 }, clear: { op: '<', value: 10 }, holdSeconds: 60 }],
  eventType: 'ponding',
  examples: [],
}

describe('PLT-016: ≥ 15 cm for a minute, clear below 10', () => {
  it('opens at the second reading and clears at 9, not at 14', () => {
    const firings = play(
      ponding,
      [16, 16, 14, 12, 9].map((value, i) => [i * 60, value]),
    )
    expect(firings).toEqual([
      { act: 'opened', level: 'blue', time: 60_000, startTime: 0, value: 16 },
      { act: 'cleared', time: 240_000, startTime: 0, value: 9 },
    ])
  })

  it('begins the hold anew after a reading below', () => {
    expect(
      play(ponding, [
        [0, 16],
        [30, 14],
        [60, 16],
        [90, 16],
      ]),
    ).toEqual([])
  })

  it('takes a repeated reading once', () => {
    expect(
      play(ponding, [
        [0, 16],
        [0, 16],
        [0, 16],
      ]),
    ).toEqual([])
  })

  it('lets a late reading raise, never clear', () => {
    expect(
      play(ponding, [
        [60, 16],
        [0, 16],
      ]),
    ).toMatchObject([{ act: 'opened', startTime: 0 }])
    expect(
      play(ponding, [
        [0, 16],
        [60, 16],
        [120, 16],
        [90, 2],
      ]),
    ).toMatchObject([{ act: 'opened' }])
  })
})

const names = { raise: 'opened', clear: 'cleared', spike: 'spike' } as const

describe('the examples every rule of every domain carries', () => {
  const registry = loadDomains(domains)
  const rules = registry.list('rules').filter((rule) => rule.kind === 'observation')
  it('there are some', () => expect(rules.length).toBeGreaterThan(2))

  for (const rule of rules) {
    for (const example of rule.examples) {
      it(`${rule.id}: ${example.title.zh}`, () => {
        // Examples start in a month the rule is in force.
        const start = Date.UTC(2025, (rule.months?.[0] ?? 7) - 1, 15)
        const firings = play(
          rule,
          example.readings.map((r) => [start / 1000 + r.atSeconds, r.value]),
        )
        expect(firings.length).toBe(example.expect.length)
        example.expect.forEach((wanted, i) => {
          const firing = firings[i] as Firing
          expect(firing.time - start).toBe(wanted.atSeconds * 1000)
          if (wanted.kind === 'level') expect(['raised', 'lowered']).toContain(firing.act)
          else expect(firing.act).toBe(names[wanted.kind])
          if ('level' in wanted) expect(firing).toMatchObject({ level: wanted.level })
          if ('startSeconds' in wanted && wanted.startSeconds !== undefined) {
            expect(firing).toMatchObject({ startTime: start + wanted.startSeconds * 1000 })
          }
          if (wanted.kind === 'spike')
            expect(firing).toMatchObject({ spikeTime: start + wanted.spikeSeconds * 1000 })
        })
      })
    }
  }
})
