import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import * as store from './store.ts'

/** Binds the list of point-to-point feeds: what is handed over past the catalogue, and the plan to convert it (PLT-053). */
export function bindLegacyFeeds(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  const today = () => dayOf(clock.now())
  const get = async (principal: Principal, id: string) => {
    const row = await store.findFeed(db, principal, id, today())
    if (!row) throw notFound('点对点旧接口', id)
    return row
  }
  http.bind(contract.listLegacyFeeds, async ({ query }, { principal }) => {
    const { items, ...counts } = await store.listFeeds(db, principal, query, today())
    return { ...counts, items: items.map((row) => toFeed(parts, row)) }
  })
  http.bind(contract.registerLegacyFeed, async ({ body }, { principal }) => {
    for (const name of ['consumerId', 'providerId'] as const)
      if (!parts.identity.findOrganisation(body[name])) throw invalid(`/body/${name}`, '没有这个单位')
    if (body.consumerId === body.providerId) throw invalid('/body/consumerId', '使用单位与提供单位不能相同')
    requireSide(principal, body)
    await requireDataset(parts, body.datasetId, body.providerId)
    return toFeed(parts, await get(principal, await store.insertFeed(db, body, clock.now())))
  })
  http.bind(contract.changeLegacyFeed, async ({ params, body }, { principal }) => {
    const row = await get(principal, params.id)
    if (row.state === 'converted') throw conflict('converted', '该接口已完成改造。')
    await requireDataset(parts, body.datasetId, row.providerId)
    await store.setPlan(db, row.id, body)
    return toFeed(parts, await get(principal, row.id))
  })
  http.bind(contract.convertLegacyFeed, async ({ params }, { principal }) => {
    const row = await get(principal, params.id)
    if (row.state === 'converted') throw conflict('converted', '该接口已完成改造。')
    if (!row.datasetId) throw conflict('no-dataset', '请先在改造计划中选定目录中的数据资源。')
    const grantId = await store.findGrantOf(db, row.datasetId, row.consumerId, today())
    if (!grantId)
      throw conflict('no-grant', '使用单位还没有该资源的有效授权，请先申请使用，授权后再确认改造。')
    await store.setConverted(db, row.id, grantId, clock.now())
    return toFeed(parts, await get(principal, row.id))
  })
}

function requireSide(principal: Principal, given: { consumerId: string; providerId: string }): void {
  const sides = [given.consumerId, given.providerId]
  if (hasPermission(principal, 'data.operate') || hasPermission(principal, 'data.govern')) return
  if (!principal.organisationId || !sides.includes(principal.organisationId))
    throw forbidden('只能登记本单位使用或提供的接口。', 'not-own')
}

async function requireDataset(
  { kernel }: DataParts,
  datasetId: string | null,
  providerId: string,
): Promise<void> {
  if (!datasetId) return
  const dataset = await findDataset(kernel.db, datasetId)
  if (dataset?.state !== 'published') throw invalid('/body/datasetId', '请选择已发布的数据资源')
  if (dataset.organisation_id !== providerId)
    throw invalid('/body/datasetId', `“${dataset.name}”不是该提供单位的数据资源`)
}

function toFeed({ identity }: DataParts, row: store.FeedRow): contract.LegacyFeed {
  const nameOf = (id: string) => identity.findOrganisation(id)?.name ?? ''
  return {
    ...row,
    ...{ consumerName: nameOf(row.consumerId), providerName: nameOf(row.providerId) },
    convertedTime: row.convertedTime?.toISOString() ?? null,
  }
}
