import { empty, raw, type Sql, sql } from './db/sql.ts'

/**
 * Chinese text search: words are cut into pairs of neighbouring characters, held in a text[] column under GIN.
 * A pair index finds two-character words, which a trigram index cannot.
 */
export function toGrams(...texts: Array<string | null | undefined>): string[] {
  const grams = new Set<string>()
  for (const text of texts) {
    for (const word of (text ?? '').toLowerCase().split(/[\s,，。、;；:：()（）]+/)) {
      const letters = [...word]
      if (letters.length === 1) grams.add(word)
      for (let i = 0; i + 1 < letters.length; i++) grams.add(`${letters[i]}${letters[i + 1]}`)
    }
  }
  return [...grams]
}

/** Keeps the rows that hold every pair of the search text; a single character matches any pair it begins or ends. */
export function matches(column: string, search: string | undefined, fallback: string): Sql {
  const text = search?.trim()
  if (!text) return empty
  const grams = toGrams(text)
  if ([...text].length === 1) return sql`AND ${raw(fallback)} ILIKE ${`%${text}%`}`
  return sql`AND ${raw(column)} @> ${grams}::text[]`
}
