import { describe, expect, it } from 'vitest'
import { emptyFence, toFenceInput, toShape } from './fence-draft.ts'

const corners = '118.9,33.4\n118.91,33.4\n118.91,33.41'

describe('a fence being written', () => {
  it('is an area closed upon its first corner, or a route as it is', () => {
    expect(toShape(corners, false)).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [118.9, 33.4],
          [118.91, 33.4],
          [118.91, 33.41],
          [118.9, 33.4],
        ],
      ],
    })
    expect(toShape('118.9,33.4\n118.91,33.4', true)?.type).toBe('LineString')
    expect(toShape('118.9,33.4\n118.91,33.4', false)).toBeNull()
    expect(toShape('here', true)).toBeNull()
  })
  it('sends only the limit its kind is judged by', () => {
    const draft = { ...emptyFence, name: ' 城区 ', corners, entityTypes: ['city-base.vehicle'] }
    expect(toFenceInput(draft)).toMatchObject({ name: '城区', kind: 'enter' })
    expect(toFenceInput(draft)).not.toHaveProperty('speedLimitKmH')
    expect(toFenceInput({ ...draft, kind: 'overspeed' })).toMatchObject({ speedLimitKmH: 60 })
    expect(toFenceInput({ ...draft, kind: 'overstay' })).toMatchObject({ staySeconds: 1_800 })
  })
  it('waits for a name, somebody it is for, and hours that can be read', () => {
    const draft = { ...emptyFence, name: '城区', corners, entityTypes: ['city-base.vehicle'] }
    expect(toFenceInput({ ...draft, name: ' ' })).toBeNull()
    expect(toFenceInput({ ...draft, entityTypes: [] })).toBeNull()
    const truck = { value: '01', label: '渣土车' }
    expect(toFenceInput({ ...draft, entityTypes: [], entities: [truck] })?.entityIds).toEqual(['01'])
    expect(toFenceInput({ ...draft, window: { weekdays: [1], from: '7', to: '19:00' } })).toBeNull()
  })
})
