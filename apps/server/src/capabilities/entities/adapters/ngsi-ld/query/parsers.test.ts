import { describe, expect, it } from 'vitest'
import { NgsiError } from '../http/errors.ts'
import { coreTerms } from '../representation/model.ts'
import { distanceBetween } from './distance.ts'
import { matchesGeo, parseGeo } from './geo.ts'
import { parseQ } from './parse-q.ts'
import { matchesScopes, parseScopeQ } from './select-scopes.ts'
import { matchesTypes, parseTypes } from './select-types.ts'

/** A small generator of texts out of pieces of the grammar; the same at every run. */
function* scraps(pieces: readonly string[], count: number): Generator<string> {
  let seed = 42
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor(seed / 65_536) % below
  }
  for (let i = 0; i < count; i++) {
    let text = ''
    for (let n = next(12); n >= 0; n--) text += pieces[next(pieces.length)]
    yield text
  }
}

function onlyRefuses(parse: (text: string) => unknown, pieces: readonly string[]): number {
  let refused = 0
  for (const text of scraps(pieces, 20_000)) {
    try {
      parse(text)
    } catch (error) {
      expect(error, text).toBeInstanceOf(NgsiError)
      refused++
    }
  }
  return refused
}

describe('q (4.9)', () => {
  it('reads the grammar', () => {
    expect(parseQ('a.b[c.d]==1..5;(x|y~="^z.*")')).toMatchObject({
      kind: 'and',
      parts: [
        {
          path: { names: ['a', 'b'], members: ['c', 'd'] },
          test: { op: '==', range: [{ value: 1 }, { value: 5 }] },
        },
        { kind: 'or', parts: [{ test: null }, { test: { op: '~=', values: [{ value: '^z.*' }] } }] },
      ],
    })
    expect(parseQ('a==1,"two",true')).toMatchObject({
      test: { values: [{ value: 1 }, { value: 'two' }, { value: true }] },
    })
    expect(parseQ('r{Building:name}=="P"')).toMatchObject({
      kind: 'linked',
      relation: 'r',
      types: ['Building'],
    })
    expect(parseQ('t>=2026-01-01T00:00:00Z')).toMatchObject({ test: { values: [{ kind: 'time' }] } })
  })

  it('refuses what is not in the grammar and never breaks on anything', () => {
    for (const wrong of [
      '',
      ';',
      'a==',
      '==5',
      'a==1;',
      '(a',
      'a)',
      'a[b',
      'a<1..2',
      'a{b',
      '"a"==1',
      'a>1,2',
    ])
      expect(() => parseQ(wrong), wrong).toThrow(NgsiError)
    const pieces = [
      'a',
      'b.c',
      '==',
      '!=',
      '>',
      '~=',
      '!~=',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ';',
      '|',
      ',',
      '..',
      '"',
      '\\',
      '5',
      '-',
      '%',
      '城',
      ' ',
      'é',
    ]
    expect(onlyRefuses(parseQ, pieces)).toBeGreaterThan(1_000)
    expect(() => parseQ('('.repeat(5_000))).toThrow(NgsiError)
  })
})

describe('geoqueries (4.10)', () => {
  const geo = (georel: string, geometry: string, coordinates: unknown) => {
    const query = parseGeo({ georel, geometry, coordinates }, 'location')
    if (!query) throw new Error('nothing parsed')
    return query
  }
  const point = (lon: number, lat: number): GeoJSON.Point => ({ type: 'Point', coordinates: [lon, lat] })
  const square = [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 0],
    ],
    [
      [4, 4],
      [6, 4],
      [6, 6],
      [4, 6],
      [4, 4],
    ],
  ]

  it('relates geometries, holes included', () => {
    const within = geo('within', 'Polygon', square)
    expect(matchesGeo(point(2, 2), within)).toBe(true)
    expect(matchesGeo(point(5, 5), within)).toBe(false)
    expect(matchesGeo(point(20, 2), geo('disjoint', 'Polygon', square))).toBe(true)
    expect(
      matchesGeo(
        {
          type: 'LineString',
          coordinates: [
            [-1, 1],
            [1, 1],
          ],
        },
        geo('intersects', 'Polygon', square),
      ),
    ).toBe(true)
    expect(matchesGeo({ type: 'Polygon', coordinates: square }, geo('contains', 'Point', [1, 1]))).toBe(true)
    expect(matchesGeo(point(1, 1), geo('equals', 'Point', '[1,1]'))).toBe(true)
    const shifted = [
      [
        [5, 5],
        [15, 5],
        [15, 15],
        [5, 15],
        [5, 5],
      ],
    ]
    expect(matchesGeo({ type: 'Polygon', coordinates: shifted }, geo('overlaps', 'Polygon', square))).toBe(
      true,
    )
  })

  it('measures in metres to the nearest place of a line', () => {
    const near = geo('near;maxDistance==2000', 'LineString', [
      [0, 60],
      [10, 60],
    ])
    expect(matchesGeo(point(10, 60.009), near)).toBe(true)
    expect(matchesGeo(point(5, 61), near)).toBe(false)
    expect(matchesGeo(point(0, 0), geo('near;minDistance==1000', 'Point', [1, 1]))).toBe(true)
    expect(distanceBetween(point(0, 0), point(0, 1))).toBeCloseTo(111_195, -2)
  })

  it('refuses wrong distances, relations and coordinates and never breaks', () => {
    for (const wrong of [
      'near',
      'near;maxDistance==0',
      'near;maxDistance==-1',
      'near;maxDistance==inf',
      'near;maxDistance==1e400',
      'touches',
      'near;maxDistance==5;minDistance==1',
    ])
      expect(() => geo(wrong, 'Point', [1, 1]), wrong).toThrow(NgsiError)
    expect(() => geo('within', 'Polygon', [[0, 0]])).toThrow(NgsiError)
    const pieces = ['[', ']', ',', '1', '-', '1e9', '"', 'null', '{', '}', '90', ' ']
    expect(onlyRefuses((text) => geo('within', 'Polygon', text), pieces)).toBeGreaterThan(1_000)
  })
})

describe('type and scope selections (4.17, 4.19)', () => {
  const iri = (name: string) => coreTerms.expand(name)
  it('combine with and, or and brackets', () => {
    const selection = parseTypes('(A;B),C', coreTerms)
    expect(matchesTypes([iri('A'), iri('B')], selection)).toBe(true)
    expect(matchesTypes([iri('A')], selection)).toBe(false)
    expect(matchesTypes([iri('C')], selection)).toBe(true)
    expect(
      onlyRefuses((text) => parseTypes(text, coreTerms), ['A', 'B', '(', ')', ';', '|', ',', ' ']),
    ).toBeGreaterThan(1_000)
  })
  it('know any one step and anything below', () => {
    expect(matchesScopes(['/a/b/c'], parseScopeQ('/a/+/c'))).toBe(true)
    expect(matchesScopes(['/a/b/c'], parseScopeQ('/a/#'))).toBe(true)
    expect(matchesScopes(['/a'], parseScopeQ('/b,/a'))).toBe(true)
    expect(matchesScopes(['/a'], parseScopeQ('/a;/b'))).toBe(false)
    expect(() => parseScopeQ('/a b')).toThrow(NgsiError)
  })
})
