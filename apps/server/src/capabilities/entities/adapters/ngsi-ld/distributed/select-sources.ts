import { matchInformation, type Wanted } from '../registrations/match-registration.ts'
import { type Mode, namesOf, type RegistrationRow } from '../registrations/model.ts'
import { operationsOf } from '../registrations/read-registration.ts'

/** A context source a request concerns. */
export interface Source {
  row: RegistrationRow
  mode: Mode
  /** IRIs of the attributes it holds; null for all. */
  names: ReadonlySet<string> | null
  /** Whether it offers the operation. */
  offers: boolean
}

/** Sources whose registration meets what is wanted, in the order of their registration. */
export function selectSources(
  rows: readonly RegistrationRow[],
  wanted: Wanted,
  operations: readonly string[],
): Source[] {
  return rows.flatMap((row): Source[] => {
    const information = matchInformation(row.body, wanted)
    if (information.length === 0) return []
    const names = information.map(namesOf)
    const offered = operationsOf(row.body)
    return [
      {
        row,
        mode: row.body.mode ?? 'inclusive',
        names: names.includes(null) ? null : new Set(names.flatMap((one) => one ?? [])),
        offers: operations.some((one) => offered.has(one)),
      },
    ]
  })
}

/** Sources that take part in reading. */
export function readersOf(sources: readonly Source[]): Source[] {
  return sources.filter((one) => one.offers)
}
