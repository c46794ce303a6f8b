import type { Comparison, ItemSource } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import { findDataset, findDatasets } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { shownValue } from '../tables/masking.ts'
import { compareItem } from './compare.ts'
import { decideReportAs, takeReport, toReports } from './handle-reports.ts'
import * as items from './item-store.ts'
import * as reports from './report-store.ts'

/** Binds 一数一源、多元校核与容错反馈. */
export function bindFeedback(parts: DataParts): void {
  bindItems(parts)
  bindComparisons(parts)
  bindReports(parts)
  const { jobs, db, clock } = parts.kernel
  jobs.every('data-compare-sources', '47 1 * * *', async () => {
    for (const item of await items.dueItems(db, clock.now())) await compareItem(parts, toItem(parts, item))
  })
}

function toItem({ identity }: DataParts, row: items.ItemRow): ItemSource {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.dataset_name, field: row.field },
    ...{ keyField: row.key_field, cycle: row.cycle, checkers: row.checkers },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
  }
}

function bindItems(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listItemSources, async ({ query }) => {
    const { items: rows, total } = await items.listItems(db, query)
    return { items: rows.map((row) => toItem(parts, row)), total }
  })
  http.bind(contract.putItemSource, async ({ body }) => {
    const ends = [
      { ...body, path: '/body' },
      ...body.checkers.map((one, i) => ({ ...one, path: `/body/checkers/${i}` })),
    ]
    for (const { datasetId, keyField, field, path } of ends) {
      const dataset = await findDataset(db, datasetId)
      if (!dataset) throw invalid(`${path}/datasetId`, '没有这个数据资源')
      for (const name of [keyField, field])
        if (!dataset.fields.some((one) => one.name === name))
          throw invalid(`${path}/field`, `“${dataset.name}”没有信息项“${name}”`)
    }
    return toItem(parts, await items.putItem(db, body, clock.now()))
  })
}

function bindComparisons(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.compareItemSources, async ({ params }) => {
    const item = await items.findItem(db, params.id)
    if (!item) throw notFound('数源', params.id)
    const [comparison] = await toComparisons(parts, [await compareItem(parts, toItem(parts, item))])
    return comparison as Comparison
  })
  http.bind(contract.listComparisons, async ({ params, query }) => {
    const { items: rows, total } = await items.listComparisons(db, params.id, query)
    return { items: await toComparisons(parts, rows), total }
  })
  http.bind(contract.listDifferences, async ({ params, query }, { principal }) => {
    const item = await items.itemOfComparison(db, params.id)
    const dataset = item && (await findDataset(db, item.dataset_id))
    if (!item || !dataset) throw notFound('比对报告', params.id)
    const kindOf = (name: string) => dataset.fields.find((field) => field.name === name)?.sensitive
    const plain = hasPermission(principal, 'data.unmask')
    const shown = (value: string | null, name: string) =>
      value === null || plain ? value : shownValue(value, kindOf(name))
    const { items: rows, total } = await items.listDifferences(db, params.id, query)
    return {
      total,
      items: rows.map((row) => ({
        ...{ checkerId: row.checker_id, kind: row.kind, key: shown(row.key, item.key_field) ?? '' },
        ...{ ours: shown(row.ours, item.field), theirs: shown(row.theirs, item.field) },
      })),
    }
  })
}

async function toComparisons(parts: DataParts, rows: readonly items.ComparisonRow[]): Promise<Comparison[]> {
  const ids = [...new Set(rows.flatMap((row) => row.groups.map((group) => group.checkerId)))]
  const datasets = new Map((await findDatasets(parts.kernel.db, ids)).map((one) => [one.id, one]))
  return rows.map((row) => ({
    ...{ id: row.id, itemId: row.item_id, time: row.time.toISOString() },
    ...{ compared: row.compared, differing: row.differing },
    groups: row.groups.map((group) => {
      const dataset = datasets.get(group.checkerId)
      const organisation = parts.identity.findOrganisation(dataset?.organisation_id ?? null)
      return { ...group, checkerName: dataset?.name ?? '', organisationName: organisation?.name ?? '' }
    }),
  }))
}

function bindReports(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.reportDataError, ({ params, body }, { principal }) =>
    takeReport(parts, principal, params.id, body),
  )
  http.bind(contract.listErrorReports, async ({ query }, { principal }) => {
    const { organisationId, userId } = principal
    const eyes = { all: hasPermission(principal, 'data.govern'), organisationId, userId }
    const { items: rows, total } = await reports.listReports(db, query, eyes)
    return { items: await toReports(parts, principal, rows), total }
  })
  http.bind(contract.decideErrorReport, ({ params, body }, { principal }) =>
    decideReportAs(parts, principal, params.id, body),
  )
  http.bind(contract.registerReceiver, async ({ params, body }) => {
    if (!(await findDataset(db, params.id))) throw notFound('数据资源', params.id)
    if (!parts.identity.findOrganisation(body.organisationId))
      throw invalid('/body/organisationId', '没有这个单位')
    await reports.putReceiver(db, { datasetId: params.id, ...body }, clock.now())
    return { done: true as const }
  })
  http.bind(contract.listReceivers, async ({ params, query }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    const { items: rows, total } = await reports.listReceivers(db, params.id, query)
    const nameOf = (id: string) => parts.identity.findOrganisation(id)?.name ?? ''
    return {
      total,
      items: rows.map((row) => ({
        ...{ organisationId: row.organisation_id, organisationName: nameOf(row.organisation_id) },
        ...{ system: row.system, since: row.since.toISOString(), waiting: row.waiting },
      })),
    }
  })
  http.bind(contract.acknowledgeCorrection, async ({ params, body }, { principal }) => {
    const given = { reportId: params.id, organisationId: principal.organisationId, system: body.system }
    if (!(await reports.acknowledge(db, given, clock.now()))) throw notFound('更正通知', params.id)
    return { done: true as const }
  })
  http.bind(contract.getErrorStatistics, async () =>
    (await reports.readStatistics(db)).map((row) => ({
      organisationId: row.organisation_id,
      organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
      ...{
        reports: row.reports,
        corrected: row.corrected,
        kept: row.kept,
        open: row.open,
        repeated: row.repeated,
      },
      meanHours: row.mean_hours,
      perMillion: row.rows ? (row.corrected / row.rows) * 1_000_000 : null,
    })),
  )
}
