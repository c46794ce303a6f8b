import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { isPersonal } from '../opening/rules.ts'
import { readBenefits } from './benefits.ts'
import { noteOf } from './columns.ts'
import { consent, deliver, sampleOf } from './deliver.ts'
import * as store from './store.ts'
import { sendNext } from './trading.ts'

const yearMs = 365 * 86_400_000
const gb = 1024 ** 3

/** Binds assets, products, orders and the connector to a trading platform. */
export function bindProducts(parts: DataParts): { stop(): Promise<void> } {
  bindAssets(parts)
  bindProductRoutes(parts)
  const idle = startWorkQueue(parts.kernel, 'data-idle-assets', (tx) => askOwner(parts, tx), {
    everyMs: 10_000,
  })
  const outbox = startWorkQueue(parts.kernel, 'data-trading-outbox', (tx) => sendNext(parts, tx), {
    everyMs: 2_000,
  })
  return {
    stop: async () => {
      await Promise.all([idle.stop(), outbox.stop()])
    },
  }
}

const yearAgo = ({ kernel }: DataParts) => new Date(kernel.clock.now().getTime() - yearMs)

function toAsset(parts: DataParts, row: store.AssetRow): contract.DataAsset {
  const organisation = (id: string) => ({ id, name: parts.identity.findOrganisation(id)?.name ?? '' })
  const isIdle = row.uses === 0 && row.since < yearAgo(parts)
  return {
    ...{
      datasetId: row.dataset_id,
      name: row.name,
      organisationName: organisation(row.organisation_id).name,
    },
    ...{ holder: organisation(row.holder_id), processor: organisation(row.processor_id) },
    ...{
      operator: organisation(row.operator_id),
      storagePerGb: row.storage_per_gb,
      valuation: row.valuation,
    },
    ...{ bytes: row.bytes, monthlyCost: monthlyCost(row), uses: row.uses, lastUsed: row.last_used, isIdle },
    // What was used once may be again; what never was is put away.
    advice: !isIdle ? 'keep' : row.last_used ? 'activate' : 'archive',
    registeredTime: row.registered_time.toISOString(),
  }
}

function monthlyCost(row: store.AssetRow): number {
  return Math.round((row.bytes / gb) * row.storage_per_gb * 10_000) / 10_000
}

function bindAssets(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.registerAsset, async ({ params, body }, { principal }) => {
    const dataset = await findDataset(db, params.id)
    if (!dataset) throw notFound('数据资源', params.id)
    requireOwn(principal, dataset.organisation_id)
    for (const name of ['holderId', 'processorId', 'operatorId'] as const)
      if (!parts.identity.findOrganisation(body[name])) throw invalid(`/body/${name}`, '没有这个单位')
    const rights = { holder_id: body.holderId, processor_id: body.processorId, operator_id: body.operatorId }
    await store.putAsset(
      db,
      { dataset_id: dataset.id, ...rights, storage_per_gb: body.storagePerGb, valuation: body.valuation },
      clock.now(),
    )
    return toAsset(parts, (await store.findAsset(db, dataset.id, yearAgo(parts))) as store.AssetRow)
  })
  http.bind(contract.listAssets, async ({ query }) => {
    const { items, total } = await store.listAssets(db, query, yearAgo(parts))
    return { items: items.map((row) => toAsset(parts, row)), total }
  })
  http.bind(contract.setTradingPlatform, async ({ body }) => {
    await store.setPlatform(db, body.url)
    return { url: body.url, waiting: await store.countWaiting(db) }
  })
}

/** Asks the owner of an idle asset what to do with it, with what it costs. */
async function askOwner(parts: DataParts, tx: Parameters<typeof sendNext>[1]): Promise<boolean> {
  const row = await store.takeIdle(tx, yearAgo(parts))
  if (!row) return false
  const now = parts.kernel.clock.now()
  await store.setIdleTold(tx, row.dataset_id, now)
  parts.messaging.tell(tx, {
    key: `asset-idle/${row.dataset_id}/${now.toISOString().slice(0, 10)}`,
    title: `数据资产闲置：${row.name}`,
    text: `“${row.name}”已12个月没有调用，每月存储成本 ${monthlyCost(row)} 元。请确认盘活（推荐使用场景）或归档。`,
    ...{ urgency: 'normal', to: [{ organisationId: row.organisation_id }] },
    subject: { kind: 'dataset', id: row.dataset_id },
    link: '/console/assets?isIdle=true',
  })
  return true
}

async function toProduct(parts: DataParts, row: store.ProductRow): Promise<contract.DataProduct> {
  return {
    ...{
      id: row.id,
      name: row.name,
      scene: row.scene,
      datasetId: row.dataset_id,
      datasetName: row.dataset_name,
    },
    ...{ columns: row.columns, subject: row.subject, price: row.price, terms: row.terms, state: row.state },
    ...{ reason: row.reason, sample: await sampleOf(parts, row), orders: row.orders },
    createdTime: row.created_time.toISOString(),
  }
}

function bindProductRoutes(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.createProduct, ({ body }, { principal }) => create(parts, principal, body))
  http.bind(contract.listProducts, async ({ query }) => {
    const { items, total } = await store.listProducts(db, query)
    return { items: await Promise.all(items.map((row) => toProduct(parts, row))), total }
  })
  http.bind(contract.reviewProduct, async ({ params, body }) => {
    const row = await store.findProduct(db, params.id)
    if (!row) throw notFound('数据产品', params.id)
    if (row.state !== 'in-review') throw conflict('not-in-review', '该产品不在审核中。')
    if (!body.approve && !body.reason) throw invalid('/body/reason', '请写明理由')
    const state = body.approve ? ('listed' as const) : ('refused' as const)
    const done = await db.transaction(async (tx) => {
      const next = await store.setProductState(tx, row.id, state, body.reason ?? null)
      const { id, name, scene, price, terms, columns } = next
      const listing = { kind: 'listing', id, name, scene, price, terms, columns }
      if (body.approve) await store.putOutbox(tx, `listing/${id}`, listing, parts.kernel.clock.now())
      return next
    })
    return toProduct(parts, done)
  })
  http.bind(contract.giveConsent, ({ params, body }, { principal }) =>
    consent(parts, principal, params.id, body),
  )
  http.bind(contract.orderProduct, ({ params, body }, { principal }) =>
    deliver(parts, principal, params.id, body),
  )
  http.bind(contract.listSceneBenefits, async ({ query }) => {
    if (query.from && query.to && query.to < query.from) throw invalid('/query/to', '应不早于开始日期')
    const items = await readBenefits(db, query)
    return { items, revenue: items.reduce((sum, one) => sum + one.revenue, 0) }
  })
  http.bind(contract.listProductOrders, async ({ query }) => {
    const { items, total } = await store.listOrders(db, query)
    return { items: items.map((row) => ({ ...row, note: noteOf(row), time: row.time.toISOString() })), total }
  })
}

type ProductInput = contract.OperationInput<typeof contract.createProduct>['body']

/** Legal and security check: an asset with its rights, no personal columns, nothing important; then review. */
async function create(
  parts: DataParts,
  principal: Principal,
  body: ProductInput,
): Promise<contract.DataProduct> {
  const { db, clock } = parts.kernel
  const dataset = await findDataset(db, body.datasetId)
  if (!dataset) throw notFound('数据资源', body.datasetId)
  requireOwn(principal, dataset.organisation_id)
  if (!(await store.findAsset(db, dataset.id, yearAgo(parts))))
    throw invalid('/body/datasetId', '请先登记为数据资产并明确持有、加工使用、经营三权')
  const fields = new Map(dataset.fields.map((field) => [field.name, field]))
  body.columns.forEach((name, i) => {
    const field = fields.get(name)
    const path = `/body/columns/${i}`
    if (!field) throw invalid(path, `没有信息项“${name}”`)
    if (isPersonal(field) || field.suspected)
      throw invalid(path, `“${field.title}”是个人原始数据，不能作为产品`, 'personal-data')
    if (field.grade === 'important' || field.grade === 'core')
      throw invalid(path, `“${field.title}”是重要或核心数据，不能作为产品`)
  })
  if (body.subject && !fields.has(body.subject)) throw invalid('/body/subject', `没有信息项“${body.subject}”`)
  const row = await store.insertProduct(db, {
    ...{ id: newId(), name: body.name, scene: body.scene, dataset_id: dataset.id, columns: body.columns },
    ...{ subject: body.subject ?? null, price: body.price, terms: body.terms, created_time: clock.now() },
  })
  return toProduct(parts, row)
}
