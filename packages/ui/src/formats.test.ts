import { describe, expect, it } from 'vitest'
import {
  formatArea,
  formatClock,
  formatCompact,
  formatDay,
  formatDistance,
  formatDuration,
  formatNumber,
  formatRelative,
  formatTime,
  formatTotal,
  formatWithUnit,
  precisionFor,
} from './formats.ts'

const T = '\u2009'
const N = '\u202f'

describe('numbers', () => {
  it('groups thousands with thin spaces from five digits on', () => {
    expect(formatNumber(1234)).toBe('1234')
    expect(formatNumber(12345)).toBe(`12${T}345`)
    expect(formatNumber(1234567.891, 2)).toBe(`1${T}234${T}567.89`)
  })
  it('writes a real minus and never minus zero', () => {
    expect(formatNumber(-3.4, 1)).toBe('−3.4')
    expect(formatNumber(-0.01, 1)).toBe('0.0')
  })
  it('shows a missing value as a dash, with no unit', () => {
    expect(formatNumber(null)).toBe('—')
    expect(formatWithUnit(Number.NaN, 'cm')).toBe('—')
  })
  it('puts a narrow space before a unit but not before a percent sign', () => {
    expect(formatWithUnit(18, 'cm')).toBe(`18${N}cm`)
    expect(formatWithUnit(96.5, '%', 1)).toBe('96.5%')
  })
  it('says of a long list only that it is longer than what is counted', () => {
    expect(formatTotal({ total: 12345 }, 'zh-CN')).toBe(`12${T}345`)
    expect(formatTotal({ total: 100_000, totalIsAtLeast: true }, 'zh-CN')).toBe(`10${N}万以上`)
    expect(formatTotal({ total: 100_000, totalIsAtLeast: true }, 'en')).toBe(`over 100${T}000`)
    expect(formatTotal(undefined, 'zh-CN')).toBe('—')
  })
  it('speaks in 万 and 亿', () => {
    expect(formatCompact(9999, 'zh-CN')).toBe('9999')
    expect(formatCompact(1_203_400, 'zh-CN')).toBe(`120${N}万`)
    expect(formatCompact(56_000, 'zh-CN')).toBe(`5.6${N}万`)
    expect(formatCompact(320_000_000, 'zh-CN')).toBe(`3.2${N}亿`)
    expect(formatCompact(56_000, 'en')).toBe(`56.0${N}k`)
  })
  it('finds a precision that suits the size', () => {
    expect([null, 3, 120.4, 12.34, 0.126].map(precisionFor)).toEqual([0, 0, 0, 1, 2])
  })
})

describe('times on the city’s clock', () => {
  const evening = '2025-05-31T16:05:09.000Z'
  it('shows China time', () => {
    expect(formatTime(evening)).toBe('2025-06-01 00:05')
    expect(formatClock(evening)).toBe('00:05:09')
    expect(formatDay(evening, 'zh-CN')).toBe('2025年6月1日 星期日')
    expect(formatTime('not a time')).toBe('—')
  })
  it('says how long ago and how long until', () => {
    const now = new Date(evening).getTime()
    expect(formatRelative(now - 10_000, now, 'zh-CN')).toBe('刚刚')
    expect(formatRelative(now - 180_000, now, 'zh-CN')).toBe('3 分钟前')
    expect(formatRelative(now + 7_200_000, now, 'en')).toBe('in 2 h')
    expect(formatRelative(now - 8 * 86_400_000, now, 'zh-CN')).toBe('2025-05-24')
  })
  it('says how long', () => {
    expect(formatDuration(45 * 60_000, 'zh-CN')).toBe('45 分钟')
    expect(formatDuration(125 * 60_000, 'zh-CN')).toBe('2 小时 5 分')
    expect(formatDuration(76 * 3_600_000, 'zh-CN')).toBe('3 天 4 小时')
  })
})

describe('lengths and areas', () => {
  it('changes unit where people do', () => {
    expect(formatDistance(850)).toBe(`850${N}m`)
    expect(formatDistance(2_400)).toBe(`2.40${N}km`)
    expect(formatArea(52_000)).toBe(`52${T}000${N}m²`)
    expect(formatArea(1_350_000)).toBe(`1.35${N}km²`)
  })
})
