import { connect, type Socket } from 'node:net'
import {
  createProtocolBinding,
  deleteProtocolBinding,
  getEntity,
  getPosition,
  listProtocolBindings,
  listProtocolElements,
  listProtocols,
  listRejections,
  type ProtocolId,
} from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeHj212, encodeHj212 } from '../../src/capabilities/sensing/adapters/hj212/codec.ts'
import { cutJt808, decodeJt808, encodeJt808 } from '../../src/capabilities/sensing/adapters/jt808/codec.ts'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let admin: Awaited<ReturnType<TestPlatform['signedInAs']>>
beforeAll(async () => {
  const ports = {
    hj212Port: 0,
    jt808Port: 0,
    gbt26875Port: 0,
    sl651Port: 0,
    aisPort: 0,
    coapPort: 0,
    jt809Port: 0,
  }
  city = await startTestPlatform({ config: ports })
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

async function portOf(id: ProtocolId): Promise<number> {
  return (await admin.call(listProtocols, {})).find((one) => one.id === id)?.port as number
}

/** A device on a TCP connection; `ask` sends and waits for what comes back. */
async function dial(id: ProtocolId) {
  const port = await portOf(id)
  const socket = await new Promise<Socket>((done, failed) => {
    const opened: Socket = connect(port, '127.0.0.1', () => done(opened)).once('error', failed)
  })
  const heard: Buffer[] = []
  const waiting: Array<(answer: Buffer) => void> = []
  socket.on('data', (chunk) => {
    const next = waiting.shift()
    if (next) next(chunk)
    else heard.push(chunk)
  })
  return {
    send: (frame: Buffer | string) => socket.write(frame),
    ask: (frame: Buffer | string): Promise<Buffer> => {
      const answer = new Promise<Buffer>((done) => waiting.push(done))
      socket.write(frame)
      return answer
    },
    close: () => socket.destroy(),
  }
}

async function bind(protocol: ProtocolId, address: string, thingId: string, more: { secret?: string } = {}) {
  return admin.call(createProtocolBinding, { body: { protocol, address, thingId, ...more } })
}

async function latestOf(thingId: string) {
  const { latest } = await admin.call(getEntity, { params: { id: thingId } })
  return Object.fromEntries(latest.map((one) => [one.property, one.value]))
}

async function refusals(protocol: string) {
  const { items } = await admin.call(listRejections, { query: { limit: 500 } })
  return items.filter((one) => one.protocol === protocol)
}

describe('HJ 212', () => {
  const mn = '010000A8900016F000169DC0'
  const packet = { qn: '20250601080000123', st: '22', cn: '2061', pw: '123456', mn, flag: 5, parts: null }

  it('answers 9014 once the hourly values are stored', async () => {
    const station = await city.aThing('air.station', { attributes: {} })
    await bind('hj212', mn, station.id, { secret: '123456' })
    const device = await dial('hj212')
    const cp =
      'DataTime=20250601080000;a34004-Avg=38.5,a34004-Flag=N;a34002-Avg=66,a34002-Flag=N;a99999-Avg=1,a99999-Flag=N'
    const answer = await device.ask(encodeHj212({ ...packet, cp }))
    expect(decodeHj212(answer.subarray(0, -2))).toMatchObject({ cn: '9014', st: '91', qn: packet.qn, mn })
    expect(await latestOf(station.id)).toMatchObject({ pm25: 38.5, pm10: 66 })
    const [line] = (await admin.call(listProtocols, {})).filter((one) => one.id === 'hj212')
    expect(line).toMatchObject({ valuesUnmapped: 1, bindings: 1, connections: 1 })
    device.close()
  })

  it('takes the parts of a split packet in one by one', async () => {
    const station = await city.aThing('air.station', { attributes: {} })
    await bind('hj212', 'SPLIT000000000000000001', station.id)
    const device = await dial('hj212')
    const split = { ...packet, mn: 'SPLIT000000000000000001', flag: 7 }
    await device.ask(
      encodeHj212({ ...split, parts: { total: 2, number: 1 }, cp: 'DataTime=20250601090000;a34004-Avg=40' }),
    )
    await device.ask(encodeHj212({ ...split, parts: { total: 2, number: 2 }, cp: 'a34002-Avg=70' }))
    expect(await latestOf(station.id)).toMatchObject({ pm25: 40, pm10: 70 })
    device.close()
  })

  it('answers nobody with a wrong password, a wrong CRC or an unknown MN, and lists why', async () => {
    const device = await dial('hj212')
    const good = encodeHj212({ ...packet, cp: 'DataTime=20250601080000;a34004-Avg=1' }).toString('latin1')
    device.send(encodeHj212({ ...packet, pw: '000000', cp: 'DataTime=20250601100000;a34004-Avg=99' }))
    device.send(encodeHj212({ ...packet, mn: 'NOBODY', cp: 'DataTime=20250601100000;a34004-Avg=99' }))
    device.send(good.replace('a34004-Avg=1', 'a34004-Avg=2'))
    await expect
      .poll(async () => (await refusals('hj212')).map((one) => one.reason).sort())
      .toEqual(['malformed', 'unknown-thing', 'wrong-credentials'])
    device.close()
  })
})

describe('JT/T 808', () => {
  const phone = '13912344329'
  const register2019 = Buffer.concat([
    Buffer.from([0, 11, 0, 101]),
    Buffer.alloc(11),
    Buffer.alloc(30),
    Buffer.alloc(30, 'T1'),
    Buffer.from([1]),
  ])
  /** 8.12: positioned, ACC on; lat 33.405, lon 118.905, 60 km/h; 2025-06-01 08:00:00; mileage 123.4 km. */
  const location = (lon = 118.905, time = '250601080000') => {
    const body = Buffer.alloc(34)
    body.writeUInt32BE(3, 4)
    body.writeUInt32BE(33_405_000, 8)
    body.writeUInt32BE(Math.round(lon * 1e6), 12)
    body.writeUInt16BE(600, 18)
    Buffer.from(time, 'hex').copy(body, 22)
    body[28] = 1
    body[29] = 4
    body.writeUInt32BE(1_234, 30)
    return body
  }
  const encode = (
    id: number,
    body: Buffer,
    serial: number,
    parts: { total: number; number: number } | null = null,
  ) => encodeJt808({ id, version: 1, phone, serial, parts, body })
  const read = (answer: Buffer) => decodeJt808(cutJt808(answer).frames[0] as Buffer)
  let code: Buffer

  it('registers, authenticates, keeps the line and reports (8.1–8.12)', async () => {
    const truck = await city.aThing('city-base.vehicle-terminal', { name: '苏A12345' })
    await bind('jt808', phone, truck.id)
    const device = await dial('jt808')
    const early = read(await device.ask(encode(0x0200, location(), 1)))
    expect(early).toMatchObject({ id: 0x8001, version: 1, phone })
    expect([...early.body]).toEqual([0, 1, 2, 0, 2])
    const registered = read(await device.ask(encode(0x0100, register2019, 2)))
    expect(registered.id).toBe(0x8100)
    expect([...registered.body.subarray(0, 3)]).toEqual([0, 2, 0])
    code = registered.body.subarray(3)
    const wrong = read(
      await device.ask(
        encode(0x0102, Buffer.concat([Buffer.from([2]), Buffer.from('no'), Buffer.alloc(35)]), 3),
      ),
    )
    expect(wrong.body[4]).toBe(1)
    const body = Buffer.concat([Buffer.from([code.length]), code, Buffer.alloc(35)])
    expect([...read(await device.ask(encode(0x0102, body, 4))).body]).toEqual([0, 4, 1, 2, 0])
    expect([...read(await device.ask(encode(0x0002, Buffer.alloc(0), 5))).body]).toEqual([0, 5, 0, 2, 0])
    expect([...read(await device.ask(encode(0x0200, location(), 6))).body]).toEqual([0, 6, 2, 0, 0])
    expect(await latestOf(truck.id)).toMatchObject({ speed: 60, mileage: 123.4 })
    expect(await admin.call(getPosition, { params: { entityId: truck.id } })).toMatchObject({
      ...{ lon: 118.905, lat: 33.405, speedKmH: 60, source: 'jt808', time: '2025-06-01T00:00:00.000Z' },
    })
    const { entity } = await admin.call(getEntity, { params: { id: truck.id } })
    expect(entity.geometry).toEqual({ type: 'Point', coordinates: [118.905, 33.405] })
    device.close()
  })

  it('puts the sub-packages of a batch together and stores them before it answers (8.49)', async () => {
    const device = await dial('jt808')
    await device.ask(encode(0x0102, Buffer.concat([Buffer.from([code.length]), code, Buffer.alloc(35)]), 1))
    const one = (lon: number, time: string) => Buffer.concat([Buffer.from([0, 34]), location(lon, time)])
    const batch = Buffer.concat([
      Buffer.from([0, 2, 1]),
      one(118.906, '250601080010'),
      one(118.907, '250601080020'),
    ])
    device.send(encode(0x0704, batch.subarray(0, 30), 10, { total: 2, number: 1 }))
    const answer = read(await device.ask(encode(0x0704, batch.subarray(30), 11, { total: 2, number: 2 })))
    expect([...answer.body]).toEqual([0, 11, 7, 4, 0])
    const { items } = await admin.call(listProtocolBindings, { query: { protocol: 'jt808' } })
    expect(
      await admin.call(getPosition, { params: { entityId: items[0]?.thingId as string } }),
    ).toMatchObject({ lon: 118.907 })
    device.close()
  })

  it('answers 4 to a terminal it does not know (8.6)', async () => {
    const device = await dial('jt808')
    const frame = encodeJt808({
      id: 0x0100,
      version: 1,
      phone: '1',
      serial: 1,
      parts: null,
      body: register2019,
    })
    expect([...read(await device.ask(frame)).body]).toEqual([0, 1, 4])
    device.close()
  })
})

describe('bindings', () => {
  it('are listed without their secret, refused twice, and removed', async () => {
    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const made = await bind('sl651', '0099887766', gauge.id, { secret: '1234' })
    expect(made).toMatchObject({ hasSecret: true, thingName: gauge.name })
    expect(JSON.stringify(made)).not.toContain('1234"')
    await expect(bind('sl651', '0099887766', gauge.id)).rejects.toMatchObject({
      problem: { code: 'address-bound' },
    })
    const wrong = { element: '39', property: 'nothing' }
    await expect(
      admin.call(createProtocolBinding, {
        body: { protocol: 'sl651', address: 'x', thingId: gauge.id, mappings: [wrong] },
      }),
    ).rejects.toMatchObject({ problem: { code: 'invalid-input' } })
    const stranger = await city.signedInAs('administrator', { divisions: ['990103'] })
    expect((await stranger.call(listProtocolBindings, { query: {} })).items).toEqual([])
    await expect(stranger.call(deleteProtocolBinding, { params: { id: made.id } })).rejects.toMatchObject({
      problem: { code: 'not-found' },
    })
    await admin.call(deleteProtocolBinding, { params: { id: made.id } })
    expect((await admin.call(listProtocolBindings, { query: { thingId: gauge.id } })).total).toBe(0)
    const elements = await admin.call(listProtocolElements, { params: { id: 'hj212' } })
    expect(elements.find((one) => one.code === 'a34004')).toMatchObject({
      properties: ['pm25'],
      unit: 'μg/m3',
    })
  })
})
