import type { ModeSettings } from '@civitas/contract'
import { expect, it } from 'vitest'
import { covers, effective, peace } from './rules.ts'

const festival: ModeSettings = { ...peace, unreadMinutes: 3, reportMinutes: 60, routeToCommand: true }
const flood: ModeSettings = { ...peace, unreadMinutes: 1, proposeFrom: 'blue', tightenPercent: 20 }

it('takes the stricter of two switches, and what peace says when both have ended', () => {
  expect(effective(peace, [festival, flood])).toEqual({
    unreadMinutes: 1,
    reportMinutes: 60,
    proposeFrom: 'blue',
    routeToCommand: true,
    dutyLeader: false,
    tightenPercent: 20,
  })
  expect(effective(peace, [festival])).toEqual(festival)
  expect(effective(peace, [])).toBe(peace)
})

it('holds in its divisions, within its area, or everywhere', () => {
  const square: GeoJSON.Polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
        [0, 0],
      ],
    ],
  }
  expect(covers({ divisions: ['990102'], area: null }, { divisionCode: '990102001001' })).toBe(true)
  expect(covers({ divisions: ['990102'], area: null }, { divisionCode: '990103' })).toBe(false)
  expect(covers({ divisions: [], area: square }, { divisionCode: '990103', position: [0.5, 0.5] })).toBe(true)
  expect(covers({ divisions: [], area: square }, { divisionCode: '990103', position: [2, 0.5] })).toBe(false)
  expect(covers({ divisions: [], area: null }, { divisionCode: null })).toBe(true)
})
