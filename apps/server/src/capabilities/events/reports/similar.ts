import { metresBetween } from '../rules.ts'
import { pairsOf } from './classifier.ts'

/** What two events are compared by. */
export interface Comparable {
  readonly type: string
  readonly standardClass: string | null
  readonly text: string
  readonly position: readonly [number, number] | null
  readonly time: Date
}

export interface Similarity {
  readonly score: number
  readonly metres: number | null
  readonly minutes: number
  readonly sharedWords: readonly string[]
}

/** Beyond this distance, and this time, two reports speak of two things. */
export const similarWithin = { metres: 1_000, minutes: 3 * 1440 } as const

/** Words so common in reports that sharing them says nothing. */
const common = new Set(
  pairsOf('你好 有一个 这个 那个 希望 请问 尽快 处理 解决 问题 反映 市民 来电 附近 门口 旁边 小区'),
)

/**
 * How likely two reports speak of the same thing: kind 0.2, words 0.4 (cosine of their pairs of characters), distance 0.25
 * and time 0.15, the last two falling off exponentially (half at 50 m and at four hours). Unknown places weigh nothing,
 * and the rest is scaled up.
 */
export function compareEvents(a: Comparable, b: Comparable): Similarity {
  const mine = wordsOf(a.text)
  const theirs = wordsOf(b.text)
  const shared = [...mine].filter((gram) => theirs.has(gram))
  const text = shared.length / Math.max(1, Math.sqrt(mine.size * theirs.size))
  const minutes = Math.abs(a.time.getTime() - b.time.getTime()) / 60_000
  const metres = a.position && b.position ? metresBetween(a.position, b.position) : null
  const kind = a.type === b.type || (a.standardClass !== null && a.standardClass === b.standardClass) ? 1 : 0
  const place = metres === null ? null : 0.5 ** (metres / 50)
  const time = 0.5 ** (minutes / 240)
  const known = 0.2 * kind + 0.4 * text + 0.15 * time + 0.25 * (place ?? 0)
  const score = place === null ? known / 0.75 : known
  return { score, metres, minutes, sharedWords: shared.slice(0, 8) }
}

function wordsOf(text: string): Set<string> {
  return new Set(pairsOf(text).filter((gram) => !common.has(gram)))
}
