import {
  acceptTask,
  attachEvidence,
  completeTask,
  createWorkOrder,
  getCase,
  getDensityAdvice,
  getDeviceCare,
  getEvent,
  listCalibrations,
  listCases,
  listWorkOrders,
  recordWorkOrderResult,
  setCalibration,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aDevice, aModel, publish } from './device-kit.ts'

let city: TestPlatform
let admin: Client
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='
beforeAll(async () => {
  city = await startTestPlatform()
  const duty = { item: 'devices.device-maintenance', divisionCode: '990100' }
  await city.kernel.db.transaction((tx) =>
    city.cases.importDuties(tx, [{ ...duty, organisationId: organisations.drainage.id }]),
  )
  admin = await city.signedInAs('administrator')
  await publish(admin, 'care', aModel())
})
afterAll(() => city.stop())

/** A place so many metres east of the old town. */
const east = (metres: number): [number, number] => [places.oldTown[0] + metres / 93_000, places.oldTown[1]]

it('opens a case for a work order, and ends the order with it (PLT-017)', async () => {
  const device = await aDevice(admin, 'care', { name: '待修水位计' })
  const order = await admin.call(createWorkOrder, {
    params: { id: device.id },
    body: { kind: 'repair', reason: '连续两天缺测' },
  })
  expect(order).toMatchObject({ kind: 'repair', state: 'open', thingName: '待修水位计', caseId: null })
  await expect(
    admin.call(createWorkOrder, { params: { id: device.id }, body: { kind: 'repair', reason: '再开一张' } }),
  ).rejects.toThrow(/同类工单在办/)
  await city.settle()
  const { items } = await admin.call(listWorkOrders, { query: { state: 'open', search: '待修水位计' } })
  const [followed] = items
  expect(followed).toMatchObject({ id: order.id, caseReference: expect.stringMatching(/^SG/) })
  const opened = await admin.call(listCases, { query: { type: 'devices.work-order' } })
  expect(opened.items.map((one) => one.id)).toContain(followed?.caseId)
  const detail = await admin.call(getCase, { params: { id: followed?.caseId ?? '' } })
  expect(detail.tasks.map((one) => one.task)).toEqual(['service-device'])
  const judged = await admin.call(recordWorkOrderResult, {
    params: { id: order.id },
    body: { finding: 'confirmed', comment: '电池耗尽' },
  })
  expect(judged).toMatchObject({ finding: 'confirmed', comment: '电池耗尽' })
  const care = await admin.call(getDeviceCare, { params: { id: device.id } })
  expect(care.workOrders.map((one) => one.id)).toEqual([order.id])

  const worker = await city.signedInAs('unit-worker', { organisationId: organisations.drainage.id })
  const params = { id: detail.tasks[0]?.id ?? '' }
  await worker.call(acceptTask, { params })
  const body = { fileName: '现场.png', contentType: 'image/png' as const, content: picture }
  await worker.call(attachEvidence, { params, body })
  await worker.call(completeTask, { params, body: { form: { finding: 'confirmed', done: 'repaired' } } })
  await city.settle()
  await city.settle()
  const closed = await admin.call(getCase, { params: { id: followed?.caseId ?? '' } })
  expect(closed.case.state).toBe('closed')
  const after = await admin.call(listWorkOrders, { query: { search: '待修水位计' } })
  expect(after.items).toMatchObject([
    { id: order.id, state: 'closed', closedTime: expect.any(String), finding: 'confirmed' },
  ])
  const { event } = await admin.call(getEvent, { params: { id: followed?.eventId ?? '' } })
  expect(event.state).toBe('closed')
  // With the first ended, the next may be opened, and gets a case of its own.
  const again = { kind: 'repair' as const, reason: '又缺测' }
  const next = await admin.call(createWorkOrder, { params: { id: device.id }, body: again })
  await city.settle()
  await city.settle()
  const { items: open } = await admin.call(listWorkOrders, { query: { state: 'open', search: '待修水位计' } })
  expect(open).toMatchObject([{ id: next.id, caseReference: expect.stringMatching(/^SG/) }])
  expect(open[0]?.caseId).not.toBe(followed?.caseId)
})

it('keeps every calibration, and a failed or overdue one takes the flag valid away', async () => {
  const device = await aDevice(admin, 'care', { name: '计量水位计' })
  const set = (body: object) =>
    admin.call(setCalibration, {
      params: { id: device.id },
      body: { dueDate: '2999-01-01', metrology: true, ...body },
    })
  expect(await set({ doneDate: '2025-01-05', result: 'failed', certificate: 'JZ-1' })).toMatchObject({
    valid: false,
  })
  expect(await set({ doneDate: '2025-02-05', certificate: 'JZ-2' })).toMatchObject({ valid: true })
  expect(await set({ dueDate: '2025-03-01' })).toMatchObject({ valid: false })
  await expect(set({ doneDate: '2025-02-05', dueDate: '2025-02-05' })).rejects.toThrow(/下次到期/)
  await expect(set({ result: 'passed' })).rejects.toThrow(/校准日期/)
  const care = await admin.call(getDeviceCare, { params: { id: device.id } })
  expect(care.calibrations.map((one) => [one.certificate, one.result])).toEqual([
    ['JZ-2', 'passed'],
    ['JZ-1', 'failed'],
  ])
  expect(care.calibration).toMatchObject({ overdue: true, valid: false, certificate: 'JZ-2' })
  const due = await admin.call(listCalibrations, { query: { dueBefore: '2026-01-01' } })
  expect(due).toMatchObject({ total: 1, overdue: 1, items: [{ thingName: '计量水位计' }] })
})

it('advises to move or remove devices that stand too close to better ones', async () => {
  await publish(admin, 'dense', aModel())
  for (const [i, metres] of [0, 40, 80, 3_000].entries())
    await aDevice(admin, 'dense', { name: `密度${i}`, position: east(metres) })
  const advice = await admin.call(getDensityAdvice, { query: { model: 'dense', metres: 100 } })
  expect(advice).toMatchObject({ things: 4, total: 2 })
  expect(advice.move + advice.remove).toBe(2)
  const names = advice.items.map((one) => one.thingName).sort()
  expect(names).not.toContain('密度3')
  expect(advice.items[0]).toMatchObject({ neighbours: 2, nearestMetres: expect.any(Number) })
  expect(advice.items[0]?.evidence).toContain('100 米内有 2 台同型设备')
  const apart = await admin.call(getDensityAdvice, { query: { model: 'dense', metres: 30 } })
  expect(apart.total).toBe(0)
})
