import { connect as dial } from 'node:net'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import mqttPacket from 'mqtt-packet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

/**
 * MQTT 3.1.1 (OASIS) as Eclipse Paho’s interoperability tests try it, on a broker opened for strangers
 * (`CIVITAS_MQTT_OPEN`), and what stays closed to them.
 */
let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform({ config: { mqttOpen: true } })
})
afterAll(() => city.stop())

let names = 0
const join = (more: IClientOptions = {}): Promise<MqttClient> =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
    clientId: `paho-${++names}`,
    reconnectPeriod: 0,
    ...more,
  })

/** What a client is sent from now on, as `topic=payload/qos[r]`. */
function listen(client: MqttClient): string[] {
  const heard: string[] = []
  client.on('message', (topic, payload, packet) =>
    heard.push(`${topic}=${payload}/${packet.qos}${packet.retain ? 'r' : ''}`),
  )
  return heard
}

describe('3.1 CONNECT', () => {
  it('gives a client without an identifier one of its own, with a clean session only [MQTT-3.1.3-6…9]', async () => {
    const client = await join({ clientId: '', clean: true })
    await client.endAsync()
    await expect(join({ clientId: '', clean: false })).rejects.toThrow()
  })

  it('publishes the will of a client that goes without saying so [MQTT-3.1.2-8], and not of one that says so', async () => {
    const watcher = await join()
    const heard = listen(watcher)
    await watcher.subscribeAsync('will/#', { qos: 2 })
    const will = { topic: 'will/one', payload: Buffer.from('gone'), qos: 1 as const, retain: false }
    const polite = await join({ will: { ...will, topic: 'will/polite' } })
    await polite.endAsync()
    const rude = await join({ will })
    rude.stream.destroy()
    await expect.poll(() => heard).toEqual(['will/one=gone/1'])
    await watcher.endAsync()
  })

  it('ends the older of two connections with one identifier [MQTT-3.1.4-2]', async () => {
    const old = await join({ clientId: 'twin' })
    const closed = new Promise((done) => old.once('close', () => done(true)))
    const young = await join({ clientId: 'twin' })
    expect(await closed).toBe(true)
    expect(young.connected).toBe(true)
    await young.endAsync()
  })

  it('closes when the first packet is another, or CONNECT comes twice [MQTT-3.1.0-1, 2]', async () => {
    const connectPacket = mqttPacket.generate({
      ...{
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        keepalive: 0,
        clientId: 'raw',
      },
    })
    for (const bytes of [
      mqttPacket.generate({ cmd: 'pingreq' }),
      Buffer.concat([connectPacket, connectPacket]),
    ]) {
      const socket = dial(city.mqttPort, '127.0.0.1')
      const closed = new Promise((done) => socket.once('close', () => done(true)))
      socket.resume()
      socket.on('error', () => undefined)
      socket.write(bytes)
      expect(await closed).toBe(true)
    }
  })

  it('ends a client that is silent for one and a half keep-alives [MQTT-3.1.2-24]', async () => {
    const socket = dial(city.mqttPort, '127.0.0.1')
    const began = Date.now()
    const closed = new Promise((done) => socket.once('close', () => done(Date.now() - began)))
    socket.resume()
    socket.write(
      mqttPacket.generate({
        ...{
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          keepalive: 1,
          clientId: 'mute',
        },
      }),
    )
    expect(await closed).toBeGreaterThan(1_000)
  })
})

describe('3.3 PUBLISH', () => {
  it('delivers every quality of service once, at the lower of both [MQTT-3.8.4-6, 4.3]', async () => {
    const [hearer, speaker] = [await join(), await join()]
    const heard = listen(hearer)
    for (const qos of [0, 1, 2] as const) await hearer.subscribeAsync(`granted/${qos}/#`, { qos })
    for (const granted of [0, 1, 2])
      for (const qos of [0, 1, 2] as const)
        await speaker.publishAsync(`granted/${granted}/${qos}`, 'x', { qos })
    const wanted = [0, 1, 2].flatMap((granted) =>
      [0, 1, 2].map((qos) => `granted/${granted}/${qos}=x/${Math.min(granted, qos)}`),
    )
    await expect.poll(() => [...heard].sort()).toEqual(wanted)
    await Promise.all([hearer.endAsync(), speaker.endAsync()])
  })

  it('keeps the last retained message, gives it to new subscribers, and forgets it by an empty one [MQTT-3.3.1-5…11]', async () => {
    const speaker = await join()
    await speaker.publishAsync('kept/a', 'old', { qos: 1, retain: true })
    await speaker.publishAsync('kept/a', 'new', { qos: 1, retain: true })
    await speaker.publishAsync('kept/b', 'b', { qos: 2, retain: true })
    const hearer = await join()
    const heard = listen(hearer)
    await hearer.subscribeAsync('kept/+', { qos: 2 })
    await expect.poll(() => [...heard].sort()).toEqual(['kept/a=new/1r', 'kept/b=b/2r'])
    await speaker.publishAsync('kept/a', 'now', { qos: 1, retain: true })
    await expect.poll(() => heard.at(-1)).toBe('kept/a=now/1')
    for (const topic of ['kept/a', 'kept/b']) await speaker.publishAsync(topic, '', { qos: 1, retain: true })
    const late = await join()
    const nothing = listen(late)
    await late.subscribeAsync('kept/#', { qos: 2 })
    await new Promise((next) => setTimeout(next, 200))
    expect(nothing).toEqual([])
    await Promise.all([speaker, hearer, late].map((client) => client.endAsync()))
  })
})

describe('3.8 SUBSCRIBE, 4.7 topic filters', () => {
  it('matches wildcards by level [MQTT-4.7.1], and $ topics by no leading wildcard [MQTT-4.7.2-1]', async () => {
    const speaker = await join()
    const filters: Array<[filter: string, topics: string[]]> = [
      ['TopicA/#', ['TopicA', 'TopicA/B', 'TopicA/C']],
      ['TopicA/+', ['TopicA/B', 'TopicA/C']],
      ['+/C', ['TopicA/C', 'Topic/C']],
      ['/+', ['/TopicA']],
      ['+', ['TopicA']],
    ]
    for (const [filter, wanted] of filters) {
      const hearer = await join()
      const heard = listen(hearer)
      await hearer.subscribeAsync(filter, { qos: 1 })
      for (const topic of ['TopicA', 'TopicA/B', 'Topic/C', 'TopicA/C', '/TopicA', '$own/C'])
        await speaker.publishAsync(topic, 'x', { qos: 1 })
      await expect
        .poll(() => heard.map((one) => one.split('=')[0]).sort(), { message: filter })
        .toEqual([...wanted].sort())
      await hearer.endAsync()
    }
    await speaker.endAsync()
  })

  it('ends with UNSUBSCRIBE [MQTT-3.10.4-2]', async () => {
    const client = await join()
    const heard = listen(client)
    await client.subscribeAsync(['stop/a', 'stop/b'], { qos: 1 })
    await client.unsubscribeAsync('stop/a')
    await client.publishAsync('stop/a', 'x', { qos: 1 })
    await client.publishAsync('stop/b', 'x', { qos: 1 })
    await expect.poll(() => heard).toEqual(['stop/b=x/1'])
    await client.endAsync()
  })

  it('refuses what is the platform’s with 0x80 [MQTT-3.9.3], and gives strangers none of it', async () => {
    const stranger = await join()
    const heard = listen(stranger)
    const [granted] = await stranger
      .subscribeAsync('v1.1/Datastreams(1)/Observations', { qos: 1 })
      .catch(() => [{ qos: 128 }])
    expect(granted?.qos).toBe(128)
    await stranger.subscribeAsync('#', { qos: 1 })
    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'estate' } })
    const device = await join({ username: gauge.credential.name, password: gauge.credential.key })
    await device.publishAsync(
      `v1.1/Datastreams(${gauge.datastream('depth')})/Observations`,
      '{"result": 1}',
      { qos: 1 },
    )
    await new Promise((next) => setTimeout(next, 300))
    expect(heard).toEqual([])
    await Promise.all([stranger.endAsync(), device.endAsync()])
  })
})

describe('4.1 session state', () => {
  it('keeps subscriptions and messages of quality 1 and 2 for a client that comes back [MQTT-3.1.2-4, 5]', async () => {
    const id = { clientId: 'back', clean: false }
    const client = await join(id)
    await client.subscribeAsync('away/#', { qos: 2 })
    await client.endAsync()
    const speaker = await join()
    for (const qos of [1, 2] as const) await speaker.publishAsync(`away/${qos}`, 'x', { qos })
    const again = await mqtt.connect(`mqtt://127.0.0.1:${city.mqttPort}`, { ...id, reconnectPeriod: 0 })
    const heard = listen(again)
    await expect.poll(() => [...heard].sort()).toEqual(['away/1=x/1', 'away/2=x/2'])
    await again.endAsync()
    const clean = await join({ clientId: 'back', clean: true })
    const nothing = listen(clean)
    await speaker.publishAsync('away/1', 'x', { qos: 1 })
    await new Promise((next) => setTimeout(next, 200))
    expect(nothing).toEqual([])
    await Promise.all([clean.endAsync(), speaker.endAsync()])
  })
})

it('is closed to strangers unless the operator opens it', async () => {
  const closed = await startTestPlatform()
  await expect(
    mqtt.connectAsync(`mqtt://127.0.0.1:${closed.mqttPort}`, { reconnectPeriod: 0 }),
  ).rejects.toThrow()
  await closed.stop()
})
