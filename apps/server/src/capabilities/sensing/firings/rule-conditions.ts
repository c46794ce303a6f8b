import type { RuleCondition, RuleSchedule, RuleScope } from '@civitas/contract'
import { type Expression, type Inputs, parseExpression } from './expression.ts'

type Comparison = { expression: string; op: string; value: number }

/** A condition ready to be asked; unknown inputs make a comparison false. */
export interface Condition {
  readonly expressions: readonly Expression[]
  holds(inputs: Inputs): boolean
}

export function compareNumbers(value: number, op: string, limit: number): boolean {
  switch (op) {
    case '>=':
      return value >= limit
    case '>':
      return value > limit
    case '<=':
      return value <= limit
    default:
      return value < limit
  }
}

/** Parses `all` and `any`, two deep; an absent condition always holds. */
export function parseCondition(condition: RuleCondition | undefined): Condition {
  const expressions: Expression[] = []
  const one = (given: Comparison) => {
    const parsed = parseExpression(given.expression)
    expressions.push(parsed)
    return (inputs: Inputs) => {
      const value = parsed.compute(inputs)
      return value !== null && compareNumbers(value, given.op, given.value)
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

/** Whether a point lies in a polygon (even–odd rule), degrees. */
export function isInPolygon([lon, lat]: readonly [number, number], polygon: RuleFence): boolean {
  let inside = false
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [ax, ay] = polygon[i] as [number, number]
    const [bx, by] = polygon[j] as [number, number]
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

type RuleFence = ReadonlyArray<readonly [number, number]>

/** Whether a thing at a place is covered; a thing without a place is in no fence. */
export function isInFence(scope: RuleScope | undefined, position: readonly [number, number] | null): boolean {
  if (!scope?.geofence) return true
  if (!position) return false
  return isInPolygon(position, scope.geofence.polygon) === (scope.geofence.inside ?? true)
}
