import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aThing, idOf, type Sta, startSta } from './client.ts'

let sta: Sta
const clients: MqttClient[] = []
const password = 'correct horse battery'
beforeAll(async () => {
  sta = await startSta()
})
afterAll(async () => {
  for (const client of clients) await client.endAsync(true)
  await sta.city.stop()
})

async function connect(username: string, key: string) {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${sta.city.mqttPort}`, {
    ...{ username, password: key, reconnectPeriod: 0, clientId: `c-${Math.random()}` },
  })
  clients.push(client)
  const heard: Array<{ topic: string; body: Record<string, unknown> }> = []
  client.on('message', (topic, payload) => heard.push({ topic, body: JSON.parse(payload.toString()) }))
  const subscribe = async (topic: string) =>
    client.subscribeAsync(topic, { qos: 1 }).then(
      (granted) => granted[0]?.qos !== 128,
      () => false,
    )
  return { client, heard, subscribe }
}

async function person(role: string, divisions: string[]) {
  const account = `mqtt-${role}-${divisions[0]}`
  await sta.city.identity.addDemoUser({
    account,
    name: account,
    password,
    roles: [role],
    divisions,
    organisationId: null,
  })
  return connect(account, password)
}

describe('14.1 receiving updates by MQTT', () => {
  it('sends what is created and changed to those who may see it', async () => {
    const here = await person('duty-officer', ['990102'])
    const of = (topic: string) => here.heard.filter((one) => one.topic === topic).map((one) => one.body)
    expect(await here.subscribe('v1.1/Things')).toBe(true)
    const thing = await sta.make('Things', aThing('听众'))
    const id = (await sta.get(`${thing}/Datastreams`)).body.value[0]['@iot.id']
    // Word that it was made comes after it was answered: what is subscribed to next must not hear it.
    await expect.poll(() => of('v1.1/Things').length, { timeout: 15_000 }).toBe(1)
    const elsewhere = await person('duty-officer', ['990103'])
    const topics = [
      'v1.1/Observations',
      `v1.1/Datastreams(${id})/Observations`,
      `v1.1/Datastreams(${id})/Observations?$select=result`,
      `v1.1/Observations?$filter=result gt 5&$expand=Datastream`,
      `v1.1/${thing}`,
      `v1.1/${thing}/description`,
      `v1.1/${thing}/Datastreams`,
    ]
    for (const topic of topics) expect([topic, await here.subscribe(topic)]).toEqual([topic, true])
    expect(await elsewhere.subscribe('v1.1/Observations')).toBe(true)
    expect(await elsewhere.subscribe(`v1.1/${thing}/name`)).toBe(false)
    for (const wrong of ['v1.1/#', 'v1.1/Nothing', 'v1.1/+', 'other'])
      expect([wrong, await here.subscribe(wrong)]).toEqual([wrong, false])
    await sta.make(`Datastreams(${id})/Observations`, { result: 3 })
    const made = await sta.make(`Datastreams(${id})/Observations`, { result: 7 })
    await sta.send('PATCH', thing, { name: '听众二' })
    await sta.send('PATCH', thing, { description: '改了说明' })
    await expect.poll(() => of(`v1.1/${thing}`).length, { timeout: 15_000 }).toBe(2)
    await expect.poll(() => of(topics[3] as string).length, { timeout: 15_000 }).toBe(1)
    expect(of('v1.1/Observations').map((one) => one.result)).toEqual([3, 7])
    expect(of(`v1.1/Datastreams(${id})/Observations`)[1]).toMatchObject({ '@iot.id': idOf(made), result: 7 })
    expect(of(topics[2] as string)).toEqual([{ result: 3 }, { result: 7 }])
    expect(of(topics[3] as string)[0]).toMatchObject({ result: 7, Datastream: { name: '气温流' } })
    expect(of(`v1.1/${thing}/description`)).toEqual([{ description: '改了说明' }])
    expect(of('v1.1/Things')).toHaveLength(3)
    expect(elsewhere.heard).toEqual([])
  })

  it('does not let a device hear others, nor pass a packet on that was not stored', async () => {
    const gauge = await sta.city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const device = await connect(gauge.credential.name, gauge.credential.key)
    const own = `v1.1/Datastreams(${gauge.datastream('depth')})/Observations`
    expect(await device.subscribe('v1.1/Observations')).toBe(false)
    expect(await device.subscribe(own)).toBe(true)
    await device.client.publishAsync(own, '{"result": "wrong"}', { qos: 1 })
    await device.client.publishAsync(own, '{"result": 4}', { qos: 1 })
    await expect.poll(() => device.heard.map((one) => one.body.result), { timeout: 15_000 }).toEqual([4])
  })
})

describe('13 creating by MQTT', () => {
  it('creates Observations and other entities on the topic of their set', async () => {
    const thing = await sta.make('Things', aThing('发布'))
    const id = (await sta.get(`${thing}/Datastreams`)).body.value[0]['@iot.id']
    const writer = await person('administrator', ['990100'])
    const send = (topic: string, body: object) =>
      writer.client.publishAsync(topic, JSON.stringify(body), { qos: 1 })
    await send('v1.1/Observations', {
      result: 1,
      phenomenonTime: '2026-01-01T00:00:00Z',
      Datastream: { '@iot.id': id },
    })
    await send(`v1.1/Datastreams(${id})/Observations`, {
      result: { any: 'form' },
      phenomenonTime: '2026-01-01T00:01:00Z',
    })
    await send('v1.1/Things', { name: '由 MQTT 而来', description: '试' })
    await send('v1.1/Things', { name: '缺说明' })
    expect(
      (await sta.get(`Datastreams(${id})/Observations?$orderby=phenomenonTime`)).body.value,
    ).toMatchObject([{ result: 1 }, { result: { any: 'form' } }])
    expect(
      (await sta.get(`Things?$filter=name eq '由 MQTT 而来' or name eq '缺说明'`)).body.value,
    ).toHaveLength(1)
    const reader = await person('duty-officer', ['990100'])
    await reader.client.publishAsync('v1.1/Things', JSON.stringify({ name: '无权', description: '试' }), {
      qos: 1,
    })
    expect((await sta.get(`Things?$filter=name eq '无权'`)).body.value).toEqual([])
  })
})
