import type { RecurrencePolicy } from '@civitas/domain-kit'
import { metresBetween } from '../rules.ts'

/** One time a thing happened. */
export interface Occurrence {
  readonly id: string
  readonly reference: string
  readonly lon: number | null
  readonly lat: number | null
  readonly divisionCode: string | null
  readonly raisedTime: Date
  readonly partyIds: readonly string[]
  readonly entityId: string | null
  readonly entityName: string | null
}

/** Days that must be looked through: growth is told from the four spans before. */
export function daysOf({ by, days }: RecurrencePolicy): number {
  return by === 'growth' ? days * 5 : days
}

/** Groups that came back often enough, each in the order of time. */
export function findRecurrences(
  policy: RecurrencePolicy,
  list: readonly Occurrence[],
  now: Date,
): Occurrence[][] {
  return groupsOf(policy, list, now).filter((group) => group.length >= policy.atLeast)
}

function groupsOf(policy: RecurrencePolicy, list: readonly Occurrence[], now: Date): Occurrence[][] {
  switch (policy.by) {
    case 'place':
      return groupByPlace(list, policy.withinMetres ?? 0)
    case 'parties':
      return groupByParties(list)
    case 'entity':
      return groupBy(list, (one) => one.entityId)
    case 'growth':
      return grownIn(list, policy, new Date(now.getTime() - policy.days * dayMs))
  }
}

const dayMs = 86_400_000
/** A street has nine digits. */
const streetDigits = 9

/** Those of the newest span in streets where they are many more than the mean of the four spans before. */
function grownIn(list: readonly Occurrence[], { factor = 2 }: RecurrencePolicy, since: Date): Occurrence[][] {
  const streets = groupBy(list, ({ divisionCode }) =>
    divisionCode && divisionCode.length >= streetDigits ? divisionCode.slice(0, streetDigits) : null,
  )
  return streets.flatMap((group) => {
    const recent = group.filter((one) => one.raisedTime >= since)
    return recent.length >= ((group.length - recent.length) / 4) * factor ? [recent] : []
  })
}

function groupBy(list: readonly Occurrence[], keyOf: (one: Occurrence) => string | null): Occurrence[][] {
  const groups = new Map<string, Occurrence[]>()
  for (const one of list) {
    const key = keyOf(one)
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
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
