import { isDay } from '@civitas/contract'
import { expect, it } from 'vitest'
import { validUntilAfter } from '../applications/result.ts'
import { formFaults, prefillForm } from './rules.ts'

const fields = [
  { name: 'name', title: '名称', type: 'text' as const, required: true, prefill: 'subject.name' },
  { name: 'area', title: '面积', type: 'number' as const, required: true, min: 5, unit: '平方米' },
  { name: 'staff', title: '人数', type: 'integer' as const, required: true, when: 'serves = true' },
  { name: 'opened', title: '开业日期', type: 'date' as const, required: false },
]

it('asks for a field only in the situation it belongs to, and names each fault by its field', () => {
  expect(formFaults(fields, { name: '甲', area: 120 }, { serves: false })).toEqual([])
  expect(formFaults(fields, { name: '甲', area: 3 }, { serves: true }).map((one) => one.path)).toEqual([
    '/form/area',
    '/form/staff',
  ])
})

it('knows a leap day', () => {
  expect(isDay('2024-02-29')).toBe(true)
  expect(isDay('2025-02-29')).toBe(false)
  expect(formFaults(fields, { name: '甲', area: 9, opened: '2025-02-29' }, {})).toHaveLength(1)
})

it('lets a licence of a leap day end on the last of February', () => {
  expect(validUntilAfter('2024-02-29', 12)).toBe('2025-02-27')
  expect(validUntilAfter('2024-01-31', 1)).toBe('2024-02-28')
  expect(validUntilAfter('2025-06-10', 60)).toBe('2030-06-09')
})

it('fills what is known and says where it comes from', () => {
  const filled = prefillForm(fields, (path) =>
    path === 'subject.name' ? { value: '甲公司', source: '市场主体登记信息' } : undefined,
  )
  expect(filled).toEqual({ form: { name: '甲公司' }, sources: { name: '市场主体登记信息' } })
})
