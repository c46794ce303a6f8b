import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import { constantPrices, rankAmong, realGrowth, shareOf } from './compare.ts'
import { bindSeriesTables } from './import-table.ts'
import { measureSeries, type PeriodValue, periodFault, rangeFault } from './rules.ts'
import * as store from './store.ts'
import { writeValues } from './write-values.ts'

/** Binds economic series (PLT-049). */
export function bindSeries(parts: DataParts): void {
  const { http, db } = parts.kernel
  bindSeriesTables(parts)
  http.bind(contract.listSeries, async ({ query }) => {
    const { items, total } = await store.listSeries(db, query)
    return { items: items.map((row) => toSeries(parts, row)), total }
  })
  http.bind(contract.saveSeries, async ({ params, body }, { principal }) => {
    const known = await store.findSeries(db, params.code)
    const organisationId = known?.organisationId ?? principal.organisationId
    if (!organisationId) throw invalid('/body', '请以单位身份登记指标序列')
    requireOwn(principal, organisationId)
    if (body.partOf && !(await store.findSeries(db, body.partOf)))
      throw invalid('/body/partOf', `没有指标序列“${body.partOf}”`)
    if (body.least != null && body.most != null && body.least > body.most)
      throw invalid('/body/most', '上限应不小于下限')
    await requireDeflator(parts, params.code, body)
    const row = {
      ...body,
      ...deflatorOf(body),
      code: params.code,
      partOf: body.partOf ?? null,
      ...{ least: body.least ?? null, most: body.most ?? null },
      organisationId,
    }
    return toSeries(parts, await store.writeSeries(db, row))
  })
  http.bind(contract.putSeriesValues, ({ params, body }, { principal }) =>
    putValues(parts, principal, params.code, body.values),
  )
  http.bind(contract.readSeries, async ({ params, query }, { principal }) => {
    const row = await getSeries(parts, params.code)
    const { as = 'latest', measure = 'value', from, to } = query
    // Growth of the first period asked for needs what came before it.
    const values = await store.readValues(db, row.code, { as, visibleAt: eyesOf(parts, principal, row) })
    const points = (await measured(parts, principal, { row, values, measure, as })).filter(
      (one) => (!from || one.period >= from) && (!to || one.period <= to),
    )
    return { series: toSeries(parts, row), measure, points }
  })
  http.bind(contract.listSeriesVintages, async ({ params, query }, { principal }) => {
    const row = await getSeries(parts, params.code)
    return { items: await store.listVintages(db, row.code, query.period, eyesOf(parts, principal, row)) }
  })
}

type SaveBody = contract.OperationInput<typeof contract.saveSeries>['body']

const deflatorOf = ({ deflator, deflatorBase }: SaveBody) => ({
  deflator: deflator ?? null,
  deflatorBase: deflator ? (deflatorBase ?? 'year-before') : null,
})

/** A price index has values of the same periods, and is not the series itself. */
async function requireDeflator({ kernel }: DataParts, code: string, body: SaveBody): Promise<void> {
  if (!body.deflator) return
  const index = await store.findSeries(kernel.db, body.deflator)
  if (!index || body.deflator === code) throw invalid('/body/deflator', `没有价格指数序列“${body.deflator}”`)
  if (index.frequency !== body.frequency) throw invalid('/body/deflator', '价格指数的频率应与本序列相同')
  if (index.isCumulative && !body.isCumulative)
    throw invalid('/body/deflator', '累计的价格指数只能用于累计序列')
}

interface Asked {
  row: store.SeriesRow
  values: readonly PeriodValue[]
  measure: contract.SeriesMeasure
  as: 'latest' | 'first'
}

/** A measure of a series; those that need other series read them with the eyes of who asks. */
async function measured(parts: DataParts, principal: Principal, asked: Asked) {
  const { row, values, measure } = asked
  const valuesOf = (other: store.SeriesRow) =>
    store.readValues(parts.kernel.db, other.code, {
      ...{ as: asked.as, visibleAt: eyesOf(parts, principal, other) },
    })
  if (measure === 'constant-price' || measure === 'real-growth') {
    if (!row.deflator) throw conflict('no-deflator', '本序列没有登记价格指数，不能按可比价计算。')
    const index = await getSeries(parts, row.deflator)
    const deflator = { ...index, base: row.deflatorBase ?? 'year-before', values: await valuesOf(index) }
    return (measure === 'real-growth' ? realGrowth : constantPrices)(row, values, deflator)
  }
  if (measure !== 'share' && measure !== 'rank') return measureSeries(row, values, measure)
  if (!row.partOf) throw conflict('no-whole', '本序列没有上级序列，不能计算占比和位次。')
  if (measure === 'share') return shareOf(values, await valuesOf(await getSeries(parts, row.partOf)))
  const others = (await store.listParts(parts.kernel.db, row.partOf)).filter((one) => one.code !== row.code)
  return rankAmong(values, await Promise.all(others.map(valuesOf)))
}

function toSeries({ identity }: DataParts, row: store.SeriesRow) {
  return { ...row, organisationName: identity.findOrganisation(row.organisationId)?.name ?? '' }
}

async function getSeries({ kernel }: DataParts, code: string): Promise<store.SeriesRow> {
  const row = await store.findSeries(kernel.db, code)
  if (!row) throw notFound('指标序列', code)
  return row
}

/** Until when values are visible: the owner sees those under embargo too. */
function eyesOf({ kernel }: DataParts, principal: Principal, row: store.SeriesRow): Date | null {
  return ownsData(principal, row.organisationId) ? null : kernel.clock.now()
}

type Values = contract.OperationInput<typeof contract.putSeriesValues>['body']['values']

async function putValues(parts: DataParts, principal: Principal, code: string, values: Values) {
  const row = await getSeries(parts, code)
  requireOwn(principal, row.organisationId)
  values.forEach(({ period, value }, i) => {
    const fault = periodFault(row.frequency, period)
    if (fault) throw invalid(`/body/values/${i}/period`, fault)
    const range = rangeFault(row, value)
    if (range) throw invalid(`/body/values/${i}/value`, range)
  })
  return parts.kernel.db.transaction((tx) => writeValues(parts, tx, row, values))
}
