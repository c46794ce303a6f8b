import {
  type DuplicateFacility,
  type FacilityInput,
  type SitingRule,
  thingFacilityChanged,
} from '@civitas/contract'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import type { Territory } from '../../territory/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import * as checks from './check-store.ts'
import type { FacilityGate } from './facility-gate.ts'
import * as requests from './request-store.ts'
import { judgeMount, metresBetween } from './rules.ts'
import * as store from './store.ts'

export interface SitingParts {
  kernel: Kernel
  identity: Identity
  territory: Territory
  index: DatastreamIndex
  gate: FacilityGate
}

type Place = readonly [number, number]

/** Distances of a type nobody has set. */
export async function findRule(db: Queryable, facilityType: string): Promise<SitingRule> {
  const [rule] = await store.readSitingRules(db, facilityType)
  return rule ?? { facilityType, duplicateMetres: 100, toleranceMetres: 20, coverageMetres: 500 }
}

/** Facilities of the same type that could do the work: within the distance, or in the same grid (PLT-012). */
export async function findDuplicates(
  { kernel, identity, territory }: SitingParts,
  facilityType: string,
  position: Place,
): Promise<{ rule: SitingRule; duplicates: DuplicateFacility[]; division: string | null }> {
  const rule = await findRule(kernel.db, facilityType)
  const division = territory.findDivisionAt(position[0], position[1])
  const near = await store.listNear(kernel.db, {
    ...{ position, metres: rule.duplicateMetres, type: facilityType },
    division: division?.length === 15 ? division : null,
  })
  const duplicates = near
    .map((row) => ({ row, metres: metresBetween(position, [row.lon, row.lat]) }))
    .filter(({ row, metres }) => metres <= rule.duplicateMetres || row.divisionCode === division)
    .sort((a, b) => a.metres - b.metres)
    .map(({ row, metres }) => ({
      ...{ facilityId: row.id, name: row.name, ownerId: row.ownerId },
      ownerName: identity.findOrganisation(row.ownerId)?.name ?? null,
      metres: Math.round(metres * 10) / 10,
      sameArea: row.divisionCode === division,
      offer: '共享',
    }))
  return { rule, duplicates, division }
}

export async function requestSiting(
  parts: SitingParts,
  input: {
    purpose: string
    facilityType: string
    position: [number, number]
    reason?: string
    shareFacilityId?: string
  },
  by: Principal,
): Promise<requests.RequestRow> {
  const { duplicates, division } = await findDuplicates(parts, input.facilityType, input.position)
  requireInScope(division, by.scope)
  const reason = input.reason?.trim() || null
  const [nearest] = duplicates
  const shared = input.shareFacilityId ?? null
  if (shared && !duplicates.some((one) => one.facilityId === shared))
    throw invalid('/body/shareFacilityId', '应是附近已有的同类设施')
  if (nearest && !reason && !shared) {
    const owner = nearest.ownerName ?? '其他单位'
    const message = `${nearest.metres} 米处已有${owner}的“${nearest.name}”，可申请共享；仍要新建须书面说明理由`
    throw new Problem('invalid', 'reason-needed', message, [{ path: '/body/reason', message }])
  }
  const row = {
    ...{ id: newId(), purpose: input.purpose, facilityType: input.facilityType, duplicates, reason },
    ...{ organisationId: by.organisationId, lon: input.position[0], lat: input.position[1] },
    ...{ divisionCode: division, requestedBy: by.userId, requestedName: by.name },
    sharedFacilityId: shared,
  }
  return requests.insertRequest(parts.kernel.db, row, parts.kernel.clock.now())
}

export async function decideRequest(
  { kernel }: SitingParts,
  id: string,
  input: { decision: 'approve' | 'reject' | 'share'; comment: string; facilityId?: string },
  by: Principal,
): Promise<requests.RequestRow> {
  return kernel.db.transaction(async (tx) => {
    const request = await requests.findRequest(tx, id)
    if (!request) throw notFound('布点申请', id)
    requireInScope(request.divisionCode, by.scope)
    if (request.state !== 'submitted') throw conflict('already-decided', '这份申请已有结论。')
    if (request.requestedBy === by.userId) throw forbidden('布点申请须由他人审批。', 'second-person-needed')
    const sharedId = input.facilityId ?? request.sharedFacilityId
    if (input.decision === 'share') {
      const shared = sharedId && (await store.findFacility(tx, sharedId))
      if (!shared) throw invalid('/body/facilityId', '应指明共享的设施')
    }
    const states = { approve: 'approved', reject: 'rejected', share: 'shared' } as const
    return requests.moveRequest(tx, id, {
      ...{ state: states[input.decision], decidedName: by.name, decidedTime: kernel.clock.now() },
      comment: input.comment,
      ...(input.decision === 'share' && sharedId ? { sharedFacilityId: sharedId } : {}),
    })
  })
}

/** Registers a facility; one that follows an approved request must stand where it was approved. */
export async function registerFacility(
  parts: SitingParts,
  input: FacilityInput,
  by: Principal,
): Promise<store.FacilityRow> {
  const { kernel, territory, identity } = parts
  const division = territory.findDivisionAt(input.position[0], input.position[1])
  requireInScope(division, by.scope)
  if (input.ownerId && !identity.findOrganisation(input.ownerId))
    throw invalid('/body/ownerId', '没有这个单位')
  const id = newId()
  await kernel.db.transaction(async (tx) => {
    if (input.requestId) await closeRequest(tx, input, input.requestId, id)
    const row = { ...input, id, divisionCode: division, by: by.name, now: kernel.clock.now() }
    if (!(await store.insertFacility(tx, row)))
      throw conflict('reference-taken', `设施编号 ${input.reference} 已登记。`)
  })
  return (await store.findFacility(kernel.db, id)) as store.FacilityRow
}

async function closeRequest(
  tx: Transaction,
  input: FacilityInput,
  requestId: string,
  facilityId: string,
): Promise<void> {
  const request = await requests.findRequest(tx, requestId)
  if (!request) throw invalid('/body/requestId', '没有这份布点申请')
  if (request.state !== 'approved') throw conflict('request-not-approved', '这份布点申请不在已批准状态。')
  if (request.facilityType !== input.facilityType) throw invalid('/body/facilityType', '与批准的设施类型不符')
  const rule = await findRule(tx, input.facilityType)
  const metres = metresBetween([request.lon, request.lat], input.position)
  if (metres > rule.toleranceMetres) {
    const message = `竣工位置偏离批准位置 ${metres.toFixed(1)} 米，允许 ${rule.toleranceMetres} 米`
    throw invalid('/body/position', message, 'outside-tolerance')
  }
  await requests.moveRequest(tx, requestId, { state: 'built', facilityId, deviationMetres: metres })
}

/** Mounts a device when slots, load and power allow; its model may have waited for this to let it send. */
export async function mount(
  { kernel, index, gate }: SitingParts,
  facilityId: string,
  input: {
    thingId?: string
    title: string
    tenantId?: string
    slots?: number
    loadKg?: number
    powerW?: number
  },
  by: Principal,
): Promise<store.MountRow> {
  const thing = input.thingId ? index.findThing(input.thingId) : undefined
  if (input.thingId && !thing) throw invalid('/body/thingId', '没有这个设备')
  if (thing) requireInScope(thing.divisionCode, by.scope)
  return kernel.db.transaction(async (tx) => {
    const facility = await store.findFacility(tx, facilityId, true)
    if (!facility) throw notFound('设施', facilityId)
    requireInScope(facility.divisionCode, by.scope)
    const load = { slots: input.slots ?? 1, loadKg: input.loadKg ?? 0, powerW: input.powerW ?? 0 }
    const refusal = judgeMount(facility, load)
    if (refusal) throw conflict(refusal.code, refusal.message)
    if (thing && (await store.facilityOfThing(tx, thing.id)))
      throw conflict('already-mounted', `设备“${thing.name}”已挂载在别处，先拆除。`)
    const row = await store.insertMount(tx, {
      ...{ id: newId(), facilityId, thingId: thing?.id ?? null, title: input.title },
      ...{ tenantId: input.tenantId ?? null, ...load, now: kernel.clock.now() },
    })
    if (thing) {
      await store.setThingFacility(tx, thing.id, facilityId)
      await kernel.messages.publish(tx, thingFacilityChanged, { thingId: thing.id, facilityId })
      tx.afterCommit(() => gate.set(thing.id, true))
    }
    return row
  })
}

export async function unmount(
  { kernel, gate }: SitingParts,
  id: string,
  by: Principal,
): Promise<store.MountRow> {
  return kernel.db.transaction(async (tx) => {
    const held = await store.findMount(tx, id)
    const facility = held && (await store.findFacility(tx, held.facilityId))
    if (!held || !facility) throw notFound('挂载', id)
    requireInScope(facility.divisionCode, by.scope)
    const row = await store.removeMount(tx, id, kernel.clock.now())
    if (!row) throw conflict('already-removed', '已经拆除。')
    const { thingId } = row
    if (thingId) {
      await store.setThingFacility(tx, thingId, null)
      await kernel.messages.publish(tx, thingFacilityChanged, { thingId, facilityId: null })
      tx.afterCommit(() => gate.set(thingId, false))
    }
    return row
  })
}

/** A scan in the field: where the facility should be, elsewhere, or not there. */
export async function checkInventory(
  { kernel }: SitingParts,
  id: string,
  input: { found: boolean; position?: [number, number]; comment?: string },
  by: Principal,
) {
  const facility = await store.findFacility(kernel.db, id)
  if (!facility) throw notFound('设施', id)
  requireInScope(facility.divisionCode, by.scope)
  const { toleranceMetres } = await findRule(kernel.db, facility.facilityType)
  const position = input.found ? (input.position ?? null) : null
  const distance = position ? metresBetween([facility.lon, facility.lat], position) : null
  const moved = distance !== null && distance > toleranceMetres
  const result = !input.found ? ('missing' as const) : moved ? ('moved' as const) : ('confirmed' as const)
  await kernel.db.transaction((tx) =>
    checks.insertCheck(tx, {
      ...{ id: newId(), facilityId: id, result, distance, position, by: by.name },
      ...{ comment: input.comment ?? null, now: kernel.clock.now() },
    }),
  )
  return { result, distance, facility: (await store.findFacility(kernel.db, id)) as store.FacilityRow }
}
