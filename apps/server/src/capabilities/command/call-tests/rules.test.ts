import { expect, it } from 'vitest'
import { branchOf, nextDueAfter } from './rules.ts'

const place = (contact_id: string, caller_id: string | null, level: number) => ({
  contact_id,
  caller_id,
  level,
})

it('a branch is a person with all below, in whatever order they are given', () => {
  const tree = [
    place('d', 'c', 4),
    place('b', 'a', 2),
    place('a', null, 1),
    place('c', 'b', 3),
    place('x', 'a', 2),
  ]
  expect([...branchOf(tree, 'b')]).toEqual([
    ['b', 0],
    ['c', 1],
    ['d', 2],
  ])
})

it('a test is due ninety days after the last', () => {
  expect(nextDueAfter(new Date('2026-01-01T00:00:00Z')).toISOString()).toBe('2026-04-01T00:00:00.000Z')
})
