import { checkDomain } from '@civitas/domain-kit'
import { describe, expect, test } from 'vitest'
import { domains } from '../index.ts'
import { grassroots } from './index.ts'

describe('grassroots', () => {
  test('is declared without a fault', () => {
    expect(checkDomain(grassroots, { others: domains.filter((one) => one !== grassroots) })).toEqual([])
  })

  test('keeps households out of sight of those without a right to personal data', () => {
    expect(grassroots.entityTypes.find((one) => one.id === 'household')?.permissions?.read).toEqual([
      'entities.personal',
    ])
  })
})
