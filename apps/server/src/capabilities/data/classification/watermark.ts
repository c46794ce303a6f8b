/**
 * Marks in a file that nobody sees: each text cell carries a piece of a 32-bit number in characters without width, so that a few
 * cells of it are enough. A piece is a start sign, its place (3 bits) and 8 bits; the fifth piece checks the other four.
 */
const start = '\u2060'
const zero = '\u200b'
const one = '\u200c'
const pieces = 5

function bytesOf(mark: number): number[] {
  const four = [24, 16, 8, 0].map((shift) => (mark >>> shift) & 255)
  return [...four, checkOf(four)]
}

function checkOf(four: readonly number[]): number {
  return four.reduce((sum, byte, i) => (sum + byte * (i * 2 + 3)) & 255, 0x5a)
}

const bits = (value: number, width: number) =>
  [...value.toString(2).padStart(width, '0')].map((bit) => (bit === '0' ? zero : one)).join('')

/** A text with the piece of the mark that falls to this cell. */
export function markCell(text: string, mark: number, cell: number): string {
  const place = cell % pieces
  return text + start + bits(place, 3) + bits(bytesOf(mark)[place] as number, 8)
}

/** The marks of a text, with how many of its pieces were found; none when it carries no whole one. */
export function readMarks(text: string): Map<number, number> {
  const votes = Array.from({ length: pieces }, () => new Map<number, number>())
  for (const [, coded = ''] of text.matchAll(new RegExp(`${start}([${zero}${one}]{11})`, 'g'))) {
    const read = [...coded].map((sign) => (sign === zero ? '0' : '1')).join('')
    const [place, byte] = [Number.parseInt(read.slice(0, 3), 2), Number.parseInt(read.slice(3), 2)]
    const vote = votes[place]
    vote?.set(byte, (vote.get(byte) ?? 0) + 1)
  }
  const best = votes.map((vote) => [...vote].sort((a, b) => b[1] - a[1])[0])
  const [four, check] = [best.slice(0, 4), best[4]]
  if (four.some((one) => !one)) return new Map()
  const bytes = four.map((one) => (one as [number, number])[0])
  if (check && check[0] !== checkOf(bytes)) return new Map()
  const mark = bytes.reduce((all, byte) => all * 256 + byte, 0)
  return new Map([[mark, best.reduce((sum, one) => sum + (one?.[1] ?? 0), 0)]])
}

/** A text without its marks. */
export function withoutMarks(text: string): string {
  return text.replaceAll(/[\u2060\u200b\u200c\ufeff]/g, '')
}

/**
 * How far the order of some rows is the order of an export: the share of neighbours that stand the right way round; of a foreign
 * order about a half do. `places` are their numbers in the export, in the order of the sample.
 */
export function orderAgreement(places: readonly number[]): number {
  let [right, all] = [0, 0]
  for (let i = 0; i < places.length; i++)
    for (let j = i + 1; j < Math.min(places.length, i + 20); j++) {
      all++
      if ((places[i] as number) < (places[j] as number)) right++
    }
  return all === 0 ? 0 : right / all
}
