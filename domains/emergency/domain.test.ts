import { checkDomain } from '@civitas/domain-kit'
import { describe, expect, test } from 'vitest'
import { domains } from '../index.ts'
import { emergency } from './index.ts'

describe('emergency', () => {
  test('is declared without a fault', () => {
    expect(checkDomain(emergency, { others: domains.filter((one) => one !== emergency) })).toEqual([])
  })

  test('has the seven plans, each for a kind of incident', () => {
    expect(emergency.plans.map((plan) => plan.incidentKind)).toEqual(
      emergency.incidentKinds.map((kind) => kind.id),
    )
  })

  test('a leak of level Ⅲ has twelve tasks', () => {
    const plan = emergency.plans.find((one) => one.id === 'hazardous-leak')
    expect(plan?.levels.find((one) => one.level === 'yellow')?.tasks).toHaveLength(12)
  })
})

test('a plan whose task has no owner is refused with its path', () => {
  const [plan] = emergency.plans
  if (!plan?.levels[0]) throw new Error('there is no plan')
  const broken = {
    ...plan,
    levels: [{ ...plan.levels[0], tasks: [{ title: plan.title, withinMinutes: 5 }] }],
  }
  const problems = checkDomain({ ...emergency, plans: [broken] }, { others: domains })
  expect(problems.map((one) => one.path)).toContain('emergency.plans[0].levels[0].tasks[0]')
})
