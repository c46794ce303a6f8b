import { badData, badRequest } from '../http/errors.ts'
import { readList } from '../http/exchange.ts'
import { toDateTime } from '../representation/checks.ts'
import { type Method, methods, parseDuration } from './aggregate.ts'
import type { TimeWindow } from './history.ts'

/** Parameters of the temporal query language (4.11) and its representations. */
export const temporalParameters = [
  'timerel',
  'timeAt',
  'endTimeAt',
  'timeproperty',
  'lastN',
  'aggrMethods',
  'aggrPeriodDuration',
]

/** How the past is told (4.5.6–4.5.9, 4.5.19). */
export type TemporalFormat = 'normalized' | 'temporalValues' | 'aggregatedValues'

export interface TemporalQuery {
  window: TimeWindow
  /** The time relation as it was asked for. */
  timerel?: 'before' | 'after' | 'between'
  timeAt?: string
  endTimeAt?: string
  lastN?: number
  format: TemporalFormat
  sysAttrs: boolean
  methods: Method[]
  periodMs: number
}

/** Reads the temporal part of a query; a query for many entities must name a time relation. */
export function readTemporalQuery(query: Record<string, string>, timeRequired: boolean): TemporalQuery {
  const options = readList(query, 'options')
  const format = readFormat(query.format ? [query.format] : options)
  const lastN = query.lastN
  if (lastN !== undefined && !/^[1-9]\d{0,5}$/.test(lastN)) throw badData('lastN 应为正整数')
  const wanted = readList(query, 'aggrMethods')
  const unknown = wanted.find((one) => !methods.includes(one as Method))
  if (unknown) throw badData(`aggrMethods 不正确：${unknown}`)
  if (format === 'aggregatedValues' && wanted.length === 0) throw badData('aggregatedValues 须有 aggrMethods')
  const { timerel, timeAt, endTimeAt } = query
  return {
    window: readWindow(query, timeRequired),
    ...(timerel && timeAt ? { timerel: timerel as 'after', timeAt } : {}),
    ...(timerel === 'between' && endTimeAt ? { endTimeAt } : {}),
    ...(lastN ? { lastN: Number(lastN) } : {}),
    format,
    sysAttrs: options.includes('sysAttrs'),
    methods: wanted as Method[],
    periodMs: query.aggrPeriodDuration ? parseDuration(query.aggrPeriodDuration) : 0,
  }
}

function readFormat(names: readonly string[]): TemporalFormat {
  const known: Record<string, TemporalFormat> = {
    normalized: 'normalized',
    concise: 'normalized',
    temporalValues: 'temporalValues',
    simplified: 'temporalValues',
    aggregatedValues: 'aggregatedValues',
  }
  const unknown = names.find((one) => !(one in known) && one !== 'sysAttrs' && one !== 'audit')
  if (unknown) throw badRequest(`options 或 format 不正确：${unknown}`)
  const chosen = names.find((one) => one in known)
  return chosen ? (known[chosen] as TemporalFormat) : 'normalized'
}

const properties: readonly string[] = ['observedAt', 'createdAt', 'modifiedAt', 'deletedAt']

function readWindow(query: Record<string, string>, required: boolean): TimeWindow {
  const property = query.timeproperty || 'observedAt'
  if (!properties.includes(property)) throw badData(`timeproperty 应为 ${properties.join('、')}`)
  const everything = { property: property as TimeWindow['property'], from: -Infinity, to: Infinity }
  const { timerel } = query
  if (!timerel) {
    if (query.timeAt || query.endTimeAt) throw badData('缺少 timerel')
    if (required) throw badData('时态查询缺少 timerel')
    return everything
  }
  if (!query.timeAt) throw badData('缺少 timeAt')
  const at = Date.parse(toDateTime(query.timeAt, 'timeAt'))
  if (timerel === 'before') return { ...everything, to: at - 1 }
  if (timerel === 'after') return { ...everything, from: at + 1 }
  if (timerel !== 'between') throw badData(`timerel 不正确：${timerel}`)
  if (!query.endTimeAt) throw badData('between 须有 endTimeAt')
  return { ...everything, from: at, to: Date.parse(toDateTime(query.endTimeAt, 'endTimeAt')) }
}
