import { describe, expect, it } from 'vitest'
import { findStandardClass, standardClasses } from './gbt30428.ts'

describe('classes of GB/T 30428.2', () => {
  it('have unique codes of four digits whose first two are the large class', () => {
    expect(new Set(standardClasses.map((one) => one.id)).size).toBe(standardClasses.length)
    for (const one of standardClasses) {
      expect(one.code).toMatch(/^\d{4}$/)
      expect(one.code.slice(0, 2)).toBe(one.large.code)
    }
  })

  it('have five large classes of components and of events, each with “other”', () => {
    for (const kind of ['component', 'event'] as const) {
      const own = standardClasses.filter((one) => one.kind === kind)
      expect(new Set(own.map((one) => one.large.code)).size).toBe(5)
      expect(own.filter((one) => one.code.endsWith('99')).length).toBe(5)
    }
  })

  it('are found by id', () => {
    expect(findStandardClass('gbt30428.components.0101')?.title.zh).toBe('上水井盖')
    expect(findStandardClass('gbt30428.events.0102')?.title.zh).toBe('暴露垃圾')
    expect(findStandardClass('gbt30428.events.0402')?.title.zh).toBe('自来水管破裂')
    expect(findStandardClass(null)).toBeUndefined()
  })
})
