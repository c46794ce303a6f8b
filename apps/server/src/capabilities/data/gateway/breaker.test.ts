import { expect, it } from 'vitest'
import { createBreaker } from './breaker.ts'

it('opens after failures in a row, lets one try when the time has passed, and closes on success', () => {
  const breaker = createBreaker({ failures: 2, openMs: 1000 })
  breaker.failed(0)
  breaker.succeeded()
  breaker.failed(0)
  expect(breaker.allows(0)).toBe(true)
  breaker.failed(0)
  expect(breaker.state(999)).toBe('open')
  expect(breaker.allows(999)).toBe(false)
  expect(breaker.allows(1000)).toBe(true)
  expect(breaker.allows(1000)).toBe(false)
  breaker.failed(1000)
  expect(breaker.allows(1500)).toBe(false)
  expect(breaker.allows(2000)).toBe(true)
  breaker.succeeded()
  expect(breaker.state(2000)).toBe('closed')
})
