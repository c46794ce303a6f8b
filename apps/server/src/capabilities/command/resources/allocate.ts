import type { Allocation, AllocationState, ReachLine, ResourceUnit, Transfer } from '@civitas/contract'
import { isInScope, type Principal, requireInScope, wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { EntityRow } from '../../entities/index.ts'
import { lockOpen } from '../incidents/keep-incident.ts'
import { note } from '../incidents/store.ts'
import { actorOf, type CommandParts, metresBetween, pointOf, tell } from '../parts.ts'
import { todayOf } from '../plans/registry.ts'
import * as lots from './lots.ts'
import { combine, handsOver, mayMove } from './rules.ts'
import * as store from './store.ts'
import type { Travel } from './travel.ts'

export const unitTypes = [
  'team',
  'vehicle',
  'equipment',
  'shelter',
  'expert',
  'hospital-beds',
  'enterprise',
].map((id) => `emergency.${id}`)
export const storeType = 'emergency.store'

export async function toUnits({ kernel }: CommandParts, rows: readonly EntityRow[]): Promise<ResourceUnit[]> {
  const ids = rows.map((row) => row.id)
  const [holding, occupancy] = await Promise.all([
    store.listHolding(kernel.db, ids),
    store.listOccupancy(kernel.db, ids),
  ])
  return rows.map((row) => {
    const held = holding.find((one) => one.resource_id === row.id)
    const text = (key: string) =>
      typeof row.attributes[key] === 'string' ? (row.attributes[key] as string) : null
    const capacity = typeof row.attributes.capacity === 'number' ? row.attributes.capacity : null
    return {
      ...{ id: row.id, type: row.type, reference: row.reference, name: row.name },
      ...{
        ability: text('ability'),
        owner: text('owner'),
        phone: text('phone'),
        position: pointOf(row),
        capacity,
      },
      occupied:
        capacity === null ? null : (occupancy.find((one) => one.resource_id === row.id)?.occupied ?? 0),
      heldBy: held
        ? {
            ...{ allocationId: held.id, incidentId: held.incident_id },
            ...{ incidentTitle: held.incident_title, commanderName: held.commander_name },
          }
        : null,
    }
  })
}

interface ReachQuery {
  position: [number, number]
  what: string
  quantity: number
  withinMinutes?: number
}

/** What can reach a place, soonest first, and the combination that meets the quantity. */
export async function findReach(parts: CommandParts, travel: Travel, query: ReachQuery) {
  const minutes = await travel.to(query.position)
  const lines = [...(await reachOfLots(parts, query)), ...(await reachOfUnits(parts, query))]
    .map((line) => ({ ...line, minutes: minutes(line.position) }))
    .filter(
      (line) =>
        query.withinMinutes === undefined || (line.minutes !== null && line.minutes <= query.withinMinutes),
    )
    .sort(
      (a, b) =>
        (a.minutes ?? Number.MAX_VALUE) - (b.minutes ?? Number.MAX_VALUE) || a.distanceM - b.distanceM,
    )
  const { parts: taken, shortage } = combine(lines, query.quantity)
  const proposal = taken.map(({ line, quantity }) => ({
    ...{ resourceId: line.resourceId, lotId: line.lotId, name: line.name, quantity },
  }))
  return { lines, proposal, shortage }
}

type Reached = Omit<ReachLine, 'minutes'>

async function reachOfLots({ kernel, entities }: CommandParts, query: ReachQuery): Promise<Reached[]> {
  const { items } = await lots.listLots(kernel.db, { material: query.what, limit: 500 })
  const stores = new Map(
    (
      await entities.findMany(
        kernel.db,
        items.map((one) => one.store_id),
      )
    ).map((one) => [one.id, one]),
  )
  const today = todayOf(kernel.clock.now())
  return items.flatMap((row) => {
    const place = stores.get(row.store_id)
    const position = place && pointOf(place)
    const lot = lots.toLot(row, place?.name ?? '', today)
    if (!position || lot.available <= 0) return []
    const { id: lotId, material: what, unit, quantity, available } = lot
    const distanceM = Math.round(metresBetween(position, query.position))
    return [
      {
        resourceId: row.store_id,
        lotId,
        name: lot.storeName,
        what,
        unit,
        quantity,
        available,
        distanceM,
        position,
      },
    ]
  })
}

async function reachOfUnits(parts: CommandParts, query: ReachQuery): Promise<Reached[]> {
  const found: Reached[] = []
  for (const type of ['emergency.team', 'emergency.vehicle', 'emergency.equipment']) {
    const page = await parts.entities.list({ type, limit: 500 }, wholeScope)
    const rows = await parts.entities.findMany(
      parts.kernel.db,
      page.items.map((one) => one.id),
    )
    for (const unit of await toUnits(
      parts,
      rows.filter((row) => row.attributes.ability === query.what),
    )) {
      if (!unit.position || unit.heldBy) continue
      const distanceM = Math.round(metresBetween(unit.position, query.position))
      const counted = {
        what: query.what,
        unit: '台/支',
        quantity: 1,
        available: 1,
        distanceM,
        position: unit.position,
      }
      found.push({ resourceId: unit.id, lotId: null, name: unit.name, ...counted })
    }
  }
  return found
}

/** Reserves at once: what is reserved is no longer there for others. */
export async function requestResource(
  parts: CommandParts,
  incidentId: string,
  input: { resourceId: string; lotId?: string; quantity: number; travelMinutes?: number },
  principal: Principal,
): Promise<Allocation> {
  const { kernel, entities } = parts
  return kernel.db.transaction(async (tx) => {
    const incident = await lockOpen(tx, incidentId, principal.scope)
    const resource = await entities.find(tx, input.resourceId)
    if (!resource || ![...unitTypes, storeType].includes(resource.type))
      throw invalid('/body/resourceId', '资源登记里没有这一项')
    const goods = await reserveGoods(parts, tx, resource, input)
    const by = actorOf(principal)
    const row = await store.insertAllocation(
      tx,
      {
        ...{ incidentId, resourceId: resource.id, resourceName: resource.name, lotId: input.lotId ?? null },
        ...{ ...goods, quantity: input.quantity, travelMinutes: input.travelMinutes ?? null, by },
      },
      kernel.clock.now(),
    )
    if (!row) throw await heldProblem(tx, resource)
    await noteMove(
      parts,
      tx,
      row,
      `申请${row.what}${row.quantity}${row.unit}（${row.resource_name}）`,
      principal,
    )
    await tell(parts, tx, { kind: 'resource', id: row.id, incidentId, divisionCode: incident.division_code })
    return store.toAllocation(row)
  })
}

async function reserveGoods(
  { kernel }: CommandParts,
  tx: Transaction,
  resource: EntityRow,
  input: { lotId?: string; quantity: number },
): Promise<{ what: string; unit: string; cost: number | null }> {
  if (resource.type !== storeType) {
    if (input.quantity !== 1) throw invalid('/body/quantity', '队伍、车辆和装备按整支、整台调用，数量为 1')
    return { what: String(resource.attributes.ability ?? resource.name), unit: '台/支', cost: null }
  }
  const row = input.lotId ? await lots.lockLot(tx, input.lotId) : undefined
  if (!row || row.store_id !== resource.id) throw invalid('/body/lotId', '请选择该物资库的批次')
  const lot = lots.toLot(row, resource.name, todayOf(kernel.clock.now()))
  if (lot.isExpired)
    throw conflict('lot-expired', `该批${lot.material}已于 ${lot.expiryDate} 过期，不能调用。`)
  if (lot.available < input.quantity)
    throw conflict(
      'not-enough',
      `${resource.name}的${lot.material}可用 ${lot.available}${lot.unit}，不足 ${input.quantity}${lot.unit}。`,
    )
  const cost = lot.unitCost === null ? null : lot.unitCost * input.quantity
  return { what: lot.material, unit: lot.unit, cost }
}

async function heldProblem(tx: Transaction, resource: EntityRow) {
  const [held] = await store.listHolding(tx, [resource.id])
  const who = held ? `“${held.incident_title}”（指挥员 ${held.commander_name ?? '未定'}）` : '其他事件'
  return conflict('resource-held', `${resource.name}已占用：${who}。可向其指挥员申请转调。`)
}

const moveWords: Record<AllocationState, string> = {
  requested: '申请',
  approved: '批准',
  shipped: '发运',
  received: '签收',
  returned: '归还',
  consumed: '消耗',
  cancelled: '撤销',
}

/** Takes a reservation a step further; handing over needs the names of both sides. */
export async function moveAllocation(
  parts: CommandParts,
  id: string,
  input: { to: AllocationState; counterpart?: string },
  principal: Principal,
): Promise<Allocation> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await store.lockAllocation(tx, id)
    if (!row || !isInScope(row.division_code, principal.scope)) throw notFound('调拨单', id)
    if (!mayMove(row.state, input.to))
      throw conflict('wrong-step', `调拨单当前为“${moveWords[row.state]}”，不能“${moveWords[input.to]}”。`)
    if (handsOver.includes(input.to) && (!input.counterpart || input.counterpart === principal.name))
      throw invalid('/body/counterpart', '交接须有双方签名，请填写对方签名人')
    const now = kernel.clock.now()
    const counterpart = input.counterpart ?? null
    const moved = await store.updateAllocation(tx, row, stepOf(input.to, principal.name, counterpart, now))
    await store.insertMove(
      tx,
      { allocationId: id, state: input.to, signedBy: principal.name, counterpart },
      now,
    )
    // What is used up or on its way to be given back leaves or joins the stock only at the end.
    if (input.to === 'consumed' && row.lot_id) await lots.takeFromLot(tx, row.lot_id, row.quantity)
    await noteMove(
      parts,
      tx,
      moved,
      `${moveWords[input.to]}${row.what}${row.quantity}${row.unit}（${row.resource_name}）`,
      principal,
    )
    await tell(parts, tx, {
      kind: 'resource',
      id,
      incidentId: row.incident_id,
      divisionCode: row.division_code,
    })
    return store.toAllocation(moved)
  })
}

function stepOf(
  to: AllocationState,
  by: string,
  other: string | null,
  now: Date,
): Partial<store.AllocationRow> {
  if (to === 'approved') return { state: to, approved_by: by }
  if (to === 'shipped') return { state: to, given_by: by, shipped_time: now }
  if (to === 'received') return { state: to, taken_by: other, received_time: now }
  return { state: to, closed_time: now }
}

function noteMove(
  parts: CommandParts,
  tx: Transaction,
  row: store.AllocationRow,
  text: string,
  principal: Principal,
) {
  const entry = {
    incidentId: row.incident_id,
    act: 'resource',
    by: actorOf(principal),
    text,
    detail: { allocationId: row.id },
  }
  return note(tx, entry, parts.kernel.clock.now())
}

export async function requestTransfer(
  parts: CommandParts,
  id: string,
  input: { toIncidentId: string; reason: string },
  principal: Principal,
): Promise<Transfer> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await store.lockAllocation(tx, id)
    if (!row || row.closed_time) throw notFound('占用中的调拨单', id)
    await lockOpen(tx, input.toIncidentId, principal.scope)
    const asked = {
      allocationId: id,
      from: row.incident_id,
      to: input.toIncidentId,
      reason: input.reason,
      by: actorOf(principal),
    }
    const transfer = await store.insertTransfer(tx, asked, kernel.clock.now())
    if (!transfer) throw conflict('transfer-open', '已经申请过转调，正等待答复。')
    await noteMove(
      parts,
      tx,
      row,
      `${transfer.to_title} 申请转调${row.resource_name}：${input.reason}`,
      principal,
    )
    await tell(parts, tx, {
      kind: 'resource',
      id,
      incidentId: row.incident_id,
      divisionCode: row.division_code,
    })
    return store.toTransfer(transfer)
  })
}

/** The commander who holds it answers; granted, the reservation passes to the other incident as it stands. */
export async function decideTransfer(
  parts: CommandParts,
  id: string,
  grant: boolean,
  principal: Principal,
): Promise<Transfer> {
  return parts.kernel.db.transaction(async (tx) => {
    const found = await store.lockTransfer(tx, id)
    if (!found || !isInScope(found.division_code, principal.scope)) throw notFound('转调申请', id)
    requireInScope(found.division_code, principal.scope)
    if (found.state !== 'open') throw conflict('transfer-answered', '这条转调申请已答复。')
    const row = (await store.lockAllocation(tx, found.allocation_id)) as store.AllocationRow
    if (grant) await store.updateAllocation(tx, row, { incident_id: found.to_incident })
    const decided = await store.decideTransfer(tx, id, grant ? 'granted' : 'refused', principal.name)
    const words = grant ? '同意转调' : '不同意转调'
    for (const incidentId of [found.from_incident, found.to_incident]) {
      await noteMove(
        parts,
        tx,
        { ...row, incident_id: incidentId },
        `${words}${row.resource_name}`,
        principal,
      )
      await tell(parts, tx, { kind: 'resource', id, incidentId, divisionCode: row.division_code })
    }
    return store.toTransfer(decided)
  })
}
