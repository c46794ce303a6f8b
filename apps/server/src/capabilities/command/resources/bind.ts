import * as contract from '@civitas/contract'
import { isInScope, type Scope } from '../../../kernel/access.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { CommandParts } from '../parts.ts'
import * as allocate from './allocate.ts'
import { listFlows } from './flows.ts'
import { bindStock } from './stock.ts'
import * as store from './store.ts'
import type { Travel } from './travel.ts'

/** What incidents hold, of every type, within the scope of who asks. */
async function listHeld(
  parts: CommandParts,
  query: { limit?: number; offset?: number },
  scope: Scope,
): Promise<{ items: contract.ResourceUnit[]; total: number }> {
  const { db } = parts.kernel
  const rows = (await parts.entities.findMany(db, await store.listHeldUnits(db))).filter((row) =>
    isInScope(row.division_code, scope),
  )
  const offset = query.offset ?? 0
  const page = rows.slice(offset, offset + (query.limit ?? 20))
  return { items: await allocate.toUnits(parts, page), total: rows.length }
}

export function bindResources(parts: CommandParts, travel: Travel): void {
  bindStock(parts)
  bindAllocations(parts)
  const { http, db, clock } = parts.kernel
  http.bind(contract.listResourceUnits, async ({ query }, { principal }) => {
    if (query.held) return listHeld(parts, query, principal.scope)
    const type = query.type ?? 'emergency.team'
    if (!allocate.unitTypes.includes(type)) throw invalid('/query/type', `没有“${type}”这类应急资源`)
    const page = await parts.entities.list({ ...query, type }, principal.scope)
    const rows = await parts.entities.findMany(
      db,
      page.items.map((one) => one.id),
    )
    const byId = new Map(rows.map((row) => [row.id, row]))
    const ordered = page.items.flatMap((one) => byId.get(one.id) ?? [])
    return { items: await allocate.toUnits(parts, ordered), total: page.total }
  })
  http.bind(contract.listResourceFlows, ({ query }, { principal }) =>
    listFlows(parts, query, principal.scope),
  )
  http.bind(contract.findReach, ({ body }) => allocate.findReach(parts, travel, body))
  http.bind(contract.setOccupancy, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await parts.entities.find(tx, params.id)
      if (!row || !isInScope(row.division_code, principal.scope)) throw notFound('避难场所', params.id)
      const capacity = Number(row.attributes.capacity ?? 0)
      if (body.occupied > capacity) throw invalid('/body/occupied', `收容人数不能超过容量 ${capacity}`)
      await store.setOccupancy(tx, row.id, body.occupied, clock.now())
      const [unit] = await allocate.toUnits(parts, [row])
      return { ...(unit as contract.ResourceUnit), occupied: body.occupied }
    }),
  )
}

function bindAllocations(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listAllocations, async ({ query }, { principal }) => {
    const page = await store.listAllocations(db, query, principal.scope)
    return { items: page.items.map(store.toAllocation), total: page.total }
  })
  http.bind(contract.requestResource, ({ params, body }, { principal }) =>
    allocate.requestResource(parts, params.id, body, principal),
  )
  http.bind(contract.moveAllocation, ({ params, body }, { principal }) =>
    allocate.moveAllocation(parts, params.id, body, principal),
  )
  http.bind(contract.requestTransfer, ({ params, body }, { principal }) =>
    allocate.requestTransfer(parts, params.id, body, principal),
  )
  http.bind(contract.decideTransfer, ({ params, body }, { principal }) =>
    allocate.decideTransfer(parts, params.id, body.grant, principal),
  )
  http.bind(contract.listTransfers, async ({ query }, { principal }) =>
    (await store.listTransfers(db, query.incidentId, principal.scope)).map(store.toTransfer),
  )
}
