import {
  createEntity,
  createFence,
  findNearestUnits,
  findPresence,
  getPosition,
  getTrack,
  listAuditEntries,
  listEvents,
  listPositions,
  listTrackAlarms,
  listTrackQueries,
  reportPositions,
  saveDutyHours,
} from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromGcj02, toGcj02 } from '../../src/capabilities/sensing/tracks/coordinates.ts'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let admin: Awaited<ReturnType<TestPlatform['signedInAs']>>
/** The clock of the platform, which a test may set. */
let now = new Date('2025-06-02T20:10:00+08:00')
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const [lon0, lat0] = [118.905, 33.405] as const
/** Degrees of so many metres here. */
const east = (metres: number) => lon0 + metres / (111_195 * Math.cos((lat0 * Math.PI) / 180))
const north = (metres: number) => lat0 + metres / 111_195

interface Point {
  x: number
  y: number
  second: number
}

async function drive(entityId: string, startTime: string, points: readonly Point[]) {
  const start = Date.parse(startTime)
  const positions = points.map(({ x, y, second }) => ({
    ...{ lon: east(x), lat: north(y), speedKmH: 36 },
    time: new Date(start + second * 1000).toISOString(),
  }))
  const report = await admin.call(reportPositions, { body: { entityId, positions } })
  await city.settle()
  return report
}

async function makeEntity(
  type: string,
  name: string,
  more: { geometry?: GeoJSON.Geometry; attributes?: object } = {},
) {
  const geometry: GeoJSON.Geometry = more.geometry ?? { type: 'Point', coordinates: [lon0, lat0] }
  const reference = `R-${Math.random().toString(36).slice(2, 10)}`
  const body = { type, reference, name, geometry, attributes: { ...more.attributes } }
  return admin.call(createEntity, { body })
}

const range = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)

describe('PLT-018 accept: a muck truck on a route', () => {
  it('120 m off for 90 s is one 偏离路线 alarm with start and end; a 20 s GPS jump is none', async () => {
    const truck = await city.aThing('city-base.vehicle-terminal', {
      name: '苏A·渣土01',
      attributes: { vehicle_kind: 'muck-truck' },
    })
    const fence = await admin.call(createFence, {
      body: {
        ...{
          name: '渣土运输路线一',
          kind: 'deviate',
          corridorM: 50,
          toleranceSeconds: 60,
          entityIds: [truck.id],
        },
        geometry: {
          type: 'LineString',
          coordinates: [
            [east(0), lat0],
            [east(2_000), lat0],
          ],
        },
      },
    })
    const offFor = (from: number, to: number, y: number) => (second: number) => ({
      second,
      x: second * 10,
      y: second >= from && second < to ? y : 0,
    })
    await drive(truck.id, '2025-06-02T09:00:00+08:00', range(0, 90, 5).map(offFor(30, 50, 120)))
    expect((await admin.call(listTrackAlarms, { query: { entityId: truck.id } })).total).toBe(0)
    await drive(truck.id, '2025-06-02T09:05:00+08:00', range(0, 180, 5).map(offFor(30, 120, 120)))
    const { items, total } = await admin.call(listTrackAlarms, { query: { entityId: truck.id } })
    expect(total).toBe(1)
    expect(items[0]).toMatchObject({
      ...{ kind: 'deviate', fenceId: fence.id, fenceName: '渣土运输路线一', entityId: truck.id },
      ...{ startTime: '2025-06-02T01:05:30.000Z', endTime: '2025-06-02T01:07:00.000Z' },
    })
    expect(items[0]?.start.lon).toBeCloseTo(east(300), 6)
    expect(items[0]?.end?.lon).toBeCloseTo(east(1_200), 6)
    expect(items[0]?.worst).toBeGreaterThan(119)
    const events = (await admin.call(listEvents, { query: { type: 'city-base.route-deviation' } })).items
    expect(events).toHaveLength(1)
    expect(events[0]?.title).toContain('偏离路线')
  })

  it('does not take a jump nobody could drive for a way, and keeps it marked', async () => {
    const truck = await city.aThing('city-base.vehicle-terminal', { name: '苏A·渣土02' })
    const report = await drive(truck.id, '2025-06-02T10:00:00+08:00', [
      ...range(0, 60, 10).map((second) => ({ second, x: second * 10, y: 0 })),
      { second: 70, x: 700, y: 50_000 },
      ...range(80, 120, 10).map((second) => ({ second, x: second * 10, y: 0 })),
    ])
    expect(report).toEqual({ stored: 13, repeated: 0, drifted: 1 })
    const track = await admin.call(getTrack, {
      params: { entityId: truck.id },
      query: { from: '2025-06-02T01:00:00Z', to: '2025-06-02T04:00:00Z' },
    })
    expect(track).toMatchObject({ stored: 13, drifted: 1, hidden: 0 })
    expect(track.mileageM).toBeGreaterThan(1_190)
    expect(track.mileageM).toBeLessThan(1_210)
    // A straight way is two points.
    expect(track.points).toHaveLength(2)
  })
})

describe('PLT-018 accept: an inspector off duty', () => {
  it('at 20:00 is hidden from a query at 20:10, and the query is logged', async () => {
    const inspector = await makeEntity('city-base.field-worker', '核查员甲')
    const params = { entityId: inspector.id }
    await admin.call(saveDutyHours, { params, body: { windows: [{ from: '08:00', to: '20:00' }] } })
    await drive(inspector.id, '2025-06-02T19:58:00+08:00', [{ x: 0, y: 0, second: 0 }])
    const dispatcher = await city.signedInAs('duty-officer')
    now = new Date('2025-06-02T19:59:00+08:00')
    expect(await dispatcher.call(getPosition, { params })).toMatchObject({
      hidden: false,
      lon: expect.closeTo(lon0, 6),
    })
    await drive(inspector.id, '2025-06-02T20:09:00+08:00', [{ x: 10, y: 0, second: 0 }])
    now = new Date('2025-06-02T20:10:00+08:00')
    expect(await dispatcher.call(getPosition, { params })).toMatchObject({
      ...{ hidden: true, hiddenReason: 'off-duty', lon: null, lat: null, time: null },
    })
    const listed = await dispatcher.call(listPositions, { query: { entityType: 'city-base.field-worker' } })
    expect(listed.items.find((one) => one.entityId === inspector.id)).toMatchObject({
      hidden: true,
      lon: null,
    })
    const queries = await admin.call(listTrackQueries, { query: { entityId: inspector.id } })
    expect(queries.items.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['position', 'hidden'],
      ['position', 'shown'],
    ])
    await expect
      .poll(async () => {
        const { items } = await admin.call(listAuditEntries, { query: { limit: 100 } })
        return items.filter(
          (one) => one.action === 'sensing.track-query.position' && one.target === inspector.id,
        ).length
      })
      .toBe(2)
  })
})

describe('tracks', () => {
  it('tell who was near a point, with purpose and approver in the audit trail', async () => {
    const car = await city.aThing('city-base.vehicle-terminal', { name: '苏A·巡查03' })
    await drive(
      car.id,
      '2025-06-01T07:00:00+08:00',
      range(0, 60, 10).map((second) => ({ second, x: 400, y: second * 10 - 300 })),
    )
    const body = {
      ...{ lon: east(400), lat: lat0, radiusM: 150, purpose: '井盖被盗排查', approver: '治安支队' },
      ...{ from: '2025-05-31T22:00:00Z', to: '2025-06-01T00:00:00Z' },
    }
    const { items, id } = await admin.call(findPresence, { body })
    expect(items).toMatchObject([{ entityId: car.id, positions: 3, nearestM: expect.closeTo(0, 0) }])
    const { items: logged } = await admin.call(listTrackQueries, { query: {} })
    expect(logged.find((one) => one.id === id)).toMatchObject({
      kind: 'presence',
      approver: '治安支队',
      found: 1,
    })
    const stranger = await city.signedInAs('administrator', { divisions: ['990103'] })
    expect((await stranger.call(findPresence, { body })).items).toEqual([])
  })

  it('find the nearest unit by time on the road, not by the crow', async () => {
    const road = (name: string, cls: string, coordinates: number[][]) =>
      makeEntity('city-base.road', name, {
        geometry: { type: 'LineString', coordinates },
        attributes: { class: cls },
      })
    // A fast road to the east; a slow one that reaches the near unit only by a long way round.
    await road('快速路', 'expressway', [
      [east(0), lat0],
      [east(1_500), lat0],
    ])
    await road('支路', 'local', [
      [east(0), lat0],
      [east(0), north(900)],
      [east(-300), north(900)],
      [east(-300), north(300)],
    ])
    const far = await city.aThing('city-base.vehicle-terminal', { name: '抢险车·远' })
    const near = await city.aThing('city-base.vehicle-terminal', { name: '抢险车·近' })
    now = new Date('2025-06-02T21:00:00+08:00')
    await drive(far.id, '2025-06-02T20:59:00+08:00', [{ x: 1_400, y: 0, second: 0 }])
    await drive(near.id, '2025-06-02T20:59:00+08:00', [{ x: -300, y: 310, second: 0 }])
    const units = await admin.call(findNearestUnits, {
      query: { lon: east(0), lat: lat0, entityType: 'city-base.vehicle', seenWithinMinutes: 5 },
    })
    expect(units.map((one) => one.name)).toEqual(['抢险车·远', '抢险车·近'])
    expect(units[0]?.seconds).toBeCloseTo(63, 0)
    expect(units[0]?.metres).toBeCloseTo(1_400, -1)
    const match = await admin.call(getTrack, {
      params: { entityId: far.id },
      query: { from: '2025-06-02T12:00:00Z', to: '2025-06-02T14:00:00Z', match: true },
    })
    expect(match.matched?.unmatched).toBe(0)
  })

  it('take positions of a phone in GCJ-02 with a device credential, and of nobody else', async () => {
    const bike = await city.aThing('city-base.vehicle-terminal', { name: '巡查车' })
    const shifted = toGcj02([lon0, lat0])
    expect(fromGcj02(shifted)[0]).toBeCloseTo(lon0, 8)
    expect(Math.abs(shifted[0] - lon0)).toBeGreaterThan(0.003)
    const post = (headers: Record<string, string>) =>
      fetch(`${city.url}/api/sensing/positions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          entityId: bike.id,
          system: 'GCJ02',
          positions: [{ time: '2025-06-02T12:00:00Z', lon: shifted[0], lat: shifted[1] }],
        }),
      })
    expect((await post({})).status).toBe(401)
    const { name, key } = bike.credential
    expect((await post({ 'x-device-name': name, 'x-device-key': 'wrong' })).status).toBe(401)
    expect((await post({ 'x-device-name': name, 'x-device-key': key })).status).toBe(200)
    const { items } = await admin.call(listPositions, { query: { search: '巡查车' } })
    expect(items.find((one) => one.entityId === bike.id)).toMatchObject({
      lon: expect.closeTo(lon0, 6),
      source: 'http',
    })
  })
})
