import { getEntity, getSeries, listRejections } from '@civitas/contract'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform()
})
afterAll(() => city.stop())

function connect(name: string, key: string) {
  return mqtt.connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
    username: name,
    password: key,
    reconnectPeriod: 0,
    clientId: `c-${Math.random()}`,
  })
}

describe('a reading by MQTT', () => {
  it('is in SensorThings and in the latest values once it is acknowledged', async () => {
    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const device = await connect(gauge.credential.name, gauge.credential.key)
    const id = gauge.datastream('depth')
    await device.publishAsync(
      `v1.1/Datastreams(${id})/Observations`,
      JSON.stringify({ result: 12.5, phenomenonTime: '2025-06-01T08:00:00+08:00' }),
      { qos: 1 },
    )
    // The same packet again is stored once (PLT-011).
    await device.publishAsync(
      `v1.1/Datastreams(${id})/Observations`,
      JSON.stringify({ result: 12.5, phenomenonTime: '2025-06-01T08:00:00+08:00' }),
      { qos: 1 },
    )
    await device.endAsync()
    const duty = await city.signedInAs('duty-officer')
    const answer = await fetch(`${city.url}/sta/v1.1/Datastreams(${id})/Observations?$count=true`, {
      headers: { authorization: `Bearer ${duty.options.token?.()}` },
    }).then((response) => response.json())
    expect(answer['@iot.count']).toBe(1)
    expect(answer.value[0]).toMatchObject({ result: 12.5, phenomenonTime: '2025-06-01T00:00:00.000Z' })
    const { latest } = await duty.call(getEntity, { params: { id: gauge.id } })
    expect(latest.find((one) => one.property === 'depth')).toMatchObject({ value: 12.5, unitLabel: 'cm' })
    const series = await duty.call(getSeries, {
      params: { id },
      query: { from: '2025-05-31T00:00:00Z', to: '2025-06-02T00:00:00Z', points: 100 },
    })
    expect(series.points).toMatchObject([{ value: 12.5, count: 1 }])
  })

  it('is set aside, counted and listed when it cannot be read', async () => {
    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const other = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const topic = `v1.1/Datastreams(${gauge.datastream('depth')})/Observations`
    await expect(connect(gauge.credential.name, 'wrong')).rejects.toThrow(/Bad username or password/)
    const device = await connect(gauge.credential.name, gauge.credential.key)
    await device.publishAsync(topic, '{"result": 1', { qos: 1 })
    await device.publishAsync(topic, '{"result": "deep"}', { qos: 1 })
    await device.publishAsync('v1.1/Datastreams(999999)/Observations', '{"result": 1}', { qos: 1 })
    await device.endAsync()
    for (const wrong of ['v1.1/Nothing', `v1.1/Datastreams(${other.datastream('depth')})/Observations`]) {
      const client = await connect(gauge.credential.name, gauge.credential.key)
      const closed = new Promise<void>((done) => client.once('close', () => done()))
      client.publish(wrong, '{"result": 1}', { qos: 1 })
      await closed
      client.end(true)
    }
    const admin = await city.signedInAs('administrator')
    await expect
      .poll(async () => {
        const { items } = await admin.call(listRejections, { query: { limit: 100 } })
        return items.map((one) => one.reason).sort()
      })
      .toEqual([
        'forbidden-thing',
        'malformed',
        'unknown-thing',
        'wrong-credentials',
        'wrong-topic',
        'wrong-type',
      ])
  })
})
