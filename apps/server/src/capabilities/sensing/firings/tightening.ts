import type { NumberComparison, ObservationRule, RuleLevel } from '@civitas/domain-kit'
import type { ThingMeta } from '../datastreams/datastream-index.ts'
import type { ActiveRule } from './active-rule.ts'

/** Limits of rules held tighter for a while at the things of a place; the rules themselves stay as they are. */
export interface Tightening {
  /** Why, in words: 战时. */
  title: string
  percent: number
  until: Date
  covers(place: { divisionCode: string | null; position: readonly [number, number] | null }): boolean
}

/** What holds tighter now, in the memory of each process. */
export interface Tightenings {
  set(list: readonly Tightening[]): void
  list(): readonly Tightening[]
  /** The rule as it judges this thing now: of several tightenings the strictest. */
  apply(active: ActiveRule, thing: Pick<ThingMeta, 'divisionCode' | 'position'>, timeMs: number): ActiveRule
}

export function createTightenings(): Tightenings {
  let current: readonly Tightening[] = []
  const made = new WeakMap<ActiveRule, Map<number, ActiveRule>>()
  return {
    set: (list) => {
      current = list
    },
    list: () => current,
    apply: (active, thing, timeMs) => {
      if (current.length === 0) return active
      const held = current.filter((one) => timeMs < one.until.getTime() && one.covers(thing))
      const percent = Math.max(0, ...held.map((one) => one.percent))
      if (percent === 0) return active
      const known = made.get(active) ?? new Map<number, ActiveRule>()
      made.set(active, known)
      const tighter = known.get(percent) ?? tighten(active, percent)
      known.set(percent, tighter)
      return tighter
    },
  }
}

function tighten(active: ActiveRule, percent: number): ActiveRule {
  return { ...active, version: `${active.version}+${percent}%`, rule: tightenRule(active.rule, percent) }
}

/** Each level is reached earlier by a share of its limit and left as much later, so that its hysteresis stays. */
export function tightenRule(rule: ObservationRule, percent: number): ObservationRule {
  return { ...rule, levels: rule.levels.map((level) => tightenLevel(level, percent)) }
}

function tightenLevel(level: RuleLevel, percent: number): RuleLevel {
  const { op, value } = level.raise
  const sign = op === '>' || op === '>=' ? -1 : op === '<' || op === '<=' ? 1 : 0
  const by = (sign * Math.abs(value) * percent) / 100
  const moved = (one: NumberComparison) => ({ ...one, value: Math.round((one.value + by) * 1e9) / 1e9 })
  return sign === 0 ? level : { ...level, raise: moved(level.raise), clear: moved(level.clear) }
}
