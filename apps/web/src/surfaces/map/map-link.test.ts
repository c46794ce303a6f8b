import { describe, expect, it } from 'vitest'
import { isLayerOn, parseLayers, parseView, switchLayer, writeView } from './map-link.ts'

describe('the link to what a map shows', () => {
  it('comes back as it was written', () => {
    const view = { center: [118.91234, 33.40001] as [number, number], zoom: 14.25, bearing: -18, pitch: 55 }
    expect(writeView(view)).toBe('118.91234,33.40001,14.25,-18,55')
    expect(parseView(writeView(view))).toEqual(view)
    expect(parseView(writeView({ ...view, bearing: 0, pitch: 0 }))).toMatchObject({ bearing: 0, pitch: 0 })
  })
  it('is nothing when it is no view', () => {
    expect([null, '', '1,2', 'a,b,c'].map(parseView)).toEqual([null, null, null, null])
  })
  it('names only layers that differ from the catalogue', () => {
    const on = switchLayer(null, 'river', true, false)
    expect(on).toBe('*river')
    expect(switchLayer(on, 'gauge', false, true)).toBe('*river,!gauge')
    expect(switchLayer(on, 'river', false, false)).toBe('')
    const choice = parseLayers('*river,!gauge')
    expect(isLayerOn(choice, { id: 'river', visible: false })).toBe(true)
    expect(isLayerOn(choice, { id: 'gauge', visible: true })).toBe(false)
    expect(isLayerOn(choice, { id: 'other', visible: true })).toBe(true)
  })
})
