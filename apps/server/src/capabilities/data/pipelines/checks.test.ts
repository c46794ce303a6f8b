import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findIdentifierFault } from '@civitas/domain-kit'
import { afterAll, describe, expect, it } from 'vitest'
import { createLake } from '../../../kernel/lake.ts'
import { quoteText } from '../tables/duck.ts'
import { refusalOf } from './checks.ts'

const folder = mkdtempSync(join(tmpdir(), 'civitas-checks-'))
const lake = createLake(folder)
afterAll(() => {
  lake.close()
  rmSync(folder, { recursive: true, force: true })
})

const numbers = {
  'citizen-id': [
    '11010519491231002X',
    '110105194912310021',
    '11010519491331002X',
    '123',
    '440524188001010014',
  ],
  uscc: ['91350100M000100Y43', '91350100M000100Y44', '9135010IM000100Y43', '123', '911100001000013428'],
} as const

describe('check digits in DuckDB', () => {
  it.each(['citizen-id', 'uscc'] as const)('pass the same %s as the domain kit', async (rule) => {
    for (const number of numbers[rule]) {
      const why = refusalOf({ op: 'validate', field: 'x', rule }, 'x', '号码')
      const [row] = await lake.query<{ why: string | null }>(
        `SELECT ${why} AS why FROM (SELECT ${quoteText(number)} AS x)`,
      )
      expect([number, row?.why === null]).toEqual([number, findIdentifierFault(rule, number) === null])
    }
  })
})
