import type { Queryable } from '../../../kernel/db/database.ts'
import type { Territory } from '../../territory/index.ts'

interface Named {
  readonly code: string
  readonly name: string
}

/** Divisions a text can name: district, street, community. */
const levels = [2, 3, 4]

/** Recognises the area a text speaks of, by names of divisions and, for the place it is marked with, by addresses. */
export function makeAreaFinder(territory: Territory) {
  const names: Named[] = levels
    .flatMap((level) => territory.listDivisionsOfLevel(level))
    .flatMap(({ code, name }) => shortOf(name).map((one) => ({ code, name: one })))
  return async (db: Queryable, text: string, place: string | undefined): Promise<string | null> => {
    const named = findNamed(names, `${place ?? ''} ${text}`)
    if (named && named.length > 6) return named
    const address = place ? await territory.locate(db, place) : undefined
    return address?.divisionCode ?? named
  }
}

/** `望云街道` is also written `望云街`; shorter forms could be anything. */
function shortOf(name: string): string[] {
  return name.endsWith('街道') && name.length > 3 ? [name, name.slice(0, -1)] : [name]
}

/**
 * The deepest division whose name stands in the text. Streets of one name in two districts are told apart by the district
 * that is named too; if none is, what they have in common is left: nothing.
 */
function findNamed(names: readonly Named[], text: string): string | null {
  const found = [...new Set(names.filter((one) => text.includes(one.name)).map((one) => one.code))]
  const named = new Set(found)
  const isCertain = (code: string) => {
    const peers = found.filter((other) => other.length === code.length)
    return peers.length === 1 || parentsOf(code).some((parent) => named.has(parent) && isOnly(found, parent))
  }
  const certain = found.filter(isCertain).sort((a, b) => b.length - a.length || a.localeCompare(b))
  return certain[0] ?? null
}

/** Nothing else of its level is named. */
function isOnly(found: readonly string[], code: string): boolean {
  return found.filter((other) => other.length === code.length).length === 1
}

function parentsOf(code: string): string[] {
  return [12, 9, 6].filter((length) => length < code.length).map((length) => code.slice(0, length))
}
