import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import ical from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** GOV-032, GOV-033, PLT-073, PLT-074, PLT-096, PLT-103: what a commander works with. */
let city: TestPlatform
let duty: Client
let leader: Client
let admin: Client
let now = new Date('2025-05-31T06:00:00Z')

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  await signIn()
})

async function signIn() {
  duty = await city.signedInAs('duty-officer')
  leader = await city.signedInAs('leader')
  admin = await city.signedInAs('administrator')
}
afterAll(() => city.stop())

const anIncident = (title = '险情') =>
  duty.call(contract.openIncident, {
    body: { kind: 'emergency.flood', title, text: '值班报告', position: places.oldTown },
  })

async function register(
  type: string,
  reference: string,
  at: [number, number],
  attributes: Record<string, unknown> = {},
) {
  return admin.call(contract.createEntity, {
    body: { type, reference, name: reference, geometry: { type: 'Point', coordinates: at }, attributes },
  })
}

/** A building of some metres around a point. */
const registerBuilding = (type: string, reference: string, [lon, lat]: [number, number]) =>
  admin.call(contract.createEntity, {
    body: {
      ...{ type, reference, name: reference },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [lon - 1e-4, lat - 1e-4],
            [lon + 1e-4, lat - 1e-4],
            [lon + 1e-4, lat + 1e-4],
            [lon - 1e-4, lat + 1e-4],
            [lon - 1e-4, lat - 1e-4],
          ],
        ],
      },
    },
  })

interface Dropped {
  deliveryId: string
  title: string
  text: string
  to: { phone: string | null }
}
/** What the file adapter of a channel has left for its gateway. */
function outboxOf(channel: string): Dropped[] {
  const folder = join(city.kernel.config.data, 'outbox', channel)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
}

const line = (...coordinates: [number, number][]) => ({ type: 'LineString' as const, coordinates })

describe('resources', () => {
  it('combine by travel time; what one request reserves, the next does not see', async () => {
    const road = (reference: string, geometry: GeoJSON.Geometry) =>
      admin.call(contract.createEntity, {
        body: {
          type: 'city-base.road',
          reference,
          name: reference,
          geometry,
          attributes: { speed_limit_km_h: 40 },
        },
      })
    await road('R1', line([118.905, 33.405], [118.925, 33.405], [118.945, 33.405], [118.985, 33.405]))
    const a = await register('emergency.store', '甲库', [118.925, 33.405])
    const b = await register('emergency.store', '乙库', [118.985, 33.405])
    const stock = (storeId: string, quantity: number) =>
      duty.call(contract.addLot, { body: { storeId, material: '救生衣', unit: '件', quantity } })
    const [lotA, lotB] = [await stock(a.id, 300), await stock(b.id, 500)]
    const reach = (quantity: number) =>
      duty.call(contract.findReach, { body: { position: places.oldTown, what: '救生衣', quantity } })
    const first = await reach(600)
    expect(first.lines.map((one) => one.name)).toEqual(['甲库', '乙库'])
    expect(first.lines[0]?.minutes).toBeLessThan(first.lines[1]?.minutes ?? 0)
    expect(first.proposal.map((one) => [one.name, one.quantity])).toEqual([
      ['甲库', 300],
      ['乙库', 300],
    ])
    expect(first.shortage).toBe(0)
    const incident = await anIncident()
    for (const [lot, storeId] of [
      [lotA, a.id],
      [lotB, b.id],
    ] as const)
      await leader.call(contract.requestResource, {
        params: { id: incident.id },
        body: { resourceId: storeId, lotId: lot.id, quantity: 300 },
      })
    const second = await reach(300)
    expect(second.lines.map((one) => [one.name, one.available])).toEqual([['乙库', 200]])
    expect(second.shortage).toBe(100)
  })

  it('held by one incident is shown as held; its commander is asked for a transfer', async () => {
    const pump = await register('emergency.vehicle', '泵车P3', places.oldTownNear, { ability: '排涝泵车' })
    const [one, other] = [await anIncident('甲事件'), await anIncident('乙事件')]
    const take = (id: string) =>
      leader.call(contract.requestResource, { params: { id }, body: { resourceId: pump.id, quantity: 1 } })
    const held = await take(one.id)
    await expect(take(other.id)).rejects.toMatchObject({
      problem: { code: 'resource-held', detail: expect.stringContaining('甲事件') },
    })
    const { items } = await duty.call(contract.listResourceUnits, { query: { type: 'emergency.vehicle' } })
    expect(items[0]?.heldBy).toMatchObject({ incidentId: one.id })
    const ofAll = await duty.call(contract.listResourceUnits, { query: { held: true, limit: 200 } })
    expect(ofAll.items.map((each) => each.id)).toContain(pump.id)
    expect(ofAll.items.every((each) => each.heldBy !== null)).toBe(true)
    const asked = await leader.call(contract.requestTransfer, {
      params: { id: held.id },
      body: { toIncidentId: other.id, reason: '更急' },
    })
    await leader.call(contract.decideTransfer, { params: { id: asked.id }, body: { grant: true } })
    const moved = await duty.call(contract.listAllocations, { query: { incidentId: other.id } })
    expect(moved.items.map((each) => each.id)).toEqual([held.id])
  })

  it('pass from hand to hand with two signatures', async () => {
    const boat = await register('emergency.equipment', '冲锋舟1', places.oldTownNear, { ability: '冲锋舟' })
    const incident = await anIncident()
    const { id } = await leader.call(contract.requestResource, {
      params: { id: incident.id },
      body: { resourceId: boat.id, quantity: 1 },
    })
    const move = (to: 'approved' | 'shipped' | 'received' | 'returned', counterpart?: string) =>
      duty.call(contract.moveAllocation, {
        params: { id },
        body: { to, ...(counterpart ? { counterpart } : {}) },
      })
    await expect(move('shipped', '驾驶员')).rejects.toMatchObject({ problem: { code: 'wrong-step' } })
    await move('approved')
    await expect(move('shipped')).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/counterpart' }] },
    })
    await move('shipped', '驾驶员')
    expect(await move('received', '现场指挥')).toMatchObject({ state: 'received', takenBy: '现场指挥' })
    await move('returned', '库管员')
  })

  it('that expire are not given out, and have a rotation task thirty days before, once', async () => {
    const store = await register('emergency.store', '丙库', places.riverside)
    const lot = await duty.call(contract.addLot, {
      body: { storeId: store.id, material: '应急食品', unit: '箱', quantity: 40, expiryDate: '2025-06-30' },
    })
    expect(await city.command.rotateLots()).toBe(1)
    expect(await city.command.rotateLots()).toBe(0)
    const { items } = await duty.call(contract.listOrders, { query: { search: '物资轮换' } })
    expect(items).toHaveLength(1)
    expect(items[0]?.title).toContain('应急食品')
    now = new Date('2025-07-01T06:00:00Z')
    await signIn()
    const incident = await anIncident()
    await expect(
      leader.call(contract.requestResource, {
        params: { id: incident.id },
        body: { resourceId: store.id, lotId: lot.id, quantity: 1 },
      }),
    ).rejects.toMatchObject({ problem: { code: 'lot-expired' } })
  })
})

describe('goods of the stores (GOV-032)', () => {
  const stocked = async (
    reference: string,
    more: Partial<{ minimum: number; origin: contract.LotOrigin }> = {},
  ) => {
    const store = await register('emergency.store', reference, places.riverside)
    const lot = await duty.call(contract.addLot, {
      body: { storeId: store.id, material: `编织袋${reference}`, unit: '条', quantity: 500, ...more },
    })
    return { store, lot }
  }
  const tasks = async (search: string) =>
    (await duty.call(contract.listOrders, { query: { stock: true, open: true, search } })).items

  it('go from one store to another with two signatures, lent ones with a day to be back', async () => {
    const { lot } = await stocked('丁库', { origin: 'donated' })
    const { store: other } = await stocked('戊库')
    const move = (body: Partial<contract.OperationInput<typeof contract.moveLot>['body']>) =>
      duty.call(contract.moveLot, {
        params: { id: lot.id },
        body: { kind: 'transfer', toStoreId: other.id, quantity: 200, counterpart: '戊库管理员', ...body },
      })
    const field = (path: string) => ({ problem: { errors: [expect.objectContaining({ path })] } })
    await expect(move({ quantity: 501 })).rejects.toMatchObject(field('/body/quantity'))
    await expect(move({ toStoreId: lot.storeId })).rejects.toMatchObject(field('/body/toStoreId'))
    await expect(move({ kind: 'loan' })).rejects.toMatchObject(field('/body/dueDate'))
    const { user } = await duty.call(contract.getMe)
    await expect(move({ counterpart: user.name })).rejects.toMatchObject(field('/body/counterpart'))
    expect(await move({})).toMatchObject({ fromStore: '丁库', toStore: '戊库', quantity: 200 })
    const dueDate = new Date(now.getTime() + 10 * 86_400_000).toISOString().slice(0, 10)
    await move({ kind: 'loan', quantity: 100, dueDate })
    const { items } = await duty.call(contract.listLots, { query: { material: lot.material } })
    expect(items.map((one) => [one.storeName, one.quantity, one.origin]).sort()).toEqual([
      ['丁库', 200, 'donated'],
      ['戊库', 100, 'donated'],
      ['戊库', 200, 'donated'],
    ])
    expect((await tasks('归还借用物资')).map((one) => one.text)).toEqual([
      `戊库向丁库借用${lot.material} 100条，${dueDate} 前归还。`,
    ])
    const moves = await duty.call(contract.listLotMoves, { query: { search: lot.material } })
    expect(moves.items.map((one) => [one.kind, one.dueDate, one.counterpart])).toEqual([
      ['loan', dueDate, '戊库管理员'],
      ['transfer', null, '戊库管理员'],
    ])
  })

  it('below their minimum are to be restocked, once until there are enough again', async () => {
    const { store, lot } = await stocked('己库', { minimum: 600 })
    await city.command.restockStores()
    await city.command.restockStores()
    expect((await tasks(`补充库存：己库`)).map((one) => one.text)).toEqual([
      '现有 500条，低于最低库存 600条，至少补 100条。',
    ])
    const add = (quantity: number) =>
      duty.call(contract.addLot, {
        body: { storeId: store.id, material: lot.material, unit: '条', quantity },
      })
    await add(100)
    await city.command.restockStores()
    const { store: other } = await stocked('庚库')
    await duty.call(contract.moveLot, {
      params: { id: lot.id },
      body: { kind: 'transfer', toStoreId: other.id, quantity: 50, counterpart: '庚库管理员' },
    })
    await city.command.restockStores()
    expect(await tasks('补充库存：己库')).toHaveLength(2)
  })

  it('are looked after once a month in every store', async () => {
    await stocked('辛库')
    await city.command.inspectStores()
    expect(await city.command.inspectStores()).toBe(0)
    expect(await tasks('库房检查：辛库')).toHaveLength(1)
    now = new Date(now.getTime() + 31 * 86_400_000)
    await signIn()
    expect(await city.command.inspectStores()).toBeGreaterThan(0)
    expect(await tasks('库房检查：辛库')).toHaveLength(2)
  })
})

describe('duty', () => {
  it('is filled in turn, swapped, and read by a calendar program', async () => {
    const people = await Promise.all(
      ['王值班', '李值班', '赵值班'].map((name) =>
        duty.call(contract.saveContact, { body: { name, duty: '值班长', phone: '13900000000' } }),
      ),
    )
    const roster = await duty.call(contract.createRoster, {
      body: { title: '市级值班', posts: [{ post: 'duty', title: '值班长' }] },
    })
    const fill = (ids: string[]) =>
      duty.call(contract.generateShifts, {
        params: { id: roster.id },
        body: {
          from: '2025-07-01',
          days: 6,
          shiftHours: 12,
          startHour: 8,
          people: { duty: ids },
          restShifts: 2,
        },
      })
    await expect(fill(people.slice(0, 2).map((one) => one.id))).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/people/duty' }] },
    })
    const shifts = await fill(people.map((one) => one.id))
    expect(shifts).toHaveLength(12)
    const [first, second] = shifts as [contract.Shift, contract.Shift]
    await duty.call(contract.swapShifts, {
      params: { id: first.id },
      body: { withShiftId: second.id, reason: '家中有事' },
    })
    const { path } = await duty.call(contract.createCalendarFeed, { body: { rosterId: roster.id } })
    const answer = await fetch(city.url + path)
    expect(answer.headers.get('content-type')).toContain('text/calendar')
    const text = await answer.text()
    expect(text.split('\r\n').every((one) => Buffer.byteLength(one) <= 75)).toBe(true)
    const events = new ical.Component(ical.parse(text))
      .getAllSubcomponents('vevent')
      .map((one) => new ical.Event(one))
    expect(events).toHaveLength(12)
    const swapped = events.find((one) => one.uid.startsWith(first.id))
    expect(swapped?.summary).toBe('值班长：李值班')
    expect(swapped?.startDate.toJSDate().toISOString()).toBe('2025-07-01T00:00:00.000Z')
    expect((await fetch(`${city.url}/api/command/calendars/${'x'.repeat(43)}.ics`)).status).toBe(404)
  })

  it('is not handed over with warnings nobody has acknowledged', async () => {
    const roster = await duty.call(contract.createRoster, {
      body: { title: '交班', posts: [{ post: 'desk', title: '席位' }] },
    })
    const report = (position: [number, number]) =>
      duty.call(contract.reportEvent, {
        body: { type: 'emergency.leak-report', title: '异味', position, level: 'orange' },
      })
    const events = [await report(places.oldTown), await report(places.riverside)]
    const offer = () =>
      duty.call(contract.offerHandOver, { params: { id: roster.id }, body: { remarks: '一切正常' } })
    await expect(offer()).rejects.toMatchObject({ problem: { code: 'unacknowledged' } })
    const settle = async (id: string | undefined) => {
      await duty.call(contract.verifyEvent, {
        params: { id: id as string },
        body: { real: false, comment: '误报' },
      })
      await city.settle()
    }
    await settle(events[0]?.id)
    await expect(offer()).rejects.toMatchObject({ problem: { code: 'unacknowledged' } })
    await settle(events[1]?.id)
    for (const one of await duty.call(contract.listPlanProposals, { query: {} }))
      if (one.state === 'open')
        await leader.call(contract.answerPlanProposal, { params: { id: one.id }, body: { take: false } })
    const offered = await offer()
    await expect(duty.call(contract.signHandOver, { params: { id: offered.id } })).rejects.toMatchObject({
      problem: { code: 'same-person' },
    })
    const next = await city.signedInAs('duty-officer')
    expect(await next.call(contract.signHandOver, { params: { id: offered.id } })).toMatchObject({
      state: 'signed',
    })
  })
})

describe('consultation and group call', () => {
  it('calls who has not come of four, and makes tasks of decisions with owner and date (PLT-074)', async () => {
    const incident = await anIncident('会商事件')
    const units = ['排水', '交警', '消防', '供电']
    const clients = await Promise.all(units.map(() => city.signedInAs('unit-worker')))
    const people = await Promise.all(
      units.map(async (name, n) => {
        const { id: userId } = (await (clients[n] as Client).call(contract.getMe)).user
        const body = { name, duty: '负责人', phone: `1390000000${n}`, userId }
        return duty.call(contract.saveContact, { body })
      }),
    )
    const { room } = await leader.call(contract.openRoom, {
      params: { id: incident.id },
      body: { title: '研判会商', contactIds: people.map((one) => one.id), callAfterMinutes: 5 },
    })
    for (const client of clients.slice(0, 3)) {
      now = new Date(now.getTime() + 60_000)
      await client.call(contract.joinRoom, { params: { id: room.id } })
    }
    now = new Date(now.getTime() + 3 * 60_000)
    const attendance = async () => {
      const { attendance: rows } = await duty.call(contract.getRoom, { params: { id: room.id } })
      return units.map((name) => rows.find((one) => one.person.name === name))
    }
    await expect.poll(async () => (await attendance())[3]?.calledTime ?? null).not.toBeNull()
    // One click from the invitation, also for who has no right to see the incident.
    const invited = await (clients[0] as Client).call(contract.listInbox)
    const link = invited.items.find((one) => one.title === '会商邀请：研判会商')?.link
    expect(link).toBe(`/console/consultation-rooms/${room.id}`)
    const rows = await attendance()
    expect(rows.map((one) => one?.calledTime !== null)).toEqual([false, false, false, true])
    expect(rows.map((one) => one?.joinedTime !== null)).toEqual([true, true, true, false])
    const joined = rows.slice(0, 3).map((one) => Date.parse(one?.joinedTime as string))
    expect(joined.map((time) => time - (joined[0] as number))).toEqual([0, 60_000, 120_000])
    await expect.poll(() => outboxOf('voice').filter((one) => one.title.includes('研判会商')).length).toBe(1)
    await duty.call(contract.drawMark, {
      params: { id: room.id },
      body: { geometry: { type: 'Point', coordinates: places.oldTown }, label: '集结点', kind: 'point' },
    })
    const resolve = (more: object) =>
      leader.call(contract.resolveRoom, {
        params: { id: room.id },
        body: { text: '三日内完成排查', ...more },
      })
    await expect(resolve({ organisationId: organisations.drainage.id })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/dueTime' }] },
    })
    const dueTime = new Date(now.getTime() + 3 * 86_400_000).toISOString()
    await resolve({ organisationId: organisations.drainage.id, dueTime })
    const view = await leader.call(contract.confirmMinutes, {
      params: { id: room.id },
      body: { text: '纪要' },
    })
    expect(view.marks).toHaveLength(1)
    const { items } = await duty.call(contract.listOrders, { query: { incidentId: incident.id } })
    expect(items.find((one) => one.id === view.resolutions[0]?.orderId)).toMatchObject({
      kind: 'resolution',
      dueTime,
    })
    await expect(
      duty.call(contract.sayInRoom, { params: { id: room.id }, body: { text: '再说一句' } }),
    ).rejects.toMatchObject({ problem: { code: 'room-closed' } })
  })

  it('groups the field staff within the circle and flags who does not answer', async () => {
    const incident = await anIncident('组呼事件')
    for (let index = 0; index < 7; index++)
      await duty.call(contract.saveContact, {
        body: {
          ...{ name: `外勤${index}`, duty: '巡查', phone: `1390000010${index}`, isField: true },
          position: [118.905 + (index === 6 ? 0.02 : index * 0.001), 33.405],
        },
      })
    const group = await leader.call(contract.callGroup, {
      params: { id: incident.id },
      body: { title: '一公里组呼', centre: places.oldTown, radiusM: 1000 },
    })
    expect(group.members.map((one) => one.person.name).sort()).toEqual(
      [0, 1, 2, 3, 4, 5].map((n) => `外勤${n}`),
    )
    const said = await leader.call(contract.broadcastToGroup, {
      params: { id: group.id },
      body: { text: '到桥头集合' },
    })
    const [first] = said.acknowledgements
    await duty.call(contract.acknowledgeBroadcast, {
      params: { id: first?.id as string },
      body: { channel: 'sms', reply: '1' },
    })
    now = new Date(now.getTime() + 6 * 60_000)
    const states = async () =>
      (
        await leader.call(contract.listGroups, { params: { id: incident.id } })
      )[0]?.broadcasts[0]?.acknowledgements
        .map((one) => one.state)
        .sort()
    await expect.poll(states).toEqual(['acknowledged', ...Array(5).fill('no-reply')])
    await leader.call(contract.dissolveGroup, { params: { id: group.id } })
    const second = await leader.call(contract.callGroup, {
      params: { id: incident.id },
      body: { title: '再次组呼', centre: places.oldTown, radiusM: 1000 },
    })
    expect(second.dissolvedTime).toBeNull()
    await leader.call(contract.endIncident, { params: { id: incident.id }, body: { comment: '险情排除' } })
    const groups = await leader.call(contract.listGroups, { params: { id: incident.id } })
    expect(groups.map((one) => one.dissolvedTime !== null)).toEqual([true, true])
    const log = await duty.call(contract.listIncidentLog, { params: { id: incident.id }, query: {} })
    const acts = log.map((one) => one.act).filter((act) => act.startsWith('group') || act === 'broadcast')
    expect(acts).toEqual(['group-called', 'broadcast', 'group-ended', 'group-called', 'group-ended'])
    const called = log.find((one) => one.act === 'group-called')
    for (const { person } of group.members) expect(called?.text).toContain(person.name)
    expect(called?.text).not.toContain('外勤6')
  })

  it('writes to those whose telephone fails, waits for 1, and flags who does not reply (PLT-073)', async () => {
    const incident = await anIncident('电话不通事件')
    const place: [number, number] = [118.96, 33.41]
    for (let index = 0; index < 4; index++)
      await duty.call(contract.saveContact, {
        body: {
          ...{ name: `队员${index}`, duty: '巡查', phone: `1390000020${index}`, isField: true },
          position: place,
        },
      })
    const group = await leader.call(contract.callGroup, {
      params: { id: incident.id },
      body: { title: '电话组呼', centre: place, radiusM: 200 },
    })
    const { acknowledgements } = await leader.call(contract.broadcastToGroup, {
      params: { id: group.id },
      body: { text: '撤离河道' },
    })
    expect(acknowledgements).toHaveLength(4)
    const deliveryOf = (channel: string, n: number) =>
      outboxOf(channel).find((one) => one.to.phone === `1390000020${n}`)?.deliveryId as string
    await expect.poll(() => [0, 1, 2, 3].filter((n) => deliveryOf('voice', n)).length).toBe(4)
    const receipt = (deliveryId: string, state: 'confirmed' | 'failed', code: string) =>
      admin.call(contract.reportReceipt, { body: { deliveryId, state, code } })
    for (const n of [0, 1]) await receipt(deliveryOf('voice', n), 'confirmed', '1')
    for (const n of [2, 3]) await receipt(deliveryOf('voice', n), 'failed', 'WRONG-NUMBER')
    now = new Date(now.getTime() + 31_000)
    await expect.poll(() => [2, 3].filter((n) => deliveryOf('sms', n)).length).toBe(2)
    expect([0, 1].filter((n) => deliveryOf('sms', n))).toEqual([])
    const text = outboxOf('sms').find((one) => one.deliveryId === deliveryOf('sms', 2))?.text
    expect(text).toContain('撤离河道（回复 1 确认）')
    const rows = async () => {
      const [one] = await leader.call(contract.listGroups, { params: { id: incident.id } })
      const all = one?.broadcasts[0]?.acknowledgements ?? []
      return all
        .map((each) => [each.name, each.state, each.channel])
        .sort((a, b) => String(a[0]).localeCompare(String(b[0])))
    }
    await receipt(deliveryOf('sms', 2), 'confirmed', '1')
    // The group has heard of the texts and of the answer before the time to answer is over.
    await expect
      .poll(async () => {
        const all = await rows()
        return [...all.map((one) => one[2]), all[2]?.[1]]
      })
      .toEqual(['voice', 'voice', 'sms', 'sms', 'acknowledged'])
    now = new Date(now.getTime() + 5 * 60_000)
    await expect.poll(rows).toEqual([
      ['队员0', 'acknowledged', 'voice'],
      ['队员1', 'acknowledged', 'voice'],
      ['队员2', 'acknowledged', 'sms'],
      ['队员3', 'no-reply', 'sms'],
    ])
    const log = await duty.call(contract.listIncidentLog, { params: { id: incident.id }, query: {} })
    expect(log.filter((one) => one.act === 'no-reply').map((one) => one.text)).toEqual(['队员3未回复组呼'])
  })
})

describe('around a place', () => {
  it('lists what the spatial query finds, flags what is missing, and keeps both values', async () => {
    await registerBuilding('city-base.school', '一中', places.oldTownNear)
    await registerBuilding('city-base.school', '实验小学', [118.9075, 33.4075])
    await registerBuilding('city-base.hospital', '人民医院', [118.91, 33.405])
    await registerBuilding('city-base.hospital', '远医院', [118.94, 33.405])
    await register('city-base.camera', '桥头球机', [118.906, 33.405])
    await register('city-base.hydrant', '消火栓七号', [118.904, 33.404])
    await register('city-base.hydrant', '远消火栓', [118.93, 33.405])
    const staff = {
      name: '近处外勤',
      duty: '巡查',
      isField: true,
      position: [118.9055, 33.4055] as [number, number],
    }
    await duty.call(contract.saveContact, { body: staff })
    const report = await duty.call(contract.lookAround, { body: { centre: places.oldTown, radiusM: 1000 } })
    const group = (id: string) => report.groups.find((one) => one.id === id)?.items ?? []
    const names = (id: string) => group(id).map((one) => one.name)
    expect(names('school').sort()).toEqual(['一中', '实验小学'])
    expect(names('staff')).toContain('近处外勤（巡查）')
    for (const id of ['hospital', 'camera', 'hydrant', 'school']) {
      const query = { type: `city-base.${id}`, near: `${places.oldTown.join(',')},1000` }
      const near = await duty.call(contract.listEntities, { query })
      expect(names(id).sort(), id).toEqual(near.items.map((one) => one.name).sort())
      expect(names(id).length, id).toBe(id === 'school' ? 2 : 1)
    }
    const metresTo = ([lon, lat]: [number, number]) =>
      111_195 *
      Math.hypot((lon - places.oldTown[0]) * Math.cos((33.405 * Math.PI) / 180), lat - places.oldTown[1])
    for (const one of [...group('camera'), ...group('hydrant'), ...group('staff')])
      expect(Math.abs(one.distanceM - metresTo(one.position)), one.name).toBeLessThan(5)
    expect(report.population.value).toBeGreaterThan(0)

    const station = await city.aThing('air.station', {
      ...{ name: '城郊气象站', position: [119.05, 33.4] },
      attributes: { station_level: 'city' },
    })
    const { name, key } = station.credential
    const sent = await fetch(
      `${city.url}/sta/v1.1/Datastreams(${station.datastream('wind_direction')})/Observations`,
      {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ result: 90, phenomenonTime: now.toISOString() }),
      },
    )
    expect(sent.status).toBe(201)
    await city.settle()
    const roadOf = (title: string, geometry: GeoJSON.Geometry) =>
      admin.call(contract.createEntity, {
        body: { type: 'city-base.road', reference: title, name: title, geometry },
      })
    await roadOf('北环路', line([118.905, 33.406], [118.905, 33.43]))
    const incident = await duty.call(contract.openIncident, {
      body: {
        kind: 'emergency.hazardous-leak',
        title: '液氯泄漏',
        text: '电话报告',
        position: places.oldTown,
      },
    })
    const form = await duty.call(contract.assessIncident, {
      params: { id: incident.id },
      body: { radiusM: 1000 },
    })
    const found = (key: string) => form.values.find((one) => one.key === key)
    expect(found('wind')).toMatchObject({ title: { zh: '化工园区风向' }, isMissing: true, isKey: true })
    expect(found('approach')?.value).toBe('R1（自东侧进入，距中心 0 米）')
    expect(found('approach')?.source).toContain('城郊气象站')
    expect(found('school')?.value).toMatch(/^2，最近/)
    expect(found('hospital')?.value).toMatch(/^1，最近 人民医院/)
    expect(found('population')).toMatchObject({
      value: String(report.population.value),
      ...{ source: expect.stringContaining('网格'), time: expect.any(String) },
    })
    const approve = () =>
      leader.call(contract.approveAssessment, {
        params: { id: form.id },
        body: { result: 'escalate', comment: '上报' },
      })
    await expect(approve()).rejects.toMatchObject({ problem: { code: 'key-missing' } })
    const put = (key: string, value: string) =>
      duty.call(contract.overrideAssessment, { params: { id: form.id, key }, body: { value } })
    await put('wind', '东北风3级')
    const both = await put('population', '5200')
    expect(both.values.find((one) => one.key === 'population')).toMatchObject({
      value: String(report.population.value),
      override: { value: '5200' },
    })
    expect(await approve()).toMatchObject({ result: 'escalate' })
  })
})

describe('simulation', () => {
  it('gives the same for the same seed, and no fewer flooded roads for more rain', async () => {
    for (let index = 0; index < 12; index++)
      await city.aThing('waterlogging.gauge', {
        position: [118.902 + index * 0.003, 33.41],
        attributes: { point_kind: 'low-road', catchment_m2: 8_000 + index * 6_000, drain_mm_h: 30 },
      })
    const run = async (rainMm: number) => {
      const { id } = await duty.call(contract.runSimulation, {
        body: { model: 'waterlogging', title: '推演', parameters: { rainMm, hours: 1 }, seed: 42 },
      })
      const read = () => duty.call(contract.getSimulation, { params: { id } })
      await expect.poll(async () => (await read()).state).toBe('done')
      return read()
    }
    const [one, again, more] = [await run(50), await run(50), await run(80)]
    expect(again.digest).toBe(one.digest)
    const points = ({ result }: contract.SimulationRun) =>
      ((result as { points: { id: string }[] }).points as { id: string }[]).map((each) => each.id)
    expect(points(more)).toEqual(expect.arrayContaining(points(one)))
    expect(points(more).length).toBeGreaterThan(0)
    expect(more.limits).not.toBe('')
  })
})

describe('seats of the operation centre (PLT-089)', () => {
  it('are for a function, some for one unit; one person sits at one, and nobody is pushed away', async () => {
    const seat = (title: string, organisationId: string | null = null, divisionCode = '990100') =>
      admin.call(contract.saveCentreSeat, {
        body: { title, divisionCode, function: 'command', organisationId, page: '/console/incidents' },
      })
    const [first, second] = [await seat('指挥席'), await seat('分析席')]
    const kept = await seat('城管专席', organisations.oldTownUrban.id)
    const take = (client: Client, id: string) => client.call(contract.takeCentreSeat, { params: { id } })
    const holders = async () =>
      (await admin.call(contract.listCentreSeats, { query: {} })).items.map((one) => [
        one.title,
        one.holder?.name ?? null,
      ])
    const taken = await take(duty, first.id)
    expect(taken).toMatchObject({ page: '/console/incidents', holder: { name: expect.any(String) } })
    await expect(take(leader, first.id)).rejects.toMatchObject({ problem: { code: 'seat-taken' } })
    await expect(take(duty, kept.id)).rejects.toMatchObject({ problem: { code: 'other-unit' } })
    await take(duty, second.id)
    expect(Object.fromEntries(await holders())).toMatchObject({ 指挥席: null, 分析席: taken.holder?.name })
    await take(leader, first.id)
    const remove = () => admin.call(contract.removeCentreSeat, { params: { id: first.id } })
    await expect(remove()).rejects.toMatchObject({ problem: { code: 'seat-taken' } })
    await leader.call(contract.leaveCentreSeat, { params: { id: first.id } })
    await remove()
    const district = await city.signedInAs('duty-officer', { divisions: ['990102'] })
    expect((await district.call(contract.listCentreSeats, { query: {} })).items).toEqual([])
    await expect(take(district, second.id)).rejects.toMatchObject({ problem: { status: 404 } })
  })
})
