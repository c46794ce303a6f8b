import { describe, expect, it } from 'vitest'
import { afterWrongPassword, divisionsAbove, lockOut, passwordFault } from './rules.ts'

describe('lock-out', () => {
  it('locks at the fifth wrong password and starts anew', () => {
    const now = new Date('2025-06-01T00:00:00Z')
    expect(afterWrongPassword(0, now)).toEqual({ failed: 1, lockedUntil: null })
    const last = afterWrongPassword(lockOut.attempts - 1, now)
    expect(last.failed).toBe(0)
    expect(last.lockedUntil?.toISOString()).toBe('2025-06-01T00:15:00.000Z')
  })
})

describe('new passwords', () => {
  it('refuses short, common, account-like and monotonous ones', () => {
    expect(passwordFault('short', 'zhang')).toContain('10')
    expect(passwordFault('my-password-1', 'zhang')).toContain('常见')
    expect(passwordFault('xx-zhangwei-2025', 'zhangwei')).toContain('账号')
    expect(passwordFault('aaaaaaaaaaab', 'zhang')).toContain('重复')
    expect(passwordFault('correct horse battery', 'zhang')).toBeNull()
  })
})

it('names the divisions above one, nearest first', () => {
  expect(divisionsAbove('990102101208')).toEqual(['990102101', '990102', '990100'])
  expect(divisionsAbove('990102')).toEqual(['990100'])
  expect(divisionsAbove('990100')).toEqual([])
})
