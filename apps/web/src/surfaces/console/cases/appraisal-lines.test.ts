import type { AppraisalIndicator } from '@civitas/sdk'
import { describe, expect, it } from 'vitest'
import { type AppraisalWords, readIndicators, writeIndicators } from './appraisal-lines.ts'

const words: AppraisalWords = {
  facts: {
    due: '应结',
    closed: '已结',
    'on-time': '按期',
    overdue: '超时',
    reopened: '重办',
    rework: '返工',
    refused: '推诿',
    unsigned: '未签收',
    supervised: '督办',
  },
  words: { share: '占比', inverted: '反向占比', deduction: '扣分', given: '录入' },
}
const indicators: AppraisalIndicator[] = [
  {
    id: 'on-time',
    group: '质效',
    title: '按期结案率',
    weight: 60,
    formula: { kind: 'share', part: 'on-time', whole: 'due' },
  },
  {
    id: 'reopen',
    title: '返工率',
    weight: 30,
    formula: { kind: 'share', part: 'reopened', whole: 'due', inverted: true },
  },
  { id: 'refused', title: '推诿', weight: 5, formula: { kind: 'deduction', fact: 'refused', each: 0.5 } },
  { id: 'survey', title: '满意度', weight: 5, formula: { kind: 'given' } },
]

describe('indicators as lines', () => {
  it('come back as they were written, with their ids', () => {
    const text = writeIndicators(indicators, words)
    expect(text.split('\n')[1]).toBe('返工率,30,反向占比 重办/应结')
    expect(readIndicators(text, indicators, words)).toEqual(indicators)
  })
  it('take a new one and name the line that cannot be read', () => {
    expect(readIndicators('媒体曝光，10，扣分 督办 2', indicators, words)).toEqual([
      {
        id: 'indicator-1',
        title: '媒体曝光',
        weight: 10,
        formula: { kind: 'deduction', fact: 'supervised', each: 2 },
      },
    ])
    for (const wrong of ['甲,10,占比 按期', '甲,0,录入', '甲,10,除以', ',10,录入'])
      expect(readIndicators(`乙,1,录入\n${wrong}`, [], words)).toEqual({ wrongLine: 2 })
    expect(readIndicators('', [], words)).toEqual({ wrongLine: 1 })
  })
})
