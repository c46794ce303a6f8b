import { describe, expect, it } from 'vitest'
import { furthest, isDone, segmentsOf, usableChannels, whenAllowed } from './rules.ts'

const night = { from: '22:00', to: '07:00', enabled: true }
/** An instant of the city’s day, UTC+8. */
const at = (clock: string, day = '2025-06-01') => new Date(`${day}T${clock}:00+08:00`)

describe('whenAllowed', () => {
  it('holds an ordinary message of the night until the morning (PLT-072)', () => {
    expect(whenAllowed(at('23:00'), 'normal', night)).toEqual(at('07:00', '2025-06-02'))
    expect(whenAllowed(at('06:59'), 'normal', night)).toEqual(at('07:00'))
    expect(whenAllowed(at('07:00'), 'normal', night)).toEqual(at('07:00'))
    expect(whenAllowed(at('21:59'), 'normal', night)).toEqual(at('21:59'))
  })

  it('lets an emergency and an urgent message through, and everything where nothing is quiet', () => {
    expect(whenAllowed(at('23:00'), 'emergency', night)).toEqual(at('23:00'))
    expect(whenAllowed(at('23:00'), 'urgent', night)).toEqual(at('23:00'))
    expect(whenAllowed(at('23:00'), 'normal', { ...night, enabled: false })).toEqual(at('23:00'))
    expect(whenAllowed(at('23:00'), 'normal', null)).toEqual(at('23:00'))
  })

  it('knows quiet hours within a day', () => {
    const noon = { from: '12:00', to: '14:00', enabled: true }
    expect(whenAllowed(at('12:30'), 'normal', noon)).toEqual(at('14:00'))
    expect(whenAllowed(at('23:30'), 'normal', noon)).toEqual(at('23:30'))
  })
})

describe('reach', () => {
  it('never goes back', () => {
    expect(furthest('waiting', 'sent')).toBe('sent')
    expect(furthest('read', 'delivered')).toBe('read')
    expect(furthest('failed', 'sent')).toBe('sent')
    expect(furthest('confirmed', 'failed')).toBe('confirmed')
  })

  it('is done when it is far enough', () => {
    expect(isDone('sent', 'delivered')).toBe(false)
    expect(isDone('confirmed', 'read')).toBe(true)
  })
})

describe('segmentsOf', () => {
  it('counts parts of 70, then of 67 characters', () => {
    expect(segmentsOf('水'.repeat(70))).toBe(1)
    expect(segmentsOf('水'.repeat(71))).toBe(2)
    expect(segmentsOf('水'.repeat(135))).toBe(3)
  })
})

describe('usableChannels', () => {
  it('leaves out ways a person cannot be reached by', () => {
    const person = { userId: null, phone: '13800000000', email: null }
    expect(usableChannels(person, ['app', 'push', 'mail', 'sms', 'voice'])).toEqual(['sms', 'voice'])
  })
})
