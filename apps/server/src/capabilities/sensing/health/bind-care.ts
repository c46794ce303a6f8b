import * as contract from '@civitas/contract'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import { newSecret } from '../../../kernel/crypto.ts'
import { dayOf } from '../../../kernel/days.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Territory } from '../../territory/index.ts'
import { reportIncident } from '../admission/quarantine.ts'
import type { DeviceRights } from '../admission/rights.ts'
import { namesOfThing } from '../things/credential-store.ts'
import type { Credentials } from '../things/credentials.ts'
import { adviseDensity } from './advise-density.ts'
import * as store from './care-store.ts'
import type { HealthParts } from './compute-quality.ts'
import { insertSwap } from './store.ts'

export interface CareParts extends HealthParts {
  rights: DeviceRights
  credentials: Credentials
  territory: Territory
}

type Kind = contract.DeviceWorkOrder['kind']

/** The event that asks for the work; the domain of devices says which case follows. */
const eventOf: Record<Kind, string> = {
  repair: 'devices.repair-asked',
  calibration: 'devices.calibration-asked',
  swap: 'devices.swap-asked',
  relocation: 'devices.relocation-asked',
}
const kindOf = new Map(Object.entries(eventOf).map(([kind, event]) => [event, kind as Kind]))

/** Calibration, swaps, work orders and density advice over HTTP (PLT-017). */
export function bindCare(parts: CareParts): void {
  bindCalibrations(parts)
  bindSwaps(parts)
  bindOrders(parts)
  followOrders(parts)
  parts.kernel.http.bind(contract.getDensityAdvice, ({ query }, { principal }) =>
    adviseDensity(parts, query, principal),
  )
}

function requireThing({ index }: CareParts, id: string, { scope }: Principal) {
  const thing = index.findThing(id)
  if (!thing) throw notFound('设备', id)
  requireInScope(thing.divisionCode, scope)
  return thing
}

function bindCalibrations(parts: CareParts): void {
  const { kernel, rights } = parts
  const { http, db, clock } = kernel
  http.bind(contract.listCalibrations, async ({ query }, { principal }) =>
    store.listCalibrations(db, query, dayOf(clock.now()), await rights.readable(principal)),
  )
  http.bind(contract.setCalibration, async ({ params, body }, { principal }) => {
    requireThing(parts, params.id, principal)
    const { doneDate } = body
    const today = dayOf(clock.now())
    if (doneDate && doneDate > today) throw invalid('/body/doneDate', '不能晚于今天')
    if (doneDate && body.dueDate <= doneDate) throw invalid('/body/dueDate', '下次到期应晚于校准日期')
    if (body.result && !doneDate) throw invalid('/body/doneDate', '登记结果时须写校准日期')
    await db.transaction((tx) =>
      store.saveCalibration(tx, {
        ...{ id: newId(), thingId: params.id, dueDate: body.dueDate, doneDate: doneDate ?? null },
        ...{ certificate: body.certificate ?? null, metrology: body.metrology },
        result: doneDate ? (body.result ?? 'passed') : null,
        ...{ by: principal.name, now: clock.now() },
      }),
    )
    const saved = await store.findCalibration(db, params.id, today)
    return { thingId: params.id, dueDate: body.dueDate, valid: saved?.valid ?? true }
  })
  http.bind(contract.getDeviceCare, async ({ params }, { principal }) => {
    await rights.requireReadable(principal, params.id)
    const [calibration, calibrations, swaps, orders] = await Promise.all([
      store.findCalibration(db, params.id, dayOf(clock.now())),
      store.listCalibrationRecords(db, params.id),
      store.listSwaps(db, params.id),
      store.listOrders(db, { thing: params.id, limit: 100 }, await rights.readable(principal)),
    ])
    return { calibration: calibration ?? null, calibrations, swaps, workOrders: orders.items }
  })
}

function bindSwaps(parts: CareParts): void {
  const { kernel, credentials } = parts
  const { http, db, clock } = kernel
  http.bind(contract.swapThing, async ({ params, body }, { principal }) => {
    requireThing(parts, params.id, principal)
    const now = clock.now()
    const oldSerial = await db.transaction((tx) =>
      insertSwap(tx, { id: newId(), thingId: params.id, ...body, by: principal.name, now }),
    )
    const [name] = await namesOfThing(db, params.id)
    const key = newSecret()
    if (name) await credentials.replace(name, { method: 'key', secret: key }, 0)
    const { newSerial } = body
    const credential = name ? { name, key } : null
    return { thingId: params.id, oldSerial, newSerial, time: now.toISOString(), credential }
  })
}

function bindOrders(parts: CareParts): void {
  const { kernel, rights, index } = parts
  const { http, db, clock } = kernel
  http.bind(contract.listWorkOrders, async ({ query }, { principal }) =>
    store.listOrders(db, query, await rights.readable(principal)),
  )
  http.bind(contract.createWorkOrder, async ({ params, body }, { principal }) => {
    const thing = requireThing(parts, params.id, principal)
    const id = newId()
    await db.transaction(async (tx) => {
      const order = {
        ...{ id, thingId: thing.id, kind: body.kind, reason: body.reason },
        ...{ forecastId: body.forecastId ?? null, createdBy: principal.name },
      }
      if (!(await store.insertOrder(tx, order, clock.now())))
        throw conflict('order-open', `设备“${thing.name}”已有同类工单在办。`)
      const text = `${principal.name}：${body.reason}`
      await reportIncident(kernel, tx, thing, eventOf[body.kind], text)
    })
    return (await store.findOrder(db, id)) as contract.DeviceWorkOrder
  })
  http.bind(contract.recordWorkOrderResult, async ({ params, body }, { principal }) => {
    const order = await store.findOrder(db, params.id)
    const thing = order && index.findThing(order.thingId)
    if (!order || !thing) throw notFound('设备工单', params.id)
    requireInScope(thing.divisionCode, principal.scope)
    if (order.finding) throw conflict('result-known', '这张工单已登记结论。')
    const result = { ...body, day: dayOf(clock.now()) }
    await db.transaction((tx) => store.recordResult(tx, order, result))
    return (await store.findOrder(db, params.id)) as contract.DeviceWorkOrder
  })
}

/** An order learns which event stands for it, which case was opened, and when that is over. */
function followOrders({ kernel }: CareParts): void {
  const { messages, clock } = kernel
  messages.subscribe(
    'sensing.work-order-events',
    contract.eventChanged,
    async (tx, { body }) => {
      const { event } = body
      const kind = kindOf.get(event.type)
      if (kind && event.entityId) await store.noteEvent(tx, event.entityId, kind, event.id)
    },
    { when: ({ event }) => kindOf.has(event.type) && event.entityId !== null },
  )
  messages.subscribe(
    'sensing.work-order-cases',
    contract.caseChanged,
    async (tx, { body }) => {
      const { eventId, id, reference, state, type } = body.case
      if (type !== 'devices.work-order' || !eventId) return
      const end = state === 'closed' || state === 'cancelled' ? state : null
      await store.noteCase(tx, eventId, { id, reference, end, now: clock.now() })
    },
    { when: ({ case: one }) => one.type === 'devices.work-order' && one.eventId !== null },
  )
}
