import { describe, expect, it } from 'vitest'
import { equalPeriods, findingsOf, medianOf } from './rules.ts'

const content = {
  promisedDays: 10,
  steps: [
    { id: 'review', title: '审查', kind: 'review' as const, organisation: '甲局', days: 3, suspends: false },
    {
      ...{ id: 'joint', title: '会签', kind: 'joint' as const, organisation: '乙局', days: 3 },
      ...{ suspends: false, after: ['review'] },
    },
  ],
}
const runs = (count: number, more: object = {}) =>
  Array.from({ length: count }, () => ({ used: 8, limit_days: 10, rounds: 0, days: 9, ...more }))
const none = { steps: [], materials: [] }
const kinds = (given: Parameters<typeof findingsOf>[1]) => findingsOf(content, given).map((one) => one.kind)

describe('what could be better about an item', () => {
  it('is the longest wait, first', () => {
    const steps = [
      { step: 'review', title: '审查', cases: 200, waitDays: 0.5, workDays: 1 },
      { step: 'joint', title: '会签', cases: 200, waitDays: 4, workDays: 0.5 },
    ]
    const [first] = findingsOf(content, { ...none, runs: runs(1), steps })
    expect(first).toEqual({
      kind: 'shorten',
      text: '“会签”等待中位数 4.0 天（200 件），建议明确领取时限。',
    })
  })

  it('is a limit twice as long as needed, and a step that could run beside the one before', () => {
    expect(kinds({ ...none, runs: runs(20, { used: 5 }) })).toEqual(['shorten', 'parallel'])
    expect(kinds({ ...none, runs: runs(19, { used: 5 }) })).toEqual(['parallel'])
  })

  it('is a material nobody had to bring, unless it is asked for in some cases only', () => {
    const materials = [
      { title: '居民身份证', isConditional: false, uploads: 0 },
      { title: '平面图', isConditional: false, uploads: 3 },
      { title: '健康证明', isConditional: true, uploads: 0 },
    ]
    const found = findingsOf(content, { ...none, runs: runs(20), materials })
    expect(found.filter((one) => one.kind === 'drop-material').map((one) => one.text)).toEqual([
      '“居民身份证”在 20 件办件中都由数据或证照核验，无人上传，可不再要求提交。',
    ])
    expect(kinds({ ...none, runs: runs(19), materials })).toEqual(['parallel'])
  })

  it('is a third sent back for completion', () => {
    const sent = [...runs(7, { rounds: 1 }), ...runs(13)]
    expect(kinds({ ...none, runs: sent })).toEqual(['parallel', 'rework'])
    expect(kinds({ ...none, runs: [...runs(6, { rounds: 1 }), ...runs(14)] })).toEqual(['parallel'])
  })
})

it('the middle of a list', () => {
  expect([medianOf([]), medianOf([3, 1, 2]), medianOf([4, 1, 2, 3])]).toEqual([null, 2, 2.5])
})

it('as many days before a measure as since it', () => {
  expect(equalPeriods('2025-07-01', '2025-07-10')).toEqual({
    days: 10,
    before: { from: '2025-06-21', to: '2025-06-30' },
    after: { from: '2025-07-01', to: '2025-07-10' },
  })
  expect(equalPeriods('2025-03-01', '2025-03-01')).toMatchObject({
    days: 1,
    before: { from: '2025-02-28', to: '2025-02-28' },
  })
})
