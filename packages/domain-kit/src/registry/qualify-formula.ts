import type { Formula } from '../indicators.ts'

type Ids = string | readonly string[] | undefined

/** The same formula with qualified references. */
export function qualifyFormula(formula: Formula, q: (id: string) => string): Formula {
  switch (formula.kind) {
    case 'observations':
    case 'things':
      return { ...formula, thingType: q(formula.thingType) }
    case 'entities':
      return { ...formula, entityType: q(formula.entityType) }
    case 'cases':
      return { ...formula, caseType: qualifyIds(formula.caseType, q) }
    case 'events':
      return { ...formula, eventType: qualifyIds(formula.eventType, q) }
    case 'indicator':
    case 'manual':
    case 'past':
      return { ...formula, indicator: q(formula.indicator) }
    case 'arithmetic':
      return { ...formula, of: formula.of.map((part) => qualifyFormula(part, q)) }
    case 'ratio':
      return { ...formula, part: qualifyFormula(formula.part, q), whole: qualifyFormula(formula.whole, q) }
    case 'model':
      return {
        ...formula,
        model: q(formula.model),
        inputs: Object.fromEntries(
          Object.entries(formula.inputs).map(([input, part]) => [input, qualifyFormula(part, q)]),
        ),
      }
    case 'number':
    case 'records':
    case 'dataset':
      return formula
  }
}

function qualifyIds(ids: Ids, q: (id: string) => string): Ids {
  if (ids === undefined) return undefined
  return typeof ids === 'string' ? q(ids) : ids.map(q)
}
