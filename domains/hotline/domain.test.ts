import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { hotline } from './index.ts'

test('the hotline is declared without a fault, and each appeal ends with its one task', () => {
  expect(checkDomain(hotline)).toEqual([])
  expect(hotline.caseTypes.map((type) => type.stages.flatMap((stage) => stage.tasks).length)).toEqual([1, 1])
})
