import { expect, it } from 'vitest'
import { bowOf, type Flows, toFeatures, widthOf } from './flow-lines.ts'

it('bows from one place to the other, and the way back lies on the other side', () => {
  const there = bowOf([118.9, 33.4], [119, 33.4])
  const back = bowOf([119, 33.4], [118.9, 33.4])
  expect(there[0]).toEqual([118.9, 33.4])
  expect(there.at(-1)?.map((one) => Math.round(one * 1e6) / 1e6)).toEqual([119, 33.4])
  expect(there[12]?.[1]).toBeGreaterThan(33.4)
  expect(back[12]?.[1]).toBeLessThan(33.4)
})

it('draws what went between the same two places as one line, wider the more often', () => {
  const base = { from: 'a', to: 'b', kind: 'allocation', unit: '件', moves: 1, lastTime: '' } as const
  const place = (id: string, lon: number) => ({
    ...{ id, kind: 'store' as const, name: id },
    position: [lon, 33.4] as [number, number],
  })
  const flows: Flows = {
    ...{ from: '', unplaced: 0, cost: null, method: '' },
    places: [place('a', 118.9), place('b', 119)],
    flows: [
      { ...base, stage: 'underway', what: '救生衣', quantity: 300 },
      { ...base, stage: 'underway', what: '编织袋', quantity: 20 },
      { ...base, stage: 'planned', what: '水泵', quantity: 1 },
    ],
  }
  const { features } = toFeatures(flows, (stage) => stage)
  const lines = features.filter((one) => one.geometry.type === 'LineString')
  expect(lines.map((one) => one.properties?.label)).toEqual([
    '救生衣 300件、编织袋 20件 underway',
    '水泵 1件 planned',
  ])
  expect(lines[0]?.properties?.width).toBeGreaterThan(lines[1]?.properties?.width)
  expect(features).toHaveLength(4)
  expect(widthOf(1, 1)).toBe(3)
})
