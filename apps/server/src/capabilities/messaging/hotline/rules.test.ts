import { describe, expect, it } from 'vitest'
import { toGrams } from '../../../kernel/search.ts'
import {
  chooseNext,
  isSamePlace,
  isSensitive,
  likeness,
  sameMatter,
  seatsNeeded,
  type Waiting,
} from './rules.ts'

const call = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  ...{ id, skill: '综合', priority: 5, arrived: 0, wantedSeat: null, onlyWanted: false },
  ...more,
})
const seat = (userId: string, skills: string[], since = 0) => ({ userId, skills, since })
const chosen = (calls: Waiting[], seats: ReturnType<typeof seat>[]) => {
  const next = chooseNext(calls, seats)
  return next && [next.call.id, next.seat.userId]
}

describe('chooseNext', () => {
  it('takes priority first, then who came first', () => {
    const calls = [
      call('late', { arrived: 2 }),
      call('early', { arrived: 1 }),
      call('grave', { priority: 9, arrived: 3 }),
    ]
    expect(chosen(calls, [seat('a', ['综合'])])).toEqual(['grave', 'a'])
    expect(chosen(calls.slice(0, 2), [seat('a', ['综合'])])).toEqual(['early', 'a'])
  })
  it('skips a call nobody free can take', () => {
    expect(
      chosen([call('x', { skill: '社保', arrived: 0 }), call('y', { arrived: 1 })], [seat('a', ['综合'])]),
    ).toEqual(['y', 'a'])
    expect(chosen([call('x', { skill: '社保' })], [seat('a', ['综合'])])).toBeUndefined()
  })
  it('prefers the last agent, else the one free longest', () => {
    const seats = [seat('new', ['综合'], 9), seat('old', ['综合'], 1)]
    expect(chosen([call('x')], seats)).toEqual(['x', 'old'])
    expect(chosen([call('x', { wantedSeat: 'new' })], seats)).toEqual(['x', 'new'])
    expect(chosen([call('x', { wantedSeat: 'gone' })], seats)).toEqual(['x', 'old'])
    expect(chosen([call('x', { wantedSeat: 'gone', onlyWanted: true })], seats)).toBeUndefined()
  })
})

describe('the same matter', () => {
  const alike = (a: string, b: string) => likeness(toGrams(a), toGrams(b))
  it('is told by words and place', () => {
    expect(alike('幸福花园停水了', '幸福花园小区没水，停水')).toBeGreaterThan(sameMatter)
    expect(alike('幸福花园停水了', '水费账单看不懂')).toBeLessThan(sameMatter)
    expect(isSamePlace('幸福花园', '幸福花园小区')).toBe(true)
    expect(isSamePlace('幸福花园', '和平里')).toBe(false)
    expect(isSamePlace('', '和平里')).toBe(false)
  })
})

it('flags what a supervisor must hear of', () => {
  expect(isSensitive('几十人聚集在门口')).toBe(true)
  expect(isSensitive('路灯不亮')).toBe(false)
})

describe('seatsNeeded', () => {
  it('follows Erlang C', () => {
    expect(seatsNeeded(0, 180)).toBe(0)
    // 10 erlang: 13 seats answer 0.7 within 20 s, 14 answer more than 0.8.
    expect(seatsNeeded(100, 180)).toBe(14)
    expect(seatsNeeded(1, 180)).toBe(1)
    expect(seatsNeeded(3, 180)).toBe(2)
  })
})
