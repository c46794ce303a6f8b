import type { AlertKind, DataGrade, DatasetField, GuardRules, LeakStep } from '@civitas/contract'

/** What a caller did today with one service, and what he used to do. */
export interface Usage {
  readonly rows: number
  /** Rows read at night today. */
  readonly nightRows: number
  readonly refused: number
  readonly addresses: readonly string[]
  /** Days with uses in the thirty before, and what was read on the middle one: one day of taking much makes no habit. */
  readonly usualDays: number
  readonly usualRows: number
  readonly usualNights: number
  readonly usualAddresses: readonly string[]
}

/** Days that make a habit. */
const fewestDays = 3
/** Share of days with uses at night from which nights are a habit. */
const nightHabit = 0.3
/** Refused calls of one day that look like trying doors. */
const mostRefused = 50

/** Rows of a usual day; null while a caller is new. */
export function usualOf({ usualDays, usualRows }: Pick<Usage, 'usualDays' | 'usualRows'>): number | null {
  return usualDays >= fewestDays ? usualRows : null
}

/** What is unusual about a day: four factors of watching (volume, hour, destination, rights). */
export function unusualIn(usage: Usage, rules: GuardRules): AlertKind[] {
  const usual = usualOf(usage)
  const kinds: AlertKind[] = []
  const isMuch = usage.rows >= rules.leastRows
  // Who is new has no habit: a hundred times the least number asks for a look.
  const limit = usual === null ? rules.leastRows * 100 : Math.max(usual * rules.times, rules.leastRows)
  if (usage.rows >= limit) kinds.push('volume')
  const isNightWorker = usage.usualNights >= usage.usualDays * nightHabit
  if (usual !== null && !isNightWorker && usage.nightRows >= rules.leastRows) kinds.push('hours')
  const known = new Set(usage.usualAddresses)
  if (usual !== null && known.size > 0 && isMuch && usage.addresses.some((one) => !known.has(one)))
    kinds.push('destination')
  if (usage.refused >= mostRefused) kinds.push('rights')
  return kinds
}

const grades: DataGrade[] = ['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core']

/** The highest grade of the columns that were read; ungraded counts as 一般4级. */
export function gradeOfFields(fields: readonly DatasetField[], read: readonly string[]): DataGrade {
  const found = fields.filter((field) => read.includes(field.name)).map((field) => field.grade ?? 'general-4')
  const highest = Math.max(-1, ...found.map((grade) => grades.indexOf(grade)))
  return grades[highest] ?? 'general-4'
}

export const gradeNames: Record<DataGrade, string> = {
  ...{ 'general-1': '一般1级', 'general-2': '一般2级', 'general-3': '一般3级', 'general-4': '一般4级' },
  ...{ important: '重要', core: '核心' },
}

export const kindNames: Record<AlertKind, string> = {
  ...{ volume: '数量异常', hours: '时段异常', destination: '新的去向', rights: '越权尝试' },
}

export const leakSteps: readonly LeakStep[] = ['contain', 'notify', 'report', 'review']
export const stepNames: Record<LeakStep, string> = {
  ...{ contain: '遏制', notify: '通知当事人', report: '报告主管部门', review: '复盘改进' },
}
