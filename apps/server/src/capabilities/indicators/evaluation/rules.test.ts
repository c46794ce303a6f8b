import type { EvaluationItem } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { formulaOf, requireItems, scoreOf } from './rules.ts'

const item = (more: Partial<EvaluationItem>): EvaluationItem => ({
  ...{
    code: 'L1',
    group: '惠民服务',
    title: '事项网上可办率',
    unit: '%',
    weight: 100,
    rule: '按比例',
    evidence: [],
  },
  ...{ scoring: { kind: 'linear', zero: 60, full: 100 } },
  ...more,
})

describe('scores of evaluation items', () => {
  it('lie on a line, rising or falling, between 0 and 100', () => {
    expect(scoreOf({ kind: 'linear', zero: 60, full: 100 }, 90)).toBe(75)
    expect(scoreOf({ kind: 'linear', zero: 75, full: 35 }, 45)).toBe(75)
    expect([50, 120].map((value) => scoreOf({ kind: 'linear', zero: 60, full: 100 }, value))).toEqual([
      0, 100,
    ])
  })
  it('are those of the highest step reached', () => {
    const steps = [
      { from: 80, score: 100 },
      { from: 50, score: 60 },
    ]
    expect([85, 60, 10].map((value) => scoreOf({ kind: 'steps', steps }, value))).toEqual([100, 60, 0])
  })
  it('say how they came about', () => {
    expect(formulaOf(item({ weight: 4 }), 90)).toContain('75 × 4 ÷ 100 = 3')
    expect(formulaOf(item({}), null)).toContain('没有数值')
  })
  it('need weights of 100, codes once and whole rules', () => {
    expect(() => requireItems([item({ weight: 99 })])).toThrow('100')
    expect(() => requireItems([item({ weight: 50 }), item({ weight: 50 })])).toThrow('重复')
    expect(() => requireItems([item({ scoring: { kind: 'linear', zero: 1 } })])).toThrow('满分')
  })
})
