import type { ConsultationState } from '@civitas/contract'
import { toGrams } from '../../../kernel/search.ts'

/** Days a draft of a major decision is before the public (重大行政决策程序暂行条例 第十五条). */
export const leastDays = 30
/** Working days in which the summary is due after the last day, and a question is answered. */
export const summaryDays = 20
export const replyDays = 5
/** Opinions whose pairs of characters agree by this share say the same (Dice). */
const sameFrom = 0.6

const dayMs = 86_400_000

/** Calendar days from the first to the last, the first not counted: 1 to 31 March is 30 days. */
export function daysBetween(openDay: string, closeDay: string): number {
  return Math.round((Date.parse(closeDay) - Date.parse(openDay)) / dayMs)
}

/** Why a consultation cannot be held in these days, or null. */
export function periodFault(one: {
  openDay: string
  closeDay: string
  isMajor: boolean
  shortReason?: string
}): { path: string; message: string } | null {
  const days = daysBetween(one.openDay, one.closeDay)
  if (days < 1) return { path: '/body/closeDay', message: '截止日应晚于开始日' }
  if (one.isMajor && days < leastDays && !one.shortReason)
    return {
      path: '/body/shortReason',
      message: `重大行政决策征求意见一般不少于 ${leastDays} 日（现为 ${days} 日）；确需缩短的，请写明并公布理由`,
    }
  return null
}

/** The state follows from the day: opinions are taken on the last day and not on the one after. */
export function stateOf(
  one: { open_day: string; close_day: string; summarised_time: Date | null },
  today: string,
): ConsultationState {
  if (one.summarised_time) return 'summarised'
  if (today < one.open_day) return 'announced'
  return today <= one.close_day ? 'open' : 'closed'
}

/** How alike two texts are: 0 to 1 by their pairs of neighbouring characters (Dice). */
export function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0
  const [few, many] = a.length < b.length ? [a, new Set(b)] : [b, new Set(a)]
  return (2 * few.filter((gram) => many.has(gram)).length) / (a.length + b.length)
}

interface Spoken {
  id: string
  clause: string | null
  text: string
}

/** Opinions on the same clause that say nearly the same, each with the first of them. Every opinion is in one group. */
export function groupAlike<T extends Spoken>(opinions: readonly T[]): T[][] {
  const groups: { grams: string[]; members: T[] }[] = []
  for (const one of opinions) {
    const grams = toGrams(one.text)
    const found = groups.find(
      (group) => group.members[0]?.clause === one.clause && likeness(group.grams, grams) >= sameFrom,
    )
    if (found) found.members.push(one)
    else groups.push({ grams, members: [one] })
  }
  return groups.map((group) => group.members)
}

/** A name others may read: 王小明 → 王**. */
export function shortenName(name: string): string {
  const letters = [...name]
  return letters.length < 2 ? name : `${letters[0]}${'*'.repeat(letters.length - 1)}`
}
