import { describe, expect, it } from 'vitest'
import { readGeoJson } from './read-geojson.ts'

const ring = [
  [118, 33],
  [118.1, 33],
  [118.1, 33.1],
  [118, 33],
]

describe('polygons of a file', () => {
  it('takes a collection with names, a feature, a geometry and each part of a multipolygon', () => {
    const polygon = { type: 'Polygon', coordinates: [ring] }
    const feature = { type: 'Feature', properties: { 名称: '东片' }, geometry: polygon }
    expect(readGeoJson(JSON.stringify({ type: 'FeatureCollection', features: [feature, feature] }))).toEqual([
      { name: '东片', geometry: polygon },
      { name: '东片', geometry: polygon },
    ])
    expect(readGeoJson(JSON.stringify(polygon))).toEqual([{ name: '', geometry: polygon }])
    expect(readGeoJson(JSON.stringify({ type: 'MultiPolygon', coordinates: [[ring], [ring]] }))).toHaveLength(
      2,
    )
  })
  it('refuses what holds no polygon', () => {
    expect(() => readGeoJson('{"type":"Point","coordinates":[1,2]}')).toThrow('no polygon')
    expect(() => readGeoJson('不是')).toThrow(SyntaxError)
  })
})
