import type { Formula } from './indicators.ts'

/** Visits a formula and everything inside it, outermost first, with the path below the given one. */
export function walkFormula(
  formula: Formula,
  visit: (part: Formula, path: string) => void,
  path = 'formula',
): void {
  visit(formula, path)
  if (formula.kind === 'arithmetic') {
    formula.of.forEach((part, index) => {
      walkFormula(part, visit, `${path}.of[${index}]`)
    })
  } else if (formula.kind === 'ratio') {
    walkFormula(formula.part, visit, `${path}.part`)
    walkFormula(formula.whole, visit, `${path}.whole`)
  } else if (formula.kind === 'model') {
    for (const [input, part] of Object.entries(formula.inputs))
      walkFormula(part, visit, `${path}.inputs.${input}`)
  }
}

/** What a formula reads directly; ids as written. An empty `caseTypes` with `allCases` means cases of every type. */
export type FormulaSources = {
  readonly thingTypes: readonly string[]
  readonly entityTypes: readonly string[]
  readonly caseTypes: readonly string[]
  readonly allCases: boolean
  readonly eventTypes: readonly string[]
  readonly allEvents: boolean
  readonly indicators: readonly string[]
  readonly datasets: readonly string[]
}

/** Collects what a formula reads, for recomputing on change. Indicators it uses are named, not followed. */
export function listFormulaSources(formula: Formula): FormulaSources {
  const thingTypes = new Set<string>()
  const entityTypes = new Set<string>()
  const caseTypes = new Set<string>()
  const eventTypes = new Set<string>()
  const indicators = new Set<string>()
  const datasets = new Set<string>()
  let allCases = false
  let allEvents = false
  walkFormula(formula, (part) => {
    if (part.kind === 'observations' || part.kind === 'things') thingTypes.add(part.thingType)
    else if (part.kind === 'entities') entityTypes.add(part.entityType)
    else if (part.kind === 'dataset') datasets.add(part.dataset)
    else if (part.kind === 'indicator' || part.kind === 'past') indicators.add(part.indicator)
    else if (part.kind === 'cases') {
      for (const id of asList(part.caseType)) caseTypes.add(id)
      allCases ||= part.caseType === undefined
    } else if (part.kind === 'events') {
      for (const id of asList(part.eventType)) eventTypes.add(id)
      allEvents ||= part.eventType === undefined
    }
  })
  return {
    thingTypes: [...thingTypes],
    entityTypes: [...entityTypes],
    caseTypes: [...caseTypes],
    allCases,
    eventTypes: [...eventTypes],
    allEvents,
    indicators: [...indicators],
    datasets: [...datasets],
  }
}

/** One id, a list of ids or none, as a list. */
export function asList(ids: string | readonly string[] | undefined): readonly string[] {
  if (ids === undefined) return []
  return typeof ids === 'string' ? [ids] : ids
}
