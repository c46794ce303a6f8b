import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { licences } from './index.ts'

test('forty kinds of licences, each with a basis, a serial of its own and a name to show', () => {
  expect(checkDomain(licences)).toEqual([])
  expect(licences.licenceTypes).toHaveLength(40)
  expect(new Set(licences.licenceTypes.map((one) => one.serial)).size).toBe(40)
  for (const one of licences.licenceTypes) {
    expect(one.basis, one.id).toMatch(/《.+》第.+条/)
    expect(one.fields[0], one.id).toMatchObject({ id: 'name', required: true })
  }
})

test('a date field is read as one', () => {
  const birth = licences.licenceTypes.find((one) => one.id === 'birth')
  expect(birth?.fields.find((one) => one.id === 'birthDate')).toEqual({
    ...{ id: 'birthDate', title: '出生日期', kind: 'date', required: true },
  })
  expect(birth?.fields.find((one) => one.id === 'father')?.required).toBe(false)
})
