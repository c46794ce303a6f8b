import { describe, expect, it } from 'vitest'
import {
  type ComponentInput,
  computeComposite,
  normalise,
  smoothSmallArea,
  weightFault,
} from './composite.ts'

function component(value: number | null, weight: number, more: Partial<ComponentInput> = {}): ComponentInput {
  return {
    indicator: `i${weight}`,
    title: `指标${weight}`,
    weight,
    direction: 'up',
    value,
    peers: [],
    ...more,
  }
}

describe('a composite index', () => {
  const three = [component(110, 50), component(95, 30), component(100, 20)]
  it('is 103.50 for 110, 95, 100 weighed 0.5, 0.3, 0.2, with contributions 55, 28.5 and 20 (PLT-095)', () => {
    const result = computeComposite(three, { normalisation: 'none', missing: 'refuse' })
    expect(result.value).toBe(103.5)
    expect(result.contributions.map((one) => one.contribution)).toEqual([55, 28.5, 20])
    expect(result.coverage).toBe(100)
  })
  it('is not published with a component missing, unless the rule allows it', () => {
    const gap = [three[0], component(null, 30), three[2]] as ComponentInput[]
    const refused = computeComposite(gap, { normalisation: 'none', missing: 'refuse' })
    expect(refused).toMatchObject({ value: null, coverage: 70 })
    expect(refused.note).toContain('指标30')
    // (110 × 50 + 100 × 20) ÷ 70
    expect(computeComposite(gap, { normalisation: 'none', missing: 'reweight' }).value).toBeCloseTo(
      107.142857,
      6,
    )
    expect(computeComposite(gap, { normalisation: 'none', missing: 'zero' }).value).toBe(75)
  })
  it('wants weights that sum to 100', () => {
    expect(weightFault([50, 30, 20])).toBeNull()
    expect(weightFault([50, 30])).toContain('80')
  })
  it('normalises by min-max, z-score and distance to the target', () => {
    const peers = [10, 20, 30]
    expect(normalise(component(20, 1, { peers }), 'min-max')).toBe(50)
    expect(normalise(component(10, 1, { peers, direction: 'down' }), 'min-max')).toBe(100)
    // deviation of 10, 20, 30 is √(200/3) = 8.165; (30 − 20) ÷ 8.165 × 10 + 50
    expect(normalise(component(30, 1, { peers }), 'z-score')).toBeCloseTo(62.247, 3)
    expect(normalise(component(80, 1, { low: 50, high: 90 }), 'target-distance')).toBe(75)
    expect(normalise(component(95, 1, { low: 50, high: 90 }), 'target-distance')).toBe(100)
    expect(normalise(component(15, 1, { low: 30, high: 10 }), 'target-distance')).toBe(75)
  })
  it('draws an area of few rows towards its parent and marks it (GOV-016)', () => {
    expect(smoothSmallArea(90, 2, 70, 5)).toEqual({ value: 78, smoothed: true })
    expect(smoothSmallArea(90, 5, 70, 5)).toEqual({ value: 90, smoothed: false })
  })
})
