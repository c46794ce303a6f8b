import type { WarningLevel } from '@civitas/contract'
import { rankLevel } from '@civitas/domain-kit'
import type { Judged } from './rules.ts'

/** Steps in a row, by their place. */
export interface Span {
  first: number
  last: number
  peak: number | null
}

export interface Alarm extends Span {
  level: WarningLevel
}

/** Times a warning would have been drafted: from the step that fills the hold to the last at a level. */
export function alarmsOf(judged: readonly Judged[], hold: number): Alarm[] {
  const alarms: Alarm[] = []
  for (const [index, { level, held, measure }] of judged.entries()) {
    if (level === null || held < hold) continue
    const open = held > hold ? alarms.at(-1) : undefined
    if (!open) alarms.push({ first: index, last: index, peak: measure, level })
    else {
      open.last = index
      if (rankLevel(level) > rankLevel(open.level)) open.level = level
      open.peak = Math.max(open.peak ?? Number.NEGATIVE_INFINITY, measure ?? Number.NEGATIVE_INFINITY)
    }
  }
  return alarms
}

/** Spans in which a series lies past a limit. */
export function pastLimit(
  values: ReadonlyArray<number | null>,
  limit: number,
  side: 'above' | 'below',
): Span[] {
  const spans: Span[] = []
  for (const [index, value] of values.entries()) {
    if (value === null || (side === 'above' ? value < limit : value > limit)) continue
    const open = spans.at(-1)
    if (open && open.last === index - 1) {
      open.last = index
      open.peak =
        side === 'above' ? Math.max(open.peak as number, value) : Math.min(open.peak as number, value)
    } else spans.push({ first: index, last: index, peak: value })
  }
  return spans
}

export interface Score {
  occurrences: Array<Span & { isHit: boolean; leadSteps: number | null }>
  alarms: Array<Alarm & { isFalse: boolean }>
  hits: number
  misses: number
  falseAlarms: number
  hitRate: number | null
  falseAlarmRatio: number | null
  meanLeadSteps: number | null
}

/** An alarm is of an occurrence when it begins no later than its end and lasts to no earlier than `lead` steps before. */
export function scoreAlarms(occurrences: readonly Span[], alarms: readonly Alarm[], lead: number): Score {
  const isOf = (alarm: Span, one: Span) => alarm.first <= one.last && alarm.last + lead >= one.first
  const told = occurrences.map((one) => {
    const mine = alarms.find((alarm) => isOf(alarm, one))
    return { ...one, isHit: mine !== undefined, leadSteps: mine ? one.first - mine.first : null }
  })
  const judged = alarms.map((alarm) => ({ ...alarm, isFalse: !occurrences.some((one) => isOf(alarm, one)) }))
  const hits = told.filter((one) => one.isHit).length
  const falseAlarms = judged.filter((one) => one.isFalse).length
  return {
    ...{ occurrences: told, alarms: judged, hits, misses: told.length - hits, falseAlarms },
    hitRate: told.length === 0 ? null : hits / told.length,
    falseAlarmRatio: judged.length === 0 ? null : falseAlarms / judged.length,
    meanLeadSteps: hits === 0 ? null : told.reduce((sum, one) => sum + (one.leadSteps ?? 0), 0) / hits,
  }
}
