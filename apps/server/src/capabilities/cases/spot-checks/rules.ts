import { sm3 } from '../../../kernel/crypto.ts'

/** A case that may be drawn, and who may not look at it: its own people. */
export interface Drawable {
  readonly id: string
  readonly barred: readonly string[]
}

export interface Drawn {
  readonly caseId: string
  readonly checkerId: string
}

/** Where something stands in the lot of a seed. */
function lotOf(...words: readonly string[]): string {
  return sm3(Buffer.from(words.join('\n')))
}

const byLot = <T>(list: readonly T[], lot: (one: T) => string): T[] =>
  list
    .map((one) => ({ one, at: lot(one) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ one }) => one)

/**
 * Draws cases and who checks each: both by the SM3 of the seed and their ids, so that anybody with seed and pool draws the
 * same. Of the checkers a case may go to, those with the fewest so far come first; a case nobody may check is left out.
 */
export function drawByLot(
  seed: string,
  pool: readonly Drawable[],
  checkers: readonly string[],
  wanted: number,
): Drawn[] {
  const loads = new Map(checkers.map((id) => [id, 0]))
  const drawn: Drawn[] = []
  for (const one of byLot(pool, ({ id }) => lotOf(seed, id))) {
    if (drawn.length === wanted) break
    const free = checkers.filter((id) => !one.barred.includes(id))
    const least = Math.min(...free.map((id) => loads.get(id) ?? 0))
    const [chosen] = byLot(
      free.filter((id) => loads.get(id) === least),
      (id) => lotOf(seed, one.id, id),
    )
    if (!chosen) continue
    loads.set(chosen, least + 1)
    drawn.push({ caseId: one.id, checkerId: chosen })
  }
  return drawn
}
