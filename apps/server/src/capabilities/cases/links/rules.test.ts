import { expect, it } from 'vitest'
import { type Comparable, compareCases, scoreOf } from './rules.ts'

const day = 86_400_000
const base: Comparable = {
  ...{ id: 'a', parent_id: null, merged_into: null, event_id: null, entity_id: null, entity_name: null },
  ...{
    part_code: null,
    class_code: 'c',
    lon: 118.9,
    lat: 33.4,
    opened_time: new Date(0),
    grams: ['井盖', '盖破', '破损'],
    parties: [],
  },
}
const span = { days: 100, withinM: 100 }

it('adds up what two cases have in common', () => {
  const other = { ...base, id: 'b', opened_time: new Date(50 * day), grams: ['井盖', '盖松', '松动'] }
  const reasons = compareCases(base, other, span)
  expect(reasons.map(({ kind, weight }) => [kind, weight])).toEqual([
    ['place', 0.3],
    ['class', 0.1],
    ['time', 0.05],
  ])
  expect(scoreOf(reasons)).toBe(0.45)
})

it('takes a merged case for one, and says nothing of what is far and unlike', () => {
  const merged = { ...base, id: 'b', merged_into: 'a' }
  expect(scoreOf(compareCases(base, merged, span))).toBe(1)
  const far = {
    ...base,
    id: 'c',
    class_code: 'd',
    lon: 119,
    opened_time: new Date(200 * day),
    grams: ['路灯'],
  }
  expect(compareCases(base, far, span)).toEqual([])
})

it('counts shared parties without naming them', () => {
  const far = { ...base, lon: 120, class_code: null, grams: [], opened_time: new Date(300 * day) }
  const one = { ...base, parties: ['p1', 'p2', 'p3'] }
  expect(compareCases(one, { ...far, id: 'd', parties: ['p2', 'p3', 'p9'] }, span)).toEqual([
    { kind: 'party', text: '相同当事人或申请人 2 人', weight: 0.5 },
  ])
})
