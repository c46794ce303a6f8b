import type { CityEvent } from '@civitas/contract'
import type { EventType } from '@civitas/domain-kit'
import { describe, expect, it } from 'vitest'
import {
  cellsAround,
  closeFault,
  endsWhenCleared,
  judgeCauses,
  mergeFault,
  metresBetween,
  needsCase,
  referenceOf,
  worstLevel,
} from './rules.ts'

const type = (minLevel?: 'blue' | 'orange'): EventType => ({
  id: 'a.b',
  title: { zh: '', en: '' },
  icon: '',
  mergeWithin: { metres: 1, minutes: 1 },
  verification: 'automatic',
  defaultLevel: 'blue',
  ...(minLevel ? { opensCase: { caseType: 'a.c', minLevel } } : {}),
})

describe('level of an event', () => {
  it('is that of the worst cause that still holds', () => {
    const causes = [
      { level: 'red', active: false },
      { level: 'blue', active: true },
      { level: 'yellow', active: true },
    ] as const
    expect(judgeCauses(causes, 'red')).toEqual({ level: 'yellow', active: true })
  })

  it('stays when no cause holds any more', () => {
    expect(judgeCauses([{ level: null, active: false }], 'orange')).toEqual({
      level: 'orange',
      active: false,
    })
  })

  it('null is below every level', () => {
    expect(worstLevel([null, 'blue', null])).toBe('blue')
    expect(worstLevel([])).toBeNull()
  })
})

describe('end of an event', () => {
  const verified = { state: 'verified', caseId: null, highestLevel: 'yellow' } as const

  it('follows clearing when nothing is left to do', () => {
    expect(endsWhenCleared(verified, type())).toBe(true)
    expect(endsWhenCleared(verified, type('orange'))).toBe(true)
  })

  it('waits for the case that is due or open, and for a person to verify', () => {
    expect(endsWhenCleared(verified, type('blue'))).toBe(false)
    expect(endsWhenCleared({ ...verified, caseId: 'x' }, type())).toBe(false)
    expect(endsWhenCleared({ ...verified, state: 'raised' }, type())).toBe(false)
  })

  it('a case is due from the declared level on', () => {
    expect(needsCase(type('orange'), 'yellow')).toBe(false)
    expect(needsCase(type('orange'), 'orange')).toBe(true)
    expect(needsCase(type(), 'red')).toBe(false)
    expect(needsCase(undefined, 'red')).toBe(false)
  })

  it('by a person is refused while a case is open, when merged, when closed', () => {
    expect(closeFault('verified', false)).toBeNull()
    expect(closeFault('verified', true)?.code).toBe('case-open')
    expect(closeFault('merged', false)?.code).toBe('merged')
    expect(closeFault('dismissed', false)?.code).toBe('not-open')
  })
})

describe('merging', () => {
  const event = (id: string, more: Partial<CityEvent> = {}) =>
    ({ id, reference: id, type: 't', state: 'verified', ...more }) as CityEvent

  it('never puts a verified event into one nobody has verified', () => {
    expect(mergeFault(event('a'), event('b', { state: 'raised' }), false)?.code).toBe('target-not-verified')
    expect(mergeFault(event('a', { state: 'raised' }), event('b'), false)).toBeNull()
  })

  it('keeps an event with an open case as the main one', () => {
    expect(mergeFault(event('a'), event('b'), true)?.code).toBe('has-case')
  })
})

describe('numbers and distances', () => {
  it('numbers an event by the day in Asia/Shanghai', () => {
    expect(referenceOf(new Date('2025-05-31T16:00:00Z'), 123)).toBe('SJ20250601-000123')
    expect(referenceOf(new Date('2025-05-31T15:59:59Z'), 1)).toBe('SJ20250531-000001')
  })

  it('measures a thousandth of a degree of latitude as 111 m', () => {
    expect(metresBetween([118.9, 33.4], [118.9, 33.401])).toBeCloseTo(111.2, 0)
    expect(metresBetween([118.9, 33.4], [118.901, 33.4])).toBeCloseTo(92.8, 0)
  })
})

describe('cells around a place', () => {
  it('have one in common for any two places that may be joined, and few in all', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed / 2_147_483_647
    }
    let near = 0
    for (let n = 0; n < 5_000; n++) {
      const metres = 10 + random() * 1_000
      const reach = metres / 110_500
      const one: [number, number] = [random() * 360 - 180, random() * 120 - 60]
      const width = reach / Math.cos((one[1] * Math.PI) / 180)
      const other: [number, number] = [
        one[0] + (random() * 2 - 1) * width,
        one[1] + (random() * 2 - 1) * reach,
      ]
      const cells = cellsAround(one, metres)
      expect(cells.length).toBeLessThanOrEqual(6)
      if (metresBetween(one, other) > metres) continue
      near++
      expect(cellsAround(other, metres).some((cell) => cells.includes(cell))).toBe(true)
    }
    expect(near).toBeGreaterThan(1_000)
  })
})
