import type { CreditItem, CreditModel } from '@civitas/domain-kit'
import { credit } from '@civitas/domains/credit/index.ts'
import { describe, expect, it } from 'vitest'
import {
  addMonths,
  computeScore,
  judgeGate,
  maskName,
  publicityOf,
  rankQuality,
  repairFault,
} from './rules.ts'

const item = (id: string) => credit.creditItems.find((one) => one.id === id) as CreditItem
const model = (id: string) => credit.creditModels.find((one) => one.id === id) as CreditModel

describe('publicity and repair (order 58 of 2023)', () => {
  it('lasts from the decision; a fire penalty a year at least', () => {
    expect(publicityOf(item('penalty-fire'), '2025-01-10')).toEqual({
      from: '2025-01-10',
      until: '2028-01-10',
    })
    expect(repairFault(item('penalty-fire'), '2025-01-10', '2025-08-01')).toContain('最短公示期一年未满')
    expect(repairFault(item('penalty-fire'), '2025-01-10', '2026-01-11')).toBeNull()
    expect(repairFault(item('penalty'), '2025-01-10', '2025-04-09')).toContain('最短公示期三个月未满')
  })
  it('does not publish warnings', () => {
    expect(publicityOf(item('warning'), '2025-01-10')).toBeNull()
    expect(repairFault(item('warning'), '2025-01-10', '2030-01-01')).toContain('不在')
  })
  it('ends months on their last day, in leap years too', () => {
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28')
  })
})

describe('a score', () => {
  const transport = model('transport')
  const penalty = { id: 'r1', itemId: 'penalty-work-safety', decidedDay: '2025-03-01' }
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
    expect(judgeGate([hit], credit.creditMeasures, 'bidding').verdict).toBe('refuse')
    expect(judgeGate([hit], credit.creditMeasures, 'services.food-operation').verdict).toBe('refuse')
    const marriage = judgeGate([hit], credit.creditMeasures, 'services.marriage')
    expect(marriage.verdict).toBe('commitment-barred')
    expect(marriage.reasons[0]?.basis).toContain('优化营商环境条例')
  })
  it('opens the fast lane for the red list, unless another list speaks against it', () => {
    const red = { list: 'red' as const, decisionNumber: '1' }
    expect(judgeGate([red], credit.creditMeasures, 'x').verdict).toBe('priority')
    expect(
      judgeGate([red, { list: 'attention', decisionNumber: '2' }], credit.creditMeasures, 'x').verdict,
    ).toBe('commitment-barred')
    expect(judgeGate([], credit.creditMeasures, 'x').verdict).toBe('open')
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

it('masks names', () => {
  expect(['张敏', '王小明', '欧阳修文'].map(maskName)).toEqual(['张*', '王*明', '欧**文'])
})
