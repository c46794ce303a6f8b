/** Letters in a row that are compared as one. */
const shingleLength = 3
const bands = 16
const rows = 4
/** Share of shingles two texts must have in common to be one content. */
export const sameContent = 0.7

/** What a text says, without marks, spaces and what is put before a text that is posted again. */
function normaliseText(text: string): string {
  const bare = text.normalize('NFKC').toLowerCase()
  return bare.replace(/^\s*(?:转发微博|转发|转载|转)\s*[:：/\s]+/u, '').replace(/[^\p{L}\p{N}]/gu, '')
}

/** Runs of three letters; the whole text when it is shorter. */
export function shinglesOf(text: string): Set<string> {
  const letters = [...normaliseText(text)]
  if (letters.length <= shingleLength) return new Set([letters.join('')])
  return new Set(
    Array.from({ length: letters.length - shingleLength + 1 }, (_, i) =>
      letters.slice(i, i + shingleLength).join(''),
    ),
  )
}

/** Shared shingles by all shingles (Jaccard), 0–1. */
export function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const one of a) if (b.has(one)) both++
  return both / Math.max(1, a.size + b.size - both)
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** The finaliser of MurmurHash3: spreads the bits of a number. */
function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * Keys of the 16 bands of a MinHash signature of 64 rows. Texts that share 0.7 of their shingles have a key in common with
 * 99 %, texts that share 0.2 with 3 %.
 */
export function bandKeysOf(shingles: ReadonlySet<string>): number[] {
  const hashes = [...shingles].map(hashOf)
  const least = (row: number) => {
    const seed = mix(row + 1)
    return hashes.reduce((low, hash) => Math.min(low, mix(hash ^ seed)), 0xffffffff)
  }
  return Array.from({ length: bands }, (_, band) => {
    let key = band
    for (let row = 0; row < rows; row++) key = mix(key ^ least(band * rows + row))
    return key | 0
  })
}
