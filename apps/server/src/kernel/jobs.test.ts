import { expect, it } from 'vitest'
import { isDueBetween } from './jobs.ts'

it('knows what would have been due in between, by the time of the city', () => {
  const at = (time: string) => new Date(`2025-06-02T${time}+08:00`)
  expect(isDueBetween('30 2 * * *', at('02:00:00'), at('03:00:00'))).toBe(true)
  expect(isDueBetween('30 2 * * *', at('03:00:00'), at('23:00:00'))).toBe(false)
  expect(isDueBetween('* * * * *', at('03:00:10'), at('03:00:20'))).toBe(false)
})
