import { expect, it } from 'vitest'
import { reasonOf, unknownPlaces } from './rules.ts'

it('says the reason of an order in the words of its rule', () => {
  const found = { reference: 'BJ-1', title: '井盖', unit: null, times: 2, hours: 26.7 }
  expect(reasonOf({ reason: '{reference} 已超 {hours} 小时，{unit}退回 {times} 次' }, found)).toBe(
    'BJ-1 已超 26 小时，责任单位退回 2 次',
  )
  expect(unknownPlaces('{reference} {who}')).toEqual(['who'])
})
