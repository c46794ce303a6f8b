import { expect, it } from 'vitest'
import { joinSquares, squareSide } from './rules.ts'

it('puts squares of events and cases together at the middle of what they hold', () => {
  const at = { x: 3, y: 4 }
  expect(
    joinSquares([
      { ...at, group_name: 'urban', count: 3, lon: 119, lat: 33 },
      { ...at, group_name: 'emergency', count: 1, lon: 119.4, lat: 33.4 },
      { x: 0, y: 0, group_name: 'governance', count: 2, lon: 118, lat: 32 },
    ]),
  ).toEqual([
    {
      position: [expect.closeTo(119.1, 9), expect.closeTo(33.1, 9)],
      ...{ count: 4, governance: 0, urban: 3, emergency: 1 },
    },
    { position: [118, 32], count: 2, governance: 2, urban: 0, emergency: 0 },
  ])
})

it('never answers with more than forty squares each way', () => {
  const box = [118, 33, 119, 34] as const
  expect(1 / squareSide(box, 22)).toBeLessThanOrEqual(40)
  expect(squareSide(box, 6)).toBeGreaterThan(squareSide(box, 9))
})
