import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  changeUser,
  confirmInboxItem,
  countRecipients,
  createUser,
  getMe,
  getMessage,
  listAuditEntries,
  listInbox,
  listMessages,
  listRecipientTags,
  type MessageRequest,
  readInboxItem,
  readWholeInbox,
  reportReceipt,
  resendMessage,
  saveMessagePreferences,
  saveQuietHours,
  saveRecipientTag,
  sendMessage,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

let city: TestPlatform
let now = new Date('2025-06-03T10:00:00+08:00')
let duty: Client
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform({
    clock: { now: () => new Date(now) },
    config: { sessionHours: 720 },
  })
  duty = await city.signedInAs('duty-officer')
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const idOf = async (client: Client) => (await client.call(getMe)).user.id
const phoneOf = (n: number) => `1380000000${n}`

async function aReader(n: number): Promise<{ client: Client; id: string }> {
  const client = await city.signedInAs('grid-worker')
  const id = await idOf(client)
  await admin.call(changeUser, { params: { id }, body: { phone: phoneOf(n) } })
  return { client, id }
}

function aMessage(more: Partial<MessageRequest>): MessageRequest {
  return { key: newId(), title: '防汛通知', text: '请到岗待命。', urgency: 'urgent', to: [], ...more }
}

const report = async (id: string) =>
  (await duty.call(getMessage, { params: { id }, query: { limit: 500 } })).message
const outbox = (channel: string) => {
  const folder = join(city.kernel.config.data, 'outbox', channel)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
}

describe('sendMessage', () => {
  it('falls back to SMS for whoever the pages do not reach (PLT-072)', async () => {
    const [one, two] = [await aReader(1), await aReader(2)]
    // Has an account and has never signed in.
    const three = await admin.call(createUser, {
      body: {
        ...{ account: 'no-login', name: '未登录者', password: 'Yunchuan-2025!', roles: ['grid-worker'] },
        ...{ divisions: ['990102'], phone: phoneOf(3) },
      },
    })
    const sent = await duty.call(sendMessage, {
      body: aMessage({
        to: [one, two, three].map(({ id }) => ({ userId: id })),
        fallback: [{ channel: 'sms', afterSeconds: 300 }],
      }),
    })
    await expect.poll(async () => (await report(sent.id)).reached).toEqual({ sent: 3 })
    await one.client.call(listInbox)
    await two.client.call(listInbox)
    now = new Date(now.getTime() + 299_000)
    await new Promise((next) => setTimeout(next, 1_200))
    expect((await report(sent.id)).channels).toEqual({ app: 2 })
    now = new Date(now.getTime() + 2_000)
    await expect.poll(async () => (await report(sent.id)).channels).toEqual({ app: 2, sms: 1 })
    const files = outbox('sms').filter((one) => one.text === '请到岗待命。')
    expect(files.map((one) => one.to.phone)).toEqual([phoneOf(3)])
    const { receivers } = await duty.call(getMessage, { params: { id: sent.id }, query: {} })
    expect(receivers.items.map((one) => one.phone)).toContain('138****0003')
  })

  it('sends once for a key, and refuses nobody to send to', async () => {
    const { id } = await aReader(4)
    const body = aMessage({ to: [{ userId: id }, { userId: id }] })
    const [first, again] = await Promise.all([
      duty.call(sendMessage, { body }),
      duty.call(sendMessage, { body }),
    ])
    expect(again.id).toBe(first.id)
    expect(first.recipients).toBe(1)
    await expect(
      duty.call(sendMessage, { body: aMessage({ to: [{ userId: newId() }] }) }),
    ).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/to' }] },
    })
  })

  it('needs the right and a reason for an emergency', async () => {
    const { id } = await aReader(5)
    const body = aMessage({ to: [{ userId: id }], urgency: 'emergency' })
    await expect(duty.call(sendMessage, { body })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/overrideReason' }] },
    })
    const citizen = await city.signedInAs('citizen')
    await expect(citizen.call(sendMessage, { body })).rejects.toMatchObject({ problem: { status: 403 } })
  })

  it('reaches an organisation, holders of a role for a place, and a bare number', async () => {
    const worker = await city.signedInAs('grid-worker', { divisions: ['990102'] })
    const other = await city.signedInAs('grid-worker', { divisions: ['990103'] })
    const sent = await duty.call(sendMessage, {
      body: aMessage({
        title: '片区通知',
        to: [
          { role: 'grid-worker', division: '990102001' },
          { name: '村干部', phone: '13900000009' },
        ],
        channels: ['app', 'sms'],
      }),
    })
    const villager = async () => {
      const found = await duty.call(getMessage, { params: { id: sent.id }, query: { limit: 500 } })
      return found.receivers.items.find((one) => one.name === '村干部')
    }
    await expect.poll(async () => (await villager())?.reachedBy).toBe('sms')
    const titles = async (client: Client) => (await client.call(listInbox)).items.map((one) => one.title)
    await expect.poll(() => titles(worker)).toContain('片区通知')
    expect(await titles(other)).not.toContain('片区通知')
  })
})

describe('quiet hours', () => {
  it('hold an ordinary message till the morning, an emergency not at all (PLT-072)', async () => {
    const { client, id } = await aReader(6)
    now = new Date('2025-06-03T23:00:00+08:00')
    const titles = async () => (await client.call(listInbox)).items.map((one) => one.title)
    await duty.call(sendMessage, {
      body: aMessage({ title: '例行', urgency: 'normal', to: [{ userId: id }] }),
    })
    const body = {
      ...aMessage({ title: '险情', urgency: 'emergency', to: [{ userId: id }] }),
      overrideReason: '河道漫堤',
    }
    await duty.call(sendMessage, { body })
    await expect.poll(titles).toEqual(['险情'])
    const logged = async () =>
      (await admin.call(listAuditEntries, { query: { action: 'messaging.override' } })).items
    await expect.poll(async () => JSON.stringify(await logged())).toContain('河道漫堤')
    now = new Date('2025-06-04T07:00:00+08:00')
    await expect.poll(titles).toEqual(['例行', '险情'])
    const { items } = await client.call(listInbox)
    expect(items.map((one) => one.time)).toEqual([
      new Date('2025-06-04T07:00:00+08:00').toISOString(),
      new Date('2025-06-03T23:00:00+08:00').toISOString(),
    ])
    const person = await city.signedInAs('citizen')
    const quiet = { from: '00:00', to: '23:59', enabled: false }
    await expect(person.call(saveQuietHours, { body: quiet })).rejects.toMatchObject({
      problem: { status: 403 },
    })
  })
})

describe('the inbox', () => {
  it('counts, is read, confirmed, and is nobody else’s', async () => {
    const { client, id } = await aReader(7)
    const sent = await duty.call(sendMessage, { body: aMessage({ to: [{ userId: id }], receipt: true }) })
    await expect.poll(async () => (await client.call(listInbox)).unread).toBe(1)
    const [item] = (await client.call(listInbox)).items
    const params = { id: item?.id as string }
    const other = await city.signedInAs('grid-worker')
    await expect(other.call(readInboxItem, { params })).rejects.toMatchObject({ problem: { status: 404 } })
    await client.call(readWholeInbox)
    expect((await client.call(listInbox)).unread).toBe(1)
    await client.call(confirmInboxItem, { params })
    expect((await client.call(listInbox)).unread).toBe(0)
    expect((await report(sent.id)).reached).toEqual({ confirmed: 1 })
  })

  it('is found by words and told by receipts of providers', async () => {
    const sent = await duty.call(sendMessage, {
      body: aMessage({
        title: '泵站检修提醒',
        channels: ['sms'],
        to: [{ name: '值班电话', phone: '13900000001' }],
      }),
    })
    await expect.poll(async () => (await report(sent.id)).reached).toEqual({ sent: 1 })
    const detail = await duty.call(getMessage, { params: { id: sent.id }, query: {} })
    const deliveryId = detail.receivers.items[0]?.deliveries[0]?.id as string
    await admin.call(reportReceipt, { body: { deliveryId, state: 'failed', code: 'BUSY' } })
    expect((await report(sent.id)).reached).toEqual({ sent: 1 })
    expect((await duty.call(resendMessage, { params: { id: sent.id } })).resent).toBe(1)
    await admin.call(reportReceipt, { body: { deliveryId, state: 'confirmed', code: '1' } })
    expect((await report(sent.id)).reached).toEqual({ confirmed: 1 })
    const { items } = await duty.call(listMessages, { query: { search: '泵站' } })
    expect(items.map((one) => one.id)).toEqual([sent.id])
    const stranger = await city.signedInAs('duty-officer')
    expect((await stranger.call(listMessages, { query: { search: '泵站' } })).total).toBe(0)
  })

  it('leaves out channels a person does not want, but in an emergency', async () => {
    const { client, id } = await aReader(8)
    await client.call(saveMessagePreferences, { body: { quiet: null, without: ['sms'] } })
    const send = (more: object) =>
      duty.call(sendMessage, {
        body: { ...aMessage({ to: [{ userId: id }], channels: ['app', 'sms'] }), ...more },
      })
    const plain = await send({})
    const grave = await send({ urgency: 'emergency', overrideReason: '险情' })
    await expect.poll(async () => (await report(grave.id)).channels).toEqual({ sms: 1 })
    expect((await report(plain.id)).channels).toEqual({})
  })
})

describe('a drill', () => {
  it('is marked and never leaves the platform (PLT-096)', async () => {
    const before = outbox('sms').length
    const sent = await duty.call(sendMessage, {
      body: aMessage({ drill: true, channels: ['sms'], to: [{ name: '某人', phone: '13900000002' }] }),
    })
    await expect.poll(async () => (await report(sent.id)).reached).toEqual({ sent: 1 })
    expect((await report(sent.id)).title).toBe('【演练】防汛通知')
    expect(outbox('sms').length).toBe(before)
  })
})

describe('the door', () => {
  it('sends nothing when the caller’s transaction fails', async () => {
    const { client, id } = await aReader(9)
    const broken = city.kernel.db.transaction(async (tx) => {
      await city.messaging.send(tx, aMessage({ to: [{ userId: id }] }))
      throw new Error('no')
    })
    await expect(broken).rejects.toThrow('no')
    expect((await client.call(listInbox)).total).toBe(0)
  })
})

describe('by area and by tag (PLT-072)', () => {
  it('finds the people when it is sent, within the divisions of whoever sends, each once', async () => {
    const inside = await city.signedInAs('grid-worker', { divisions: ['990103001001001'] })
    const outside = await city.signedInAs('grid-worker', { divisions: ['990102001001001'] })
    const officer = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    const count = (client: Client, to: MessageRequest['to']) => client.call(countRecipients, { body: { to } })
    const tag = '防汛骨干'
    const userIds = [await idOf(inside), await idOf(outside)]
    await expect(officer.call(saveRecipientTag, { body: { tag, userIds } })).rejects.toMatchObject({
      problem: { status: 403 },
    })
    await admin.call(saveRecipientTag, { body: { tag, userIds } })
    expect((await duty.call(listRecipientTags, { query: {} })).items).toContainEqual({ tag, people: 2 })
    expect((await officer.call(listRecipientTags, { query: {} })).items).toContainEqual({ tag, people: 1 })

    expect(await count(duty, [{ tag }])).toMatchObject({ people: 2 })
    expect(await count(officer, [{ tag }])).toMatchObject({ people: 1 })
    const town = { area: '990103001', role: 'grid-worker' }
    expect(await count(duty, [town, { tag }, { userId: userIds[0] as string }])).toMatchObject({ people: 2 })
    expect(await count(officer, [{ area: '990102' }])).toEqual({ people: 0, withPhone: 0 })
    await expect(
      officer.call(sendMessage, { body: aMessage({ to: [{ area: '990102' }] }) }),
    ).rejects.toMatchObject({
      problem: { code: 'no-recipient' },
    })
    const sent = await officer.call(sendMessage, { body: aMessage({ to: [{ tag }, town] }) })
    expect(sent.recipients).toBe(1)
    const inboxOf = async (client: Client) => (await client.call(listInbox)).items.map((one) => one.title)
    await expect.poll(() => inboxOf(inside)).toEqual(['防汛通知'])
    expect((await outside.call(listInbox)).total).toBe(0)
    await admin.call(saveRecipientTag, { body: { tag, userIds: [] } })
    expect((await duty.call(listRecipientTags, { query: {} })).total).toBe(0)
  })

  it('reaches who has duties where a drawn area lies: accounts once, others by number, within the sender’s divisions', async () => {
    const grid = '990103001001001'
    const inside = await city.signedInAs('grid-worker', { divisions: [grid] })
    await city.signedInAs('grid-worker', { divisions: ['990102001001001'] })
    const officer = await city.signedInAs('duty-officer', { divisions: ['990102'] })
    const duties = { divisionCode: grid, post: 'full-time', fromDate: '2025-01-01' } as const
    const staff = [
      { ...duties, name: '网格员甲', phone: '13700000001', userId: await idOf(inside) },
      { ...duties, name: '网格员乙', phone: '13700000002' },
      { ...duties, name: '网格员丙', phone: '13700000003', toDate: '2025-05-01' },
    ]
    await city.kernel.db.transaction((tx) => city.territory.importGridStaff(tx, staff))
    const drawn = city.territory.findDivision(grid)?.geometry as GeoJSON.Polygon
    const [west = 0, south = 0] = drawn.coordinates[0]?.[0] ?? []
    const square = (size: number): GeoJSON.Polygon => ({
      type: 'Polygon',
      coordinates: [
        [
          ...[
            [west + 0.0001, south + 0.0001],
            [west + size, south + 0.0001],
          ],
          ...[
            [west + size, south + size],
            [west + 0.0001, south + size],
          ],
          [west + 0.0001, south + 0.0001],
        ],
      ],
    })
    const count = (client: Client, within: GeoJSON.Geometry) =>
      client.call(countRecipients, { body: { to: [{ within }] } })
    const touched = city.territory.listTouched(square(0.001)).map((row) => row.code)
    expect(touched).toEqual(expect.arrayContaining([grid, '990103001001']))
    const before = await count(duty, square(0.001))
    expect(before).toMatchObject({ withPhone: 1 })
    const sent = await duty.call(sendMessage, {
      body: aMessage({ to: [{ within: square(0.001) }, { userId: await idOf(inside) }] }),
    })
    expect(sent.recipients).toBe(before.people)
    const { receivers } = await duty.call(getMessage, { params: { id: sent.id }, query: { limit: 100 } })
    const names = receivers.items.map((one) => one.name)
    expect(names).toContain('网格员乙')
    expect(names).not.toContain('网格员丙')
    expect(names).not.toContain('网格员甲')
    expect(await count(officer, square(0.001))).toEqual({ people: 0, withPhone: 0 })
    const open = {
      type: 'Polygon',
      coordinates: [
        [
          [118.9, 33.4],
          [118.91, 33.41],
          [118.9, 33.4],
        ],
      ],
    }
    await expect(count(duty, open as GeoJSON.Polygon)).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/to/0/within' }] },
    })
  })
})
