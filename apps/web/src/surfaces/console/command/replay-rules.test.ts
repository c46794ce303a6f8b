import { expect, it } from 'vitest'
import { momentAt } from './replay-rules.ts'

const at = (minute: number) => `2025-06-01T06:${String(minute).padStart(2, '0')}:00Z`
const time = (minute: number) => Date.parse(at(minute))
const entry = (minute: number, text: string) => ({
  ...{ id: text, time: at(minute), act: 'order-issued', byName: '值班长', text, detail: {} },
})
const point = (minute: number, lon: number) => ({
  ...{ time: at(minute), lon, lat: 33, speedKmH: null, headingDeg: null },
})

const tracks = [
  { entityId: 'p1', name: '泵车', points: [point(2, 118.1), point(12, 118.2), point(25, 118.3)] },
]
const entries = [entry(20, '二'), entry(5, '一'), entry(40, '窗外'), entry(0, '之前')]

it('shows each unit where it was last, and what was recorded by then in recorded order', () => {
  const moment = momentAt(time(21), time(1), entries, tracks)
  expect(moment.units).toEqual([{ id: 'p1', name: '泵车', position: [118.2, 33] }])
  expect(moment.entries.map((one) => one.text)).toEqual(['一', '二'])
})

it('shows no unit before its first position', () => {
  expect(momentAt(time(1), time(1), entries, tracks)).toEqual({ units: [], entries: [] })
})
