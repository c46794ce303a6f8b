import { expect, test } from 'vitest'
import { clocksOf, concludeVisit, projectCode, unite, without } from './rules.ts'

const day = (n: number) => new Date(Date.UTC(2025, 5, n))
const span = (from: number, to: number) => ({ from: day(from).getTime(), to: day(to).getTime() })

test('time told twice counts once, and a cut leaves what is on both sides', () => {
  expect(unite([span(3, 5), span(1, 4), span(8, 9)])).toEqual([span(1, 5), span(8, 9)])
  expect(without([span(1, 10)], [span(3, 4), span(9, 12)])).toEqual([span(1, 3), span(4, 9)])
})

test('parallel items share the clock of government; a correction counts only while nobody works', () => {
  const idle = { suspensions: [], corrections: [] }
  const first = { ...idle, acceptedTime: day(2), endTime: day(6) }
  const second = {
    ...{ acceptedTime: day(4), endTime: day(12), suspensions: [{ since: day(5), end: day(9) }] },
    corrections: [{ since: day(1), end: day(4) }],
  }
  expect(clocksOf([first, second], day(20))).toEqual({
    ...{ government: [span(2, 6), span(9, 12)], correction: [span(1, 2)], special: [span(6, 9)] },
  })
})

test('a code has year and month, place, industry and serial', () => {
  expect(projectCode('2025-06-03', '990102', '47', 12)).toBe('2506-990102-47-01-000012')
})

test('a visit is concluded when all have spoken, and one against it is enough', () => {
  const party = (passes: boolean | null) => ({ name: '消防', passes, opinion: '缺少疏散图' })
  expect(concludeVisit([party(true), party(null)]).state).toBe('booked')
  expect(concludeVisit([party(true), party(false)])).toEqual({
    state: 'failed',
    conclusion: '消防：缺少疏散图',
  })
})
