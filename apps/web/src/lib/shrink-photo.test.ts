import { describe, expect, it } from 'vitest'
import { fitSize } from './shrink-photo.ts'

describe('the size of a photo', () => {
  it('has 1,600 px on its long side, standing or lying', () => {
    expect(fitSize(4000, 3000)).toEqual({ width: 1600, height: 1200 })
    expect(fitSize(3000, 4000)).toEqual({ width: 1200, height: 1600 })
  })
  it('is never enlarged and never nothing', () => {
    expect(fitSize(640, 480)).toEqual({ width: 640, height: 480 })
    expect(fitSize(20_000, 1)).toEqual({ width: 1600, height: 1 })
  })
})
