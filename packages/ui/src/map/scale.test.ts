import { describe, expect, it } from 'vitest'
import { distanceMetres, metresPerPixel, ringAreaSquareMetres, roundLength } from './scale.ts'

describe('lengths on the map', () => {
  it('knows a degree of latitude', () => {
    expect(distanceMetres([119, 33], [119, 34])).toBeCloseTo(111_195, -1)
  })
  it('knows a square of about one kilometre', () => {
    const side = 0.01
    const ring: [number, number][] = [
      [119, 33],
      [119 + side, 33],
      [119 + side, 33 + side],
      [119, 33 + side],
    ]
    const expected = distanceMetres([119, 33.005], [119.01, 33.005]) * distanceMetres([119, 33], [119, 33.01])
    expect(ringAreaSquareMetres(ring) / expected).toBeCloseTo(1, 3)
  })
  it('halves a pixel with each zoom', () => {
    expect(metresPerPixel(33, 10) / metresPerPixel(33, 11)).toBeCloseTo(2, 9)
  })
  it('rounds down to 1, 2 or 5', () => {
    expect([99, 230, 501, 1_000, 4_999].map(roundLength)).toEqual([50, 200, 500, 1_000, 2_000])
  })
})
