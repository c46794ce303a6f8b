import type { DatasetField, MaskKind } from '@civitas/contract'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { maskedColumn, shownValue } from './masking.ts'

const shown = async (value: string, sensitive: DatasetField['sensitive'], mask: MaskKind = 'partial') => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const field: DatasetField = { name: 'x', title: 'x', type: 'text', sensitive }
  const reader = await connection.runAndReadAll(
    `SELECT ${maskedColumn(field, mask, 'key')} AS shown FROM (SELECT $1 AS x)`,
    [value],
  )
  return reader.getRowObjectsJson()[0]?.shown
}

it.each([
  ['11010519491231002X', 'citizen-id', '110105********002X'],
  ['13812345678', 'phone', '138****5678'],
  ['欧阳明', 'person-name', '欧**'],
  ['王', 'person-name', '*'],
  ['6222020200012345678', 'bank-card', '622202*********5678'],
  ['ming@example.cn', 'email', 'm***@example.cn'],
] as const)('shows %s (%s) as %s', async (value, kind, expected) => {
  expect(await shown(value, kind)).toBe(expected)
  expect(shownValue(value, kind)).toBe(expected)
})

it('gives the same value the same token and another another, and nothing of the value', async () => {
  const [first, again, other] = [
    await shown('13812345678', 'phone', 'token'),
    await shown('13812345678', 'phone', 'token'),
    await shown('13812345679', 'phone', 'token'),
  ]
  expect(first).toBe(again)
  expect(first).not.toBe(other)
  expect(String(first)).toMatch(/^[0-9a-f]{32}$/)
})

it('hides altogether', async () => {
  expect(await shown('13812345678', 'phone', 'hide')).toBeNull()
})
