import type { ActiveRule } from './active-rule.ts'
import { advanceRule, type Firing, newRuleState, type RuleState } from './evaluate-rule.ts'
import type { Inputs } from './expression.ts'

/** What a rule remembers of a thing: beside the evaluation’s state, the newest value of every datastream it reads. */
export type HeldState = RuleState & { inputs?: Record<string, [timeMs: number, value: number]> }

export interface ThingReading {
  property: string
  timeMs: number
  value: number
}

export interface Judged {
  state: HeldState
  firings: Firing[]
  /** Null when nothing was judged: out of schedule, too late, or an input is missing. */
  value: number | null
}

/** The other datastreams an expression reads count no longer than this. */
const freshMs = 24 * 3_600_000

/**
 * Takes one reading of a thing into account, in event time, the same for the running city and a dry run. Knows nothing
 * but its arguments; the state given is changed and answered.
 */
export function judgeReading(
  active: ActiveRule,
  before: HeldState | undefined,
  attributes: Record<string, unknown>,
  reading: ThingReading,
): Judged {
  const held: HeldState = before ?? newRuleState(active.rule)
  const inputs = takeIn(active, held.inputs, reading)
  const state: HeldState = inputs === held.inputs ? held : { ...held, ...(inputs ? { inputs } : {}) }
  const nothing = { state, firings: [], value: null }
  if (!active.isInForce(reading.timeMs) || isTooLate(active, held, reading.timeMs)) return nothing
  const values = toInputs(active, inputs, attributes, reading)
  const value = active.value.compute(values)
  if (value === null) return nothing
  const firings = advanceRule(active.rule, state, reading.timeMs, value, active.condition.holds(values))
  return { state, firings, value }
}

/** A rule over one datastream needs no memory of values. */
function takeIn(active: ActiveRule, inputs: HeldState['inputs'], reading: ThingReading): HeldState['inputs'] {
  if (active.properties.length < 2) return inputs
  const known = inputs?.[reading.property]
  if (known && known[0] > reading.timeMs) return inputs
  return { ...inputs, [reading.property]: [reading.timeMs, reading.value] }
}

function isTooLate(active: ActiveRule, held: RuleState, timeMs: number): boolean {
  const newest = held.recent.at(-1)?.[0]
  return newest !== undefined && timeMs < newest - active.latenessMs
}

function toInputs(
  active: ActiveRule,
  held: HeldState['inputs'],
  attributes: Record<string, unknown>,
  reading: ThingReading,
): Inputs {
  const inputs: Record<string, number | undefined> = {}
  for (const [property, [timeMs, value]] of Object.entries(held ?? {}))
    if (Math.abs(reading.timeMs - timeMs) <= freshMs) inputs[property] = value
  inputs[reading.property] = reading.value
  for (const expression of [active.value, ...active.condition.expressions]) {
    for (const name of expression.attributes) {
      const value = attributes[name]
      inputs[`attr.${name}`] = typeof value === 'number' ? value : undefined
    }
  }
  return inputs
}
