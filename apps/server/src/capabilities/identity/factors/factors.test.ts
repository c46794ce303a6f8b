import { expect, test } from 'vitest'
import { levelOf, markOfDevice, nameDevice } from './rules.ts'
import { findStep, hotp, toBase32 } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

test('RFC 6238 appendix B: codes of eight digits at the times of the table', () => {
  const table: [number, string][] = [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ]
  for (const [time, code] of table) expect(hotp(secret, Math.floor(time / 30), 8)).toBe(code)
})

test('a code is good in its step and the one beside it, once', () => {
  const now = new Date(59_000)
  const code = hotp(secret, 1)
  expect(findStep(secret, code, now, 0)).toBe(1)
  expect(findStep(secret, code, new Date(89_000), 0)).toBe(1)
  expect(findStep(secret, code, new Date(120_000), 0)).toBeNull()
  expect(findStep(secret, code, now, 1)).toBeNull()
})

test('RFC 4648 section 10: base32', () => {
  expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI')
})

test('a level above the password ends', () => {
  const now = new Date('2026-03-02T08:00:00Z')
  expect(levelOf({ level: 3, level_until_time: new Date('2026-03-02T08:10:00Z') }, now)).toBe(3)
  expect(levelOf({ level: 3, level_until_time: now }, now)).toBe(1)
})

test('a device is known by browser, system and network, not by versions', () => {
  const agent = (version: number) =>
    `Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/${version}.0 Safari/537.36`
  expect(nameDevice(agent(120))).toBe('Chrome · Windows')
  expect(markOfDevice(agent(120), '10.1.2.3')).toBe(markOfDevice(agent(121), '10.1.9.9'))
  expect(markOfDevice(agent(120), '10.1.2.3')).not.toBe(markOfDevice(agent(120), '10.2.2.3'))
})
