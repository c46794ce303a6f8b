import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { dataResources } from './index.ts'

test('every target of the plans about data has an indicator over records', () => {
  expect(checkDomain(dataResources)).toEqual([])
  const withTargets = dataResources.indicators.filter((one) => one.targets.length > 0)
  expect(withTargets.map((one) => one.id)).toEqual(
    expect.arrayContaining(['open-rate', 'sharing-rate', 'exchange-rate', 'catalogue-rate', 'ability-rate']),
  )
})
