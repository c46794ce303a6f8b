import { governedFields, operations } from '@civitas/contract'
import { expect, test } from 'vitest'
import { fieldsOf, planFields } from '../../../kernel/http/fields.ts'
import { closedBy } from './rules.ts'

test('of several roles the stricter rule holds, whatever their order', () => {
  const hidden = { role: 'a', field: 'person.name', effect: 'hidden', reason: '一' } as const
  const masked = { role: 'b', field: 'person.name', effect: 'masked', reason: '二' } as const
  for (const rules of [
    [hidden, masked],
    [masked, hidden],
  ])
    expect(closedBy(rules).get('person.name')).toEqual({
      title: '自然人姓名',
      effect: 'hidden',
      reason: '一',
    })
  expect(closedBy([{ ...masked, field: 'nobody.knows' }]).size).toBe(0)
})

test('every field an operation marks is one that can be ruled', () => {
  const marked = operations.flatMap((one) => [
    ...fieldsOf(planFields(one.response)),
    ...(one.carries ?? []),
    ...Object.values((one.query?.properties ?? {}) as Record<string, { 'x-reads'?: string[] }>).flatMap(
      (parameter) => parameter['x-reads'] ?? [],
    ),
  ])
  expect([...new Set(marked)].sort()).toEqual(Object.keys(governedFields).sort())
})
