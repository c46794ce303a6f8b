import { describe, expect, test } from 'vitest'
import { DomainError } from '../check/problem.ts'
import { sampleDomain } from '../test-kit/sample-domain.ts'
import { describeDomain, loadDomains } from './load-domains.ts'

describe('loadDomains', () => {
  const registry = loadDomains([sampleDomain])

  test('qualifies ids and references', () => {
    expect(registry.findThingType('noise.meter')?.entityType).toBe('noise.meter')
    expect(registry.findEventType('noise.loud')?.opensCase?.caseType).toBe('noise.quieten')
    expect(registry.findCaseType('noise.quieten')?.stages[0]?.tasks[0]?.item).toBe('noise.quiet')
    expect(registry.findIndicator('noise.loudest')?.formula).toMatchObject({ thingType: 'noise.meter' })
    expect(registry.get('dashboards', 'noise.board').cards[0]).toMatchObject({ indicator: 'noise.loudest' })
    expect(registry.list('layers').map((one) => one.entityType)).toEqual(['noise.meter'])
  })

  test('finds nothing by short id, and get throws', () => {
    expect(registry.findThingType('meter')).toBeUndefined()
    expect(() => registry.get('models', 'double')).toThrow(/double/)
  })

  test('gives the rules of a thing type and of one datastream', () => {
    expect(registry.listRules('noise.meter').map((rule) => rule.id)).toEqual(['noise.loud'])
    expect(registry.listRules('noise.meter', 'level')).toHaveLength(1)
    expect(registry.listRules('noise.meter', 'level_max')).toEqual([])
    expect(registry.listThingTypesOf('noise.meter')).toHaveLength(1)
    expect(registry.listScenarios('ordinary-day').map((one) => one.domain)).toEqual(['noise'])
  })

  test('throws one error for all domains', () => {
    const twice = () => loadDomains([sampleDomain, sampleDomain])
    expect(twice).toThrow(DomainError)
    expect(twice).toThrow(/noise\.id.*重复/)
  })

  test('describes a domain as plain JSON without functions', () => {
    const description = JSON.stringify(describeDomain(sampleDomain))
    expect(JSON.parse(description)).toMatchObject({ id: 'noise', models: [{ id: 'double' }] })
    expect(description).not.toContain('compute')
    expect(JSON.parse(description).entityTypes[0].schema.required).toEqual(['zone'])
  })
})
