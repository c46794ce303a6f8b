import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** PLT-095, PLT-099: maps of reach and of suitable sites, how well divisions could cope, where risk gathers. */
let city: TestPlatform
let admin: Client
let duty: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  duty = await city.signedInAs('duty-officer')
  // One road of 40 km/h from the west to the east through the middle of both districts, and one that joins nothing.
  await register('city-base.road', 'R1', {
    ...{ type: 'LineString', coordinates: Array.from({ length: 41 }, (_, i) => [118.9 + i * 0.0025, 33.41]) },
  })
  await register('emergency.store', '城西库', { type: 'Point', coordinates: [118.9, 33.41] })
  await register(
    'emergency.team',
    '城西队',
    { type: 'Point', coordinates: [118.9, 33.41] },
    { people: 3, ability: '排涝抢险' },
  )
})
afterAll(() => city.stop())

const refusal = (status: number, code: string) => ({ problem: { status, code } })

async function register(
  type: string,
  reference: string,
  geometry: GeoJSON.Geometry,
  attributes: Record<string, unknown> = {},
) {
  const given = type === 'city-base.road' ? { speed_limit_km_h: 40 } : attributes
  return admin.call(contract.createEntity, {
    body: { type, reference, name: reference, geometry, attributes: given },
  })
}

describe('PLT-095: accessibility and suitability', () => {
  it('draws isochrones over the roads and says which residents they hold', async () => {
    const body: contract.ReachInput = {
      ...{ title: '物资库 5–10 分钟圈', types: ['emergency.store'], pace: 'drive', minutes: [10, 5] },
    }
    const run = await duty.call(contract.mapReach, { body })
    const result = run.result as contract.ReachResult
    expect(result.facilities).toBe(1)
    expect(result.bands.map((one) => one.upTo)).toEqual([5, 10])
    expect(result.bands[0]?.areaKm2).toBeGreaterThan(0)
    const [near, far] = [...result.communities].sort((a, b) => a.code.localeCompare(b.code))
    expect(near).toMatchObject({ code: '990102001001', population: 2000 })
    expect(far).toMatchObject({ code: '990103001001', population: 2000 })
    expect(near?.covered[1]).toBeGreaterThan(far?.covered[1] ?? 0)
    expect(near?.meanMinutes).toBeLessThan(far?.meanMinutes ?? 0)
    // Nine points stand for a grid. The road takes 8.9 m/s; the rows beside it lie 741 m off, three minutes at 15 km/h.
    // Within five minutes come 3 points on the road and 1 of each row, within ten all but the last of each row.
    expect(near?.covered).toEqual([Math.round((5 / 18) * 2000), Math.round((16 / 18) * 2000)])
    expect(far?.covered[0]).toBe(0)
    expect(result.covered[1]).toBe((near?.covered[1] ?? 0) + (far?.covered[1] ?? 0))
    expect(run).toMatchObject({ kind: 'reach', divisionName: '云川市', dataTime: expect.any(String) })
    expect(run.method).toContain('Dijkstra')
    expect(run.limits).toContain('拥堵')

    const walked = await duty.call(contract.mapReach, { body: { ...body, pace: 'walk' } })
    expect((walked.result as contract.ReachResult).covered[1]).toBeLessThan(result.covered[1] as number)
    expect((await duty.call(contract.listReachRuns, { query: { kind: 'reach' } })).total).toBe(2)
    expect(await duty.call(contract.getReachRun, { params: { id: run.id } })).toEqual(run)

    await expect(
      duty.call(contract.mapReach, { body: { ...body, types: ['emergency.none'] } }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/types' }] } })
    const stranger = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    await expect(stranger.call(contract.getReachRun, { params: { id: run.id } })).rejects.toMatchObject(
      refusal(404, 'not-found'),
    )
    await expect(
      stranger.call(contract.mapReach, { body: { ...body, division: '990102' } }),
    ).rejects.toMatchObject(refusal(403, 'outside-scope'))
  })

  it('scores sites by weighted criteria, with what each adds', async () => {
    const criteria: contract.SiteCriterion[] = [
      { kind: 'unserved', types: ['emergency.store'], weight: 60, radiusM: 1500, minutes: 5 },
      { kind: 'near', types: ['emergency.store'], weight: 20, full: 2, zero: 20 },
      { kind: 'far', types: ['emergency.team'], weight: 20, full: 3000, zero: 500 },
    ]
    const body: contract.SiteInput = { title: '第二物资库选址', pace: 'drive', criteria }
    const run = await duty.call(contract.mapSites, { body })
    const { best, bands, cells } = run.result as contract.SiteResult
    expect(best[0]?.rank).toBe(1)
    expect(best.map((one) => one.score)).toEqual([...best.map((one) => one.score)].sort((a, b) => b - a))
    for (const one of best)
      expect(one.parts.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(one.score, 0)
    // Who is not served lives in the east; so does the best site.
    expect(best[0]?.position[0]).toBeGreaterThan(118.93)
    expect(best[0]?.parts[2]).toMatchObject({ score: 100, share: 20 })
    expect(bands.map((one) => one.upTo)).toEqual([20, 40, 60, 80, 100])
    expect(cells).toBeGreaterThan(50)
    expect(run.limits).toContain('用地权属')
    const wrong = { ...body, criteria: [{ ...(criteria[1] as contract.SiteCriterion), zero: 2 }] }
    await expect(duty.call(contract.mapSites, { body: wrong })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/criteria/0/full' }] },
    })
  })
})

describe('PLT-099: coping capacity and social risk', () => {
  it('rates who could come, what is in store and how soon', async () => {
    const place = await admin.call(contract.listEntities, { query: { type: 'emergency.store' } })
    const storeId = place.items[0]?.id as string
    const lot = (material: string, quantity: number, minimum: number) =>
      duty.call(contract.addLot, { body: { storeId, material, unit: '件', quantity, minimum } })
    await lot('救生衣', 100, 50)
    await lot('沙袋', 10, 500)
    const { areas, method } = await duty.call(contract.rateCoping, { query: { minutes: 10 } })
    expect(areas.map((one) => one.division)).toEqual(['990103', '990102'])
    const [east, west] = areas
    expect(west).toMatchObject({ firstName: '城西队', people: 3, units: 1, materials: 1, short: ['沙袋'] })
    expect(west?.peopleRate).toBe(30)
    expect(west?.scores).toMatchObject({ people: 100, stock: 50 })
    expect(east?.firstMinutes).toBeGreaterThan(west?.firstMinutes ?? 0)
    expect(east?.index).toBeLessThan(west?.index ?? 0)
    expect(method).toContain('0.4 × 时间')
  })

  it('shows where complaints, disputes and matters of order gather', async () => {
    const worker = await city.signedInAs('grid-worker', { divisions: ['990102'] })
    const report = (type: string, position: [number, number], by: Client = worker) =>
      by.call(contract.reportEvent, { body: { type, title: '社情上报', position } })
    const away = (n: number): [number, number] => [places.oldTown[0] + n * 0.003, places.oldTown[1]]
    for (let n = 0; n < 3; n++) await report('grassroots.petition', away(n))
    await report('grassroots.order-alarm', places.riverside, duty)
    await city.settle()
    const risk = await duty.call(contract.getSocialRisk, { query: { days: 30 } })
    expect(risk.weights).toEqual({ complaints: 0.3, disputes: 0.4, order: 0.3 })
    const [old, river] = risk.areas
    expect(old).toMatchObject({
      division: '990102',
      population: 1000,
      disputes: { count: 3, rate: 30, score: 100 },
    })
    expect(old?.order.count).toBe(0)
    expect(river).toMatchObject({ disputes: { count: 0, score: 0 }, order: { count: 1, score: 100 } })
    expect([old?.index, river?.index]).toEqual([40, 30])
    expect(old?.before).toBe(0)
    const other = await duty.call(contract.getSocialRisk, {
      query: { days: 30, complaints: 0, disputes: 100, order: 0 },
    })
    expect(other.areas.map((one) => [one.index, one.level])).toEqual([
      [100, 'red'],
      [0, null],
    ])
    const stranger = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    await expect(
      stranger.call(contract.getSocialRisk, { query: { division: '990102' } }),
    ).rejects.toMatchObject(refusal(403, 'outside-scope'))
  })
})

describe('PLT-092: a leader calls a consultation', () => {
  it('about a figure, with the posts named; who does not come is called, decisions become orders', async () => {
    const leader = await city.signedInAs('leader')
    const guest = await city.signedInAs('district-officer', { divisions: ['990102'] })
    const me = await guest.call(contract.getMe)
    const contact = await duty.call(contract.saveContact, {
      body: { name: '排水公司总经理', duty: '总经理', userId: me.user.id },
    })
    // Who is invited comes in whatever their role; the same role uninvited does not.
    const [approver, uninvited] = [await city.signedInAs('approver'), await city.signedInAs('approver')]
    const examiner = await duty.call(contract.saveContact, {
      body: { name: '审批科长', duty: '科长', userId: (await approver.call(contract.getMe)).user.id },
    })
    const body = {
      ...{ title: '积水会商', subject: '积水超警点位 12 处', subjectLink: '/screen/leader-cockpit' },
      ...{ contactIds: [contact.id, examiner.id], callAfterMinutes: 5 },
    }
    const opened = await leader.call(contract.callConsultation, { body })
    expect(opened.room).toMatchObject({
      ...{ incidentId: null, subject: body.subject, subjectLink: body.subjectLink, state: 'open' },
      calledBy: expect.any(String),
    })
    expect(opened.attendance.map((one) => one.joinedTime !== null).sort()).toEqual([false, false, true])
    const params = { id: opened.room.id }
    await city.settle()
    const links = async () =>
      (await guest.call(contract.listInbox, { query: {} })).items.map((one) => one.link)
    await expect.poll(links, { timeout: 20_000 }).toContain(`/console/consultation-rooms/${params.id}`)
    await approver.call(contract.joinRoom, { params })
    await approver.call(contract.sayInRoom, { params, body: { text: '占道施工许可已撤回' } })
    for (const operation of [contract.getRoom, contract.joinRoom] as const)
      await expect(uninvited.call(operation, { params })).rejects.toMatchObject({ problem: { status: 404 } })
    expect((await guest.call(contract.joinRoom, { params })).attendance.every((one) => one.joinedTime)).toBe(
      true,
    )
    await leader.call(contract.resolveRoom, {
      params,
      body: {
        text: '增派两台泵车',
        contactId: contact.id,
        dueTime: new Date(Date.now() + 86_400_000).toISOString(),
      },
    })
    const closed = await leader.call(contract.confirmMinutes, { params, body: { text: '同意增派' } })
    expect(closed.room.state).toBe('closed')
    expect(closed.resolutions[0]?.orderId).toEqual(expect.any(String))
    expect((await guest.call(contract.listCalledRooms, { query: {} })).total).toBe(1)
    await expect(guest.call(contract.callConsultation, { body })).rejects.toMatchObject(
      refusal(403, 'not-permitted'),
    )
  })
})
