import { type Registers, toTypeTerm } from '../entities/registers.ts'
import { coreTerms, iriOf } from '../representation/model.ts'
import { coreContextUrl } from './core-context.ts'

/** The @context of the city’s registers: types, attributes, relations and measured values, each with its IRI. */
export function registersContext(registers: Registers): { '@context': unknown } {
  const terms: Record<string, string> = {}
  for (const id of registers.ids) {
    const type = registers.find(id)
    terms[toTypeTerm(id)] = coreTerms.expand(toTypeTerm(id))
    for (const key of Object.keys(type?.schema.properties ?? {})) terms[key] = iriOf(key)
    for (const relation of type?.relations ?? []) terms[relation.id] = iriOf(relation.id)
  }
  for (const key of [...registers.series, 'name', 'reference', 'quality']) terms[key] = iriOf(key)
  return { '@context': [terms, coreContextUrl] }
}
