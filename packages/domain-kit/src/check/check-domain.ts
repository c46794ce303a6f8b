import type { Domain } from '../define-domain.ts'
import { checkCases } from './check-cases.ts'
import { checkEvents } from './check-events.ts'
import { checkIds } from './check-ids.ts'
import { checkIndicators } from './check-indicators.ts'
import { checkModels } from './check-models.ts'
import { checkPresentation } from './check-presentation.ts'
import { checkRegisters } from './check-registers.ts'
import { checkRules } from './check-rules.ts'
import { checkServices } from './check-services.ts'
import { checkTexts } from './check-texts.ts'
import { checkThings } from './check-things.ts'
import { DomainError, type DomainProblem } from './problem.ts'
import { openScope } from './scope.ts'

const checks = [
  checkIds,
  checkTexts,
  checkRegisters,
  checkThings,
  checkRules,
  checkEvents,
  checkCases,
  checkIndicators,
  checkModels,
  checkPresentation,
  checkServices,
]

/**
 * Reads a whole declaration and returns everything wrong with it, each with the JSON path of the field. `others` are
 * the further domains its references may lead to.
 */
export function checkDomain(
  domain: Domain,
  { others = [] }: { others?: readonly Domain[] } = {},
): DomainProblem[] {
  const scope = openScope(domain, others)
  for (const check of checks) check(scope)
  return [...scope.problems]
}

/** Throws a {@link DomainError} that lists every problem, or returns the domain. */
export function assertDomain(domain: Domain, options: { others?: readonly Domain[] } = {}): Domain {
  const problems = checkDomain(domain, options)
  if (problems.length > 0) throw new DomainError(problems)
  return domain
}
