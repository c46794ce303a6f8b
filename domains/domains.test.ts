import { loadDomains } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { domains } from './index.ts'

test('all domains load together', () => {
  const registry = loadDomains(domains)
  expect(registry.findEventType('waterlogging.closure-needed')?.opensCase?.caseType).toBe(
    'waterlogging.road-closure',
  )
  expect(registry.listRules('waterlogging.gauge', 'depth').map((rule) => rule.id)).toEqual([
    'waterlogging.road-ponding',
    'waterlogging.underpass-ponding',
    'waterlogging.underpass-closure',
  ])
  expect(registry.findIndicator('air.aqi-now')?.formula).toMatchObject({
    kind: 'model',
    model: 'air.aqi-hour',
  })
})
