import { expect, it } from 'vitest'
import { localDrivers, middleOf, type Position, rainShare } from './storm.ts'

const middle: Position = [118.9, 33.44]

it('passes over the city from west to east', () => {
  const west: Position = [118.86, 33.44]
  const east: Position = [118.93, 33.44]
  expect(rainShare(west, middle, 3)).toBeGreaterThan(0.8)
  expect(rainShare(east, middle, 3)).toBeLessThan(0.3)
  expect(rainShare(east, middle, 30)).toBeGreaterThan(0.8)
  expect(rainShare(west, middle, 30)).toBeLessThan(0.3)
})

it('changes the rain and nothing else', () => {
  const local = localDrivers({ rain_mm_h: 100, wind_m_s: 8 }, [119.2, 33.44], middle, 10)
  expect(local).toEqual({ rain_mm_h: expect.closeTo(12, 1), wind_m_s: 8 })
  expect(localDrivers({ rain_mm_h: 0 }, middle, middle, 10)).toEqual({ rain_mm_h: 0 })
})

it('finds the middle of the city', () => {
  expect(
    middleOf([
      [1, 9],
      [2, 8],
      [30, 7],
    ]),
  ).toEqual([2, 8])
})
