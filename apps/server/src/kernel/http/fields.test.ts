import { expect, test } from 'vitest'
import { closeFields, fieldsOf, maskText, planFields } from './fields.ts'

const schema = {
  properties: {
    items: {
      items: {
        properties: {
          kind: {},
          name: { 'x-field': '{kind}.name' },
          form: { anyOf: [{ 'x-field': 'x.form' }, {}] },
        },
      },
    },
  },
}
const rule = (effect: 'masked' | 'hidden') => ({ title: '字段', effect, reason: '理由' })

test('closes the marked values, by the kind beside them, and tells which', () => {
  const plan = planFields(schema)
  expect(fieldsOf(plan)).toEqual(['person.name', 'organisation.name', 'x.form'])
  if (!plan) throw new Error('nothing is governed')
  const held = new Set<string>()
  const closed = new Map([
    ['person.name', rule('masked')],
    ['x.form', rule('hidden')],
  ])
  const rows = [
    { kind: 'person', name: '张敏', form: { a: 1 } },
    { kind: 'organisation', name: '某公司', form: null },
  ]
  expect(closeFields({ items: rows, total: 2 }, plan, closed, held)).toEqual({
    items: [
      { kind: 'person', name: '张*', form: {} },
      { kind: 'organisation', name: '某公司', form: null },
    ],
    total: 2,
  })
  expect([...held]).toEqual(['person.name=masked', 'x.form=hidden'])
})

test('a mask keeps the ends of long words only', () => {
  expect([maskText('张'), maskText('张敏'), maskText('110105194912310021')]).toEqual([
    '*',
    '张*',
    '1****************1',
  ])
})
