import { compare } from '../conditions.ts'
import { LEVELS, type Level, raiseLevel, rankLevel } from '../levels.ts'
import type { ObservationRule, RuleExample } from '../rules.ts'

type Reading = RuleExample['readings'][number]
type Outcome = RuleExample['expect'][number]

/**
 * Plays readings through a rule by the plain words of the kit's doc blocks, looking at the whole past every time. Slow and
 * simple on purpose: it tells whether the examples of a rule are right, independently of the engine that runs rules.
 */
export function playRule(rule: ObservationRule, readings: readonly Reading[]): Outcome[] {
  const outcomes: Outcome[] = []
  const filtered = readings.map((_, index) => filterAt(rule, readings, index))
  const reached = new Map<Level, number>()
  let open: { level: Level; kept: Level | null } | null = null
  readings.forEach((reading, index) => {
    const spike = findSpike(rule, readings, index)
    if (spike) outcomes.push(spike)
    const value = filtered[index]!
    for (const step of rule.levels) {
      const start = findHoldStart(rule, readings, filtered, index, step.level)
      if (reached.has(step.level) && compare(value, step.clear)) reached.delete(step.level)
      else if (!reached.has(step.level) && start !== null) reached.set(step.level, start)
    }
    const base = [...reached.keys()].sort((a, b) => rankLevel(b) - rankLevel(a))[0]
    if (!base) {
      if (open) outcomes.push({ kind: 'clear', atSeconds: reading.atSeconds })
      open = null
      return
    }
    const rising = isRising(rule, readings, filtered, index)
    const gained: Level | null = rising ? raiseLevel(base, rule.rise!.raisesBy) : null
    const kept = highest([open?.kept ?? null, gained])
    const level = highest([base, kept])!
    if (!open)
      outcomes.push({
        kind: 'raise',
        atSeconds: reading.atSeconds,
        startSeconds: Math.min(...reached.values()),
        level,
      })
    else if (open.level !== level) outcomes.push({ kind: 'level', atSeconds: reading.atSeconds, level })
    open = { level, kept }
  })
  return outcomes
}

function highest(levels: readonly (Level | null)[]): Level | null {
  return LEVELS[Math.max(...levels.map(rankLevel)) - 1] ?? null
}

function filterAt(rule: ObservationRule, readings: readonly Reading[], index: number): number {
  const size = rule.filter?.kind === 'median' ? rule.filter.size : 1
  const seen = readings.slice(Math.max(0, index + 1 - size), index + 1).map((one) => one.value)
  return seen.sort((a, b) => a - b)[Math.floor((seen.length - 1) / 2)]!
}

function findHoldStart(
  rule: ObservationRule,
  readings: readonly Reading[],
  filtered: readonly number[],
  index: number,
  level: Level,
): number | null {
  const step = rule.levels.find((one) => one.level === level)!
  let first = index + 1
  while (first > 0 && compare(filtered[first - 1], step.raise)) first -= 1
  if (first > index) return null
  const start = readings[first]!.atSeconds
  const confirmed = index - first + 1 >= (step.holdReadings ?? 1)
  return confirmed && readings[index]!.atSeconds - start >= step.holdSeconds ? start : null
}

function isRising(
  rule: ObservationRule,
  readings: readonly Reading[],
  filtered: readonly number[],
  index: number,
): boolean {
  if (!rule.rise) return false
  const since = readings[index]!.atSeconds - rule.rise.withinSeconds
  const recent = filtered.filter((_, at) => at <= index && readings[at]!.atSeconds >= since)
  return filtered[index]! - Math.min(...recent) > rule.rise.amount
}

function findSpike(rule: ObservationRule, readings: readonly Reading[], index: number): Outcome | null {
  const [before, middle, after] = [readings[index - 2], readings[index - 1], readings[index]!]
  if (!rule.spike || !before || !middle) return null
  const up = middle.value - before.value
  const down = middle.value - after.value
  const single =
    Math.sign(up) === Math.sign(down) && Math.min(Math.abs(up), Math.abs(down)) > rule.spike.amount
  if (!single || after.atSeconds - before.atSeconds > rule.spike.withinSeconds) return null
  return { kind: 'spike', atSeconds: after.atSeconds, spikeSeconds: middle.atSeconds }
}
