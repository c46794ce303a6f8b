import { describe, expect, it } from 'vitest'
import { cronFault, isCronDue } from './cron.ts'

describe('a cron line', () => {
  const at = (text: string) => new Date(`${text}+08:00`)
  it.each([
    ['0 2 * * *', '2025-06-03T02:00', true],
    ['0 2 * * *', '2025-06-03T02:01', false],
    ['*/15 8-18 * * 1-5', '2025-06-03T08:30', true],
    ['*/15 8-18 * * 1-5', '2025-06-01T08:30', false],
    ['0 0 1,15 * *', '2025-06-15T00:00', true],
    ['0 0 * * 7', '2025-06-01T00:00', true],
  ])('%s at %s', (line, time, due) => expect(isCronDue(line, at(time))).toBe(due))

  it('is told what is wrong with it', () => {
    expect(cronFault('0 25 * * *')).toBe('第 2 段“25”有误')
    expect(cronFault('hourly')).toBe('应为五段：分 时 日 月 周')
  })
})
