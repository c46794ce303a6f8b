import type { Instance } from '../representation/model.ts'
import type { Past } from './history.ts'
import type { TemporalQuery } from './read-temporal-query.ts'

/** Instances of one attribute in an answer, unless lastN asks for more. */
export const pageSize = 20
const greatestPage = 1000

/**
 * Cuts answers at a time (6.3.10): where the first attribute fills the page, every attribute of every entity ends, so that
 * nothing lies between what is told and what the next request begins with. A full page is told as partial (206) with its range.
 * `ends` are those of pages other brokers gave.
 */
export function pagePasts(
  pasts: readonly Past[],
  temporal: TemporalQuery,
  ends: readonly number[] = [],
): { pasts: readonly Past[]; range?: string } {
  const { lastN, format, window } = temporal
  if (format === 'aggregatedValues') return { pasts }
  const most = Math.min(Math.max(pageSize, lastN ?? 0), greatestPage)
  const fromEnd = lastN !== undefined
  const timeOf = (one: Instance) => Date.parse(one[window.property] ?? one.modifiedAt ?? '')
  const full = pasts.flatMap((past) =>
    Object.values(past.attributes).flatMap((instances) => {
      if (instances.length < most) return []
      const times = instances.map(timeOf).sort((a, b) => (fromEnd ? b - a : a - b))
      return [times[most - 1] as number]
    }),
  )
  const bounds = [...full, ...ends]
  if (bounds.length === 0) return { pasts }
  const bound = fromEnd ? Math.max(...bounds) : Math.min(...bounds)
  const cut = pasts.map((past) => ({
    ...past,
    attributes: Object.fromEntries(
      Object.entries(past.attributes).map(([key, instances]) => [
        key,
        instances.filter((one) => (fromEnd ? timeOf(one) >= bound : timeOf(one) <= bound)),
      ]),
    ),
  }))
  return { pasts: cut, range: rangeOf(cut, temporal) }
}

/** `date-time start-end/size`; with lastN time runs backwards. */
function rangeOf(
  pasts: readonly Past[],
  { lastN, window, timerel, timeAt, endTimeAt }: TemporalQuery,
): string {
  const times = pasts
    .flatMap((past) => Object.values(past.attributes).flat())
    .flatMap((one) => one[window.property] ?? one.modifiedAt ?? [])
    .sort((a, b) => Date.parse(a) - Date.parse(b))
  const [oldest = '', newest = ''] = [times[0], times.at(-1)]
  if (lastN !== undefined) {
    const start = timerel === 'before' ? timeAt : timerel === 'between' ? endTimeAt : newest
    return `date-time ${start}-${oldest}/${lastN}`
  }
  const start = timerel === 'after' || timerel === 'between' ? timeAt : oldest
  return `date-time ${start}-${newest}/*`
}
