import { describe, expect, it } from 'vitest'
import { difference, extentOf, geometryFault } from './rules.ts'

describe('geometry', () => {
  it('finds middle and box', () => {
    const line: GeoJSON.LineString = {
      type: 'LineString',
      coordinates: [
        [118, 33],
        [120, 34],
      ],
    }
    expect(extentOf(line)).toEqual({ lon: 119, lat: 33.5, box: [118, 33, 120, 34] })
  })

  it('refuses another kind and wrong coordinates', () => {
    expect(geometryFault({ type: 'Point', coordinates: [118, 33] }, 'Point')).toBeNull()
    expect(
      geometryFault(
        {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [1, 2],
                [3, 4],
                [5, 6],
                [1, 2],
              ],
            ],
          ],
        },
        'Polygon',
      ),
    ).toBeNull()
    expect(geometryFault({ type: 'LineString', coordinates: [[118, 33]] }, 'Point')).toContain('Point')
    expect(geometryFault({ type: 'Point', coordinates: [33, 118] }, 'Point')).toContain('坐标')
    expect(geometryFault({ type: 'Point', coordinates: [33, 'x'] }, 'Point')).toContain('坐标')
  })
})

it('tells what changed', () => {
  expect(difference({ a: 1, b: [2] }, { a: 1, b: [3], c: 4 })).toEqual({
    before: { b: [2], c: null },
    after: { b: [3], c: 4 },
  })
})
