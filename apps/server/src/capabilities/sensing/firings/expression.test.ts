import { describe, expect, it } from 'vitest'
import { parseExpression } from './expression.ts'
import { isInFence, isInSchedule, parseCondition } from './rule-conditions.ts'

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3', {}, 7],
    ['(1 + 2) * 3', {}, 9],
    ['2 - 3 - 4', {}, -5],
    ['8 / 4 / 2', {}, 1],
    ['-depth', { depth: 3 }, -3],
    ['speed * attr.width_m * attr.depth_m', { speed: 1.5, 'attr.width_m': 4, 'attr.depth_m': 2 }, 12],
    ['max(a, min(b, 10))', { a: 3, b: 40 }, 10],
    ['sqrt(abs(x))', { x: -16 }, 4],
    ['1e3 + rain_5min', { rain_5min: 2 }, 1002],
  ])('%s', (text, inputs, value) => {
    expect(parseExpression(text).compute(inputs)).toBe(value)
  })

  it('has no value when an input is missing or the result is no number', () => {
    expect(parseExpression('a + b').compute({ a: 1 })).toBeNull()
    expect(parseExpression('a / b').compute({ a: 1, b: 0 })).toBeNull()
  })

  it('names what it reads', () => {
    const { properties, attributes } = parseExpression('level - attr.bed_m + level')
    expect({ properties, attributes }).toEqual({ properties: ['level'], attributes: ['bed_m'] })
  })

  it.each([
    '',
    '1 +',
    '(a',
    'a b',
    'a ** b',
    'constructor(1)',
    'a; b',
    'x['.repeat(3),
    `${'('.repeat(200)}1`,
  ])('refuses %j', (text) => {
    expect(() => parseExpression(text)).toThrow(SyntaxError)
  })
})

describe('a condition', () => {
  const { holds } = parseCondition({
    all: [
      { expression: 'rain', op: '>', value: 10 },
      {
        any: [
          { expression: 'level', op: '>=', value: 3 },
          { expression: 'level + rain', op: '>=', value: 30 },
        ],
      },
    ],
  })
  it.each([
    [{ rain: 20, level: 3 }, true],
    [{ rain: 29, level: 1 }, true],
    [{ rain: 20, level: 1 }, false],
    [{ rain: 5, level: 9 }, false],
    [{ rain: 20 }, false],
  ])('%j → %s', (inputs, wanted) => {
    expect(holds(inputs)).toBe(wanted)
  })
})

describe('a schedule (Asia/Shanghai)', () => {
  const at = (time: string) => Date.parse(`${time}+08:00`)
  const nights = { from: '22:00', to: '06:00', weekdays: [1, 2, 3, 4, 5] }
  it.each([
    [nights, '2026-11-20T23:00:00', true],
    [nights, '2026-11-20T05:59:00', true],
    [nights, '2026-11-20T06:00:00', false],
    [nights, '2026-11-21T23:00:00', false],
    [{ months: [6, 7, 8] }, '2026-08-31T23:59:00', true],
    [{ months: [6, 7, 8] }, '2026-09-01T00:00:00', false],
    [{ from: '08:00', to: '20:00' }, '2026-11-20T20:00:00', false],
  ])('%j at %s: %s', (schedule, time, wanted) => {
    expect(isInSchedule(schedule, at(time))).toBe(wanted)
  })
})

it('a fence is told by the even–odd rule', () => {
  const fence: Array<[number, number]> = [
    [118, 33],
    [119, 33],
    [119, 34],
    [118.5, 33.2],
    [118, 34],
  ]
  const isIn = (place: [number, number] | null, inside = true) =>
    isInFence({ geofence: { polygon: fence, inside } }, place)
  expect(isIn([118.1, 33.1])).toBe(true)
  expect(isIn([118.5, 33.5])).toBe(false)
  expect(isIn([120, 33.1], false)).toBe(true)
  expect(isIn(null, false)).toBe(false)
})
