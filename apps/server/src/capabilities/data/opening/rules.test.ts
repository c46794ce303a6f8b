import { expect, it } from 'vitest'
import { addressOf, declaredFindings, isBankCard, isCitizenId, isCreditCode, placeColumns } from './rules.ts'

it('knows numbers by their check digits', () => {
  expect(isCitizenId('11010519491231002X')).toBe(true)
  expect(isCitizenId('110105194912310021')).toBe(false)
  expect(isBankCard('6222020200112233')).toBe(false)
  expect(isBankCard('4111111111111111')).toBe(true)
  expect(isCreditCode('91350100M000100Y43')).toBe(true)
  expect(isCreditCode('91350100M000100Y44')).toBe(false)
})

it('refuses personal and important columns by name and lets a masked one pass', () => {
  const fields = [
    { name: 'id', title: '身份证号', type: 'text' as const, sensitive: 'citizen-id' as const },
    { name: 'dam', title: '坝体', type: 'text' as const, grade: 'important' as const },
  ]
  const plain = declaredFindings(fields, [
    { name: 'id', mask: 'none' },
    { name: 'dam', mask: 'hide' },
  ])
  expect(plain.map((one) => [one.field, one.kind, one.weight])).toEqual([
    ['id', 'personal', 'refuse'],
    ['dam', 'grade', 'refuse'],
  ])
  expect(declaredFindings(fields, [{ name: 'id', mask: 'partial' }])).toEqual([])
  expect(declaredFindings(fields, [{ name: 'id', mask: 'token' }])[0]?.kind).toBe('token')
})

it('finds where a row is and names a dataset for addresses', () => {
  const number = (name: string, title: string) => ({ name, title, type: 'number' as const })
  expect(placeColumns([number('x', '经度'), number('lat', '纬度')])).toEqual({ lon: 'x', lat: 'lat' })
  expect(placeColumns([number('x', '长度')])).toBeUndefined()
  expect(addressOf('101001/000001')).toBe('ds-101001-000001')
})
