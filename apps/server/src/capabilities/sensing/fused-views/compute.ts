import type { FusedReading, FusedView } from '@civitas/contract'
import { type Inputs, parseExpression } from '../firings/expression.ts'

/** A reading counts no longer than this. */
const freshMs = 24 * 3_600_000

type Member = FusedReading['members'][number]

/** Derived values of a panel now; null where a reading is missing or old. */
export function computeValues(
  view: FusedView,
  members: readonly Member[],
  nowMs: number,
): FusedReading['values'] {
  const known = new Map(members.map((one) => [one.name, one]))
  const inputs: Record<string, number | undefined> = Object.fromEntries(
    view.constants.map(({ name, value }) => [name, value]),
  )
  for (const { name, value, time } of members)
    if (value !== null && time !== null && nowMs - Date.parse(time) <= freshMs) inputs[name] = value
  return view.values.map(({ name, title, unit, expression }) => {
    const parsed = parseExpression(expression)
    const times = parsed.properties.flatMap((one) => known.get(one)?.time ?? []).sort()
    return { name, title, unit, value: parsed.compute(inputs), time: times[0] ?? null }
  })
}

/** The past of derived values: computed in each bucket in which every member has a value. */
export function fuseSeries(view: FusedView, series: ReadonlyMap<string, ReadonlyMap<string, number>>) {
  const times = [...new Set([...series.values()].flatMap((points) => [...points.keys()]))].sort()
  const constants = Object.fromEntries(view.constants.map(({ name, value }) => [name, value]))
  return view.values.map(({ name, title, unit, expression }) => {
    const parsed = parseExpression(expression)
    const points = times.map((time) => {
      const own = [...series].map(([member, values]) => [member, values.get(time)])
      const inputs: Inputs = { ...constants, ...Object.fromEntries(own) }
      return { time, value: parsed.compute(inputs) }
    })
    return { name, title, unit, points }
  })
}
