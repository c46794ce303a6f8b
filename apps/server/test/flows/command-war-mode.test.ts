import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/kernel/db/sql.ts'
import {
  type ATestThing,
  organisations,
  places,
  startTestPlatform,
  type TestPlatform,
} from '../../src/test-kit/index.ts'

/** PLT-101, PLT-096: war mode by two people, and the rainstorm drill played by one. */
let city: TestPlatform
let duty: Client
let leader: Client
let deputy: Client
let now = new Date('2025-10-01T00:00:00Z')

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  await signIn()
})

async function signIn() {
  duty = await city.signedInAs('duty-officer', { organisationId: organisations.operationCentre.id })
  leader = await city.signedInAs('leader')
  deputy = await city.signedInAs('leader')
}
afterAll(() => city.stop())

const minutes = (count: number) => new Date(now.getTime() + count * 60_000)
const state = () => duty.call(contract.getModeState, {})

function propose(
  profileId: string,
  more: { divisions?: string[]; lasts?: number; reporters?: string[] } = {},
) {
  const { lasts = 60, ...scope } = more
  return leader.call(contract.proposeSwitch, {
    body: { title: `${profileId}战时`, profileId, endTime: minutes(lasts).toISOString(), ...scope },
  })
}

const authorise = (client: Client, id: string) => client.call(contract.authoriseSwitch, { params: { id } })

it('holds in its area from 1 to 3 October, and at midnight of the 4th all is as it was saved (PLT-101)', async () => {
  const endTime = '2025-10-04T00:00:00+08:00'
  const { base } = await state()
  const one = await leader.call(contract.proposeSwitch, {
    body: { title: '骆马湖景区国庆保障', profileId: 'flood', endTime, divisions: ['990102'] },
  })
  expect((await state()).isWar).toBe(false)
  await authorise(leader, one.id)
  await authorise(deputy, one.id)
  const there = await city.signedInAs('grid-worker', { divisions: ['990102'] })
  expect(await there.call(contract.getMode, {})).toMatchObject({ isWar: true })
  await duty.call(contract.reportEvent, {
    body: { type: 'emergency.fire-report', title: '景区火情', position: places.oldTown },
  })
  await city.settle()
  const own = async () => (await state()).switches.find((each) => each.id === one.id)
  expect(await own()).toMatchObject({ state: 'active', routedEvents: 1 })
  expect((await state()).effective).not.toEqual(base)
  const limits = async () => (await duty.call(contract.listTightenings, {})).items
  await expect.poll(limits).toMatchObject([{ percent: 20 }])
  now = new Date('2025-10-03T23:59:00+08:00')
  await signIn()
  await city.settle()
  expect(await own()).toMatchObject({ state: 'active' })
  now = new Date(endTime)
  await expect.poll(async () => (await own())?.state).toBe('ended')
  expect(await own()).toMatchObject({ saved: base, restored: base })
  expect((await state()).effective).toEqual(base)
  await expect.poll(limits).toEqual([])
  const again = await city.signedInAs('grid-worker', { divisions: ['990102'] })
  expect(await again.call(contract.getMode, {})).toMatchObject({ isWar: false })
})

it('does not switch for one authoriser, nor for the same one twice', async () => {
  const one = await propose('flood', { divisions: ['990102'] })
  expect(await authorise(leader, one.id)).toMatchObject({ state: 'proposed' })
  await expect(authorise(leader, one.id)).rejects.toMatchObject({ problem: { code: 'same-authoriser' } })
  expect((await state()).isWar).toBe(false)
  expect(await authorise(deputy, one.id)).toMatchObject({ state: 'active' })
  expect((await state()).isWar).toBe(true)
  const grid = await city.signedInAs('grid-worker', { divisions: ['990102'] })
  expect(await grid.call(contract.getMode, {})).toMatchObject({ isWar: true })
  const elsewhere = await city.signedInAs('grid-worker', { divisions: ['990103'] })
  expect(await elsewhere.call(contract.getMode, {})).toMatchObject({ isWar: false })
})

it('knows no roles in reality, nor lets somebody without the right authorise or end it', async () => {
  const one = await propose('emergency', { divisions: ['990103'] })
  for (const role of ['chief', 'deputy'] as const)
    await expect(
      duty.call(contract.playAuthoriser, { params: { id: one.id }, body: { role } }),
    ).rejects.toMatchObject({ problem: { code: 'not-a-drill' } })
  await expect(authorise(duty, one.id)).rejects.toMatchObject({ problem: { status: 403 } })
  const end = (client: Client) =>
    client.call(contract.endSwitch, { params: { id: one.id }, body: { comment: '撤销' } })
  await expect(end(duty)).rejects.toMatchObject({ problem: { code: 'not-authoriser' } })
  expect(await end(leader)).toMatchObject({ state: 'cancelled' })
})

it('routes the events of its area, freezes the settings of peace, and the stricter of two wins', async () => {
  await duty.call(contract.reportEvent, {
    body: { type: 'emergency.fire-report', title: '战时火情', position: places.oldTown },
  })
  await duty.call(contract.reportEvent, {
    body: { type: 'emergency.fire-report', title: '区外火情', position: places.riverside },
  })
  await city.settle()
  const { base, switches } = await state()
  expect(switches.find((one) => one.profileId === 'flood')?.routedEvents).toBe(1)
  await expect(leader.call(contract.saveBaseSettings, { body: base })).rejects.toMatchObject({
    problem: { code: 'mode-frozen' },
  })
  const second = await propose('festival', { lasts: 120, reporters: [organisations.drainage.id] })
  await authorise(leader, second.id)
  await authorise(deputy, second.id)
  expect((await state()).effective).toMatchObject({ unreadMinutes: 1, reportMinutes: 30 })
})

it('ends at its time, once; the other switch keeps, and at the end all is as it was', async () => {
  const before = (await state()).base
  now = minutes(61)
  await expect
    .poll(async () => (await state()).switches.find((one) => one.profileId === 'flood')?.state)
    .toBe('ended')
  const after = await state()
  expect(after.isWar).toBe(true)
  expect(after.effective).toMatchObject({ unreadMinutes: 3, reportMinutes: 120 })
  const festival = after.switches.find((one) => one.profileId === 'festival')
  const ended = await leader.call(contract.endSwitch, {
    params: { id: festival?.id as string },
    body: { comment: '活动结束' },
  })
  expect(ended.restored).toEqual(ended.saved === null ? null : before)
  const peace = await state()
  expect(peace.isWar).toBe(false)
  expect(peace.effective).toEqual(before)
  const fired = await city.kernel.db.query<{ kind: string }>(
    sql`SELECT kind FROM command.timer WHERE kind = 'switch-end' AND fired_time IS NOT NULL
      AND fired_time >= '2025-10-04T00:30:00+08:00'`,
  )
  expect(fired).toHaveLength(1)
})

it('marks safety reports that did not come', async () => {
  const one = await propose('flood', {
    lasts: 180,
    reporters: [organisations.drainage.id, organisations.trafficPolice.id],
  })
  await authorise(leader, one.id)
  await authorise(deputy, one.id)
  const reports = () => duty.call(contract.listSafeReports, { params: { id: one.id } })
  const [first] = await reports()
  await duty.call(contract.sendSafeReport, { params: { id: first?.id as string }, body: { text: '平安' } })
  now = minutes(31)
  await expect
    .poll(async () => (await reports()).map((each) => each.state).sort())
    .toEqual(['due', 'due', 'missing', 'received'])
  await leader.call(contract.endSwitch, { params: { id: one.id }, body: { comment: '结束' } })
})

it('plays the rainstorm from first warning to review by one person, outside every statistic', async () => {
  const real = async () => (await duty.call(contract.listIncidents, { query: { drill: false } })).total
  const sent = async () =>
    (await city.kernel.db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM messaging.message`))?.n
  const before = { incidents: await real(), messages: await sent() }
  const pump = await (await city.signedInAs('administrator')).call(contract.createEntity, {
    body: {
      ...{
        type: 'emergency.vehicle',
        reference: 'P1',
        name: '泵车一号',
        attributes: { ability: '排涝泵车' },
      },
      geometry: { type: 'Point', coordinates: places.oldTownNear },
    },
  })
  const player = duty
  const drill = await player.call(contract.startDrill, { body: { script: 'rainstorm', speed: 2 } })
  const id = drill.incidentId as string
  const params = { id }
  const next = () => player.call(contract.nextInject, { params: { id: drill.id } })
  const decide = (level: 'yellow' | 'orange') =>
    player.call(contract.decideLevel, { params, body: { level, comment: '核定' } })

  await decide('yellow')
  await next()
  await player.call(contract.startPlan, {
    params,
    body: { planId: 'emergency.flood', level: 'yellow', acceptVacancies: true },
  })
  await next()
  await player.call(contract.requestResource, { params, body: { resourceId: pump.id, quantity: 1 } })
  await next()
  const { incident } = await player.call(contract.getIncident, { params })
  expect(incident.proposal.level).toBe('orange')
  await decide('orange')
  await next()
  const war = await player.call(contract.proposeSwitch, {
    body: { title: '演练战时', profileId: 'flood', endTime: minutes(60).toISOString(), incidentId: id },
  })
  const play = (role: contract.DrillRole) =>
    player.call(contract.playAuthoriser, { params: { id: war.id }, body: { role } })
  expect(await play('chief')).toMatchObject({ state: 'proposed' })
  await expect(play('chief')).rejects.toMatchObject({ problem: { code: 'same-authoriser' } })
  const played = await play('deputy')
  expect(played).toMatchObject({ state: 'active' })
  expect(played.authorisers.map((one) => one.name)).toEqual([
    expect.stringContaining('【演练】总指挥（'),
    expect.stringContaining('【演练】副总指挥（'),
  ])
  expect((await state()).isWar).toBe(false)
  await next()
  const contact = await duty.call(contract.saveContact, { body: { name: '排水负责人', duty: '负责人' } })
  const { room } = await player.call(contract.openRoom, {
    params,
    body: { title: '会商', contactIds: [contact.id] },
  })
  await player.call(contract.confirmMinutes, { params: { id: room.id }, body: { text: '封控三处' } })
  await next()
  await player.call(contract.endSwitch, { params: { id: war.id }, body: { comment: '雨停' } })
  await next()
  await player.call(contract.endIncident, { params, body: { comment: '积水排除' } })
  const done = await player.call(contract.endDrill, { params: { id: drill.id } })
  expect(done.score).toBe(done.maximum)
  const review = await player.call(contract.saveReview, {
    params,
    body: { lessons: '泵车前置', confirm: true },
  })
  expect(review.steps.length).toBeGreaterThan(5)
  expect(review.confirmedBy).not.toBeNull()
  expect({ incidents: await real(), messages: await sent() }).toEqual(before)
})

it('tightens the limits of sensing within its scope, and at its end they are what they were', async () => {
  const aGauge = (name: string, position: [number, number]) =>
    city.aThing('waterlogging.gauge', { name, position, attributes: { point_kind: 'low-road' } })
  const [inside, outside, later] = await Promise.all([
    aGauge('老城水尺', places.oldTown),
    aGauge('江滨水尺', places.riverside),
    aGauge('老城二号水尺', places.oldTownNear),
  ])
  const report = async (thing: ATestThing, depth: number) => {
    const { name, key } = thing.credential
    const answer = await fetch(`${city.url}/sta/v1.1/CreateObservations`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify([
        {
          Datastream: { '@iot.id': thing.datastream('depth') },
          components: ['phenomenonTime', 'result'],
          dataArray: [[now.toISOString(), depth]],
        },
      ]),
    })
    expect(answer.status).toBe(201)
    await city.settle()
  }
  const fired = async (thing: ATestThing) =>
    (await duty.call(contract.listRuleFirings, { query: { thingId: thing.id } })).items.map((one) => [
      one.ruleId,
      one.level,
      one.ruleVersion.split('+')[1] ?? null,
    ])
  const limits = async () =>
    (await duty.call(contract.getRule, { params: { id: 'waterlogging.road-ponding' } })).rule.definition
      .levels
  const tightened = async () => (await duty.call(contract.listTightenings, {})).items
  const [before, { base }] = [await limits(), await state()]
  expect(await tightened()).toEqual([])
  const one = await propose('flood', { divisions: ['990102'], lasts: 60 })
  await authorise(leader, one.id)
  expect(await tightened()).toEqual([])
  const active = await authorise(deputy, one.id)
  await expect.poll(tightened).toMatchObject([{ percent: 20, until: active.endTime }])
  await report(inside, 13)
  await report(outside, 13)
  expect(await fired(inside)).toEqual([['waterlogging.road-ponding', 'blue', '20%']])
  expect(await fired(outside)).toEqual([])
  now = minutes(61)
  await expect.poll(tightened).toEqual([])
  await report(later, 13)
  expect(await fired(later)).toEqual([])
  for (const depth of [16, 16]) {
    now = minutes(1)
    await report(later, depth)
  }
  expect(await fired(later)).toEqual([['waterlogging.road-ponding', 'blue', null]])
  const ended = (await state()).switches.find((each) => each.id === one.id)
  expect(ended).toMatchObject({ state: 'ended', saved: base, restored: base })
  expect(await limits()).toEqual(before)
})
