import type { LicenceType } from '@civitas/domain-kit'
import { findIdentifierFault } from '@civitas/domain-kit'
import { expect, it } from 'vitest'
import {
  checkCharacter,
  fieldsFault,
  isIdentifier,
  licenceIdentifier,
  mayMove,
  stateOn,
  typeCode,
} from './rules.ts'

it('computes the check character of MOD 37,36 (ISO 7064, example of the standard)', () => {
  expect(checkCharacter('A12425GABC1234002')).toBe('M')
})

it('makes identifiers whose change of one letter shows', () => {
  const code = typeCode({ serial: '002' }, '990100')
  expect(code).toHaveLength(21)
  expect(findIdentifierFault('uscc', code.slice(0, 18))).toBeNull()
  const one = licenceIdentifier({ typeCode: code, issuerCode: 'TEST1', number: '0022025000001', version: 1 })
  expect(one).toMatch(/^1\.2\.156\.3005\.2\.[0-9A-Z]{21}\.[0-9A-Z]{18}\.0022025000001\.001\.[0-9A-Z]$/)
  expect(isIdentifier(one)).toBe(true)
  expect(isIdentifier(one.replace('0022025000001', '0022025000002'))).toBe(false)
})

it('names the field that is missing or wrong', () => {
  const type = {
    fields: [
      { id: 'name', title: '名称', kind: 'text', required: true },
      { id: 'day', title: '成立日期', kind: 'date', required: false },
    ],
  } as unknown as LicenceType
  expect(fieldsFault(type, {})).toBe('缺少名称')
  expect(fieldsFault(type, { name: 'x', day: '2025/6/1' })).toContain('成立日期应为日期')
  expect(fieldsFault(type, { name: 'x' })).toBeNull()
})

it('ends by itself, and nothing comes back from revocation', () => {
  expect(stateOn({ state: 'valid', valid_until: '2025-06-03' }, '2025-06-03')).toBe('valid')
  expect(stateOn({ state: 'valid', valid_until: '2025-06-03' }, '2025-06-04')).toBe('expired')
  expect(mayMove('suspended', 'valid')).toBe(true)
  expect(mayMove('revoked', 'valid')).toBe(false)
})
