import { expect, it } from 'vitest'
import { liveFault, transferFault } from './rules.ts'

it('lets an activity go live once it is assessed and no high risk is open', () => {
  const facts = { isPersonal: true, isSensitive: false, kinds: ['security' as const], openHighRisks: 0 }
  expect(liveFault({ ...facts, kinds: [] })).toContain('风险评估')
  expect(liveFault(facts)).toContain('影响评估')
  expect(liveFault({ ...facts, isPersonal: false })).toBeNull()
  const both = { ...facts, kinds: ['security' as const, 'impact' as const] }
  expect(liveFault({ ...both, openHighRisks: 2 })).toContain('2 项高风险')
  expect(liveFault(both)).toBeNull()
})

it('asks for the legal path a transfer needs', () => {
  const abroad = {
    ...{ reach: 'cross-border' as const, path: 'standard-contract' as const, persons: 5000 },
    ...{ fromDay: '2025-01-01', toDay: '2025-12-31' },
  }
  expect(transferFault(abroad, 'general-3')).toBeNull()
  expect(transferFault({ ...abroad, path: 'agreement' }, 'general-1')?.path).toBe('/body/path')
  expect(transferFault(abroad, 'important')?.message).toContain('安全评估')
  expect(transferFault({ ...abroad, persons: 1_000_000 }, 'general-3')?.message).toContain('安全评估')
  expect(transferFault({ ...abroad, reach: 'out-of-city', path: 'agreement' }, 'core')?.message).toContain(
    '核心',
  )
  expect(transferFault({ ...abroad, toDay: '2024-01-01' }, 'general-1')?.path).toBe('/body/toDay')
})
