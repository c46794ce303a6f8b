import type { RecurrencePolicy } from '@civitas/domain-kit'
import { metresBetween } from '../rules.ts'

/** One time a thing happened. */
export interface Occurrence {
  readonly id: string
  readonly reference: string
  readonly lon: number | null
  readonly lat: number | null
  readonly divisionCode: string | null
  readonly partyIds: readonly string[]
  readonly entityId: string | null
  readonly entityName: string | null
}

/** Groups that came back often enough, each in the order of time. */
export function findRecurrences(policy: RecurrencePolicy, list: readonly Occurrence[]): Occurrence[][] {
  const groups = policy.by === 'place' ? groupByPlace(list, policy.withinMetres ?? 0) : groupByParties(list)
  return groups.filter((group) => group.length >= policy.atLeast)
}

/** Each within so many metres of the first of its group. */
function groupByPlace(list: readonly Occurrence[], metres: number): Occurrence[][] {
  const size = metres / 110_500
  const cells = new Map<string, Occurrence[][]>()
  const groups: Occurrence[][] = []
  for (const one of list) {
    const { lon, lat } = one
    if (lon === null || lat === null) continue
    const wide = size / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
    const [x, y] = [Math.floor(lon / wide), Math.floor(lat / size)]
    const near = [-1, 0, 1].flatMap((dx) =>
      [-1, 0, 1].flatMap((dy) => cells.get(`${x + dx},${y + dy}`) ?? []),
    )
    const found = near.find(([first]) => first && metresBetween(placeOf(first), [lon, lat]) <= metres)
    if (found) {
      found.push(one)
      continue
    }
    const group = [one]
    groups.push(group)
    const cell = `${x},${y}`
    cells.set(cell, [...(cells.get(cell) ?? []), group])
  }
  return groups
}

function placeOf({ lon, lat }: Occurrence): [number, number] {
  return [lon as number, lat as number]
}

/** Between the same two or more, whoever is named first. */
function groupByParties(list: readonly Occurrence[]): Occurrence[][] {
  const groups = new Map<string, Occurrence[]>()
  for (const one of list) {
    const parties = [...new Set(one.partyIds)].sort()
    for (const [i, a] of parties.entries())
      for (const b of parties.slice(i + 1)) {
        const key = `${a} ${b}`
        groups.set(key, [...(groups.get(key) ?? []), one])
      }
  }
  return [...groups.values()]
}
