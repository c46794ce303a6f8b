import { describe, expect, it } from 'vitest'
import { allowedStep, emptyDraft, stepAfter, stepBefore } from './report-steps.ts'

describe('a report in guided steps', () => {
  const half = { ...emptyDraft, type: 'a.b' }
  const whole = { ...half, position: [118, 33] as [number, number], title: '积水了' }
  it('does not skip a question that must be answered', () => {
    expect(allowedStep('confirm', emptyDraft)).toBe('what')
    expect(allowedStep('describe', half)).toBe('where')
    expect(allowedStep('confirm', whole)).toBe('confirm')
    expect(allowedStep('nonsense', whole)).toBe('what')
  })
  it('goes forth to the end and back to the beginning', () => {
    expect([stepAfter('what'), stepAfter('describe'), stepAfter('confirm')]).toEqual([
      'where',
      'confirm',
      'confirm',
    ])
    expect([stepBefore('where'), stepBefore('what')]).toEqual(['what', null])
  })
})
