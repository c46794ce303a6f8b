import type { FundTable } from '@civitas/contract'

interface Scored {
  object: string
  name: string
  score: number
}

/** The percentage of the highest band a score reaches; below all of them nothing. */
export function percentOf(bands: FundTable['bands'], score: number): number {
  const reached = bands.filter((one) => score >= one.from)
  return reached.reduce((best, one) => (one.from >= best.from ? one : best), { from: -1, percent: 0 }).percent
}

/** What each score is worth: base × percentage, to the fen. Objects without a base get a row of zero. */
export function fundRows(
  scores: readonly Scored[],
  bands: FundTable['bands'],
  bases: ReadonlyMap<string, number>,
): FundTable['rows'] {
  return scores.map(({ object, name, score }) => {
    const baseFen = bases.get(object) ?? 0
    const percent = percentOf(bands, score)
    return { object, name, score, baseFen, percent, fen: Math.round((baseFen * percent) / 100) }
  })
}
