import { connect, createServer, type Socket } from 'node:net'
import mqttPacket from 'mqtt-packet'
import { afterEach, describe, expect, it } from 'vitest'
import { FastLane } from './fast-lane.ts'

const closers: Array<() => void> = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Laid {
  client: Socket
  taken: Array<[string, string]>
  passed: () => Buffer
  answered: () => Buffer
  release: Array<() => void>
}

/** A real connection with the lane at its end; what is accepted waits until the test releases it. */
async function lay(): Promise<Laid> {
  const taken: Laid['taken'] = []
  const release: Laid['release'] = []
  const passed: Buffer[] = []
  const answered: Buffer[] = []
  const server = createServer((socket) => {
    const lane = new FastLane(socket)
    lane.open({
      takes: (topic) => topic.startsWith('v1.1/'),
      alive: () => undefined,
      accept: (topic, payload, waiter) => {
        taken.push([topic, payload.toString()])
        release.push(() => waiter.stored())
      },
    })
    lane.on('data', (chunk: Buffer) => passed.push(chunk))
    lane.on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const client = connect((server.address() as { port: number }).port, '127.0.0.1')
  client.on('data', (chunk: Buffer) => answered.push(chunk))
  client.on('error', () => undefined)
  closers.push(
    () => client.destroy(),
    () => server.close(),
  )
  return {
    client,
    taken,
    release,
    passed: () => Buffer.concat(passed),
    answered: () => Buffer.concat(answered),
  }
}

const publish = (topic: string, payload: string, messageId: number, more: object = {}) =>
  mqttPacket.generate({
    cmd: 'publish',
    topic,
    payload,
    qos: 1,
    dup: false,
    retain: false,
    messageId,
    ...more,
  })

describe('the fast lane', () => {
  it('takes readings, passes everything else on unchanged, however the bytes are cut', async () => {
    const { client, taken, passed } = await lay()
    const other = [
      mqttPacket.generate({ cmd: 'pingreq' }),
      publish('chat/room', 'hello', 7),
      publish('v1.1/Observations', 'kept by the broker', 8, { retain: true }),
      publish('v1.1/Observations', 'exactly once', 9, { qos: 2 }),
    ]
    const bytes = Buffer.concat([
      publish('v1.1/a', 'one', 1),
      other[0] as Buffer,
      publish('v1.1/b', 'x'.repeat(20_000), 2, { dup: true }),
      other[1] as Buffer,
      other[2] as Buffer,
      publish('v1.1/c', 'three', 3),
      other[3] as Buffer,
    ])
    for (let at = 0; at < bytes.length; at += 977) {
      client.write(bytes.subarray(at, at + 977))
      await new Promise((next) => setImmediate(next))
    }
    await expect.poll(() => taken.length).toBe(3)
    expect(taken.map(([topic]) => topic)).toEqual(['v1.1/a', 'v1.1/b', 'v1.1/c'])
    expect(taken[1]?.[1]).toHaveLength(20_000)
    await expect.poll(() => passed().equals(Buffer.concat(other))).toBe(true)
  })

  it('acknowledges in the order of the packets, whatever is stored first (MQTT 3.1.1, 4.6)', async () => {
    const { client, release, answered } = await lay()
    client.write(Buffer.concat([1, 2, 3].map((id) => publish('v1.1/a', String(id), id))))
    await expect.poll(() => release.length).toBe(3)
    release[2]?.()
    release[1]?.()
    await new Promise((next) => setTimeout(next, 30))
    expect(answered()).toHaveLength(0)
    release[0]?.()
    await expect.poll(() => answered().toString('hex')).toBe('400200014002000240020003')
  })

  it('ends a connection whose packet has no length, and survives any bytes', async () => {
    const broken = await lay()
    const closed = new Promise((done) => broken.client.once('close', done))
    broken.client.write(Buffer.from([0x32, 0xff, 0xff, 0xff, 0xff, 0x01]))
    await closed
    let seed = 7
    for (let round = 0; round < 200; round++) {
      const { client } = await lay()
      const bytes = Buffer.from(
        Array.from({ length: 60 }, () => {
          seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
          return seed >> 16
        }),
      )
      client.write(bytes)
      client.destroy()
    }
  })
})
