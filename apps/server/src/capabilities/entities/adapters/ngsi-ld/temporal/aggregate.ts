import { badData } from '../http/errors.ts'
import type { Instance } from '../representation/model.ts'
import type { TemporalQuery } from './read-temporal-query.ts'

/** Methods of 4.5.19.1. */
export const methods = ['totalCount', 'distinctCount', 'sum', 'avg', 'min', 'max', 'stddev', 'sumsq'] as const
export type Method = (typeof methods)[number]

/** Length of an ISO 8601 duration, milliseconds; 0 means one period over everything. Months and years are 30 and 365 days. */
export function parseDuration(text: string): number {
  const found =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
      text,
    )
  if (!found || text === 'P' || text.endsWith('T')) throw badData(`aggrPeriodDuration 不正确：${text}`)
  const [years, months, weeks, days, hours, minutes, seconds] = found
    .slice(1)
    .map((part) => Number(part ?? 0)) as number[]
  const allDays = (years ?? 0) * 365 + (months ?? 0) * 30 + (weeks ?? 0) * 7 + (days ?? 0)
  return (((allDays * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000
}

function toNumbers(values: readonly unknown[]): number[] {
  return values.flatMap((value) => {
    if (typeof value === 'number') return [value]
    if (typeof value === 'boolean') return [value ? 1 : 0]
    return []
  })
}

function compute(method: Method, values: readonly unknown[]): unknown {
  const numbers = toNumbers(values)
  const sum = numbers.reduce((total, one) => total + one, 0)
  const squares = numbers.reduce((total, one) => total + one * one, 0)
  const texts = values.filter((one): one is string => typeof one === 'string').sort()
  switch (method) {
    case 'totalCount':
      return values.length
    case 'distinctCount':
      return new Set(values.map((one) => JSON.stringify(one))).size
    case 'sum':
      return numbers.length > 0 ? sum : null
    case 'avg':
      return numbers.length > 0 ? sum / numbers.length : null
    case 'min':
      return numbers.length > 0 ? Math.min(...numbers) : (texts[0] ?? null)
    case 'max':
      return numbers.length > 0 ? Math.max(...numbers) : (texts.at(-1) ?? null)
    case 'sumsq':
      return numbers.length > 0 ? squares : null
    case 'stddev':
      return numbers.length > 0
        ? Math.sqrt(Math.max(0, squares / numbers.length - (sum / numbers.length) ** 2))
        : null
  }
}

/** Aggregated values of one attribute: for each method, [value, start, end] of each period that holds an instance. */
export function aggregate(
  instances: readonly Instance[],
  { methods: wanted, periodMs, window, timerel, timeAt }: TemporalQuery,
): Record<string, unknown[]> {
  const timed = instances.map((one) => ({ time: Date.parse(one[window.property] ?? ''), value: one.value }))
  // Periods are counted from the time that was asked for.
  const asked = timeAt && timerel !== 'before' ? Date.parse(timeAt.replace(',', '.')) : Number.NaN
  const first = Number.isFinite(asked) ? asked : Math.min(...timed.map((one) => one.time))
  const last = Number.isFinite(window.to) ? window.to : Math.max(...timed.map((one) => one.time))
  const periods = new Map<number, unknown[]>()
  for (const { time, value } of timed) {
    const start = periodMs > 0 ? first + Math.floor((time - first) / periodMs) * periodMs : first
    periods.set(start, [...(periods.get(start) ?? []), value])
  }
  const lines = (method: Method) =>
    [...periods].map(([start, values]) => [
      compute(method, values),
      toText(start),
      toText(periodMs > 0 ? start + periodMs : last),
    ])
  return Object.fromEntries(wanted.map((method) => [method, lines(method)]))
}

/** Whole seconds without a fraction, as clients write them. */
function toText(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}
