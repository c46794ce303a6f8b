import { expect, it } from 'vitest'
import { applyPatch } from './patch.ts'

const person = () => ({
  userName: 'wang.fang',
  emails: [
    { value: 'a@yc.cn', type: 'work', primary: true },
    { value: 'b@yc.cn', type: 'home' },
  ],
})

it('changes what a filter picks and leaves the resource it was given alone (RFC 7644, 3.5.2)', () => {
  const before = person()
  const after = applyPatch(before, {
    Operations: [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'c@yc.cn' },
      { op: 'remove', path: 'emails[type eq "home"]' },
    ],
  })
  expect(after).toEqual({
    userName: 'wang.fang',
    emails: [{ value: 'c@yc.cn', type: 'work', primary: true }],
  })
  expect(before).toEqual(person())
})

it('reaches nothing beyond the resource', () => {
  for (const path of ['__proto__.admin', 'name.__proto__', '__proto__'])
    expect(() => applyPatch(person(), { Operations: [{ op: 'add', path, value: true }] })).toThrow('path')
  const value = JSON.parse('{"__proto__": {"admin": true}}') as object
  expect(() => applyPatch(person(), { Operations: [{ op: 'add', value }] })).toThrow('path')
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})
