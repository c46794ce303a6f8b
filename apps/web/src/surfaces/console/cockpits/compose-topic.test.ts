import { expect, it } from 'vitest'
import { composeTopic } from './compose-topic.ts'

const indicators = Array.from({ length: 5 }, (_, i) => ({ id: `city.i${i}`, title: `指标${i}` }))

it('lays out what was picked without anything over another', () => {
  const { components, rows } = composeTopic({
    ...{ grade: 'internal', text: '本周重点', indicators, byDivision: true, withMap: true },
  })
  expect(components.map((one) => one.kind)).toEqual([
    ...['text', ...Array(5).fill('number'), ...Array(5).fill('line'), ...Array(5).fill('ranking'), 'map'],
  ])
  const cells = new Set<string>()
  for (const { x, y, w, h } of components)
    for (let dx = 0; dx < w; dx++)
      for (let dy = 0; dy < h; dy++) {
        const cell = `${x + dx},${y + dy}`
        expect(cells.has(cell)).toBe(false)
        cells.add(cell)
      }
  expect(Math.max(...components.map((one) => one.x + one.w))).toBeLessThanOrEqual(24)
  expect(rows).toBe(Math.max(...components.map((one) => one.y + one.h)))
  expect(new Set(components.map((one) => one.id)).size).toBe(components.length)
})
