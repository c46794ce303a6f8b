import {
  checkInventory,
  checkSiting,
  decideSitingRequest,
  type FacilityInput,
  getCoverage,
  listFacilities,
  listInventoryChecks,
  listRejections,
  mountOnFacility,
  registerFacility,
  requestSiting,
  setSitingRule,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aDevice, aModel, connect, publish } from './device-kit.ts'

let city: TestPlatform
let admin: Client
let urban: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  urban = await city.signedInAs('district-officer', {
    ...{ divisions: ['990102'], organisationId: organisations.oldTownUrban.id },
  })
})
afterAll(() => city.stop())

const facility = (reference: string, more: Partial<FacilityInput> = {}): FacilityInput => ({
  ...{ reference, name: `设施${reference}`, facilityType: 'water-level', position: places.oldTown },
  ...{ heightClass: 'low', carrier: 'ground', ...more },
})

/** So many metres east of a place. */
const east = ([lon, lat]: [number, number], metres: number): [number, number] => [
  lon + metres / (111_320 * Math.cos((lat * Math.PI) / 180)),
  lat,
]

describe('PLT-012 facilities and siting', () => {
  it('offers to share the sensor 40 m away and takes a further request only with a written reason', async () => {
    const owner = { ownerId: organisations.drainage.id, sector: 'water' as const }
    await admin.call(registerFacility, { body: facility('SW-1', { ...owner, name: '青石桥水位计' }) })
    const distances = { duplicateMetres: 100, toleranceMetres: 20, coverageMetres: 300 }
    await admin.call(setSitingRule, { body: { facilityType: 'water-level', ...distances } })
    const body = { facilityType: 'water-level', position: east(places.oldTown, 40) }
    const check = await urban.call(checkSiting, { body })
    expect(check).toMatchObject({
      reasonNeeded: true,
      duplicates: [{ name: '青石桥水位计', ownerName: '云川市排水管理有限公司', offer: '共享' }],
    })
    expect(check.duplicates[0]?.metres).toBeCloseTo(40, 0)
    const request = { ...body, purpose: '内涝监测' }
    await expect(urban.call(requestSiting, { body: request })).rejects.toMatchObject({
      problem: { status: 400, code: 'reason-needed', errors: [{ path: '/body/reason' }] },
    })
    const asked = await urban.call(requestSiting, {
      body: { ...request, reason: '桥下另一汇水区，现有点位测不到' },
    })
    expect(asked).toMatchObject({ state: 'submitted', organisationName: '云城区城市管理局' })
    const decision = { params: { id: asked.id }, body: { decision: 'approve' as const, comment: '同意' } }
    await expect(urban.call(decideSitingRequest, decision)).rejects.toMatchObject({
      problem: { status: 403 },
    })
    await admin.call(decideSitingRequest, decision)
    const built = (position: [number, number]) =>
      urban.call(registerFacility, { body: facility('SW-2', { position, requestId: asked.id }) })
    await expect(built(east(places.oldTown, 90))).rejects.toMatchObject({
      problem: { code: 'outside-tolerance', errors: [{ path: '/body/position' }] },
    })
    await built(east(places.oldTown, 45))
    const { items } = await urban.call(listFacilities, { query: { type: 'water-level' } })
    expect(items.map((one) => one.reference).sort()).toEqual(['SW-1', 'SW-2'])
  })

  it('takes a request to share what stands nearby without a further reason, and ends it as shared', async () => {
    const position = east(places.oldTown, 3_000)
    const shared = await admin.call(registerFacility, {
      body: facility('SW-9', { position, facilityType: 'rain-gauge' }),
    })
    const request = { facilityType: 'rain-gauge', position: east(position, 10), purpose: '雨情' }
    const wrong = { ...request, shareFacilityId: '00000000-0000-7000-8000-0000000000ff' }
    await expect(urban.call(requestSiting, { body: wrong })).rejects.toThrow(/附近已有的同类设施/)
    const asked = await urban.call(requestSiting, { body: { ...request, shareFacilityId: shared.id } })
    expect(asked).toMatchObject({ state: 'submitted', reason: null, sharedFacilityId: shared.id })
    const decided = await admin.call(decideSitingRequest, {
      params: { id: asked.id },
      body: { decision: 'share', comment: '共用' },
    })
    expect(decided).toMatchObject({ state: 'shared', sharedFacilityId: shared.id })
    const params = { id: shared.id }
    await urban.call(checkInventory, { params, body: { found: true, position: east(position, 80) } })
    await urban.call(checkInventory, { params, body: { found: false, comment: '杆件已拆' } })
    const checks = await urban.call(listInventoryChecks, { query: { search: 'SW-9' } })
    expect(checks.items.map((one) => one.result)).toEqual(['missing', 'moved'])
    expect(checks.byResult).toEqual({ missing: 1, moved: 1 })
    const missing = await urban.call(listInventoryChecks, { query: { search: 'SW-9', result: 'missing' } })
    expect(missing).toMatchObject({ total: 1, items: [{ comment: '杆件已拆' }] })
    const unchecked = await urban.call(listFacilities, { query: { type: 'rain-gauge', uncheckedDays: 30 } })
    expect(unchecked.total).toBe(0)
  })

  it('refuses a fifth device on a pole with four slots: 槽位已满', async () => {
    const pole = await admin.call(registerFacility, {
      body: facility('POLE-1', { facilityType: 'smart-pole', carrier: 'pole', slots: 4, loadKg: 60 }),
    })
    const put = (title: string, loadKg = 10) =>
      admin.call(mountOnFacility, { params: { id: pole.id }, body: { title, loadKg } })
    await put('摄像机')
    await expect(put('大屏', 55)).rejects.toMatchObject({ problem: { code: 'load-exceeded' } })
    for (const title of ['基站', '环境传感器', '广播']) await put(title)
    await expect(put('第五个')).rejects.toMatchObject({
      problem: { status: 409, code: 'slots-full', detail: expect.stringContaining('槽位已满') },
    })
  })

  it('takes nothing from a device of such a model before its facility is registered', async () => {
    await publish(admin, 'bound', aModel({ facilityRequired: true }))
    const device = await aDevice(admin, 'bound', { name: '待登记设备' })
    const client = await connect(city, device.credential)
    const send = () =>
      client.publishAsync(
        `civitas/v1/things/${device.id}/telemetry`,
        JSON.stringify({ properties: { tilt: 1 } }),
        { qos: 1 },
      )
    await send()
    const refused = async () => (await admin.call(listRejections, { query: { reason: 'no-facility' } })).total
    await expect.poll(refused).toBe(1)
    const made = await admin.call(registerFacility, { body: facility('F-9', { facilityType: 'tilt' }) })
    await admin.call(mountOnFacility, {
      params: { id: made.id },
      body: { title: '倾角仪', thingId: device.id },
    })
    await send()
    await client.endAsync()
    await new Promise((next) => setTimeout(next, 700))
    expect(await refused()).toBe(1)
  })

  it('shows the grids of a sector that nothing reaches, and what an inventory finds moved or missing', async () => {
    const coverage = await admin.call(getCoverage, { query: { sector: 'water' } })
    expect(coverage).toMatchObject({ grids: 4, facilities: 1 })
    expect(coverage.blind.length + coverage.covered).toBe(4)
    expect(coverage.blind.length).toBeGreaterThan(0)
    const made = await admin.call(registerFacility, { body: facility('F-10', { facilityType: 'noise' }) })
    const scan = (body: { found: boolean; position?: [number, number] }) =>
      admin.call(checkInventory, { params: { id: made.id }, body })
    expect(await scan({ found: true, position: east(places.oldTown, 5) })).toMatchObject({
      result: 'confirmed',
    })
    expect(await scan({ found: true, position: east(places.oldTown, 80) })).toMatchObject({ result: 'moved' })
    expect(await scan({ found: false })).toMatchObject({ result: 'missing', facility: { state: 'missing' } })
  })
})
