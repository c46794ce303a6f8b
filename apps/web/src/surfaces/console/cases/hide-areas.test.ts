import { expect, it } from 'vitest'
import { areaOf } from './hide-areas.ts'

it('makes a rectangle of two corners in any order, within the picture', () => {
  const area = areaOf([0.75, 0.5], [0.25, -0.3])
  expect(area).toEqual({ x: 0.25, y: 0, width: 0.5, height: 0.5 })
  expect(areaOf([0.5, 0.5], [2, 2])).toEqual({ x: 0.5, y: 0.5, width: 0.5, height: 0.5 })
})
