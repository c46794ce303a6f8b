import { connect, type Socket } from 'node:net'
import {
  createExchangePlatform,
  createProtocolBinding,
  deleteExchangePlatform,
  getPosition,
  listExchangePlatforms,
  listProtocols,
  listRejections,
} from '@civitas/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  crypt,
  cutJt809,
  decodeJt809,
  type Edition,
  encodeJt809,
} from '../../src/capabilities/sensing/adapters/jt809/codec.ts'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let admin: Awaited<ReturnType<TestPlatform['signedInAs']>>
const plate = '云川A809'
const gbkPlate = Buffer.from('d4c6b4a841383039', 'hex')
const cipher = { m1: 30_000_000, ia1: 20_000_000, ic1: 20_000_000 }
beforeAll(async () => {
  city = await startTestPlatform({ config: { jt809Port: 0 } })
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

/** A lower platform on its main link. */
async function dial(edition: Edition, centreId: number) {
  const port = (await admin.call(listProtocols, {})).find((one) => one.id === 'jt809')?.port as number
  const socket = await new Promise<Socket>((done) => {
    const opened: Socket = connect(port, '127.0.0.1', () => done(opened))
  })
  let serial = 0
  const frameOf = (id: number, body: Buffer) =>
    encodeJt809({ edition, serial: ++serial, id, centreId, version: [1, 0, 0], body }, Date.now())
  return {
    send: (id: number, body: Buffer) => void socket.write(frameOf(id, body)),
    write: (frame: Buffer) => void socket.write(frame),
    ask: async (id: number, body: Buffer) => {
      const answer = new Promise<Buffer>((done) => socket.once('data', done))
      socket.write(frameOf(id, body))
      return decodeJt809(cutJt809(await answer).frames[0] as Buffer, edition)
    },
    close: () => void socket.destroy(),
  }
}

function loginBody(edition: Edition, userId: number, password: string): Buffer {
  const body = Buffer.alloc(edition === 2011 ? 46 : 50)
  body.writeUInt32BE(userId, 0)
  body.write(password, 4, 'latin1')
  return body
}

/** 0x1200 about one vehicle. */
function exchangeBody(dataType: number, data: Buffer, of = gbkPlate): Buffer {
  const head = Buffer.alloc(28)
  of.copy(head, 0)
  head[21] = 2
  head.writeUInt16BE(dataType, 22)
  head.writeUInt32BE(data.length, 24)
  return Buffer.concat([head, data])
}

/** A position of 2011 so many seconds ago. */
function positionBody(lon: number, lat: number, secondsAgo: number): Buffer {
  const at = new Date(Date.now() - secondsAgo * 1000 + 8 * 3_600_000)
  const body = Buffer.alloc(36)
  body.set([at.getUTCDate(), at.getUTCMonth() + 1], 1)
  body.writeUInt16BE(at.getUTCFullYear(), 3)
  body.set([at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()], 5)
  body.writeUInt32BE(Math.round(lon * 1e6), 8)
  body.writeUInt32BE(Math.round(lat * 1e6), 12)
  body.writeUInt16BE(42, 16)
  body.writeUInt16BE(90, 24)
  body.writeUInt32BE(3, 28)
  return body
}

/** How many frames were refused for a reason with these words. */
async function refusals(words: string): Promise<number> {
  const { items } = await admin.call(listRejections, { query: { limit: 100 } })
  return items.filter((one) => one.protocol === 'jt809' && one.detail.includes(words)).length
}

const platformOf = (userId: number, more: object = {}) =>
  admin.call(createExchangePlatform, {
    body: { name: `下级平台${userId}`, userId, password: 'secret1', centreId: userId + 1, ...more },
  })

it('lets a lower platform in by user, password and access code only, and answers its link tests', async () => {
  const platform = await platformOf(5_000)
  expect(platform).toMatchObject({ userId: 5_000, encrypted: false, lastLoginTime: null })
  const link = await dial(2011, 5_001)
  const resultOf = async (userId: number, password: string) =>
    (await link.ask(0x1001, loginBody(2011, userId, password))).body[0]
  expect(await resultOf(4_999, 'secret1')).toBe(3)
  expect(await resultOf(5_000, 'wrong')).toBe(4)
  const stranger = await dial(2011, 77)
  expect((await stranger.ask(0x1001, loginBody(2011, 5_000, 'secret1'))).body[0]).toBe(2)
  stranger.close()
  const welcome = await link.ask(0x1001, loginBody(2011, 5_000, 'secret1'))
  expect(welcome).toMatchObject({ id: 0x1002, centreId: 5_001 })
  expect(welcome.body[0]).toBe(0)
  expect((await link.ask(0x1005, Buffer.alloc(0))).id).toBe(0x1006)
  const [listed] = (await admin.call(listExchangePlatforms, { query: { search: '5000' } })).items
  expect(listed?.lastLoginTime).not.toBeNull()
  expect((await link.ask(0x1003, loginBody(2011, 5_000, 'secret1'))).id).toBe(0x1004)
  link.close()
  await expect(platformOf(5_000)).rejects.toMatchObject({ problem: { status: 409 } })
})

it('8.3.2 takes positions of 2011, one by one and in batches, of bound vehicles alone', async () => {
  await platformOf(5_010)
  const thing = await city.aThing('city-base.vehicle-terminal', {})
  await admin.call(createProtocolBinding, {
    body: { protocol: 'jt809', address: plate, thingId: thing.id, secret: '5011' },
  })
  const link = await dial(2011, 5_011)
  await link.ask(0x1001, loginBody(2011, 5_010, 'secret1'))
  const batch = Buffer.concat([
    Buffer.from([2]),
    positionBody(118.9, 33.4, 90),
    positionBody(118.901, 33.4, 60),
  ])
  link.send(0x1200, exchangeBody(0x1203, batch))
  link.send(0x1200, exchangeBody(0x1202, positionBody(118.902, 33.4, 30)))
  await link.ask(0x1005, Buffer.alloc(0))
  const position = await admin.call(getPosition, { params: { entityId: thing.id } })
  expect(position).toMatchObject({ lon: 118.902, lat: 33.4, speedKmH: 42, headingDeg: 90, source: 'jt809' })
  const other = Buffer.from('d4c6b4a841303030', 'hex')
  link.send(0x1200, exchangeBody(0x1202, positionBody(118.9, 33.4, 10), other))
  await link.ask(0x1005, Buffer.alloc(0))
  await expect.poll(() => refusals('云川A000')).toBe(1)
  link.close()
})

it('refuses a vehicle that another platform has been given', async () => {
  await platformOf(5_020)
  const link = await dial(2011, 5_021)
  await link.ask(0x1001, loginBody(2011, 5_020, 'secret1'))
  link.send(0x1200, exchangeBody(0x1202, positionBody(118.95, 33.45, 1)))
  await link.ask(0x1005, Buffer.alloc(0))
  await expect.poll(() => refusals('接入码不正确')).toBe(1)
  link.close()
})

it('5.4 reads bodies encrypted with the numbers agreed on, and nothing before the login', async () => {
  const { id } = await platformOf(5_030, { cipher })
  const link = await dial(2019, 5_031)
  link.send(0x1005, Buffer.alloc(0))
  await link.ask(0x1001, loginBody(2019, 5_030, 'secret1'))
  const key = 256_178
  const clear = exchangeBody(0x1201, Buffer.alloc(12))
  const frame = encodeJt809(
    {
      edition: 2019,
      serial: 9,
      id: 0x1200,
      centreId: 5_031,
      version: [1, 0, 1],
      body: crypt(clear, key, cipher),
    },
    Date.now(),
  )
  const [cut] = cutJt809(frame).frames
  const plain = decodeJt809(cut as Buffer, 2019)
  expect(crypt(plain.body, key, cipher)).toEqual(clear)
  await expect.poll(() => refusals('未登录')).toBe(1)
  await admin.call(deleteExchangePlatform, { params: { id } })
  link.send(0x1005, Buffer.alloc(0))
  await expect.poll(() => refusals('未登录')).toBe(2)
  link.close()
})
