import type { CreditItem, CreditMeasure, CreditModel } from '@civitas/domain-kit'

const dayMs = 86_400_000

/** The same day so many months later; the last of the month where there is no such day. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0))
  const wanted = Math.min(date, last.getUTCDate())
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), wanted)).toISOString().slice(0, 10)
}

export function isDay(text: string | undefined): text is string {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text)
}

/** From when to when a fact is public; null where it is not. Terms start with the decision. */
export function publicityOf(item: CreditItem, decidedDay: string): { from: string; until: string } | null {
  if (item.disclosure !== 'public') return null
  const months = item.publicity?.max ?? item.retentionMonths
  return { from: decidedDay, until: addMonths(decidedDay, months) }
}

const numbers = ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']

function termText(months: number): string {
  if (months % 12 === 0)
    return `${numbers[months / 12] === '两' ? '两' : (numbers[months / 12] ?? months / 12)}年`
  return `${numbers[months] ?? months}个月`
}

/** What stands against repair on this day, or null: publicity has to last its minimum from the decision. */
export function repairFault(item: CreditItem, decidedDay: string, today: string): string | null {
  if (!item.publicity) return '该信息不在可以修复的范围内'
  const earliest = addMonths(decidedDay, item.publicity.min)
  return today < earliest ? `最短公示期${termText(item.publicity.min)}未满，${earliest} 后可以申请` : null
}

/** The part of a fact a score needs. */
export interface Fact {
  readonly id: string
  readonly itemId: string
  readonly decidedDay: string
  readonly objection?: boolean
}

export interface Point {
  itemId: string
  recordId: string | null
  points: number
  text: string
}

export interface Score {
  score: number
  grade: 'A' | 'B' | 'C' | 'D'
  supervision: number
  visitsPerYear: number
  points: Point[]
}

const round = (value: number) => Math.round(value * 10) / 10

/**
 * Weighs facts by a published model and explains every point. A fact under objection does not weigh until it is answered;
 * with a half-life, a fact weighs half after so many months.
 */
export function computeScore(model: CreditModel, facts: readonly Fact[], today: string): Score {
  const points: Point[] = [{ itemId: '', recordId: null, points: model.base, text: '基础分' }]
  for (const weight of model.weights) {
    let left = weight.most
    for (const fact of facts) {
      if (fact.itemId !== weight.item) continue
      if (fact.objection) {
        points.push({ itemId: fact.itemId, recordId: fact.id, points: 0, text: '异议处理中，暂不计分' })
        continue
      }
      const given = Math.min(
        left,
        round(Math.abs(weight.points) * fading(weight.halfLifeMonths, fact, today)),
      )
      left = round(left - given)
      const text = given === 0 ? `该项累计已达上限 ${weight.most}` : `${fact.decidedDay} 认定`
      points.push({
        itemId: fact.itemId,
        recordId: fact.id,
        points: Math.sign(weight.points) * given || 0,
        text,
      })
    }
  }
  const sum = points.reduce((total, one) => total + one.points, 0)
  const score = round(Math.min(model.highest, Math.max(model.lowest, sum)))
  const grade =
    model.grades.find((one) => score >= one.from) ?? (model.grades.at(-1) as CreditModel['grades'][number])
  const { supervision, visitsPerYear } = grade
  return { score, grade: grade.grade, supervision, visitsPerYear, points }
}

function fading(halfLifeMonths: number | undefined, fact: Fact, today: string): number {
  if (!halfLifeMonths) return 1
  const months = (Date.parse(today) - Date.parse(fact.decidedDay)) / (dayMs * 30.4375)
  return 0.5 ** (Math.max(0, months) / halfLifeMonths)
}

export interface Hit {
  readonly list: 'serious' | 'attention' | 'red'
  readonly decisionNumber: string
}

export type Verdict = 'open' | 'refuse' | 'priority' | 'commitment-barred'

const listNames = { serious: '严重失信主体名单', attention: '重点关注名单', red: '守信红名单' } as const

const appliesTo = (measure: CreditMeasure, use: string) =>
  measure.items.some((item) => item === '*' || item === use || use.endsWith(`.${item}`))

/** What the lists a subject stands on mean for one use. Only measures with a basis for this use count. */
export function judgeGate(
  hits: readonly Hit[],
  measures: readonly CreditMeasure[],
  use: string,
): { verdict: Verdict; reasons: { text: string; basis: string }[]; measures: CreditMeasure[] } {
  const found = hits.flatMap((hit) =>
    measures
      .filter((one) => one.list === hit.list && appliesTo(one, use))
      .map((measure) => ({ hit, measure })),
  )
  const has = (effect: CreditMeasure['effect']) => found.some((one) => one.measure.effect === effect)
  const isBad = hits.some((hit) => hit.list !== 'red')
  const verdict = has('refuse')
    ? 'refuse'
    : has('bar-commitment')
      ? 'commitment-barred'
      : has('priority') && !isBad
        ? 'priority'
        : 'open'
  const reasons = found.map(({ hit, measure }) => ({
    text: `列入${listNames[hit.list]}（${hit.decisionNumber}）：${measure.title.zh}`,
    basis: measure.basis,
  }))
  return { verdict, reasons, measures: [...new Set(found.map((one) => one.measure))] }
}

export const verdictTexts: Record<Verdict, string> = {
  open: '无限制',
  refuse: '受限',
  priority: '优先办理',
  'commitment-barred': '不适用告知承诺与容缺受理',
}

/** Share of pairs (one that turned bad, one that did not) the score ranks rightly; ties count half. Null without both. */
export function rankQuality(scores: readonly { score: number; bad: boolean }[]): number | null {
  const sorted = [...scores].sort((a, b) => a.score - b.score)
  const bad = sorted.filter((one) => one.bad).length
  const good = sorted.length - bad
  if (bad === 0 || good === 0) return null
  let [rankSum, at] = [0, 0]
  while (at < sorted.length) {
    let end = at
    while (end < sorted.length && sorted[end]?.score === sorted[at]?.score) end++
    const rank = (at + 1 + end) / 2
    for (let i = at; i < end; i++) if (sorted[i]?.bad) rankSum += rank
    at = end
  }
  return Math.round((1 - (rankSum - (bad * (bad + 1)) / 2) / (bad * good)) * 1000) / 1000
}

/** Groups a person belongs to by age and sex, as his citizen id tells; none without one. */
export function groupsOfPerson(number: string | undefined, today: string): string[] {
  if (!number || !/^\d{17}[\dX]$/.test(number)) return []
  const born = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const years =
    Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0)
  const age = years >= 60 ? '60 岁及以上' : years >= 35 ? '35 至 59 岁' : '34 岁及以下'
  return [age, Number(number[16]) % 2 === 1 ? '男' : '女']
}
