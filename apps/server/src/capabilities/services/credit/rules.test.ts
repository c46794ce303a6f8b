import type { CreditItem, CreditMeasure, CreditModel } from '@civitas/domain-kit'
import { describe, expect, it } from 'vitest'
import { addMonths, computeScore, judgeGate, publicityOf, rankQuality, repairFault } from './rules.ts'

const item = (
  publicity: CreditItem['publicity'],
  disclosure: CreditItem['disclosure'] = 'public',
): CreditItem => ({
  ...{ id: 'credit.x', title: { zh: '行政处罚', en: 'Penalty' }, nature: 'bad', subject: 'organisation' },
  ...{
    category: 'penalty',
    basis: '《行政处罚法》',
    disclosure,
    retentionMonths: 60,
    reportDays: 7,
    publicity,
  },
})
const fire = item({ min: 12, max: 36 })
const warning = item(null, 'government')
const transport: CreditModel = {
  ...{
    id: 'credit.transport',
    version: 1,
    title: { zh: '道路运输', en: 'Transport' },
    subject: 'organisation',
  },
  ...{ base: 80, lowest: 0, highest: 100 },
  weights: [
    { item: 'work-safety', points: -20, most: 60 },
    { item: 'penalty', points: -8, most: 32, halfLifeMonths: 24 },
  ],
  grades: [
    { grade: 'A', from: 90, supervision: 1, visitsPerYear: 0 },
    { grade: 'B', from: 70, supervision: 3, visitsPerYear: 1 },
    { grade: 'C', from: 50, supervision: 10, visitsPerYear: 2 },
    { grade: 'D', from: 0, supervision: 100, visitsPerYear: 4 },
  ],
}
const measure = (
  list: CreditMeasure['list'],
  effect: CreditMeasure['effect'],
  items: string[],
): CreditMeasure => ({
  ...{
    id: effect,
    title: { zh: effect, en: effect },
    list,
    effect,
    items,
    basis: '《优化营商环境条例》第十九条',
  },
})
const measures = [
  measure('serious', 'refuse', ['bidding', 'food-operation']),
  measure('serious', 'bar-commitment', ['*']),
  measure('attention', 'bar-commitment', ['*']),
  measure('red', 'priority', ['*']),
]

describe('publicity and repair (order 58 of 2023)', () => {
  it('lasts from the decision; a fire penalty a year at least', () => {
    expect(publicityOf(fire, '2025-01-10')).toEqual({
      from: '2025-01-10',
      until: '2028-01-10',
    })
    expect(repairFault(fire, '2025-01-10', '2025-08-01')).toContain('最短公示期一年未满')
    expect(repairFault(fire, '2025-01-10', '2026-01-11')).toBeNull()
    expect(repairFault(item({ min: 3, max: 36 }), '2025-01-10', '2025-04-09')).toContain(
      '最短公示期三个月未满',
    )
  })
  it('does not publish warnings', () => {
    expect(publicityOf(warning, '2025-01-10')).toBeNull()
    expect(repairFault(warning, '2025-01-10', '2030-01-01')).toContain('不在')
  })
  it('ends months on their last day, in leap years too', () => {
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28')
  })
})

describe('a score', () => {
  const penalty = { id: 'r1', itemId: 'work-safety', decidedDay: '2025-03-01' }
  it('is C with two work-safety penalties in transport and explains each point', () => {
    const two = [penalty, { ...penalty, id: 'r2' }]
    const score = computeScore(transport, two, '2025-05-01')
    expect(score).toMatchObject({ score: 40, grade: 'D', supervision: 100 })
    const one = computeScore(transport, [penalty], '2025-05-01')
    expect(one).toMatchObject({ score: 60, grade: 'C', supervision: 10 })
    expect(one.points.map((point) => point.points)).toEqual([80, -20])
    expect(one.points.reduce((sum, point) => sum + point.points, 0)).toBe(one.score)
  })
  it('does not weigh a fact under objection, and never takes more than an item may', () => {
    expect(computeScore(transport, [{ ...penalty, objection: true }], '2025-05-01').score).toBe(80)
    const many = Array.from({ length: 9 }, (_, n) => ({ ...penalty, id: `r${n}` }))
    expect(computeScore(transport, many, '2025-05-01').score).toBe(20)
  })
  it('lets a fact weigh half after its half-life', () => {
    const old = { id: 'r', itemId: 'penalty', decidedDay: '2023-05-01' }
    expect(computeScore(transport, [old], '2025-05-01').points[1]?.points).toBeCloseTo(-4, 1)
  })
})

describe('the gate', () => {
  const hit = { list: 'serious' as const, decisionNumber: '云市监失信〔2025〕1号' }
  it('refuses only where a clause allows it', () => {
    expect(judgeGate([hit], measures, 'bidding').verdict).toBe('refuse')
    expect(judgeGate([hit], measures, 'services.food-operation').verdict).toBe('refuse')
    const marriage = judgeGate([hit], measures, 'services.marriage')
    expect(marriage.verdict).toBe('commitment-barred')
    expect(marriage.reasons[0]?.basis).toContain('优化营商环境条例')
  })
  it('opens the fast lane for the red list, unless another list speaks against it', () => {
    const red = { list: 'red' as const, decisionNumber: '1' }
    expect(judgeGate([red], measures, 'x').verdict).toBe('priority')
    expect(judgeGate([red, { list: 'attention', decisionNumber: '2' }], measures, 'x').verdict).toBe(
      'commitment-barred',
    )
    expect(judgeGate([], measures, 'x').verdict).toBe('open')
  })
})

it('ranks: 1 when every bad one scored lower, 0.5 when all scored alike', () => {
  expect(
    rankQuality([
      { score: 1, bad: true },
      { score: 2, bad: false },
      { score: 3, bad: false },
    ]),
  ).toBe(1)
  expect(
    rankQuality([
      { score: 2, bad: true },
      { score: 2, bad: false },
    ]),
  ).toBe(0.5)
  expect(rankQuality([{ score: 2, bad: false }])).toBeNull()
})
