import { describe, expect, it } from 'vitest'
import { isWhole, valueAt, withValue } from './step-spec.ts'

describe('steps as they are edited', () => {
  it('take values by path, into lists too, and lose empty ones', () => {
    const step = withValue({ op: 'tag' }, 'rules.0.conditions.0.field', 'age')
    expect(step).toEqual({ op: 'tag', rules: [{ conditions: [{ field: 'age' }] }] })
    expect(valueAt(step, 'rules.0.conditions.0.field')).toBe('age')
    expect(withValue({ op: 'rename', from: 'a' }, 'from', '')).toEqual({ op: 'rename' })
  })

  it('are tried once everything that is needed is there', () => {
    expect(isWhole({ op: 'rename', from: 'a' })).toBe(false)
    expect(isWhole({ op: 'rename', from: 'a', to: 'b' })).toBe(true)
    expect(isWhole({ op: 'validate', field: 'a', rule: 'citizen-id' })).toBe(true)
    expect(isWhole({ op: 'filter', conditions: [{ field: 'a' }] })).toBe(false)
    expect(isWhole({ op: 'filter', conditions: [{ field: 'a', is: 'empty' }] })).toBe(true)
    expect(isWhole({ op: 'aggregate', by: [], measures: [{ of: 'count', as: 'n' }] })).toBe(true)
  })
})
