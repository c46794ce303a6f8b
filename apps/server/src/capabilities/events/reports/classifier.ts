import { toGrams } from '../../../kernel/search.ts'

/** One thing a text can be, with words that speak for it. */
export interface Label {
  readonly id: string
  readonly words: readonly string[]
}

export interface Guess {
  readonly id: string
  /** Share of this label among all, 0–1. */
  readonly confidence: number
  /** Pairs of characters that spoke for it, strongest first. */
  readonly because: readonly string[]
}

/** How much a declared word weighs against a confirmed text. */
const seedWeight = 8
const smoothing = 0.1

/**
 * Reads what a text is about: multinomial naive Bayes over pairs of characters, which needs no word list and stands
 * spelling mistakes. It starts from the words that are declared and learns from what people confirm.
 */
export interface Classifier {
  /** The likeliest labels, best first; none when no pair of the text is known. */
  guess(text: string, most?: number): Guess[]
  learn(id: string, text: string, times?: number): void
}

export function createClassifier(labels: readonly Label[]): Classifier {
  const counts = new Map(labels.map((label) => [label.id, new Map<string, number>()]))
  const totals = new Map(labels.map((label) => [label.id, 0]))
  const known = new Set<string>()
  const count = (id: string, gram: string, n: number) => {
    const own = counts.get(id)
    if (!own) return
    own.set(gram, (own.get(gram) ?? 0) + n)
    totals.set(id, (totals.get(id) ?? 0) + n)
    known.add(gram)
  }
  for (const { id, words } of labels)
    for (const word of words) for (const gram of pairsOf(word)) count(id, gram, seedWeight)
  const scoreOf = (id: string, gram: string) => {
    const own = (counts.get(id)?.get(gram) ?? 0) + smoothing
    return Math.log(own / ((totals.get(id) ?? 0) + smoothing * known.size))
  }
  return {
    learn: (id, text, times = 1) => {
      for (const gram of pairsOf(text)) count(id, gram, times)
    },
    guess: (text, most = 3) => {
      const grams = pairsOf(text).filter((gram) => known.has(gram))
      if (grams.length === 0) return []
      const scores = labels.map(({ id }) => ({
        id,
        score: grams.reduce((sum, gram) => sum + scoreOf(id, gram), 0),
      }))
      const best = Math.max(...scores.map((one) => one.score))
      const weights = scores.map((one) => ({ ...one, weight: Math.exp(one.score - best) }))
      const all = weights.reduce((sum, one) => sum + one.weight, 0)
      return weights
        .sort((a, b) => b.weight - a.weight)
        .slice(0, most)
        .map(({ id, weight }) => ({ id, confidence: weight / all, because: reasons(counts.get(id), grams) }))
        .filter((one) => one.because.length > 0)
    },
  }
}

function reasons(own: ReadonlyMap<string, number> | undefined, grams: readonly string[]): string[] {
  return [...new Set(grams)]
    .filter((gram) => own?.has(gram))
    .sort((a, b) => (own?.get(b) ?? 0) - (own?.get(a) ?? 0))
    .slice(0, 6)
}

/** Pairs of neighbouring characters of Chinese text; digits and letters tell little of what a report is about. */
export function pairsOf(text: string): string[] {
  return toGrams(text.replace(/[^\p{Script=Han}]+/gu, ' ')).filter((gram) => [...gram].length === 2)
}
