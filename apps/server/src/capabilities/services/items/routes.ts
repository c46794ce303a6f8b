import * as contract from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { changedFields, sourceDifferences, toFormSchema } from './rules.ts'
import * as store from './store.ts'
import { draftItem, faultsOf, publishItem, retireItem } from './write-item.ts'

/** 事项库与办事指南 (SOC-001). */
export function bindItems(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const today = () => dayOf(clock.now())
  const inForce = async (id: string) => {
    const row = await store.findInForce(db, id, today())
    if (!row) throw notFound('服务事项', id)
    return row
  }
  http.bind(contract.searchServiceItems, ({ query }) => store.searchItems(db, query, today()))
  http.bind(contract.listServiceScenes, async () => ({ items: await store.listScenes(db, today()) }))
  http.bind(contract.getServiceItem, async ({ params, query }) => {
    if (!query.version) return store.toItem(db, await inForce(params.id))
    const row = await store.findVersion(db, params.id, query.version)
    // A draft is not shown to everyone.
    if (!row || row.state === 'draft' || row.state === 'review') throw notFound('事项版本', params.id)
    return store.toItem(db, row)
  })
  http.bind(contract.getItemForm, async ({ params }) => toFormSchema((await inForce(params.id)).content))
  http.bind(contract.listItemChanges, async ({ query }) => ({
    items: await store.listChanges(db, query),
  }))
  bindWriting(parts)
}

function bindWriting(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listItemVersions, async ({ params }) => {
    const rows = await store.listVersions(db, params.id)
    if (rows.length === 0) throw notFound('服务事项', params.id)
    return {
      items: rows.map((row, at) => ({
        ...{ version: row.version, state: row.state, effectiveFrom: row.effective_from },
        ...{ writer: row.writer, reviewer: row.reviewer, reason: null },
        changed: changedFields(rows[at + 1]?.content, row.content),
      })),
    }
  })
  http.bind(contract.listItemDrafts, ({ query }) => store.listDrafts(db, query))
  http.bind(contract.getItemDraft, async ({ params }) => {
    const [row] = await store.listVersions(db, params.id)
    if (!row) throw notFound('服务事项', params.id)
    const faults = await faultsOf(parts, db, row.content)
    return { item: await store.toItem(db, row), writer: row.writer, faults }
  })
  http.bind(contract.listServiceMaterials, ({ query }) => store.listMaterials(db, query))
  http.bind(contract.draftServiceItem, ({ body }, { principal }) => draftItem(parts, principal, body))
  http.bind(contract.publishServiceItem, ({ params, body }, { principal }) =>
    publishItem(parts, principal, { ...params, ...body }),
  )
  http.bind(contract.retireServiceItem, async ({ params, body }) => {
    await retireItem(parts, params.id, body)
    return { done: true as const }
  })
  http.bind(contract.saveServiceMaterial, async ({ params, body }) => {
    const now = clock.now()
    const guides = await db.transaction(async (tx) => {
      await store.writeMaterials(tx, [{ ...body, code: params.code }], now)
      return store.noteMaterialChange(tx, params.code, { day: dayOf(now), now })
    })
    return { guides }
  })
  http.bind(contract.listSourceDifferences, async () => ({
    items: sourceDifferences(await store.listAllInForce(db, dayOf(clock.now()))),
  }))
}
