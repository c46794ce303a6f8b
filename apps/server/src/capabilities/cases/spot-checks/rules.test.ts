import { describe, expect, it } from 'vitest'
import { drawByLot } from './rules.ts'

const pool = Array.from({ length: 40 }, (_, n) => ({ id: `case-${n}`, barred: n % 2 ? ['ann'] : [] }))
const people = ['ann', 'bob', 'cid']

describe('drawByLot', () => {
  it('draws the same of the same seed, whatever order the pool is in, and else of another', () => {
    const first = drawByLot('s1', pool, people, 12)
    expect(first).toHaveLength(12)
    expect(drawByLot('s1', pool.toReversed(), people.toReversed(), 12)).toEqual(first)
    expect(drawByLot('s2', pool, people, 12)).not.toEqual(first)
  })

  it('gives nobody a case he is barred from, and everybody about as many', () => {
    const drawn = drawByLot('s1', pool, people, 40)
    expect(drawn.filter((one) => one.checkerId === 'ann' && Number(one.caseId.slice(5)) % 2)).toEqual([])
    const counts = people.map((id) => drawn.filter((one) => one.checkerId === id).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(4)
  })

  it('leaves out a case nobody may check', () => {
    expect(drawByLot('s', [{ id: 'a', barred: people }], people, 1)).toEqual([])
  })
})
