import type { AppraisalMeasure, AppraisalPart, DutyState } from '@civitas/contract'

/** How a duty stands on a day. */
export function dutyStateOf(
  duty: { delivered_time: Date | null; exempted_time: Date | null; due_day: string },
  day: string,
): DutyState {
  if (duty.exempted_time) return 'exempted'
  if (duty.delivered_time) return 'delivered'
  return day > duty.due_day ? 'overdue' : 'open'
}

export const dutyStateNames: Record<DutyState, string> = {
  ...{ open: '待完成', delivered: '已完成', overdue: '逾期', exempted: '已豁免' },
}

export const measureNames: Record<AppraisalMeasure, string> = {
  ...{
    completeness: '完整',
    timeliness: '及时',
    quality: '质量',
    usage: '使用',
    response: '响应',
    openness: '开放',
  },
}

/** What each measure counts. */
export const measureFormulas: Record<AppraisalMeasure, string> = {
  completeness: '完成或豁免的责任事项 ÷ 到期的责任事项',
  timeliness: '按期更新的已发布资源 ÷ 有更新周期的已发布资源',
  quality: '有质量评分的已发布资源的平均分',
  usage: '本年被使用的可共享资源 ÷ 可共享资源',
  response: '期限内答复的申请 ÷ 已答复或逾期的申请',
  openness: '已确定开放的资源 ÷ 已发布资源',
}

export interface Measured {
  readonly numerator: number
  readonly denominator: number
}

const round = (value: number, digits: number) => Number(value.toFixed(digits))

/**
 * The score of one organisation: Σ weight × value ÷ 100, one decimal. What has nothing to measure counts as full, for
 * nobody is at fault where nothing was due.
 */
export function scoreOf(
  weights: ReadonlyArray<{ measure: AppraisalMeasure; weight: number }>,
  measured: Partial<Record<AppraisalMeasure, Measured>>,
): { parts: AppraisalPart[]; score: number } {
  const parts = weights.map(({ measure, weight }): AppraisalPart => {
    const { numerator, denominator } = measured[measure] ?? { numerator: 0, denominator: 0 }
    const value = denominator > 0 ? round((numerator / denominator) * 100, 2) : null
    const points = round((weight * (value ?? 100)) / 100, 2)
    return { measure, name: measureNames[measure], weight, value, numerator, denominator, points }
  })
  return {
    parts,
    score: round(
      parts.reduce((sum, part) => sum + part.points, 0),
      1,
    ),
  }
}

/** What is wrong with weights: they must sum to 100, each measure once. */
export function weightFault(
  weights: ReadonlyArray<{ measure: AppraisalMeasure; weight: number }>,
): string | null {
  if (new Set(weights.map((one) => one.measure)).size < weights.length) return '同一指标只能设定一次'
  const sum = round(
    weights.reduce((total, one) => total + one.weight, 0),
    6,
  )
  return sum === 100 ? null : `权重之和应为 100，现为 ${sum}`
}

export function formulaText(
  weights: ReadonlyArray<{ measure: AppraisalMeasure; weight: number }>,
  repeatPenalty: number,
): string {
  const terms = weights.map(({ measure, weight }) => `${measureNames[measure]}×${weight}%`)
  const meanings = weights.map(({ measure }) => `${measureNames[measure]}=${measureFormulas[measure]}`)
  const repeats = `重复出错=本年更正、此前已更正过的同一数据项，每条扣 ${repeatPenalty} 分`
  return `得分 = ${terms.join(' + ')} + 加减分 − 重复出错扣分；${[...meanings, repeats].join('；')}`
}
