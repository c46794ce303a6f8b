import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { dayOf } from '../../../kernel/days.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import { readSeriesTable, type TableValue } from './read-table.ts'
import * as releases from './release-store.ts'
import { periodFault, rangeFault } from './rules.ts'
import { findSeries, findSeriesNamed, type SeriesRow } from './store.ts'
import { writeValues } from './write-values.ts'

/** Binds whole tables of values, and the calendar of releases. */
export function bindSeriesTables(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.importSeries, ({ body }, { principal }) => importTable(parts, principal, body))
  http.bind(contract.listSeriesReleases, async ({ query }) => {
    const { items, total } = await releases.listReleases(db, query, clock.now())
    const nameOf = (id: string) => parts.identity.findOrganisation(id)?.name ?? ''
    return { items: items.map((one) => ({ ...one, organisationName: nameOf(one.organisationId) })), total }
  })
  http.bind(contract.putSeriesReleases, async ({ params, body }, { principal }) => {
    const row = await findSeries(db, params.code)
    if (!row) throw notFound('指标序列', params.code)
    requireOwn(principal, row.organisationId)
    body.releases.forEach(({ period }, i) => {
      const fault = periodFault(row.frequency, period)
      if (fault) throw invalid(`/body/releases/${i}/period`, fault)
      if (body.releases.findIndex((one) => one.period === period) !== i)
        throw invalid(`/body/releases/${i}/period`, `“${period}”出现两次`)
    })
    const coming = dayOf(clock.now())
    await db.transaction((tx) => releases.replaceReleases(tx, row.code, body.releases, coming))
    return { count: body.releases.length }
  })
}

interface Good {
  readonly period: string
  readonly value: number
  readonly caliber?: string
  readonly note?: string
}

/** Takes a table whole or not at all: one line that is wrong, and nothing of it is kept. */
async function importTable(
  parts: DataParts,
  principal: Principal,
  body: contract.OperationInput<typeof contract.importSeries>['body'],
): Promise<contract.SeriesImport> {
  const values = await readSeriesTable(body.fileName, Buffer.from(body.base64, 'base64'))
  if (values.length === 0) throw invalid('/body/base64', '表中没有数值')
  const known = new Map(
    await Promise.all(
      [...new Set(values.map((one) => one.series))].map(
        async (name) => [name, await findSeriesNamed(parts.kernel.db, name)] as const,
      ),
    ),
  )
  const faults: contract.SeriesImport['faults'] = []
  const good = new Map<string, { row: SeriesRow; values: Map<string, Good> }>()
  for (const one of values) {
    const row = known.get(one.series)
    const there = row && good.get(row.code)?.values.has(one.period)
    const fault = there ? { column: '期别', text: `“${one.period}”出现两次` } : faultOf(one, row, principal)
    if (fault || !row) {
      if (fault) faults.push({ line: one.line, ...fault })
      continue
    }
    const its = good.get(row.code) ?? { row, values: new Map<string, Good>() }
    good.set(row.code, its)
    its.values.set(one.period, {
      ...{ period: one.period, value: numberOf(one.value) },
      ...(one.caliber ? { caliber: one.caliber } : {}),
      ...(one.note ? { note: one.note } : {}),
    })
  }
  const found = { lines: values.length, series: good.size, faults: faults.slice(0, 500) }
  if (faults.length > 0 || body.isTrial) return { ...found, written: 0, isKept: false, warnings: [] }
  const done = await parts.kernel.db.transaction(async (tx) => {
    const all = []
    for (const { row, values: its } of good.values())
      all.push(await writeValues(parts, tx, row, [...its.values()]))
    return all
  })
  return {
    ...{ ...found, isKept: true, written: done.reduce((sum, one) => sum + one.written, 0) },
    warnings: [...new Set(done.flatMap((one) => one.warnings))],
  }
}

/** Thousands may be grouped: `1,234.5`. */
const numberOf = (text: string) => Number(text.replaceAll(/[,，\s]/g, ''))

function faultOf(
  one: TableValue,
  row: SeriesRow | undefined,
  principal: Principal,
): { column: string; text: string } | undefined {
  if (!row) return { column: '代码', text: `没有指标序列“${one.series}”` }
  if (!ownsData(principal, row.organisationId))
    return { column: '代码', text: `“${row.title}”不是本单位的指标序列` }
  const period = periodFault(row.frequency, one.period)
  if (period) return { column: '期别', text: period }
  const value = numberOf(one.value)
  if (one.value === '' || !Number.isFinite(value))
    return { column: one.column, text: one.value === '' ? '没有数值' : `“${one.value}”不是数字` }
  if (one.caliber.length > 500) return { column: '口径', text: '口径最多 500 字' }
  if (one.note.length > 300) return { column: '说明', text: '说明最多 300 字' }
  const range = rangeFault(row, value)
  return range ? { column: one.column, text: range } : undefined
}
