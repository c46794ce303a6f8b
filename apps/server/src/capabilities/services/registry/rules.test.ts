import { findIdentifierFault } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { bannedWords, creditCodeOf, firmKindOf, inForce, likeness, organisationCheck } from './rules.ts'

test('a credit code has the check characters of GB 11714 and GB 32100', () => {
  // 91320581MA1TEST… is nobody’s; the ninth character of a known organisation code is told by the standard’s example.
  expect(organisationCheck('D2143569')).toBe('X')
  const codes = [1, 2, 30, 31, 961].map((serial) => creditCodeOf('321302', serial))
  for (const code of codes) expect(findIdentifierFault('uscc', code), code).toBeNull()
  expect(new Set(codes).size).toBe(5)
})

test('names are compared without the kind of firm', () => {
  expect(likeness('云川智造科技有限公司', '云川智造科技股份有限公司')).toBe(1)
  expect(likeness('云川智造科技有限公司', '江南食品有限公司')).toBe(0)
  expect(bannedWords('云川国家级检测有限公司')).toEqual(['国家级'])
})

test('a seizure is in force until an entry releases it', () => {
  const entry = (sequence: number, kind: string, releases: number | null = null) => ({
    ...{ sequence, kind, day: '2025-02-01', holder: '法院', document: '1 号', releases },
  })
  expect(inForce([entry(1, 'first'), entry(2, 'seizure')], 'seizure')).toHaveLength(1)
  expect(inForce([entry(2, 'seizure'), entry(3, 'release', 2)], 'seizure')).toEqual([])
})

test('knows the kind of a firm by the end of its name', () => {
  expect(['云川智造机械股份有限公司', '云川智造机械有限公司'].map(firmKindOf)).toEqual([
    '股份有限公司',
    '有限责任公司',
  ])
})
