import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { type ATestThing, places, startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

let city: TestPlatform
let duty: Client
let place = 0

beforeAll(async () => {
  city = await startTestPlatform()
  duty = await city.signedInAs('duty-officer')
})
afterAll(() => city.stop())

/** A place of 云城区 at least 150 m from every other one given out. */
function freshPlace(): [number, number] {
  place += 1
  return [
    places.oldTown[0] + (place % 20) * 0.002 - 0.004,
    places.oldTown[1] + Math.floor(place / 20) * 0.0015,
  ]
}

function beside([lon, lat]: [number, number], metres: number): [number, number] {
  return [lon + metres / 92_800, lat]
}

async function aGauge(position = freshPlace()): Promise<ATestThing & { position: [number, number] }> {
  const thing = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'low-road' }, position })
  return { ...thing, position }
}

type Firing = contract.MessageBody<typeof contract.ruleFired>

/** What `sensing` tells when a rule of the domain fires at a thing. */
async function fire(
  thing: ATestThing & { position: [number, number] },
  act: Firing['act'],
  more: Partial<Firing> = {},
): Promise<void> {
  const datastreamId = thing.datastream('depth')
  await city.kernel.db.transaction((tx) =>
    city.kernel.messages.publish(tx, contract.ruleFired, {
      firingId: newId(),
      ruleId: 'waterlogging.road-ponding',
      ruleVersion: '1',
      ruleTitle: '积水规则',
      act,
      eventType: 'waterlogging.ponding',
      level: act === 'cleared' ? null : 'blue',
      thingId: thing.id,
      thingName: thing.name,
      divisionCode: '990102001001001',
      position: thing.position,
      datastreamId,
      observationId: `${datastreamId}-${Date.now()}`,
      value: 16,
      unit: 'cm',
      time: new Date().toISOString(),
      values: [],
      ...more,
    }),
  )
  await city.settle()
}

async function eventOf(entityId: string): Promise<contract.CityEvent> {
  const { items } = await duty.call(contract.listEvents, { query: { entityId } })
  return items[0] as contract.CityEvent
}

function report(position: [number, number], more: object = {}, client = duty): Promise<contract.CityEvent> {
  const body = { type: 'city-base.parts-damage', title: '井盖破损', position, ...more }
  return client.call(contract.reportEvent, { body })
}

const readEvent = (id: string) => duty.call(contract.getEvent, { params: { id } })
const refusal = (status: number, code: string) => ({ problem: { status, code } })

describe('a firing of a rule', () => {
  it('raises an event with its own number and a title that says what, where and how much', async () => {
    const gauge = await aGauge()
    await fire(gauge, 'opened')
    const event = await eventOf(gauge.id)
    expect(event).toMatchObject({
      title: `${gauge.name} · 积水（积水深度 16 cm）`,
      level: 'blue',
      state: 'verified',
      active: true,
      reports: 1,
      divisionName: '云城区望云街道青石桥社区第一网格',
    })
    expect(event.reference).toMatch(/^SJ\d{8}-\d{6}$/)
  })

  it('follows the level, keeps the highest, and ends when the condition has passed', async () => {
    const gauge = await aGauge()
    await fire(gauge, 'opened')
    await fire(gauge, 'raised', { level: 'yellow', value: 26 })
    expect(await eventOf(gauge.id)).toMatchObject({ level: 'yellow', value: 26, reports: 2 })
    await fire(gauge, 'lowered', { level: 'blue', value: 19 })
    expect(await eventOf(gauge.id)).toMatchObject({ level: 'blue', highestLevel: 'yellow', reports: 2 })
    await fire(gauge, 'cleared', { value: 8 })
    const ended = await eventOf(gauge.id)
    expect(ended).toMatchObject({ active: false, state: 'closed', highestLevel: 'yellow' })
    const { entries } = await readEvent(ended.id)
    expect(entries.map((one) => one.act)).toEqual([
      'raised',
      'verified',
      'level-changed',
      'level-changed',
      'cleared',
      'closed',
    ])
  })

  it('that clears waits for the case when the level called for one', async () => {
    const gauge = await aGauge()
    await fire(gauge, 'opened', { level: 'orange' })
    await fire(gauge, 'cleared')
    const event = await eventOf(gauge.id)
    expect(event).toMatchObject({ active: false, state: 'verified' })
    expect(event.caseId).not.toBeNull()
    const close = duty.call(contract.closeEvent, { params: { id: event.id }, body: { comment: '水退了' } })
    await expect(close).rejects.toMatchObject(refusal(409, 'case-open'))
  })

  it('near an open event of its type joins it, and the event holds while one of them holds', async () => {
    const first = await aGauge()
    const second = await aGauge(beside(first.position, 60))
    await fire(first, 'opened')
    await fire(second, 'opened', { level: 'yellow' })
    const event = await eventOf(first.id)
    expect(event).toMatchObject({ reports: 2, level: 'yellow' })
    expect(await eventOf(second.id)).toBeUndefined()
    await fire(second, 'cleared')
    expect(await eventOf(first.id)).toMatchObject({ active: true, level: 'blue', highestLevel: 'yellow' })
    await fire(first, 'cleared')
    expect(await eventOf(first.id)).toMatchObject({ active: false, state: 'closed' })
  })

  it('taken in once, however often it is delivered', async () => {
    const gauge = await aGauge()
    const firingId = newId()
    await fire(gauge, 'opened', { firingId })
    await fire(gauge, 'opened', { firingId })
    expect(await eventOf(gauge.id)).toMatchObject({ reports: 1 })
  })

  it('of a type people verify waits for a person', async () => {
    const gauge = await aGauge()
    await fire(gauge, 'opened', { eventType: 'air.station-check', ruleId: 'air.stuck' })
    const event = await eventOf(gauge.id)
    expect(event.state).toBe('raised')
    const answer = await duty.call(contract.verifyEvent, {
      params: { id: event.id },
      body: { real: false, comment: '仪器校准中' },
    })
    expect(answer).toMatchObject({ state: 'dismissed' })
    expect(answer.closedTime).not.toBeNull()
  })
})

describe('a report by a person', () => {
  it('is an event at its grid, waiting to be verified when the type asks for it', async () => {
    const position = freshPlace()
    const event = await report(position, { description: '路口东南角', level: 'yellow' })
    expect(event).toMatchObject({
      state: 'raised',
      source: 'person',
      level: 'yellow',
      divisionCode: '990102001001001',
      position,
    })
    const verify = (real: boolean) =>
      duty.call(contract.verifyEvent, { params: { id: event.id }, body: { real, comment: '已看现场' } })
    expect(await verify(true)).toMatchObject({ state: 'verified' })
    await expect(verify(true)).rejects.toMatchObject(refusal(409, 'not-waiting'))
  })

  it('near a fresh one of its type joins it, with its words kept', async () => {
    const position = freshPlace()
    const first = await report(position)
    const again = await report(beside(position, 10), { title: '井盖没了', description: '很危险' })
    expect(again).toMatchObject({ id: first.id, reports: 2 })
    const { entries } = await readEvent(first.id)
    expect(entries.at(-1)).toMatchObject({ act: 'reported', text: '井盖没了。很危险' })
    expect((await report(beside(position, 100))).id).not.toBe(first.id)
  })

  it('is refused outside the city, of an unknown type, of an unknown entity, outside the division, without the permission', async () => {
    await expect(report(places.outside)).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/position', message: '位置不在本市范围内' }] },
    })
    await expect(report(freshPlace(), { type: 'no.such' })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/type' }] },
    })
    await expect(report(freshPlace(), { entityId: newId() })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/entityId' }] },
    })
    const elsewhere = await city.signedInAs('grid-worker', { divisions: ['990103'] })
    await expect(report(freshPlace(), {}, elsewhere)).rejects.toMatchObject(refusal(403, 'outside-scope'))
    const inspector = await city.signedInAs('inspector')
    await expect(report(freshPlace(), {}, inspector)).rejects.toMatchObject(refusal(403, 'not-permitted'))
    await expect(report(freshPlace(), { title: '' })).rejects.toMatchObject(refusal(400, 'invalid-input'))
  })

  it('is taken from a citizen anywhere in the city, who may also read the types but no events', async () => {
    const citizen = await city.signedInAs('citizen', { divisions: [] })
    expect((await citizen.call(contract.listEventTypes)).length).toBeGreaterThan(0)
    expect(await report(freshPlace(), {}, citizen)).toMatchObject({ state: 'raised', reports: 1 })
    await expect(citizen.call(contract.listEvents)).rejects.toMatchObject(refusal(403, 'not-permitted'))
  })

  it('numbers are never given twice, however many report at once', async () => {
    const events = await Promise.all(Array.from({ length: 12 }, () => report(freshPlace())))
    expect(new Set(events.map((one) => one.reference)).size).toBe(12)
  })

  it('of one place by many at once is one event', async () => {
    const position = freshPlace()
    const events = await Promise.all(Array.from({ length: 8 }, () => report(position)))
    expect(new Set(events.map((one) => one.id)).size).toBe(1)
    expect((await readEvent(events[0]?.id as string)).event.reports).toBe(8)
  })
})

describe('merging', () => {
  const merge = (id: string, intoId: string, client = duty) =>
    client.call(contract.mergeEvent, { params: { id }, body: { intoId } })
  const unmerge = (id: string) => duty.call(contract.unmergeEvent, { params: { id } })

  it('offers open events of the type nearby, nearest first', async () => {
    const position = freshPlace()
    const own = await report(position)
    const near = await report(beside(position, 30))
    const far = await report(beside(position, 60))
    const { similar } = await readEvent(own.id)
    expect(similar.slice(0, 2).map((one) => one.event.id)).toEqual([near.id, far.id])
  })

  it('joins two events and takes them apart again without loss', async () => {
    const first = await aGauge()
    const second = await aGauge()
    await fire(first, 'opened')
    await fire(second, 'opened', { level: 'yellow' })
    const [into, from] = [await eventOf(first.id), await eventOf(second.id)]
    expect(await merge(from.id, into.id)).toMatchObject({ state: 'merged', mergedIntoId: into.id })
    const joined = await readEvent(into.id)
    expect(joined.event).toMatchObject({ level: 'yellow', highestLevel: 'yellow', reports: 2 })
    expect(joined.merged.map((one) => one.id)).toEqual([from.id])
    // What happens at the merged one goes on being its own, and shows through.
    await fire(second, 'raised', { level: 'yellow', value: 27 })
    expect((await readEvent(into.id)).event).toMatchObject({ reports: 3 })
    expect((await readEvent(from.id)).event).toMatchObject({ reports: 2, value: 27, state: 'merged' })
    expect(await unmerge(from.id)).toMatchObject({ state: 'verified', mergedIntoId: null, reports: 2 })
    expect((await readEvent(into.id)).event).toMatchObject({
      level: 'blue',
      highestLevel: 'blue',
      reports: 1,
    })
    await expect(unmerge(from.id)).rejects.toMatchObject(refusal(409, 'not-merged'))
  })

  it('is refused with itself, another type, a closed one, one out of scope, and by who may not', async () => {
    const event = await report(freshPlace())
    const gauge = await aGauge()
    await fire(gauge, 'opened')
    const ponding = await eventOf(gauge.id)
    await expect(merge(event.id, event.id)).rejects.toMatchObject(refusal(409, 'same-event'))
    await expect(merge(event.id, ponding.id)).rejects.toMatchObject(refusal(409, 'other-type'))
    await expect(merge(event.id, newId())).rejects.toMatchObject(refusal(400, 'invalid-input'))
    const grid = await city.signedInAs('grid-worker')
    await expect(merge(event.id, ponding.id, grid)).rejects.toMatchObject(refusal(403, 'not-permitted'))
    const closed = await report(freshPlace())
    await duty.call(contract.closeEvent, { params: { id: closed.id }, body: { comment: '已自行恢复' } })
    await expect(merge(event.id, closed.id)).rejects.toMatchObject(refusal(409, 'target-not-open'))
    await expect(merge(closed.id, event.id)).rejects.toMatchObject(refusal(409, 'not-open'))
  })

  it('cannot be undone once the other is closed', async () => {
    const [from, into] = [await report(freshPlace()), await report(freshPlace())]
    await merge(from.id, into.id)
    await duty.call(contract.closeEvent, { params: { id: into.id }, body: { comment: '处理完毕' } })
    await expect(unmerge(from.id)).rejects.toMatchObject(refusal(409, 'target-closed'))
    await expect(
      duty.call(contract.closeEvent, { params: { id: from.id }, body: { comment: '处理完毕' } }),
    ).rejects.toMatchObject(refusal(409, 'merged'))
  })
})

describe('the list', () => {
  it('finds by type, state, level, words, place and time, within one’s divisions', async () => {
    const position = freshPlace()
    const event = await report(position, { title: '青石桥头路灯倾倒', level: 'orange' })
    const finds = async (query: object, client = duty) =>
      (await client.call(contract.listEvents, { query })).items.some((one) => one.id === event.id)
    const [lon, lat] = position
    const bbox = `${lon - 0.001},${lat - 0.001},${lon + 0.001},${lat + 0.001}`
    expect(await finds({ type: event.type, state: 'raised', level: 'orange', active: true, bbox })).toBe(true)
    expect(await finds({ search: '路灯倾倒' })).toBe(true)
    expect(await finds({ division: '990102001' })).toBe(true)
    expect(await finds({ division: '990103' })).toBe(false)
    expect(await finds({ state: 'closed' })).toBe(false)
    expect(await finds({ to: '2001-01-01T00:00:00Z' })).toBe(false)
    const elsewhere = await city.signedInAs('district-officer', { divisions: ['990103'] })
    expect(await finds({}, elsewhere)).toBe(false)
    await expect(elsewhere.call(contract.getEvent, { params: { id: event.id } })).rejects.toMatchObject(
      refusal(404, 'not-found'),
    )
    await expect(
      elsewhere.call(contract.closeEvent, { params: { id: event.id }, body: { comment: '不是我的' } }),
    ).rejects.toMatchObject(refusal(404, 'not-found'))
  })

  it('of types names how each is verified', async () => {
    const types = await duty.call(contract.listEventTypes)
    expect(types.find((one) => one.id === 'city-base.parts-damage')).toMatchObject({
      domain: 'city-base',
      verification: 'person',
    })
  })
})
