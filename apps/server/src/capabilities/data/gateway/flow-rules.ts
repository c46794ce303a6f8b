import type { AbilityFlow, AbilityFlowStep } from '@civitas/contract'

type Known = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What stands at `$.step.name.…`; nothing where a step was skipped. */
export function valueAt(place: string, known: Known): unknown {
  let at: unknown = known
  for (const name of place.slice(2).split('.')) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return at
}

/** A body with the values it names; what is not there is left out. */
export function fill(template: AbilityFlow['answer'], known: Known): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(template).flatMap(([name, value]) => {
      const filled = typeof value === 'string' && value.startsWith('$.') ? valueAt(value, known) : value
      return filled === undefined ? [] : [[name, filled]]
    }),
  )
}

export function holds(when: NonNullable<AbilityFlowStep['when']>, known: Known): boolean {
  const value = valueAt(when.of, known)
  if (when.is === 'present') return value !== undefined && value !== null
  if (when.is === 'absent') return value === undefined || value === null
  if (when.is === 'eq') return value === when.value
  if (when.is === 'ne') return value !== when.value
  const [a, b] = [Number(value), Number(when.value)]
  return when.is === 'lt' ? a < b : a > b
}

/** Places a template names that belong to no known step. */
export function unknownPlaces(template: AbilityFlow['answer'], steps: readonly string[]): string[] {
  return Object.values(template).filter(
    (value): value is string =>
      typeof value === 'string' &&
      value.startsWith('$.') &&
      !steps.includes(value.slice(2).split('.')[0] ?? ''),
  )
}
