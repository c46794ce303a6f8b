import { expect, test } from 'vitest'
import type { Domain } from '../define-domain.ts'
import { playRule } from './play-rule.ts'

/** One test per example of every observation rule of the domain. */
export function testRuleExamples(domain: Domain): void {
  for (const rule of domain.rules)
    if (rule.kind === 'observation')
      test.each(rule.examples.map((example) => [example.title.en, example] as const))(
        `${rule.id}: %s`,
        (_, example) => {
          const expected = example.expect.map((one) => expect.objectContaining(one))
          expect(playRule(rule, example.readings)).toEqual(expected)
        },
      )
}
