import type { LineageEdge, OperationInput } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { isId } from '../../../kernel/ids.ts'
import { forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { ownsData } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { followRuns } from './follow-runs.ts'
import { readImpact, readLineage, readTrace, toEdge } from './read-lineage.ts'
import { nameEnds } from './record-lineage.ts'
import * as store from './store.ts'
import { watchSchemas } from './watch-schemas.ts'

/** Binds lineage and metadata. */
export function bindLineage(parts: DataParts): void {
  const { http, db } = parts.kernel
  watchSchemas(parts)
  followRuns(parts)
  // Nobody answers for it, so nobody could mend it: an asset without owner is not published.
  parts.releaseGates.push(async (dataset) =>
    parts.identity.findOrganisation(dataset.organisation_id) ? [] : ['没有责任单位的数据资源不能发布'],
  )
  http.bind(contract.getLineage, ({ query }) => readLineage(parts, query))
  http.bind(contract.listLineageHubs, async () =>
    (await store.listHubs(db)).map((one) => ({ kind: 'dataset' as const, ...one })),
  )
  http.bind(contract.getImpact, ({ query }) => readImpact(parts, query))
  http.bind(contract.traceValue, async ({ query }) => ({ steps: await readTrace(parts, query) }))
  http.bind(contract.addLineage, ({ body }, { principal }) => addEdge(parts, principal, body))
  http.bind(contract.endLineage, async ({ params }, { principal }) => {
    const edge = await store.findEdge(db, params.id)
    if (!edge) throw notFound('血缘关系', params.id)
    if (!edge.is_manual) throw forbidden('由流水线产生的血缘随流水线变更，不能手工终止。', 'not-manual')
    await requireOwnEnd(parts, principal, [edge.from_id, edge.to_id])
    await store.endEdges(db, [params.id], parts.kernel.clock.now())
    return { done: true as const }
  })
  http.bind(contract.listSchemaChanges, async ({ query }) => {
    const { items, total } = await store.listSchemaChanges(db, query)
    return {
      total,
      items: items.map((row) => ({
        ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.name, changes: row.changes },
        time: row.time.toISOString(),
      })),
    }
  })
  http.bind(contract.getMetadataCompleteness, async () =>
    (await store.readCompleteness(db)).map((row) => ({
      organisationId: row.organisation_id,
      organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
      ...{ datasets: row.datasets, filled: row.filled, expected: row.expected },
      share: row.expected === 0 ? 0 : row.filled / row.expected,
    })),
  )
}

async function requireOwnEnd(parts: DataParts, principal: Principal, ids: readonly string[]): Promise<void> {
  for (const id of ids.filter(isId)) {
    const dataset = await findDataset(parts.kernel.db, id)
    if (dataset && ownsData(principal, dataset.organisation_id)) return
  }
  if (principal.permissions.has('data.govern')) return
  throw forbidden('只能为本单位的数据资源补充血缘。', 'outside-organisation')
}

async function addEdge(
  parts: DataParts,
  principal: Principal,
  { from, to, note }: OperationInput<typeof contract.addLineage>['body'],
): Promise<LineageEdge> {
  const { db, clock } = parts.kernel
  for (const [path, end] of [['from', from] as const, ['to', to] as const]) {
    if (end.kind !== 'dataset') continue
    const dataset = isId(end.id) ? await findDataset(db, end.id) : undefined
    if (!dataset) throw invalid(`/body/${path}/id`, '没有这个数据资源')
    if (end.field && !dataset.fields.some((field) => field.name === end.field))
      throw invalid(`/body/${path}/field`, `没有信息项“${end.field}”`)
  }
  if (from.kind === to.kind && from.id === to.id && from.field === to.field)
    throw invalid('/body/to', '不能与自身相连')
  await requireOwnEnd(parts, principal, [from.id, to.id])
  return db.transaction(async (tx) => {
    await nameEnds(tx, [from, to])
    const manual = { userName: principal.name, note }
    const id = await store.insertEdge(
      tx,
      { from, to, via: 'manual', viaName: `人工补充：${note}`, ruleVersion: null, manual },
      clock.now(),
    )
    return toEdge((await store.findEdge(tx, id)) as store.EdgeRow)
  })
}
