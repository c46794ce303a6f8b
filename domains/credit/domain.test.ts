import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { credit } from './index.ts'

test('thirty items, each with a basis; every weight of a model is of an item', () => {
  expect(checkDomain(credit)).toEqual([])
  expect(credit.creditItems).toHaveLength(30)
  for (const one of credit.creditItems) expect(one.basis.length, one.id).toBeGreaterThan(4)
  const ids = new Set(credit.creditItems.map((one) => one.id))
  for (const model of credit.creditModels)
    for (const { item } of model.weights) expect(ids.has(item), `${model.id} ${item}`).toBe(true)
})

test('every measure names its clause; penalties of the five safety fields are public for a year at least', () => {
  for (const one of credit.creditMeasures) expect(one.basis.length, one.id).toBeGreaterThan(8)
  const years = ['food', 'drug', 'equipment', 'work-safety', 'fire'].map(
    (field) => credit.creditItems.find((one) => one.id === `penalty-${field}`)?.publicity?.min,
  )
  expect(years).toEqual([12, 12, 12, 12, 12])
  expect(credit.creditItems.find((one) => one.id === 'warning')?.publicity).toBeNull()
})
