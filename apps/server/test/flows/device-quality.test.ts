import {
  computeQuality,
  createWorkOrder,
  getSeries,
  getThingTimeline,
  listForecasts,
  listQualityScores,
  listThingQuality,
  recordWorkOrderResult,
  setCalibration,
  swapThing,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { type ADevice, aDevice, aModel, connect, publish } from './device-kit.ts'

let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  const { properties } = aModel()
  const [tilt] = properties as [(typeof properties)[0]]
  const level = { ...tilt, id: 'level', unit: 'cm', max: 500, title: { zh: '水位', en: 'Level' } }
  const battery = { ...tilt, id: 'battery', unit: '%', max: 100, periodSeconds: 86_400 }
  await publish(admin, 'single', aModel({ properties: [level] }))
  await publish(admin, 'hourly', aModel({ properties: [{ ...level, periodSeconds: 3600 }] }))
  await publish(admin, 'cell', aModel({ properties: [{ ...battery, variable: false }] }))
})
afterAll(() => city.stop())

async function send(device: ADevice, rows: Array<{ time: string; properties: Record<string, number> }>) {
  const client = await connect(city, device.credential)
  await client.publishAsync(`civitas/v1/things/${device.id}/telemetry`, JSON.stringify(rows), { qos: 1 })
  await client.endAsync()
}

it('scores 93.75 % completeness and a failed 卡值, each with its evidence (PLT-017)', async () => {
  const gauge = await aDevice(admin, 'single', { name: '卡值水位计' })
  const start = Date.parse('2025-06-01T00:00:00+08:00')
  // 270 of the 288 readings of a day; 40 of them alike.
  const rows = Array.from({ length: 270 }, (_, i) => ({
    time: new Date(start + i * 300_000).toISOString(),
    properties: { level: i >= 100 && i < 140 ? 77 : i % 50 },
  }))
  await send(gauge, rows)
  await admin.call(computeQuality, { body: { day: '2025-06-01' } })
  const { items, byTest } = await admin.call(listQualityScores, {
    query: { day: '2025-06-01', failed: '卡值' },
  })
  expect(items).toMatchObject([
    { thingId: gauge.id, completeness: 93.75, received: 270, expected: 288, failed: ['卡值'], valid: true },
  ])
  expect(byTest).toEqual({ 卡值: 1 })
  const tests = items[0]?.tests ?? []
  expect(tests.find((one) => one.test === '卡值')).toMatchObject({ passed: false, value: 40, limit: 30 })
  expect(tests.find((one) => one.test === '卡值')?.evidence).toContain('连续 40 个相同值 77')
  expect(tests.find((one) => one.test === '完整率')?.evidence).toBe('应收 288 条，实收 270 条')
  // Weights: 0.4 × 0.9375 + 0.2 (跳变) + 0.2 (邻域).
  expect(items[0]?.score).toBeCloseTo(77.5, 6)
  // An overdue calibration of a metrology-controlled device blocks the flag.
  const due = { dueDate: '2025-05-01', metrology: true }
  await admin.call(setCalibration, { params: { id: gauge.id }, body: due })
  await admin.call(computeQuality, { body: { day: '2025-06-01' } })
  const history = await admin.call(listThingQuality, { params: { id: gauge.id }, query: {} })
  expect(history.items).toMatchObject([{ day: '2025-06-01', valid: false }])
})

it('keeps one series over a swap, and takes the key of the old hardware away', async () => {
  const gauge = await aDevice(admin, 'single', { name: '更换水位计' })
  await send(gauge, [{ time: '2025-06-02T00:00:00Z', properties: { level: 10 } }])
  const swapped = await admin.call(swapThing, {
    params: { id: gauge.id },
    body: { newSerial: 'SN-2', reason: '进水' },
  })
  expect(swapped).toMatchObject({ oldSerial: null, newSerial: 'SN-2' })
  await expect(connect(city, gauge.credential)).rejects.toThrow(/Bad username or password/)
  const renewed = { ...gauge, credential: swapped.credential as { name: string; key: string } }
  await send(renewed, [{ time: '2025-06-02T01:00:00Z', properties: { level: 11 } }])
  const series = await admin.call(getSeries, {
    params: { id: gauge.datastream('level') },
    query: { from: '2025-06-01T12:00:00Z', to: '2025-06-03T00:00:00Z', points: 5000 },
  })
  expect(series.points.map((one) => one.value)).toEqual([10, 11])
  const { entries } = await admin.call(getThingTimeline, { params: { id: gauge.id }, query: {} })
  expect(entries.map((one) => one.kind)).toContain('swap')
})

it('forecasts the day a falling battery is empty', async () => {
  const cell = await aDevice(admin, 'cell')
  const start = Date.parse('2025-06-01T12:00:00+08:00')
  const day = 86_400_000
  await send(
    cell,
    Array.from({ length: 10 }, (_, i) => ({
      time: new Date(start + i * day).toISOString(),
      properties: { battery: 60 - 2 * i },
    })),
  )
  await admin.call(computeQuality, { body: { day: '2025-06-10' } })
  const { items, hitRate } = await admin.call(listForecasts, { query: { thing: cell.id, kind: 'battery' } })
  // From 60 % at 2 % a day it reaches 10 % after 25 days.
  expect(items).toMatchObject([
    { kind: 'battery', madeDay: '2025-06-10', predictedDate: '2025-06-26', outcome: null },
  ])
  expect(hitRate).toBeNull()
  // Weeks later it still speaks, so the forecast has missed.
  await send(cell, [{ time: '2025-07-20T00:00:00Z', properties: { battery: 90 } }])
  await admin.call(computeQuality, { body: { day: '2025-08-01' } })
  const later = await admin.call(listForecasts, { query: { thing: cell.id, kind: 'battery' } })
  expect(later).toMatchObject({ judged: 1, hits: 0, hitRate: 0 })
})

it('judges failures it foresaw, by the week that followed or by what a work order found (PLT-017)', async () => {
  const names = ['仍缺测', '已恢复', '查无故障']
  const devices = await Promise.all(names.map((name) => aDevice(admin, 'hourly', { name })))
  const [silent, recovered, unfounded] = devices as [ADevice, ADevice, ADevice]
  const dayOf = (n: number) => `2025-03-${String(n).padStart(2, '0')}`
  /** So many of the 24 readings of a day of March. */
  const hours = (n: number, count: number) =>
    Array.from({ length: count }, (_, hour) => ({
      time: new Date(Date.parse(`${dayOf(n)}T00:00:00+08:00`) + hour * 3_600_000).toISOString(),
      properties: { level: 10 + hour },
    }))
  for (const device of devices)
    await send(
      device,
      [1, 2, 3].flatMap((n) => hours(n, 12)),
    )
  for (const n of [1, 2, 3]) await admin.call(computeQuality, { body: { day: dayOf(n) } })
  const forecastsOf = ({ id: thing }: ADevice) =>
    admin.call(listForecasts, { query: { thing, kind: 'failure' } })
  const made = await forecastsOf(unfounded)
  expect(made).toMatchObject({ total: 1, judged: 0, hitRate: null })
  expect(made.items).toMatchObject([{ madeDay: '2025-03-03', risk: 0.5, outcome: null }])
  expect(made.items[0]?.evidence).toBe('近 3 天平均完整率 50.0 %')

  const forecastId = made.items[0]?.id as string
  const order = await admin.call(createWorkOrder, {
    params: { id: unfounded.id },
    body: { kind: 'repair', reason: '健康预警', forecastId },
  })
  const result = { finding: 'unfounded' as const, comment: '现场一切正常' }
  await admin.call(recordWorkOrderResult, { params: { id: order.id }, body: result })

  await send(
    recovered,
    [4, 5, 6, 7, 8, 9, 10].flatMap((n) => hours(n, 24)),
  )
  for (let n = 4; n <= 10; n++) await admin.call(computeQuality, { body: { day: dayOf(n) } })
  expect(await forecastsOf(silent)).toMatchObject({ judged: 1, hits: 1, hitRate: 1 })
  expect(await forecastsOf(recovered)).toMatchObject({ judged: 1, hits: 0, hitRate: 0 })
  expect(await forecastsOf(unfounded)).toMatchObject({ judged: 1, hits: 0, hitRate: 0 })
})
