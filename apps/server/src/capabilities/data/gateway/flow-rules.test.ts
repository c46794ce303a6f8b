import { describe, expect, it } from 'vitest'
import { fill, holds, unknownPlaces, valueAt } from './flow-rules.ts'

const known = { input: { no: 'A1' }, check: { found: true, owner: { age: 17 } } }

describe('flows of abilities', () => {
  it('take values from the call and from answers, and leave out what is not there', () => {
    expect(valueAt('$.check.owner.age', known)).toBe(17)
    expect(valueAt('$.check.constructor', known)).toBeUndefined()
    expect(fill({ no: '$.input.no', kind: '补贴', pay: '$.pay.id' }, known)).toEqual({
      no: 'A1',
      kind: '补贴',
    })
  })

  it('branch on what was answered', () => {
    expect(holds({ of: '$.check.found', is: 'eq', value: true }, known)).toBe(true)
    expect(holds({ of: '$.check.owner.age', is: 'lt', value: 18 }, known)).toBe(true)
    expect(holds({ of: '$.pay', is: 'absent' }, known)).toBe(true)
    expect(holds({ of: '$.pay.id', is: 'gt', value: 1 }, known)).toBe(false)
  })

  it('name only steps that are known', () => {
    expect(unknownPlaces({ a: '$.input.x', b: '$.later.y', c: 'plain' }, ['input'])).toEqual(['$.later.y'])
  })
})
