import type { WarningLevel } from '@civitas/contract'

export interface Watch {
  readonly eventType: string
  readonly keywords: readonly string[]
  readonly exclusions: readonly string[]
  readonly least: number
  readonly factor: number
  readonly active: boolean
}

/** Names and numbers of people do not enter: neither who posted nor who is spoken to. */
export function hidePersons(text: string): string {
  return text
    .replace(/(?:\/\/)?@[^\s:：,，。@]{1,30}[:：]?/gu, '')
    .replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, '***********')
    .replace(/(?<!\d)\d{17}[\dXx](?!\d)/g, '******************')
    .trim()
}

/** The watch that speaks of most words of a text; the one without words takes the rest. */
export function chooseWatch(
  watches: readonly Watch[],
  text: string,
): { watch: Watch; hits: string[] } | undefined {
  const rated = watches
    .filter((one) => one.active && !one.exclusions.some((word) => text.includes(word)))
    .map((watch) => ({ watch, hits: watch.keywords.filter((word) => text.includes(word)) }))
  const [best] = rated
    .filter((one) => one.hits.length > 0)
    .sort(
      (a, b) =>
        b.hits.length - a.hits.length ||
        text.indexOf(a.hits[0] as string) - text.indexOf(b.hits[0] as string),
    )
  return best ?? rated.find((one) => one.watch.keywords.length === 0)
}

/** Share of pairs of letters a text has in common with what a topic began with. */
export function likenessOf(grams: readonly string[], others: readonly string[]): number {
  const known = new Set(others)
  const both = grams.filter((gram) => known.has(gram)).length
  return both / Math.max(1, Math.sqrt(grams.length * others.length))
}

/** The smallest area that holds at least half of the texts that name one. */
export function areaOf(counts: readonly { code: string; count: number }[]): string | null {
  const all = counts.reduce((sum, one) => sum + one.count, 0)
  for (const length of [15, 12, 9, 6]) {
    const sums = new Map<string, number>()
    for (const { code, count } of counts)
      if (code.length >= length)
        sums.set(code.slice(0, length), (sums.get(code.slice(0, length)) ?? 0) + count)
    const [best] = [...sums].sort((a, b) => b[1] - a[1])
    if (best && best[1] * 2 >= all) return best[0]
  }
  return null
}

/** Texts of an hour against the average of the hours before. */
export function isBurst(watch: Pick<Watch, 'least' | 'factor'>, count: number, average: number): boolean {
  return count >= watch.least && count >= watch.factor * average
}

/** Twice the factor is orange, four times red. */
export function burstLevel(watch: Pick<Watch, 'factor'>, count: number, average: number): WarningLevel {
  const times = average > 0 ? count / average / watch.factor : 1
  return times >= 4 ? 'red' : times >= 2 ? 'orange' : 'yellow'
}
