/** What is counted of a unit or an area. */
export interface CentreCounts {
  open: number
  closed: number
  inTime: number
  firstPass: number
  onSiteDue: number
  onSiteInTime: number
  absent: number
  returned: number
}

export const scoreMethod =
  '闭环问效得分 = 40 × 按时办结率 + 30 × 一次办结率（未被核查退回、未重开）+ 30 × 到场及时率；没有到场任务的按前两项折算为百分；统计期内没有办结的不计分'

const weights = { closedInTime: 40, firstPass: 30, onSiteInTime: 30 } as const

/** Shares in per cent, and the score of those that can be told; nothing is scored before something was closed. */
export function scoreOf(counts: CentreCounts) {
  const shares = {
    closedInTime: percent(counts.inTime, counts.closed),
    firstPass: percent(counts.firstPass, counts.closed),
    onSiteInTime: percent(counts.onSiteInTime, counts.onSiteDue),
  }
  const told = (Object.keys(weights) as (keyof typeof weights)[]).filter((one) => shares[one] !== null)
  const whole = told.reduce((sum, one) => sum + weights[one], 0)
  const points = told.reduce((sum, one) => sum + weights[one] * (shares[one] ?? 0), 0)
  const { open, closed, absent, returned } = counts
  const score = closed > 0 ? round(points / whole) : null
  return { open, closed, absent, returned, ...shares, score }
}

/** A share in per cent to two places; nothing of nothing. */
export function percent(part: number, whole: number): number | null {
  return whole > 0 ? round((part / whole) * 100) : null
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
