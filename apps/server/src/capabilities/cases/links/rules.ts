import type { CaseLinkReason } from '@civitas/contract'
import { metresBetween } from '../rules.ts'

/** What is compared of a case. */
export interface Comparable {
  id: string
  parent_id: string | null
  merged_into: string | null
  event_id: string | null
  entity_id: string | null
  entity_name: string | null
  part_code: string | null
  class_code: string | null
  lon: number | null
  lat: number | null
  opened_time: Date
  grams: readonly string[]
  /** Whom its event is about or was told by; compared, never shown. */
  parties: readonly string[]
}

export interface LinkSpan {
  days: number
  withinM: number
}

const weights = {
  family: 1,
  event: 0.6,
  party: 0.5,
  object: 0.4,
  part: 0.4,
  place: 0.3,
  class: 0.1,
  title: 0.3,
  time: 0.1,
}
/** Titles that share less say the same only in their common words. */
const leastTitle = 0.3
/** What is less is chance: cases of one class in one month. */
export const leastScore = 0.25

export const linkMethod = `得分为各项之和，最高 1：并案或子案 ${weights.family}；同一事件 ${weights.event}；相同当事人或申请人 ${weights.party}；同一对象 ${weights.object}；同一部件编码 ${weights.part}；距离 ${weights.place} × (1 − 距离 ÷ 范围)；标题相近 ${weights.title} × 二字组的杰卡德系数（≥ ${leastTitle} 才计）；同一小类 ${weights.class}；时间 ${weights.time} × (1 − 相隔天数 ÷ 天数)。${leastScore} 以下不列。`
export const linkLimits =
  '只比较登记的内容；当事人与申请人只比较是否相同，不显示是谁，要求保密的不参与比较；得分不是概率，是否串并由人认定，分析本身不改变任何案件。'

/** Why two cases may belong together, each reason with what it adds. */
export function compareCases(one: Comparable, other: Comparable, span: LinkSpan): CaseLinkReason[] {
  const found: CaseLinkReason[] = []
  const add = (kind: CaseLinkReason['kind'], text: string, share = 1) => {
    const weight = Math.round(weights[kind] * share * 1000) / 1000
    if (weight > 0) found.push({ kind, text, weight })
  }
  const same = (a: string | null, b: string | null) => a !== null && a === b
  const family = new Set([one.id, one.parent_id, one.merged_into].filter((id) => id !== null))
  if ([other.id, other.parent_id, other.merged_into].some((id) => id !== null && family.has(id)))
    add('family', '并案或子案')
  if (same(one.event_id, other.event_id)) add('event', '同一事件')
  const shared = new Set(one.parties.filter((id) => other.parties.includes(id))).size
  if (shared > 0) add('party', `相同当事人或申请人 ${shared} 人`)
  if (same(one.entity_id, other.entity_id))
    add('object', `同一对象${other.entity_name ? `：${other.entity_name}` : ''}`)
  if (same(one.part_code, other.part_code)) add('part', `同一部件 ${other.part_code}`)
  const metres = distance(one, other)
  if (metres !== null && metres <= span.withinM)
    add('place', `相距 ${Math.round(metres)} 米`, 1 - metres / span.withinM)
  if (same(one.class_code, other.class_code)) add('class', '同一小类')
  const likeness = jaccard(one.grams, other.grams)
  if (likeness >= leastTitle) add('title', `标题相近 ${Math.round(likeness * 100)} %`, likeness)
  const days = Math.abs(one.opened_time.getTime() - other.opened_time.getTime()) / 86_400_000
  if (days <= span.days) add('time', `相隔 ${Math.round(days * 10) / 10} 天`, 1 - days / span.days)
  return found
}

export function scoreOf(reasons: readonly CaseLinkReason[]): number {
  return Math.min(1, Math.round(reasons.reduce((sum, one) => sum + one.weight, 0) * 1000) / 1000)
}

function distance(one: Comparable, other: Comparable): number | null {
  if (one.lon === null || one.lat === null || other.lon === null || other.lat === null) return null
  return metresBetween([one.lon, one.lat], [other.lon, other.lat])
}

function jaccard(one: readonly string[], other: readonly string[]): number {
  const [a, b] = [new Set(one), new Set(other)]
  const both = [...a].filter((gram) => b.has(gram)).length
  return both === 0 ? 0 : both / (a.size + b.size - both)
}
