import type { IncidentKind } from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import { describe, expect, it } from 'vitest'
import { describeChange, judgeLevel, unknownFacts } from './rules.ts'

const kinds = domains.flatMap((one) => one.incidentKinds)
const kind = (id: string) => kinds.find((one) => one.id === id) as IncidentKind

describe('levels by State Council Order 493', () => {
  const leak = kind('hazardous-leak')
  it.each([
    [{ dead: 2, severe: 11 }, 'yellow', ['重伤10–49人']],
    [{ dead: 10, severe: 11 }, 'orange', ['死亡10–29人']],
    [{ dead: 29 }, 'orange', ['死亡10–29人']],
    [{ dead: 30 }, 'red', ['死亡30人以上']],
    [{ severe: 49 }, 'yellow', ['重伤10–49人']],
    [{ severe: 50 }, 'orange', ['重伤50–99人']],
    [{ loss: 9_999 }, 'orange', ['直接经济损失5000万–1亿元']],
    [{ loss: 10_000 }, 'red', ['直接经济损失1亿元以上']],
    [{ dead: 2, severe: 9, loss: 999 }, 'blue', ['未达到更高等级的标准']],
    [{ dead: 3, severe: 10 }, 'yellow', ['死亡3–9人', '重伤10–49人']],
  ] as const)('%o is %s', (facts, level, reasons) => {
    expect(judgeLevel(leak, facts)).toMatchObject({ level, reasons: [...reasons] })
  })
  it('says where the figures are from', () => {
    expect(judgeLevel(leak, {}).legalBasis).toContain('第493号')
  })
})

it('names facts a kind does not have, and what changed', () => {
  expect(unknownFacts(kind('blackout'), { share: 50, rain1h: 3 })).toEqual(['rain1h'])
  expect(describeChange(kind('fire'), { dead: 2 }, { dead: 10, severe: 11 })).toBe('死亡 2→10，重伤 0→11')
})
