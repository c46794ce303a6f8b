import type { Case, CityEvent, Dashboard, Indicator } from '@civitas/sdk'
import { describe, expect, it } from 'vitest'
import { byLevel, countLevels, isInForce, putEvent, toEventNews } from '../../lib/event-list.ts'
import { chooseDivided, dropCommonEnd } from './dashboard-cards.ts'
import { countThroughput } from './throughput.ts'
import { fitWall } from './use-wall-scale.ts'

function anEvent(parts: Partial<CityEvent>): CityEvent {
  return {
    id: 'a',
    level: 'red',
    active: true,
    state: 'raised',
    caseId: null,
    raisedTime: '2025-06-01T08:00:00.000Z',
    changedTime: '2025-06-01T08:00:00.000Z',
    ...parts,
  } as CityEvent
}

function aCase(parts: Partial<Case>): Case {
  return {
    state: 'open',
    lamp: 'green',
    openedTime: '',
    closedTime: null,
    inTime: null,
    handleMinutes: null,
    ...parts,
  } as Case
}

describe('warnings on the wall', () => {
  it('are in force while their condition holds and nobody closed them', () => {
    expect(isInForce(anEvent({}))).toBe(true)
    expect(isInForce(anEvent({ active: false }))).toBe(false)
    expect(isInForce(anEvent({ level: null }))).toBe(false)
    expect(isInForce(anEvent({ state: 'merged' }))).toBe(false)
  })
  it('come before others of their level when somebody is sent to them', () => {
    const sorted = [
      anEvent({ id: 'known' }),
      anEvent({ id: 'sent', caseId: 'c', raisedTime: '2025-06-01T07:00:00.000Z' }),
    ]
    expect(sorted.sort(byLevel).map((each) => each.id)).toEqual(['sent', 'known'])
  })
  it('come worst first, then newest', () => {
    const sorted = [
      anEvent({ id: 'old-red' }),
      anEvent({ id: 'blue', level: 'blue', raisedTime: '2025-06-01T10:00:00.000Z' }),
      anEvent({ id: 'new-red', raisedTime: '2025-06-01T09:00:00.000Z' }),
    ].sort(byLevel)
    expect(sorted.map((each) => each.id)).toEqual(['new-red', 'old-red', 'blue'])
    expect(countLevels(sorted)).toEqual({ red: 2, blue: 1, yellow: 0, orange: 0 })
  })
  it('enter, change and leave a list with its total', () => {
    const page = { items: [anEvent({ id: 'a' }), anEvent({ id: 'b' })], total: 7 }
    expect(putEvent(page, anEvent({ id: 'c' }), isInForce, 2)).toMatchObject({
      total: 8,
      items: [{ id: 'c' }, { id: 'a' }],
    })
    expect(putEvent(page, anEvent({ id: 'b', level: 'blue' }), isInForce, 9)).toMatchObject({
      total: 7,
      items: [{ id: 'b', level: 'blue' }, { id: 'a' }],
    })
    expect(putEvent(page, anEvent({ id: 'a', active: false }), isInForce, 9)).toMatchObject({
      total: 6,
      items: [{ id: 'b' }],
    })
  })
  it('come from messages that carry an event, and from no others', () => {
    expect(toEventNews({ act: 'raised', event: anEvent({}) })?.act).toBe('raised')
    expect(toEventNews({ act: 'raised' })).toBeNull()
    expect(toEventNews(null)).toBeNull()
  })
})

describe('how cases went', () => {
  it('counts openings and closings where they fall, and the share in time', () => {
    const cases = [
      aCase({
        openedTime: '2025-06-01T00:10:00Z',
        closedTime: '2025-06-01T01:10:00Z',
        state: 'closed',
        inTime: true,
        handleMinutes: 60,
      }),
      aCase({
        openedTime: '2025-05-31T23:00:00Z',
        closedTime: '2025-06-01T01:20:00Z',
        state: 'closed',
        inTime: false,
        handleMinutes: 140,
      }),
      aCase({ openedTime: '2025-06-01T03:30:00Z', lamp: 'red' }),
    ]
    const went = countThroughput(cases, '2025-06-01T00:00:00Z', '2025-06-01T04:00:00Z', 4)
    expect(went.opened.map((point) => point[1])).toEqual([1, 0, 0, 1])
    expect(went.closed.map((point) => point[1])).toEqual([0, 2, 0, 0])
    expect(went).toMatchObject({
      openedCount: 2,
      closedCount: 2,
      openCount: 1,
      overdueCount: 1,
      inTimePercent: 50,
      medianMinutes: 100,
    })
  })
  it('has no share when nothing was closed', () => {
    expect(countThroughput([], '2025-06-01T00:00:00Z', '2025-06-01T04:00:00Z')).toMatchObject({
      inTimePercent: null,
      medianMinutes: null,
    })
  })
})

describe('what domains put on the wall', () => {
  const indicator = (id: string, status: string) => ({ id, current: { status } }) as unknown as Indicator
  const dashboard = (id: string, ...shown: string[]) =>
    ({
      id,
      domain: id,
      cards: shown.map((name) => ({ kind: 'indicator', indicator: name, display: 'by-division' })),
    }) as unknown as Dashboard
  it('shows districts where something is wrong', () => {
    const indicators = [indicator('a.x', 'normal'), indicator('b.y', 'alarm')]
    expect(chooseDivided([dashboard('a', 'x'), dashboard('b', 'y')], indicators)).toBe('b')
    expect(chooseDivided([dashboard('a', 'x'), dashboard('c')], indicators)).toBe('a')
    expect(chooseDivided([dashboard('c')], indicators)).toBeUndefined()
  })
  it('names curves by what differs', () => {
    expect(dropCommonEnd(['甲路水位计', '乙桥水位计'])).toEqual(['甲路', '乙桥'])
    expect(dropCommonEnd(['水位计'])).toEqual(['水位计'])
    expect(dropCommonEnd(['一水位计', '水位计'])).toEqual(['一水位计', '水位计'])
  })
})

describe('the wall', () => {
  it('doubles from 1080p to 4K and follows the height of a wide wall', () => {
    expect(fitWall(1920, 1080)).toEqual({ shape: 'wide', rootPx: 16 })
    expect(fitWall(3840, 2160)).toEqual({ shape: 'wide', rootPx: 32 })
    expect(fitWall(3840, 1080)).toEqual({ shape: 'ultra-wide', rootPx: 16 })
    expect(fitWall(1080, 1920)).toEqual({ shape: 'tall', rootPx: 16 })
  })
})
