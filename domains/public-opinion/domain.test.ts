import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { publicOpinion } from './index.ts'

test('public opinion is declared without a fault, and every burst opens a case of its own', () => {
  expect(checkDomain(publicOpinion)).toEqual([])
  for (const type of publicOpinion.eventTypes)
    expect(publicOpinion.caseTypes.map((one) => one.id)).toContain(type.opensCase?.caseType)
})

test('one kind takes what no other does', () => {
  expect(publicOpinion.eventTypes.filter((type) => type.opinion?.keywords.length === 0)).toHaveLength(1)
})
