import type { ItemContent } from '@civitas/contract'

export interface Run {
  used: number
  limit_days: number
  rounds: number
  /** From acceptance to decision, days of the calendar. */
  days: number | null
}

export interface StepFigures {
  step: string
  title: string
  cases: number
  waitDays: number | null
  workDays: number | null
}

/** The middle of a list of numbers; null for none. */
export function medianOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const high = sorted[half] as number
  return sorted.length % 2 === 1 ? high : ((sorted[half - 1] as number) + high) / 2
}

/** Fewer applications than these say nothing of an item. */
const enough = 20

type FindingKind = 'parallel' | 'shorten' | 'drop-material' | 'rework'

/** How often a material of an item was brought by people, among the decided applications. */
export interface MaterialUse {
  title: string
  /** Asked for in some cases only. */
  isConditional: boolean
  uploads: number
}

interface Observed {
  runs: readonly Run[]
  steps: readonly StepFigures[]
  materials: readonly MaterialUse[]
}

/** What could be better, in words for the owner of the item. */
export function findingsOf(
  content: Pick<ItemContent, 'steps' | 'promisedDays'>,
  { runs, steps, materials }: Observed,
): { kind: FindingKind; text: string }[] {
  const found: { kind: FindingKind; text: string }[] = []
  const median = medianOf(runs.map((run) => run.used))
  const [slowest] = [...steps].sort((a, b) => (b.waitDays ?? 0) - (a.waitDays ?? 0))
  if (slowest?.waitDays && slowest.waitDays >= 1)
    found.push({
      kind: 'shorten',
      text: `“${slowest.title}”等待中位数 ${slowest.waitDays.toFixed(1)} 天（${slowest.cases} 件），建议明确领取时限。`,
    })
  if (median !== null && runs.length >= enough && median <= content.promisedDays / 2)
    found.push({
      kind: 'shorten',
      text: `办结中位数 ${median} 个工作日，承诺 ${content.promisedDays} 个，可压缩承诺时限。`,
    })
  const chained = content.steps.filter((one) => (one.after ?? []).length > 0 && one.kind === 'joint')
  for (const one of chained) found.push({ kind: 'parallel', text: `“${one.title}”可与前一环节并联。` })
  if (runs.length >= enough)
    for (const { title, isConditional, uploads } of materials)
      if (!isConditional && uploads === 0)
        found.push({
          kind: 'drop-material',
          text: `“${title}”在 ${runs.length} 件办件中都由数据或证照核验，无人上传，可不再要求提交。`,
        })
  const rework = runs.filter((run) => run.rounds > 0).length
  if (runs.length >= enough && rework / runs.length > 0.3)
    found.push({
      kind: 'rework',
      text: `${Math.round((rework / runs.length) * 100)} % 的办件被要求补正，建议修订材料说明。`,
    })
  return found
}

const shift = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** From the day something was done to today, and as many days before it. */
export function equalPeriods(doneDay: string, today: string) {
  const days = Math.max(1, (Date.parse(today) - Date.parse(doneDay)) / 86_400_000 + 1)
  return {
    days,
    before: { from: shift(doneDay, -days), to: shift(doneDay, -1) },
    after: { from: doneDay, to: shift(doneDay, days - 1) },
  }
}

/** An item in a month: the version in force at its end, and what was filed. */
export interface Side {
  month: string
  version: number
  content: ItemContent
  applications: number
  median: number | null
}

/** The last day of `2025-06`. */
export function lastDayOf(month: string): string {
  const [year = 0, at = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, at, 0)).toISOString().slice(0, 10)
}

const cut = (before: number, after: number) =>
  before === 0 ? 0 : Math.round((1 - after / before) * 1e4) / 1e4
const percent = (share: number) => `${Math.round(Math.abs(share) * 1000) / 10} %`

/** What a change brought, in figures and one sentence. */
export function effectOf(before: Side, after: Side) {
  const side = ({ month, version, content, applications, median }: Side) => ({
    ...{ month, version, applications, medianDays: median, promisedDays: content.promisedDays },
    materials: content.materials.length,
  })
  const [old, fresh] = [side(before), side(after)]
  const [materialCut, promiseCut] = [
    cut(old.materials, fresh.materials),
    cut(old.promisedDays, fresh.promisedDays),
  ]
  const names = [...new Set([...Object.keys(before.content), ...Object.keys(after.content)])]
  const changed = names.filter((name) => {
    const key = name as keyof ItemContent
    return JSON.stringify(before.content[key]) !== JSON.stringify(after.content[key])
  })
  const word = (share: number) =>
    share === 0 ? '不变' : share > 0 ? `减少 ${percent(share)}` : `增加 ${percent(share)}`
  return {
    ...{ before: old, after: fresh, changed, materialCut, promiseCut },
    text: `第 ${fresh.version} 版（${fresh.month}）比第 ${old.version} 版（${old.month}）：材料${word(materialCut)}，承诺时限${word(promiseCut)}。`,
  }
}
