import { listRejections } from '@civitas/contract'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/kernel/db/sql.ts'
import { type ATestThing, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aClock } from './device-kit.ts'

const dayMinutes = 24 * 60
const dayMs = dayMinutes * 60_000
const clock = aClock()
let city: TestPlatform
let gauge: ATestThing
let device: MqttClient
let id: number
beforeAll(async () => {
  city = await startTestPlatform({ clock })
  gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
  id = gauge.datastream('depth')
  device = await mqtt.connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
    username: gauge.credential.name,
    password: gauge.credential.key,
    reconnectPeriod: 0,
  })
})
afterAll(async () => {
  await device.endAsync()
  await city.stop()
})

/** A device whose clock is right, whatever the platform’s says. */
async function report(timeMs: number, result: number): Promise<void> {
  const payload = JSON.stringify({ result, phenomenonTime: new Date(timeMs).toISOString() })
  await device.publishAsync(`v1.1/Datastreams(${id})/Observations`, payload, { qos: 1 })
}

const stored = () =>
  city.kernel.db.query<{ result: number; ahead: number; quality: number }>(sql`SELECT result, quality,
      round(extract(epoch FROM received_time - phenomenon_time) / 86400)::int AS ahead
    FROM sensing.observation WHERE datastream_id = ${id} ORDER BY phenomenon_time`)

it('keeps readings, both times and the marks of what is to be summed up while the clock of the platform jumps', async () => {
  const now = Date.now()
  await report(now - 4_000, 1)
  clock.advance(2 * dayMinutes)
  await report(now - 3_000, 2)
  await report(now - 3_000, 2)
  clock.advance(-2 * dayMinutes)
  await report(now - 2_000, 3)
  clock.advance(-dayMinutes / 2)
  await report(now - 1_000, 4)
  expect(await stored()).toEqual([
    { result: 1, ahead: 0, quality: 0 },
    { result: 2, ahead: 2, quality: 0 },
    { result: 3, ahead: 0, quality: 0 },
    // Half a day ahead of the platform: kept, and marked as a drift of one of the two clocks.
    { result: 4, ahead: expect.toSatisfy((days: number) => Math.abs(days) <= 1), quality: 32 },
  ])
  const due = await city.kernel.db.query<{ hour: Date }>(sql`SELECT hour FROM sensing.rollup_due`)
  expect(due.map(({ hour }) => hour.getTime())).toContain(Math.floor((now - 1_000) / 3_600_000) * 3_600_000)
})

it('sets aside, and lists, what lies more than a day ahead of a clock that was set back', async () => {
  clock.advance(-dayMinutes)
  await report(Date.now(), 5)
  const admin = await city.signedInAs('administrator')
  // Written a moment after it was counted.
  const newest = async () => (await admin.call(listRejections, { query: {} })).items[0]
  await expect.poll(newest).toMatchObject({ reason: 'wrong-type', credentialName: gauge.credential.name })
  expect((await stored()).map(({ result }) => result)).toEqual([1, 2, 3, 4])
  clock.advance(1.5 * dayMinutes)
  await report(Date.now(), 6)
  expect((await stored()).at(-1)).toMatchObject({ result: 6, quality: 0 })
  const [latest] = await city.kernel.db.query<{ value: number; time: Date }>(
    sql`SELECT value, time FROM entities.latest_value WHERE datastream_id = ${id}`,
  )
  expect(latest?.value).toBe(6)
  expect(Math.abs((latest?.time.getTime() ?? 0) - Date.now())).toBeLessThan(dayMs)
})
