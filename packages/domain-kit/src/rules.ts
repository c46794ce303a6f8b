import type { NumberComparison, Where } from './conditions.ts'
import type { Level } from './levels.ts'
import type { LocalText } from './text.ts'

/**
 * One step of an observation rule. It is *reached* when `raise` has held, without a reading between that does not
 * satisfy it, for at least `holdSeconds` from the first such reading (event time); with 0 the first reading reaches it.
 * It is *left* at the first reading that satisfies `clear`.
 *
 * A firing opens at the reading that completes the hold; its start time is the first reading of the hold.
 * Example (PLT-016): `raise ≥ 15, clear < 10, hold 60 s` over 16, 16, 14, 12, 9 at 1-minute steps opens at the second
 * reading, stays at 14 and 12, and clears at 9.
 */
export type RuleLevel = {
  readonly level: Level
  readonly raise: NumberComparison
  readonly clear: NumberComparison
  readonly holdSeconds: number
  /**
   * Persistence: also this many readings in a row must satisfy `raise` (default 1). With 2, a reading counts once the
   * next one confirms it, however far apart they are.
   */
  readonly holdReadings?: number
}

/**
 * A quick rise makes the level of the firing higher: while the filtered value is more than `amount` above the lowest
 * filtered value of the last `withinSeconds` (the present reading included), the reached level counts `raisesBy` steps
 * higher, at most red. It never makes a firing out of nothing: some level must have been reached by value.
 * A level gained by rising is kept until the firing clears.
 */
export type RuleRise = { readonly amount: number; readonly withinSeconds: number; readonly raisesBy: number }

/**
 * A single reading that differs by more than `amount`, to the same side, from both the reading before and the reading
 * after it, when these two are at most `withinSeconds` apart. It is decided on unfiltered values when the reading after
 * arrives, and raises an event of `eventType` (a sensor to be checked) at the time of the spike. A rule with a spike has
 * a median filter or a hold on every level, so that the spike itself cannot reach one before it is known to be one.
 */
export type RuleSpike = {
  readonly amount: number
  readonly withinSeconds: number
  readonly eventType: string
  readonly level: Level
}

/** Readings at seconds from zero and what must happen; every rule carries at least one, and the engine's tests run them. */
export type RuleExample = {
  readonly title: LocalText
  readonly readings: readonly { readonly atSeconds: number; readonly value: number }[]
  /** In order of time. `startSeconds` is the start time of the firing. */
  readonly expect: readonly (
    | {
        readonly kind: 'raise'
        readonly atSeconds: number
        readonly startSeconds?: number
        readonly level: Level
      }
    | { readonly kind: 'level'; readonly atSeconds: number; readonly level: Level }
    | { readonly kind: 'clear'; readonly atSeconds: number }
    | { readonly kind: 'spike'; readonly atSeconds: number; readonly spikeSeconds: number }
  )[]
}

/**
 * Watches one datastream of every Thing of a type. Carried out today.
 *
 * At most one firing is open per rule and Thing; while it is open its level follows the highest level reached
 * (`level` changes), and it clears when every level is left. Only readings inside `range`, of good quality, take part,
 * in event time; a late reading may raise, never clear.
 */
export type ObservationRule = {
  readonly id: string
  readonly kind: 'observation'
  readonly title: LocalText
  readonly thingType: string
  /** A measured or derived datastream of the thing type. */
  readonly datastream: string
  /** Filter on the attributes of the Thing's entity. */
  readonly where?: Where
  /**
   * `median`: the value judged is the median of the last `size` readings (odd); before that many have been seen, the
   * lower median of those seen. It costs (size − 1) / 2 readings of delay and swallows single spikes.
   */
  readonly filter?: { readonly kind: 'median'; readonly size: number } | { readonly kind: 'none' }
  /** Mildest first; raise values ascend. */
  readonly levels: readonly RuleLevel[]
  readonly rise?: RuleRise
  readonly spike?: RuleSpike
  /** Months (1–12) in which the rule is in force; all year when absent. */
  readonly months?: readonly number[]
  readonly eventType: string
  /** Where the numbers come from: standard and clause, or the requirement. */
  readonly source?: string
  readonly examples: readonly RuleExample[]
}

/** Watches a register: raises an event when an entity comes to satisfy the filter. Carried out later. */
export type EntityRule = {
  readonly id: string
  readonly kind: 'entity'
  readonly title: LocalText
  readonly entityType: string
  readonly on: 'created' | 'changed' | 'removed'
  readonly where?: Where
  readonly level: Level
  readonly eventType: string
}

/** Raises an event by the calendar, once for every entity that satisfies the filter. Carried out later. */
export type ScheduleRule = {
  readonly id: string
  readonly kind: 'schedule'
  readonly title: LocalText
  readonly every: 'day' | 'week' | 'month' | 'year'
  /** `HH:mm`, Asia/Shanghai. */
  readonly at: string
  /** Monday = 1 for `week`, day of the month for `month`, `MM-DD` for `year`. */
  readonly on?: number | string
  readonly entityType?: string
  readonly where?: Where
  readonly level: Level
  readonly eventType: string
}

/** Turns what is observed into Events. */
export type Rule = ObservationRule | EntityRule | ScheduleRule
