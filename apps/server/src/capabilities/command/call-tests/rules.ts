/** Levels a call tree has at most: 市、区县、镇街、村居. */
export const deepest = 4

/** A test is due again this many days after the last. */
export const testEveryDays = 90

export function nextDueAfter(last: Date): Date {
  return new Date(last.getTime() + testEveryDays * 86_400_000)
}

interface Place {
  readonly contact_id: string
  readonly caller_id: string | null
  readonly level: number
}

/** A person with all below them, each with how far below they are. */
export function branchOf(places: readonly Place[], contactId: string): Map<string, number> {
  const found = new Map([[contactId, 0]])
  // Places come from the top down, so whoever is above is known already.
  for (const one of [...places].sort((a, b) => a.level - b.level)) {
    const above = one.caller_id === null ? undefined : found.get(one.caller_id)
    if (above !== undefined) found.set(one.contact_id, above + 1)
  }
  return found
}
