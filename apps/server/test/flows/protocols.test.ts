import { createSocket } from 'node:dgram'
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
import { encode as encodeCbor } from 'cborg'
import { request } from 'coap'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSentence, writeSentence } from '../../src/capabilities/sensing/adapters/ais/codec.ts'
import {
  decodeGbt26875,
  encodeGbt26875,
  writeTime,
} from '../../src/capabilities/sensing/adapters/gbt26875/codec.ts'
import { decodeHj212, encodeHj212 } from '../../src/capabilities/sensing/adapters/hj212/codec.ts'
import { cutJt808, decodeJt808, encodeJt808 } from '../../src/capabilities/sensing/adapters/jt808/codec.ts'
import { encodeSl651 } from '../../src/capabilities/sensing/adapters/sl651/codec.ts'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let admin: Awaited<ReturnType<TestPlatform['signedInAs']>>
beforeAll(async () => {
  const ports = {
    hj212Port: 0,
    jt808Port: 0,
    jt809Port: 0,
    gbt26875Port: 0,
    sl651Port: 0,
    aisPort: 0,
    coapPort: 0,
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

describe('SL 651', () => {
  /** The test report and its confirmation as published with the standard’s explanation (function 30, station 0012345678). */
  const report = Buffer.from(
    '7E7E010012345678123430002B020003591011154947F1F1001234567848F0F0591011154920190000052619000005392300000127381211150320FA',
    'hex',
  )

  it('confirms a report once its elements are stored (6.6)', async () => {
    const gauge = await city.aThing('waterlogging.river-gauge', { attributes: {} })
    await bind('sl651', '0012345678', gauge.id, { secret: '1234' })
    const device = await dial('sl651')
    // Its clock says 2059, which no observation may be of: the report is refused.
    device.send(report)
    await expect.poll(async () => (await refusals('sl651')).map((one) => one.reason)).toEqual(['wrong-type'])
    const now = reportOf('0003', '250601080000')
    const answer = await device.ask(now)
    expect(answer.toString('hex')).toMatch(/^7e7e0012345678011234308008020003\d{12}1b.{4}$/)
    expect(await latestOf(gauge.id)).toMatchObject({ level: 0.127 })
    device.close()
  })

  const reportOf = (serial: string, time: string) =>
    encodeSl651({
      ...{
        encoding: 'hex',
        centre: 1,
        station: '0012345678',
        password: '1234',
        code: 0x30,
        parts: null,
        end: 3,
      },
      body: Buffer.from(`${serial}${time}F1F1001234567848F0F0${time.slice(0, 10)}392300000127`, 'hex'),
    })

  it('puts the packets of mode M3 together and asks for the missing ones', async () => {
    const device = await dial('sl651')
    const body = Buffer.from('0004250601090000F1F1001234567848F0F02506010900392300000250', 'hex')
    const part = (number: number, from: number, to: number, end: number) =>
      encodeSl651({
        ...{ encoding: 'hex', centre: 1, station: '0012345678', password: '1234', code: 0x34, end },
        ...{ parts: { total: 2, number }, body: body.subarray(from, to) },
      })
    const asked = await device.ask(part(2, 12, body.length, 3))
    expect(asked[asked.length - 3]).toBe(0x15)
    const done = await device.ask(part(1, 0, 12, 0x17))
    expect(done[done.length - 3]).toBe(0x06)
    const { items } = await admin.call(listProtocolBindings, {
      query: { protocol: 'sl651', search: '0012345678' },
    })
    expect(await latestOf(items[0]?.thingId as string)).toMatchObject({ level: 0.25 })
    device.close()
  })
})

describe('GB/T 26875.3', () => {
  const source = '000000000123'
  const packet = {
    serial: 7,
    version: [1, 1] as [number, number],
    timeMs: Date.parse('2025-06-01T08:00:00+08:00'),
    source,
    target: '000000000001',
  }
  const time = writeTime(packet.timeMs)
  const component = (number: number, state: number) =>
    Buffer.from([2, 1, 1, 0, 40, number, 0, 0, 0, state, 0, ...Buffer.alloc(31), ...time])

  it('confirms a fire and denies what it cannot read (6.2, 6.3)', async () => {
    const box = await city.aThing('city-base.fire-transmitter')
    await bind('gbt26875', source, box.id)
    const device = await dial('gbt26875')
    const fire = encodeGbt26875({ ...packet, command: 2, data: component(12, 0b11) })
    expect(decodeGbt26875(await device.ask(fire))).toMatchObject({
      ...{ serial: 7, command: 3, source: '000000000001', target: source, data: Buffer.alloc(0) },
    })
    expect(await latestOf(box.id)).toMatchObject({ fire_alarm: 1 })
    // Another detector that is quiet does not end it; the system’s own state does.
    const later = { ...packet, timeMs: packet.timeMs + 60_000 }
    await device.ask(encodeGbt26875({ ...later, command: 2, data: component(13, 0b1) }))
    expect(await latestOf(box.id)).toMatchObject({ fire_alarm: 1 })
    const quiet = Buffer.from([1, 1, 1, 0, 1, 0, ...writeTime(later.timeMs)])
    await device.ask(encodeGbt26875({ ...later, command: 2, data: quiet }))
    expect(await latestOf(box.id)).toMatchObject({ fire_alarm: 0, fault: 0 })
    const short = await device.ask(encodeGbt26875({ ...packet, command: 2, data: Buffer.from([1, 9]) }))
    expect(decodeGbt26875(short).command).toBe(6)
    device.close()
  })
})

describe('AIS', () => {
  /** Sentences published with gpsd (AIVDM/AIVDO protocol decoding) and its test suite. */
  const position = '!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n'
  const voyage =
    '!AIVDM,2,1,3,B,55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53,0*3E\r\n!AIVDM,2,2,3,B,1@0000000000000,2*55\r\n'

  it('follows a ship it knows, over TCP and UDP', async () => {
    const ship = await city.aThing('city-base.vessel-transponder', { name: '云川渡 1' })
    const other = await city.aThing('city-base.vessel-transponder', { name: '云川渡 2' })
    await bind('ais', '477553000', ship.id)
    await bind('ais', '369190000', other.id)
    const device = await dial('ais')
    device.send(position)
    const at = () => admin.call(getPosition, { params: { entityId: ship.id } }).catch(() => null)
    await expect
      .poll(at)
      .toMatchObject({ lat: expect.closeTo(47.582_833, 5), lon: expect.closeTo(-122.345_833, 5) })
    const port = await portOf('ais')
    const socket = createSocket('udp4')
    for (const line of voyage.split('\r\n')) socket.send(`${line}\r\n`, port, '127.0.0.1')
    await expect.poll(async () => (await latestOf(other.id)).draught).toBe(6)
    socket.close()
    device.close()
  })

  it('writes the sentences it reads', () => {
    const sentence = readSentence(position.trim())
    expect(sentence && writeSentence(sentence)).toBe(position.trim())
  })
})

describe('CoAP', () => {
  async function post(pathname: string, query: string, format: string, payload: Buffer | string) {
    const port = await portOf('coap')
    return new Promise<{ code: string; payload: string }>((done, failed) => {
      const sent = request({
        hostname: '127.0.0.1',
        port,
        method: 'POST',
        pathname,
        query,
        options: { 'Content-Format': format },
      })
      // The client of this library sends in blocks when it is given the size of one: 2^(4+5) bytes.
      if (payload.length > 1_000) sent.setOption('Block1', Buffer.from([5]))
      sent.on('response', (answer) => done({ code: answer.code, payload: answer.payload.toString() }))
      sent.on('error', failed)
      sent.end(payload)
    })
  }

  it('stores JSON and CBOR of a device that shows its token', async () => {
    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const token = `token=${gauge.credential.name}:${gauge.credential.key}`
    const path = `/v1.1/Datastreams(${gauge.datastream('depth')})/Observations`
    const body = JSON.stringify({ result: 12.5, phenomenonTime: '2025-06-01T00:00:00Z' })
    expect(await post(path, token, 'application/json', body)).toEqual({ code: '2.04', payload: '' })
    expect(await latestOf(gauge.id)).toMatchObject({ depth: 12.5 })
    const packet = { time: '2025-06-01T00:01:00Z', properties: { depth: 13, battery: 80 } }
    expect((await post('/telemetry', token, 'application/cbor', Buffer.from(encodeCbor(packet)))).code).toBe(
      '2.04',
    )
    expect(await latestOf(gauge.id)).toMatchObject({ depth: 13, battery: 80 })
    const many = Array.from({ length: 100 }, (_, i) => ({
      time: new Date(Date.UTC(2025, 5, 1, 1, i)).toISOString(),
      properties: { depth: 20 + i / 10 },
    }))
    expect((await post('/telemetry', token, 'application/json', JSON.stringify(many))).code).toBe('2.04')
    expect(await latestOf(gauge.id)).toMatchObject({ depth: 29.9 })
  })

  it('answers 4.xx to nobody’s token, other paths and wrong bodies', async () => {
    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const other = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const token = `token=${gauge.credential.name}:${gauge.credential.key}`
    expect((await post('/telemetry', 'token=x:y', 'application/json', '{}')).code).toBe('4.01')
    expect((await post('/nowhere', token, 'application/json', '{}')).code).toBe('4.04')
    expect((await post('/telemetry', token, 'application/json', '{')).code).toBe('4.00')
    const path = `/v1.1/Datastreams(${other.datastream('depth')})/Observations`
    expect((await post(path, token, 'application/json', '{"result":1}')).code).toBe('4.03')
  })
})

describe('ten thousand wrong frames', () => {
  /** Repeatable random numbers (Park and Miller 1988). */
  function createDice(seed: number) {
    let state = seed
    return (below: number) => {
      state = (state * 48_271) % 2_147_483_647
      return state % below
    }
  }

  const seeds: Record<string, Buffer> = {
    hj212: Buffer.from(
      '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n',
    ),
    jt808: Buffer.from(
      '7e0200402601000000000139123443290000000000' +
        '6f0000001601dc9a0707456246007b004200032501292233440202006401040000000c417e',
      'hex',
    ),
    jt809: Buffer.from(
      '5B000000480000008510010133EFB8010000000000270F0133EFB832303138303932303132372E302E302E31' +
        '000000000000000000000000000000000000000000000003296A915D',
      'hex',
    ),
    sl651: Buffer.from(
      '7E7E010012345678123430002B020003591011154947F1F1001234567848F0F0591011154920190000052619000005392300000127381211150320FA',
      'hex',
    ),
    ais: Buffer.from('!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n'),
    gbt26875: encodeGbt26875({
      ...{
        serial: 1,
        version: [1, 1],
        timeMs: 0,
        source: '000000000999',
        target: '000000000001',
        command: 2,
      },
      data: Buffer.from([21, 1, 3, 0, 0, 8, 1, 6, 25]),
    }),
    coap: Buffer.from('44020001aabbccddb974656c656d6574727911326d746f6b656e3d6e6f3a6e6fff7b7d', 'hex'),
  }

  function mutate(frame: Buffer, dice: (below: number) => number): Buffer {
    const changed = Buffer.from(frame)
    for (let i = 0; i <= dice(4); i++) changed[dice(changed.length)] = dice(256)
    return dice(5) === 0 ? changed.subarray(0, dice(changed.length)) : changed
  }

  it.each(Object.keys(seeds).filter((id) => id !== 'coap'))('%s goes on answering', async (id) => {
    const dice = createDice(42)
    const frame = seeds[id] as Buffer
    const port = await portOf(id as ProtocolId)
    const socket = await new Promise<Socket>((done) => {
      const opened: Socket = connect(port, '127.0.0.1', () => done(opened))
    })
    socket.on('error', () => undefined).resume()
    const before = (await admin.call(listProtocols, {})).find((one) => one.id === id)
    for (let sent = 0; sent < 10_000; sent += 100) {
      const chunk = Buffer.concat(Array.from({ length: 100 }, () => mutate(frame, dice)))
      if (!socket.write(chunk)) await new Promise((done) => socket.once('drain', done))
    }
    await new Promise<void>((done) => socket.end(() => done()))
    const now = async () => (await admin.call(listProtocols, {})).find((one) => one.id === id)
    await expect.poll(async () => (await now())?.connections, { timeout: 30_000 }).toBe(0)
    expect((await now())?.framesRefused).toBeGreaterThan((before?.framesRefused ?? 0) + 100)
    const again = await dial(id as ProtocolId)
    again.send(frame)
    const received = (await now())?.framesReceived ?? 0
    await expect.poll(async () => (await now())?.framesReceived).toBeGreaterThanOrEqual(received)
    again.close()
  })

  it('coap goes on answering', async () => {
    const dice = createDice(7)
    const port = await portOf('coap')
    const socket = createSocket('udp4')
    let answers = 0
    socket.on('message', () => {
      answers += 1
    })
    for (let sent = 0; sent < 10_000; sent++) {
      await new Promise<void>((done) =>
        socket.send(mutate(seeds.coap as Buffer, dice), port, '127.0.0.1', () => done()),
      )
    }
    await expect.poll(() => answers).toBeGreaterThan(0)
    socket.close()
    const ping = createSocket('udp4')
    const pong = new Promise<Buffer>((done) => ping.once('message', done))
    ping.send(Buffer.from('40001234', 'hex'), port, '127.0.0.1')
    expect((await pong).toString('hex')).toBe('70001234')
    ping.close()
  })
})
