import { expect, it } from 'vitest'
import { parseInstant } from './parse-instant.ts'

it('reads what the general parser reads, and nothing it does not', () => {
  let seed = 11
  const next = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    return (seed >> 8) % n
  }
  for (let i = 0; i < 20_000; i++) {
    const [y, mo, d] = [1970 + next(90), next(14), next(33)]
    const [h, mi, s] = [next(26), next(62), next(62)]
    const two = (n: number) => String(n).padStart(2, '0')
    const ms = next(2) ? `.${String(next(1000)).padStart(3, '0')}` : ''
    const text = `${y}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}${ms}Z`
    expect([text, parseInstant(text)]).toEqual([text, Date.parse(text)])
  }
})

it('reads other forms, the beginning of an interval, and refuses the rest', () => {
  expect(parseInstant('2025-06-01T08:00:00+08:00')).toBe(Date.UTC(2025, 5, 1))
  expect(parseInstant('2025-06-01T00:00:00Z/2025-06-01T01:00:00Z')).toBe(Date.UTC(2025, 5, 1))
  expect(parseInstant('2025-06-01T00:00:00.123456Z')).toBe(Date.UTC(2025, 5, 1, 0, 0, 0, 123))
  for (const text of [
    '',
    '2025',
    'gestern',
    '2025-06-01 00:00:00Z',
    '2025-0a-01T00:00:00Z',
    '20250601T000000Z',
  ])
    expect([text, parseInstant(text)]).toEqual([text, Number.NaN])
})
