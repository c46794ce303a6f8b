import type {
  FlowPlace,
  OperationOutput,
  listResourceFlows as operation,
  ResourceFlow,
} from '@civitas/contract'
import { isInScope, type Scope } from '../../../kernel/access.ts'
import type { CommandParts } from '../parts.ts'
import { storeType } from './allocate.ts'
import * as store from './flows-store.ts'

const dayMs = 86_400_000
const most = 300
const method =
  '按起点、终点、品种、方式和阶段合并：申请预留（已申请、已批准）计为“计划”，已发出计为“在途”，已签收、归还、消耗计为“已到”；撤销的和演练的不计。库间调拨、借用、归还以双方签名时刻为准。费用为预留时按单价计算的合计。'

/** Where goods and forces went, drawn from the reservations of incidents and the moves between stores. */
export async function listFlows(
  parts: CommandParts,
  query: { days?: number; incidentId?: string; what?: string },
  scope: Scope,
): Promise<OperationOutput<typeof operation>> {
  const { db, clock } = parts.kernel
  const from = new Date(clock.now().getTime() - (query.days ?? 30) * dayMs)
  const [given, moved] = await Promise.all([
    store.listAllocated(db, { ...query, from }, scope),
    query.incidentId ? [] : store.listMoved(db, { ...query, from }),
  ])
  const known = new Map(
    (
      await parts.entities.findMany(db, [
        ...new Set([...given.map((one) => one.from), ...moved.flatMap((one) => [one.from, one.to])]),
      ])
    ).map((row) => [row.id, row]),
  )
  const places = new Map<string, FlowPlace>()
  for (const [id, row] of known)
    if (row.lon !== null && row.lat !== null)
      places.set(id, {
        ...{ id, kind: row.type === storeType ? 'store' : 'unit', name: row.name },
        position: [row.lon, row.lat],
      })
  for (const one of given)
    if (one.lon !== null && one.lat !== null)
      places.set(one.to, { id: one.to, kind: 'incident', name: one.title, position: [one.lon, one.lat] })
  const inSight = moved.filter((one) =>
    [one.from, one.to].some((id) => isInScope(known.get(id)?.division_code ?? null, scope)),
  )
  const all = [...given, ...inSight].sort((a, b) => b.last.getTime() - a.last.getTime())
  const placed = all.filter((one) => places.has(one.from) && places.has(one.to)).slice(0, most)
  const used = new Set(placed.flatMap((one) => [one.from, one.to]))
  const costs = given.flatMap((one) => one.cost ?? [])
  return {
    from: from.toISOString(),
    places: [...places.values()].filter((one) => used.has(one.id)),
    flows: placed.map(toFlow),
    unplaced: all.filter((one) => !places.has(one.from) || !places.has(one.to)).length,
    cost: costs.length > 0 ? costs.reduce((sum, one) => sum + one, 0) : null,
    method,
  }
}

function toFlow(row: store.FlowRow): ResourceFlow {
  const { from, to, kind, stage, what, unit, quantity, moves } = row
  return { from, to, kind, stage, what, unit, quantity, moves, lastTime: row.last.toISOString() }
}
