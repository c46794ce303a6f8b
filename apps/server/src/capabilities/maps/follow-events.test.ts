import { expect, it } from 'vitest'
import { givesLevel } from './follow-events.ts'

it('lets an event colour its entity only while it holds', () => {
  expect(givesLevel({ active: true, level: 'red', state: 'raised' })).toBe(true)
  expect(givesLevel({ active: true, level: 'red', state: 'verified' })).toBe(true)
  expect(givesLevel({ active: false, level: 'red', state: 'verified' })).toBe(false)
  expect(givesLevel({ active: true, level: null, state: 'raised' })).toBe(false)
  for (const state of ['dismissed', 'merged', 'closed'] as const)
    expect(givesLevel({ active: true, level: 'red', state })).toBe(false)
})
