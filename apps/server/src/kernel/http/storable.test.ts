import { expect, it } from 'vitest'
import { requireStorable } from './storable.ts'

it('names where text stands that no database keeps', () => {
  const refusal = (path: string) => expect.objectContaining({ errors: [expect.objectContaining({ path })] })
  expect(() => requireStorable({ title: 'a\u0000b' }, '/body')).toThrow(refusal('/body/title'))
  expect(() => requireStorable({ list: ['好', '\ud83d'] }, '/body')).toThrow(refusal('/body/list/1'))
  expect(() => requireStorable({ 'a/b\u0000': 1 }, '/body')).toThrow(refusal('/body/a~1b\u0000'))
  expect(() => requireStorable({ list: ['😀', null, 1, true], more: { x: '好' } }, '/body')).not.toThrow()
})
