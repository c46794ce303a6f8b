import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import {
  createProtocolBinding,
  getCommand,
  getPosition,
  listProtocols,
  listThingCommands,
  type ProtocolId,
  sendCommands,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { generate, type ParsedPacket, parse } from 'coap-packet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cutHj212, decodeHj212, encodeHj212 } from '../../src/capabilities/sensing/adapters/hj212/codec.ts'
import {
  cutJt808,
  decodeJt808,
  encodeJt808,
  type Jt808Message,
} from '../../src/capabilities/sensing/adapters/jt808/codec.ts'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aDevice, aModel, publish } from './device-kit.ts'

let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform({ config: { jt808Port: 0, hj212Port: 0, coapPort: 0 } })
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const portOf = async (id: ProtocolId) =>
  (await admin.call(listProtocols, {})).find((one) => one.id === id)?.port as number

async function dial(id: ProtocolId): Promise<Socket> {
  const port = await portOf(id)
  return new Promise((done) => {
    const socket: Socket = connect(port, '127.0.0.1', () => done(socket))
  })
}

const tell = async (thingId: string, command: string, input: object = {}) =>
  admin.call(sendCommands, {
    body: { thingIds: [thingId], command, input: input as Record<string, unknown> },
  })

const newest = async (thingId: string) =>
  (await admin.call(listThingCommands, { params: { id: thingId }, query: {} })).items[0]
const stateOf = async (thingId: string) => (await newest(thingId))?.state

describe('JT/T 808', () => {
  /** A terminal that has authenticated and collects what it is told. */
  async function aTerminal(phone: string) {
    const thing = await city.aThing('city-base.vehicle-terminal', {})
    await admin.call(createProtocolBinding, {
      body: { protocol: 'jt808', address: phone, thingId: thing.id },
    })
    const socket = await dial('jt808')
    const told: Jt808Message[] = []
    let waiting: Array<(message: Jt808Message) => void> = []
    socket.on('data', (chunk) => {
      for (const frame of cutJt808(chunk).frames) {
        const message = decodeJt808(frame)
        const next = message.id === 0x8001 || message.id === 0x8100 ? waiting.shift() : undefined
        if (next) next(message)
        else told.push(message)
      }
    })
    let serial = 0
    const send = (id: number, body: Buffer) =>
      socket.write(encodeJt808({ id, version: 1, phone, serial: ++serial, parts: null, body }))
    const ask = (id: number, body: Buffer) =>
      new Promise<Jt808Message>((done) => {
        waiting.push(done)
        send(id, body)
      })
    const registered = await ask(0x0100, Buffer.alloc(4 + 11 + 30 + 30 + 1))
    const code = registered.body.subarray(3)
    const authenticate = () =>
      ask(0x0102, Buffer.concat([Buffer.from([code.length]), code, Buffer.alloc(35)]))
    const answer = (to: Jt808Message, result: number) => {
      const body = Buffer.alloc(5)
      body.writeUInt16BE(to.serial, 0)
      body.writeUInt16BE(to.id, 2)
      body[4] = result
      send(0x0001, body)
    }
    const close = () => {
      waiting = []
      socket.destroy()
    }
    return { thing, told, send, answer, authenticate, close }
  }

  it('a text waits for the terminal to authenticate, goes out as 0x8300, and is confirmed by 0x0001', async () => {
    const { thing, told, answer, authenticate, close } = await aTerminal('19912340001')
    await tell(thing.id, 'send-text', { text: '请按规定路线行驶' })
    expect(await stateOf(thing.id)).toBe('queued')
    await authenticate()
    await expect.poll(() => told.length).toBe(1)
    expect(told[0]?.id).toBe(0x8300)
    expect(new TextDecoder('gbk').decode(told[0]?.body.subarray(2))).toBe('请按规定路线行驶')
    expect(await stateOf(thing.id)).toBe('sent')
    answer(told[0] as Jt808Message, 0)
    await expect.poll(() => stateOf(thing.id)).toBe('succeeded')
    await tell(thing.id, 'set-parameters', { report_seconds: 15, top_speed_km_h: 60 })
    await expect.poll(() => told.length).toBe(2)
    expect(told[1]?.id).toBe(0x8103)
    expect(told[1]?.body.toString('hex')).toBe('02' + '00000029040000000f' + '00000055040000003c')
    answer(told[1] as Jt808Message, 2)
    await expect.poll(() => stateOf(thing.id)).toBe('failed')
    expect((await newest(thing.id))?.error).toBe('终端应答：消息有误')
    close()
  })

  it('a position query is answered with 0x0201, which is stored and is its result', async () => {
    const { thing, told, send, answer, authenticate, close } = await aTerminal('19912340002')
    await authenticate()
    await tell(thing.id, 'query-position')
    await expect.poll(() => told.length).toBe(1)
    expect(told[0]).toMatchObject({ id: 0x8201 })
    answer(told[0] as Jt808Message, 0)
    await expect.poll(() => stateOf(thing.id)).toBe('accepted')
    const location = Buffer.alloc(28)
    location.writeUInt32BE(3, 4)
    location.writeUInt32BE(33_400_000, 8)
    location.writeUInt32BE(118_900_000, 12)
    const at = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(2, 14)
    Buffer.from(at, 'hex').copy(location, 22)
    const serial = Buffer.alloc(2)
    serial.writeUInt16BE(told[0]?.serial ?? 0)
    send(0x0201, Buffer.concat([serial, location]))
    await expect.poll(() => stateOf(thing.id)).toBe('succeeded')
    expect((await newest(thing.id))?.result).toMatchObject({ lon: 118.9, lat: 33.4 })
    const position = await admin.call(getPosition, { params: { entityId: thing.id } })
    expect(position).toMatchObject({ lon: 118.9, lat: 33.4 })
    close()
  })

  it('parameters are asked for, and a terminal that has left is not told', async () => {
    const { thing, told, send, authenticate, close } = await aTerminal('19912340003')
    await authenticate()
    await tell(thing.id, 'query-parameters')
    await expect.poll(() => told.length).toBe(1)
    const head = Buffer.from([0, 0, 2])
    head.writeUInt16BE(told[0]?.serial ?? 0)
    send(
      0x0104,
      Buffer.concat([
        head,
        Buffer.from('00000001' + '04' + '0000001e' + '00000083' + '03' + '414243', 'hex'),
      ]),
    )
    await expect.poll(() => stateOf(thing.id)).toBe('succeeded')
    expect((await newest(thing.id))?.result).toEqual({ heartbeat_seconds: 30 })
    close()
    await expect
      .poll(async () => {
        const [line] = (await admin.call(listProtocols, {})).filter((one) => one.id === 'jt808')
        return line?.connections
      })
      .toBe(0)
    await tell(thing.id, 'send-text', { text: '在吗' })
    expect(await stateOf(thing.id)).toBe('queued')
  })
})

describe('HJ 212', () => {
  const mn = 'COMMAND00000000000000001'
  async function anInstrument() {
    const thing = await city.aThing('air.station', { attributes: {} })
    await admin.call(createProtocolBinding, {
      body: { protocol: 'hj212', address: mn, thingId: thing.id, secret: '654321' },
    })
    const socket = await dial('hj212')
    const told: ReturnType<typeof decodeHj212>[] = []
    socket.on('data', (chunk) => {
      for (const frame of cutHj212(chunk).frames) told.push(decodeHj212(frame))
    })
    const send = (cn: string, qn: string, cp: string, flag = 4) =>
      socket.write(encodeHj212({ qn, st: '22', cn, pw: '654321', mn, flag, parts: null, cp }))
    return { thing, socket, told, send }
  }

  it('time is asked for and set: 9011 accepts, 1011 tells, 9012 ends', async () => {
    const { thing, socket, told, send } = await anInstrument()
    await tell(thing.id, 'get-time')
    send('2061', '20260601080000123', 'DataTime=20260601080000;a34004-Avg=38.5,a34004-Flag=N')
    await expect.poll(() => told.length).toBe(1)
    const [asked] = told
    expect(asked).toMatchObject({ cn: '1011', mn, pw: '654321', flag: 5 })
    send('9011', asked?.qn ?? '', 'QnRtn=1')
    await expect.poll(() => stateOf(thing.id)).toBe('accepted')
    send('1011', asked?.qn ?? '', 'SystemTime=20260601080001')
    send('9012', asked?.qn ?? '', 'ExeRtn=1')
    await expect.poll(() => stateOf(thing.id)).toBe('succeeded')
    expect((await newest(thing.id))?.result).toEqual({ SystemTime: '20260601080001' })
    await tell(thing.id, 'set-realtime-interval', { seconds: 60 })
    await expect.poll(() => told.length).toBe(2)
    expect(told[1]).toMatchObject({ cn: '1062', cp: 'RtdInterval=60' })
    send('9011', told[1]?.qn ?? '', 'QnRtn=2')
    await expect.poll(() => stateOf(thing.id)).toBe('failed')
    expect((await newest(thing.id))?.error).toContain('请求被拒绝')
    socket.destroy()
  })
})

describe('CoAP', () => {
  const command = (id: string) => ({
    ...{ id, title: { zh: id, en: id }, input: {}, timeoutSeconds: 60, dangerous: false },
    ...{ interlockGroup: null, sets: {} },
  })

  it('commands are read, observed, ride on the answer to telemetry, and are confirmed', async () => {
    await publish(
      admin,
      'coap-valve',
      aModel({ commands: [command('open'), command('close')], sleeping: true }),
    )
    const device = await aDevice(admin, 'coap-valve')
    const port = await portOf('coap')
    const socket = createSocket('udp4')
    const heard: ParsedPacket[] = []
    socket.on('message', (datagram) => heard.push(parse(datagram)))
    let messageId = 0
    const send = (
      code: string,
      path: string,
      body: object | null,
      more: Array<{ name: string; value: Buffer }> = [],
    ) => {
      const [where = '', query] = path.split('?')
      const options = [
        ...more,
        ...where.split('/').map((part) => ({ name: 'Uri-Path' as const, value: Buffer.from(part) })),
        ...(body ? [{ name: 'Content-Format' as const, value: Buffer.from([50]) }] : []),
        ...(query ? [{ name: 'Uri-Query' as const, value: Buffer.from(query) }] : []),
        {
          name: 'Uri-Query' as const,
          value: Buffer.from(`token=${device.credential.name}:${device.credential.key}`),
        },
      ]
      messageId += 1
      const token = Buffer.from([messageId])
      const payload = body ? Buffer.from(JSON.stringify(body)) : Buffer.alloc(0)
      socket.send(
        generate({ code, messageId, token, confirmable: true, options, payload } as never),
        port,
        '127.0.0.1',
      )
      return messageId
    }
    const answerTo = async (id: number) => {
      await expect.poll(() => heard.some((one) => one.ack && one.messageId === id)).toBe(true)
      return heard.find((one) => one.ack && one.messageId === id) as ParsedPacket
    }
    await tell(device.id, 'open')
    const read = await answerTo(send('GET', 'commands', null))
    const [first] = JSON.parse(read.payload.toString()) as Array<{ commandId: string; name: string }>
    expect(first?.name).toBe('open')
    expect(
      (
        await answerTo(
          send('POST', `commands/${first?.commandId}`, { status: 'succeeded', result: { open: true } }),
        )
      ).code,
    ).toBe('2.04')
    expect(await stateOf(device.id)).toBe('succeeded')
    const { command: done } = await admin.call(getCommand, { params: { id: first?.commandId ?? '' } })
    expect(done.result).toEqual({ open: true })
    await tell(device.id, 'close')
    const report = await answerTo(send('POST', 'telemetry?commands', { properties: { level: 12 } }))
    expect(JSON.parse(report.payload.toString())).toMatchObject([{ name: 'close' }])
    const observed = await answerTo(
      send('GET', 'commands', null, [{ name: 'Observe', value: Buffer.alloc(0) }]),
    )
    expect(observed.options.some((one) => one.name === 'Observe')).toBe(true)
    await tell(device.id, 'open')
    await expect.poll(() => heard.some((one) => !one.ack && one.payload.includes('"open"'))).toBe(true)
    expect(heard.find((one) => !one.ack)?.token).toEqual(observed.token)
    expect((await answerTo(send('POST', `commands/${first?.commandId}`, { status: 'failed' }))).code).toBe(
      '4.04',
    )
    socket.close()
  })
})
