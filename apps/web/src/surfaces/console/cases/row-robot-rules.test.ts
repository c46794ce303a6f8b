import type { RobotRows } from '@civitas/sdk'
import { describe, expect, it } from 'vitest'
import { timesIn } from './robot-times.tsx'
import { readRules, writeRules } from './row-robot-rules.ts'

const rules: RobotRows['rules'] = [
  {
    when: [
      { column: '类别', op: 'equals', value: '市容' },
      { column: '事项', op: 'filled' },
    ],
    act: { kind: 'case', caseType: 'a.b', title: '{事项}', lon: '{经度}', lat: '{纬度}' },
  },
  {
    when: [],
    act: {
      kind: 'task',
      caseType: 'a.b',
      task: 't',
      reference: '{案件}',
      form: { real: true, n: 3, why: '属实' },
    },
  },
]

describe('rules of a robot of files, as a form holds them', () => {
  it('come back as they were', () => {
    expect(writeRules(readRules(rules))).toEqual(rules)
  })

  it('leave out parts the act does not have, and values a comparison does not take', () => {
    const [one] = writeRules([
      {
        when: [{ column: '事项', op: 'empty', value: 'x' }],
        act: { kind: 'skip', note: '空', title: '先前填的', caseType: 'a.b' },
      },
    ])
    expect(one).toEqual({ when: [{ column: '事项', op: 'empty' }], act: { kind: 'skip', note: '空' } })
  })

  it('times are read as people write them', () => {
    expect(timesIn('8:30、14：00')).toEqual(['08:30', '14:00'])
    expect(timesIn('25:00')).toBeUndefined()
    expect(timesIn('')).toBeUndefined()
  })
})
