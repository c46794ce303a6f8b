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
  it('calls who has not come, and makes tasks of decisions with owner and date', async () => {
    const incident = await anIncident('会商事件')
    const people = await Promise.all(
      ['排水', '交警', '消防', '供电'].map((name) =>
        duty.call(contract.saveContact, { body: { name, duty: '负责人', phone: '13900000001' } }),
      ),
    )
    const { room } = await leader.call(contract.openRoom, {
      params: { id: incident.id },
      body: { title: '研判会商', contactIds: people.map((one) => one.id), callAfterMinutes: 5 },
    })
    await duty.call(contract.joinRoom, { params: { id: room.id } })
    now = new Date(now.getTime() + 6 * 60_000)
    await expect
      .poll(
        async () =>
          (await duty.call(contract.getRoom, { params: { id: room.id } })).attendance.filter(
            (one) => one.calledTime,
          ).length,
      )
      .toBe(4)
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
    expect(group.members).toHaveLength(6)
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
    const log = await duty.call(contract.listIncidentLog, { params: { id: incident.id }, query: {} })
    expect(log.map((one) => one.act)).toEqual(
      expect.arrayContaining(['group-called', 'broadcast', 'group-ended']),
    )
  })
})

describe('around a place', () => {
  it('lists what the spatial query finds, flags what is missing, and keeps both values', async () => {
    await registerBuilding('city-base.school', '一中', places.oldTownNear)
    await registerBuilding('city-base.hospital', '人民医院', [118.91, 33.405])
    await registerBuilding('city-base.hospital', '远医院', [118.94, 33.405])
    const report = await duty.call(contract.lookAround, { body: { centre: places.oldTown, radiusM: 1000 } })
    const count = (id: string) => report.groups.find((one) => one.id === id)?.items.map((one) => one.name)
    expect(count('school')).toEqual(['一中'])
    expect(count('hospital')).toEqual(['人民医院'])
    const near = await duty.call(contract.listEntities, {
      query: { type: 'city-base.hospital', near: `${places.oldTown.join(',')},1000` },
    })
    expect(near.items.map((one) => one.name)).toEqual(count('hospital'))
    expect(report.population.value).toBeGreaterThan(0)
    const incident = await anIncident('评估事件')
    const form = await duty.call(contract.assessIncident, {
      params: { id: incident.id },
      body: { radiusM: 1000 },
    })
    expect(form.values.find((one) => one.key === 'wind')).toMatchObject({ isMissing: true, isKey: true })
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
