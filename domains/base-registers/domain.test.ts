import { checkDomain, findWrongIdentifier, listStrongKeys } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { cityBase } from '../city-base/index.ts'
import { baseRegisters } from './index.ts'

const schemaOf = (id: string) => {
  const type = baseRegisters.entityTypes.find((one) => one.id === id)
  if (!type) throw new Error(`no type ${id}`)
  return type.schema
}

test('base registers are declared without a fault, persons as sensitive', () => {
  expect(checkDomain(baseRegisters, { others: [cityBase] })).toEqual([])
  expect(baseRegisters.entityTypes.find((type) => type.id === 'person')?.classification).toBe(3)
})

test('citizen ids are checked by MOD 11-2 and their day of birth', () => {
  const wrong = (citizen_id: string) => findWrongIdentifier(schemaOf('person'), { citizen_id })
  expect(wrong('11010519491231002X')).toBeNull()
  expect(wrong('110105194912310021')).toEqual({
    attribute: 'citizen_id',
    message: '公民身份号码校验码错误',
  })
  expect(wrong('11010519490231002X')?.message).toMatch('出生日期')
  expect(wrong('110105491231002')?.message).toMatch('18位')
})

test('credit codes are checked by MOD 31', () => {
  const wrong = (uscc: string) => findWrongIdentifier(schemaOf('legal-entity'), { uscc })
  expect(wrong('91350100M000100Y43')).toBeNull()
  expect(wrong('91350100M000100Y44')?.message).toBe('统一社会信用代码校验码错误')
  expect(wrong('9135010OM000100Y43')?.message).toMatch('不含I、O、S、V、Z')
})

test('real-estate unit codes are checked by their parts', () => {
  const wrong = (real_estate_unit: string) => findWrongIdentifier(schemaOf('house'), { real_estate_unit })
  expect(wrong('340101001001GB00001F00010001')).toBeNull()
  expect(wrong('340101001001GB00001X00010001')?.message).toMatch('28位')
})

test('strong keys are the national numbers', () => {
  expect(
    ['person', 'legal-entity', 'parcel', 'economic-series'].map((id) => listStrongKeys(schemaOf(id))),
  ).toEqual([['citizen_id'], ['uscc'], ['real_estate_unit'], []])
})
