/** What one part did to a change of the whole. */
export interface PartChange {
  key: string
  before: number | null
  after: number | null
  change: number | null
  /** Share of the whole change, per cent; null when the whole did not change. */
  share: number | null
}

/** Changes of the parts, largest first, and what they leave unexplained. */
export function explainDifference(
  whole: { before: number | null; after: number | null },
  parts: ReadonlyArray<{ key: string; before: number | null; after: number | null }>,
): { change: number | null; parts: PartChange[]; unassigned: number | null } {
  const change = subtract(whole.after, whole.before)
  const changes = parts.map((part) => {
    const own = subtract(part.after, part.before)
    return { ...part, change: own, share: own === null || !change ? null : (own / change) * 100 }
  })
  const explained = changes.reduce((sum, part) => sum + (part.change ?? 0), 0)
  return {
    change,
    parts: changes.sort((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0)),
    unassigned: change === null ? null : round(change - explained),
  }
}

/** What the parts of a sum do not add up to: 1,240 against districts of 1,236 leaves 4. Null when there is nothing to compare. */
export function unassignedOf(whole: number | null, parts: ReadonlyArray<number | null>): number | null {
  const given = parts.filter((part): part is number => part !== null)
  if (whole === null || given.length === 0) return null
  return round(whole - given.reduce((sum, part) => sum + part, 0))
}

function subtract(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : round(after - before)
}

function round(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
