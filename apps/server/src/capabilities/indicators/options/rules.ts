import type { DecisionMemo, DecisionOption, OptionEffect } from '@civitas/contract'
import { invalid } from '../../../kernel/problem.ts'

export const optionMethod =
  '各方案同一指标的估计值与区间并列，变化 = 方案估计 − 基线估计（第一个方案为基线）；最优按指标方向取估计值，区间与其他方案都不重叠时为确定。建议不会自动执行。'

/** Refuses options that cannot be compared: a name twice, an effect the baseline lacks, an interval without its value. */
export function requireComparable(options: readonly DecisionOption[]): void {
  const names = options.map((one) => one.name)
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index)
  if (twice >= 0) throw invalid(`/body/options/${twice}/name`, '方案名称重复')
  const baseline = options[0]?.effects ?? []
  for (const [o, option] of options.entries())
    for (const [e, effect] of option.effects.entries()) {
      const path = `/body/options/${o}/effects/${e}`
      if (effect.low > effect.value || effect.value > effect.high)
        throw invalid(`${path}/value`, '估计值应在区间之内')
      if (!baseline.some((one) => keyOf(one) === keyOf(effect)))
        throw invalid(`${path}/title`, '基线方案没有此项效果，无法比较')
    }
}

const keyOf = ({ title, unit }: OptionEffect) => `${title} ${unit}`

/** Each effect of the baseline with what every option does to it, side by side. */
export function compareOptions(options: readonly DecisionOption[]): DecisionMemo['comparison'] {
  return (options[0]?.effects ?? []).map((base) => {
    const found = options.map((option) => ({
      option: option.name,
      effect: option.effects.find((one) => keyOf(one) === keyOf(base)),
    }))
    const given = found.flatMap(({ option, effect }) => (effect ? [{ option, ...effect }] : []))
    const sign = base.direction === 'up' ? 1 : -1
    const [best, ...others] = [...given].sort((a, b) => sign * (b.value - a.value))
    const isAlone = best !== undefined && others.every((one) => one.high < best.low || one.low > best.high)
    return {
      ...{ title: base.title, unit: base.unit, direction: base.direction },
      cells: found.map(({ option, effect }) => ({
        ...{ option, value: effect?.value ?? null, low: effect?.low ?? null, high: effect?.high ?? null },
        change: effect ? Math.round((effect.value - base.value) * 1e6) / 1e6 : null,
      })),
      best: best?.option ?? null,
      certain: isAlone,
    }
  })
}

/** Whether a figure has come to what was expected of it; null while there is none. */
export function isMet(direction: 'up' | 'down', expected: number, now: number | null): boolean | null {
  if (now === null) return null
  return direction === 'up' ? now >= expected : now <= expected
}
