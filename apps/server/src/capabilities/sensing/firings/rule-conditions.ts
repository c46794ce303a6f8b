import type { RuleCondition, RuleSchedule, RuleScope } from '@civitas/contract'
import { compare, type NumberComparison } from '@civitas/domain-kit'
import { isInRings } from '../../../kernel/in-polygon.ts'
import { type Expression, type Inputs, parseExpression } from './expression.ts'

type Comparison = NumberComparison & { expression: string }

/** A condition ready to be asked; unknown inputs make a comparison false. */
export interface Condition {
  readonly expressions: readonly Expression[]
  holds(inputs: Inputs): boolean
}

/** Parses `all` and `any`, two deep; an absent condition always holds. */
export function parseCondition(condition: RuleCondition | undefined): Condition {
  const expressions: Expression[] = []
  const one = (given: Comparison) => {
    const parsed = parseExpression(given.expression)
    expressions.push(parsed)
    return (inputs: Inputs) => {
      const value = parsed.compute(inputs)
      return value !== null && compare(value, given)
    }
  }
  const all = condition?.all?.map((part) => {
    if (!('any' in part)) return one(part)
    const inner = part.any.map(one)
    return (inputs: Inputs) => inner.some((holds) => holds(inputs))
  })
  const any = condition?.any?.map((part) => {
    if (!('all' in part)) return one(part)
    const inner = part.all.map(one)
    return (inputs: Inputs) => inner.every((holds) => holds(inputs))
  })
  return {
    expressions,
    holds: (inputs) =>
      (all?.every((holds) => holds(inputs)) ?? true) && (any?.some((holds) => holds(inputs)) ?? true),
  }
}

/** Asia/Shanghai has had no summer time since 1991. */
const offsetMs = 8 * 3_600_000

/** Whether a rule is in force at an instant; `to` before `from` means over midnight. */
export function isInSchedule(schedule: RuleSchedule | undefined, timeMs: number): boolean {
  if (!schedule) return true
  const local = new Date(timeMs + offsetMs)
  if (schedule.months && !schedule.months.includes(local.getUTCMonth() + 1)) return false
  if (schedule.weekdays && !schedule.weekdays.includes(local.getUTCDay() || 7)) return false
  const clock = local.toISOString().slice(11, 16)
  const { from = '00:00', to = '24:00' } = schedule
  return from <= to ? clock >= from && clock < to : clock >= from || clock < to
}

/** Whether a thing at a place is covered; a thing without a place is in no fence. */
export function isInFence(scope: RuleScope | undefined, position: readonly [number, number] | null): boolean {
  if (!scope?.geofence) return true
  if (!position) return false
  return isInRings([scope.geofence.polygon], ...position) === (scope.geofence.inside ?? true)
}
