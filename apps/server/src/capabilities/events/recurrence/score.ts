import type { RiskScore, WarningLevel } from '@civitas/contract'
import type { RecurrencePolicy } from '@civitas/domain-kit'

/** What is known of an event that led to a warning. */
export interface ScoredMember {
  readonly raisedTime: Date
  readonly level: WarningLevel | null
}

const dayMs = 86_400_000
const weightOf: Record<WarningLevel, number> = { blue: 0.25, yellow: 0.5, orange: 0.75, red: 1 }

export const scoreMethod =
  '风险评分 = 频次 40（达到门槛两倍为满分）+ 近期 20（最近三分之一时段内的占比）+ 加密 20（末次间隔比平均间隔缩短的比例）+ 等级 20（所列事件最高等级：蓝 5、黄 10、橙 15、红 20）'

/** How pressing a warning is, of what it is made; the members in the order of time. */
export function scoreWarning(
  { atLeast, days }: Pick<RecurrencePolicy, 'atLeast' | 'days'>,
  members: readonly ScoredMember[],
): Omit<RiskScore, 'prevention'> | null {
  const times = members.map((one) => one.raisedTime.getTime())
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return null
  const recent = times.filter((time) => time > last - (days * dayMs) / 3).length
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number))
  const mean = gaps.length > 0 ? (last - first) / gaps.length : 0
  const shorter = mean > 0 ? Math.max(0, 1 - (gaps.at(-1) as number) / mean) : 0
  const level = Math.max(0, ...members.map((one) => (one.level ? weightOf[one.level] : 0)))
  const factors: RiskScore['factors'] = [
    toFactor('frequency', 40, members.length / (2 * atLeast), `${members.length} 起，门槛 ${atLeast} 起`),
    toFactor('recency', 20, recent / times.length, `最近 ${Math.round(days / 3)} 日 ${recent} 起`),
    toFactor('growing', 20, shorter, `平均间隔 ${toSpan(mean)}，末次 ${toSpan(gaps.at(-1) ?? 0)}`),
    toFactor('level', 20, level, level > 0 ? '按所列事件最高等级' : '所列事件未定级'),
  ]
  const score = Math.round(factors.reduce((sum, one) => sum + one.points, 0))
  return { score, factors, method: scoreMethod }
}

function toFactor(
  factor: RiskScore['factors'][number]['factor'],
  most: number,
  share: number,
  reason: string,
): RiskScore['factors'][number] {
  return { factor, most, points: Math.round(Math.min(1, share) * most * 10) / 10, reason }
}

function toSpan(ms: number): string {
  return ms < dayMs ? `${Math.round(ms / 360_000) / 10} 小时` : `${Math.round((ms / dayMs) * 10) / 10} 日`
}
