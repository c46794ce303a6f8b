import { describe, expect, it } from 'vitest'
import { metresBetween } from './place.ts'

describe('metres between two places', () => {
  it('is a degree of a great circle along a meridian', () => {
    expect(metresBetween([118, 33], [118, 34])).toBeCloseTo(111_195.08, 1)
  })
  it('shrinks with the cosine of the latitude along a parallel', () => {
    expect(metresBetween([118, 60], [118.001, 60])).toBeCloseTo(55.6, 1)
    expect(metresBetween([118, 33], [118, 33])).toBe(0)
  })
})
