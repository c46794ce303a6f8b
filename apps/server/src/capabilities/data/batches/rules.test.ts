import { describe, expect, it } from 'vitest'
import { driftOf } from './rules.ts'

describe('what a delivery has more or less', () => {
  it('is told by the titles that came', () => {
    expect(driftOf(['id', '水位_m'], ['id', '流量（m3/s）'])).toBe('新增列：流量（m3/s）；缺少列：水位_m')
  })

  it('is nothing when titles and names say the same', () => {
    expect(driftOf(['测站', '水位_m', 'PM2_5'], ['测站', '水位（m）', 'PM2.5'])).toBeNull()
  })
})
