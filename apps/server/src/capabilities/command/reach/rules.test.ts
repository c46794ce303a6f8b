import { expect, it } from 'vitest'
import { bandsOf, cellsOf, rasterOf, rateCoping, scoreBetween, weigh } from './rules.ts'

it('lays squares over a box and joins those of a row', () => {
  const raster = rasterOf([118.9, 33.4, 118.91, 33.41], 250, 1000)
  const cells = cellsOf(raster)
  expect(cells).toHaveLength(raster.columns * raster.rows)
  const bands = bandsOf(raster, cells, [1, 2], (cell) => (cell.x === 0 ? null : cell.y === 0 ? 1 : 2))
  expect(bands.map((one) => one.area.coordinates.length)).toEqual([1, raster.rows - 1])
  expect(bands[0]?.areaKm2).toBeCloseTo((raster.columns - 1) * 0.0625, 1)
})

it('never lays more squares than asked', () => {
  const raster = rasterOf([118, 33, 119, 34], 100, 5000)
  expect(raster.columns * raster.rows).toBeLessThan(5300)
})

it('scores between full and zero either way round', () => {
  expect([0, 5, 15, 25, 40].map((one) => scoreBetween(one, 5, 25))).toEqual([100, 100, 50, 0, 0])
  expect([0, 500, 1000].map((one) => scoreBetween(one, 1000, 0))).toEqual([0, 50, 100])
})

it('adds scores by their weights', () => {
  const criteria = [
    { kind: 'near' as const, weight: 3 },
    { kind: 'people' as const, weight: 1 },
  ]
  expect(
    weigh(criteria, [
      { value: 7, score: 80 },
      { value: 900, score: 40 },
    ]),
  ).toEqual({
    ...{
      score: 70,
      parts: [
        { value: 7, score: 80, share: 60 },
        { value: 900, score: 40, share: 10 },
      ],
    },
  })
})

it('rates who comes late with little as weak', () => {
  expect(rateCoping({ firstMinutes: 5, peopleRate: 2, materials: 4, kinds: 4 })).toMatchObject({
    index: 100,
    level: null,
  })
  expect(rateCoping({ firstMinutes: 17.5, peopleRate: 1, materials: 2, kinds: 4 })).toMatchObject({
    index: 50,
    level: 'orange',
  })
  expect(rateCoping({ firstMinutes: null, peopleRate: null, materials: 0, kinds: 0 })).toMatchObject({
    index: 0,
    level: 'red',
  })
})
