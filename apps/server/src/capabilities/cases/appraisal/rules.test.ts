import type { AppraisalIndicator, CaseFact } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { type Facts, monthsOf, rankMonths, rankScores, scoreObject, spanOf } from './rules.ts'

const none = Object.fromEntries(
  ['due', 'closed', 'on-time', 'overdue', 'reopened', 'rework', 'refused', 'unsigned', 'supervised'].map(
    (fact) => [fact, 0],
  ),
) as Record<CaseFact, number>
const facts = (more: Partial<Facts>): Facts => ({ ...none, ...more })

const onTime: AppraisalIndicator = {
  id: 'on-time',
  title: '按期结案率',
  weight: 60,
  formula: { kind: 'share', part: 'on-time', whole: 'due' },
}
const reopen: AppraisalIndicator = {
  id: 'reopen',
  title: '返工率',
  weight: 40,
  formula: { kind: 'share', part: 'reopened', whole: 'due', inverted: true },
}

describe('a score', () => {
  it('of 200 due, 186 on time, 10 reopened with weights 60 and 40 is 93.80 (GOV-061)', () => {
    const scored = scoreObject(
      's',
      { indicators: [onTime, reopen] },
      facts({ due: 200, 'on-time': 186, reopened: 10 }),
      {},
    )
    expect(scored).toEqual({ object: 's', score: 93.8, values: { 'on-time': 55.8, reopen: 38 }, vetoed: [] })
  })

  it('of 48 due after two exclusions with 46 on time is 95.83 % (PLT-098)', () => {
    const whole = { ...onTime, weight: 100 }
    expect(scoreObject('s', { indicators: [whole] }, facts({ due: 48, 'on-time': 46 }), {}).score).toBe(95.83)
  })

  it('takes points off for each case, not below nothing, and takes what people entered', () => {
    const refused: AppraisalIndicator = {
      ...{ id: 'refused', title: '推诿', weight: 10 },
      formula: { kind: 'deduction', fact: 'refused', each: 4 },
    }
    const survey: AppraisalIndicator = {
      id: 'survey',
      title: '满意度',
      weight: 20,
      formula: { kind: 'given' },
    }
    const score = (n: number) =>
      scoreObject('s', { indicators: [refused, survey] }, facts({ refused: n }), { survey: 0.9 }).score
    expect([score(0), score(1), score(5)]).toEqual([28, 24, 18])
  })

  it('loses nothing where there was nothing to do', () => {
    expect(scoreObject('s', { indicators: [onTime, reopen] }, facts({}), {}).score).toBe(100)
  })

  it('is capped by a veto somebody entered, and by the lowest of several', () => {
    const vetoes = [
      { id: 'accident', title: '较大安全事故', cap: 59 },
      { id: 'fraud', title: '弄虚作假', cap: 0 },
    ]
    const rule = { indicators: [onTime, reopen], vetoes }
    const scored = scoreObject('s', rule, facts({}), { accident: 1 })
    expect(scored).toMatchObject({ score: 59, vetoed: ['较大安全事故'] })
    expect(scoreObject('s', rule, facts({}), { accident: 1, fraud: 1 }).score).toBe(0)
    expect(scoreObject('s', rule, facts({}), { accident: 0 })).toMatchObject({ score: 100, vetoed: [] })
  })
})

describe('a league table', () => {
  it('gives equal scores the same place', () => {
    const rows = [
      { object: 'a', score: 90 },
      { object: 'b', score: 95 },
      { object: 'c', score: 90 },
      { object: 'd', score: 80 },
    ]
    expect(rankScores(rows).map((row) => [row.object, row.place])).toEqual([
      ['b', 1],
      ['a', 2],
      ['c', 2],
      ['d', 4],
    ])
  })
})

describe('a month', () => {
  it('begins and ends at midnight in the city', () => {
    expect(spanOf('2026-12')).toEqual({
      from: new Date('2026-12-01T00:00:00+08:00'),
      to: new Date('2027-01-01T00:00:00+08:00'),
    })
  })
})

describe('a quarter', () => {
  it('has three months, and ranks by the mean of the months there are', () => {
    expect(monthsOf('2026-Q4')).toEqual(['2026-10', '2026-11', '2026-12'])
    expect(monthsOf('2026')).toHaveLength(12)
    const row = (object: string, score: number) => ({ object, name: object, score })
    expect(rankMonths([row('a', 90), row('a', 80), row('b', 93.8), row('c', 84), row('c', 86)])).toEqual([
      { object: 'b', name: 'b', months: 1, score: 93.8, place: 1 },
      { object: 'a', name: 'a', months: 2, score: 85, place: 2 },
      { object: 'c', name: 'c', months: 2, score: 85, place: 2 },
    ])
  })
})
