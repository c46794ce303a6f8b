import { describe, expect, it } from 'vitest'
import { putInPlace } from './live-page.ts'

describe('a list that is alive', () => {
  const page = {
    items: [
      { id: 'a', n: 1 },
      { id: 'b', n: 1 },
    ],
    total: 9,
  }
  it('changes a row where it stands', () => {
    expect(putInPlace(page, { id: 'b', n: 2 })).toEqual({
      items: [
        { id: 'a', n: 1 },
        { id: 'b', n: 2 },
      ],
      total: 9,
    })
  })
  it('leaves a page alone that does not show the row', () => {
    expect(putInPlace(page, { id: 'c', n: 2 })).toBe(page)
  })
})
