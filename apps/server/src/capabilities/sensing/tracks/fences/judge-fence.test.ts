import { describe, expect, it } from 'vitest'
import { type Breach, type FenceAct, type FenceRule, type Fix, judgeFence } from './judge-fence.ts'

const lat0 = 33.4
const route: FenceRule = {
  kind: 'deviate',
  geometry: {
    type: 'LineString',
    coordinates: [
      [118.9, lat0],
      [118.95, lat0],
    ],
  },
  corridorM: 50,
  toleranceSeconds: 60,
  speedLimitKmH: null,
  staySeconds: null,
  windows: [],
}

/** One position every ten seconds, so many metres north of the route. */
function play(rule: FenceRule, metres: readonly number[], startMs = Date.parse('2025-06-02T09:00:00+08:00')) {
  let breach: Breach | null = null
  const acts: FenceAct[] = []
  metres.forEach((off, i) => {
    const fix: Fix = { timeMs: startMs + i * 10_000, lon: 118.91, lat: lat0 + off / 111_195, speedKmH: 30 }
    const judged = judgeFence(rule, breach, fix, () => 'alarm')
    breach = judged.breach
    acts.push(...judged.acts)
  })
  return acts.map((one) => one.act)
}

describe('judgeFence (PLT-018: corridor width and minimum duration)', () => {
  it('opens once after the tolerance and closes on the way back', () => {
    expect(play(route, [0, 120, 120, 120, 120, 120, 120, 120, 120, 0, 0])).toEqual(['opened', 'closed'])
  })

  it('takes a deviation that is broken off for none', () => {
    expect(play(route, [120, 120, 120, 120, 0, 120, 120, 120, 120, 0])).toEqual([])
  })

  it('joins what comes back within a minute', () => {
    const again = [...Array(8).fill(120), 0, ...Array(8).fill(120), 0]
    expect(play(route, again)).toEqual(['opened', 'closed', 'worse', 'closed'])
  })

  it('sees nothing outside its hours', () => {
    const night = { ...route, windows: [{ from: '22:00', to: '06:00' }] }
    expect(play(night, Array(10).fill(120))).toEqual([])
    expect(play(night, Array(10).fill(120), Date.parse('2025-06-02T23:59:00+08:00'))).toEqual(['opened'])
  })

  it('counts a stay by its own duration', () => {
    const ring = [
      [118.9, 33.39],
      [118.92, 33.39],
      [118.92, 33.41],
      [118.9, 33.41],
      [118.9, 33.39],
    ]
    const area: FenceRule = {
      ...route,
      kind: 'overstay',
      geometry: { type: 'Polygon', coordinates: [ring] },
      staySeconds: 100,
    }
    expect(play(area, Array(10).fill(0))).toEqual([])
    expect(play(area, Array(11).fill(0))).toEqual(['opened'])
  })
})
