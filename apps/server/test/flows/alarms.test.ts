import {
  acknowledgeAlarm,
  createRule,
  listAlarms,
  listEvents,
  listReactions,
  type RuleDefinition,
  verifyEvent,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ATestThing, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** PLT-016: alarms of one cause are told once, alarms nobody acknowledges rise, loops of commands end. */
let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const definition = (more: Partial<RuleDefinition>): RuleDefinition => ({
  ...{ title: '告警试验', thingType: 'waterlogging.gauge', value: 'battery', allowedLatenessSeconds: 3_600 },
  levels: [{ level: 'blue', raise: { op: '>=', value: 15 }, clear: { op: '<', value: 10 }, holdSeconds: 0 }],
  eventType: 'waterlogging.ponding',
  ...more,
})

let second = 0
async function report(thing: ATestThing, result: number): Promise<void> {
  const { name, key } = thing.credential
  second += 1
  const answer = await fetch(
    `${city.url}/sta/v1.1/Datastreams(${thing.datastream('battery')})/Observations`,
    {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        result,
        phenomenonTime: new Date(Date.now() - 600_000 + second * 1_000).toISOString(),
      }),
    },
  )
  expect(answer.status).toBe(201)
  await city.settle()
}

const aGauge = (kind: string) => city.aThing('waterlogging.gauge', { attributes: { point_kind: kind } })
const alarmsOf = async (ruleId: string) => (await admin.call(listAlarms, { query: { ruleId } })).items
const activeAbout = async (thing: ATestThing) =>
  (await admin.call(listEvents, { query: { active: true, limit: 500 } })).items.filter(
    (one) => one.entityId === thing.id,
  )

it('alarms with one cause are one event, which clears with the last of them', async () => {
  const merge = { withinSeconds: 600, attribute: 'point_kind' }
  const { id } = await admin.call(createRule, { body: { definition: definition({ merge }), enabled: true } })
  const [first, next, other] = [await aGauge('estate'), await aGauge('estate'), await aGauge('low-road')]
  await report(first, 20)
  await report(next, 25)
  await report(other, 30)
  const alarms = await alarmsOf(id)
  const about = (thing: ATestThing) => alarms.find((one) => one.thingId === thing.id)
  expect(alarms).toHaveLength(3)
  expect(about(next)?.mergedInto).toBe(about(first)?.id)
  expect(about(first)).toMatchObject({ merged: 1, mergedInto: null })
  expect(about(other)?.mergedInto).toBeNull()
  expect(await activeAbout(first)).toHaveLength(1)
  expect(await activeAbout(next)).toHaveLength(0)
  // It stands at the same place, where events are merged once more.
  await report(other, 5)
  await report(first, 5)
  expect(await activeAbout(first), 'the other one is still open').toHaveLength(1)
  await report(next, 5)
  expect(await activeAbout(first)).toHaveLength(0)
  expect((await admin.call(listAlarms, { query: { ruleId: id, open: true } })).total).toBe(0)
})

it('an alarm nobody acknowledges rises; an acknowledged one does not', async () => {
  const escalation = { afterSeconds: 5 }
  const { id } = await admin.call(createRule, {
    body: { definition: definition({ escalation }), enabled: true },
  })
  const [noticed, missed] = [await aGauge('estate'), await aGauge('estate')]
  await report(noticed, 20)
  await report(missed, 20)
  const [alarm] = (await alarmsOf(id)).filter((one) => one.thingId === noticed.id)
  const officer = await city.signedInAs('duty-officer')
  const done = await officer.call(acknowledgeAlarm, {
    params: { id: alarm?.id ?? '' },
    body: { note: '已派人' },
  })
  expect(done).toMatchObject({ acknowledgedNote: '已派人', nextEscalationTime: null, level: 'blue' })
  await expect(
    officer.call(acknowledgeAlarm, { params: { id: alarm?.id ?? '' }, body: {} }),
  ).rejects.toMatchObject({ problem: { status: 409 } })
  const levelOf = async (thing: ATestThing) => (await alarmsOf(id)).find((one) => one.thingId === thing.id)
  await expect.poll(async () => (await levelOf(missed))?.escalations, { timeout: 30_000 }).toBeGreaterThan(0)
  expect((await levelOf(missed))?.level).not.toBe('blue')
  expect(await levelOf(noticed)).toMatchObject({ level: 'blue', escalations: 0 })
  await city.settle()
  expect((await activeAbout(missed))[0]?.level).not.toBe('blue')
})

it('verifying the event acknowledges the alarm it came of, and no other', async () => {
  const { id } = await admin.call(createRule, {
    body: {
      definition: definition({ eventType: 'air.station-check', escalation: { afterSeconds: 3_600 } }),
      enabled: true,
    },
  })
  const seen = await aGauge('estate')
  // Far enough to be an event of its own.
  const other = await city.aThing('waterlogging.gauge', {
    position: places.riverside,
    attributes: { point_kind: 'estate' },
  })
  await report(seen, 20)
  await report(other, 20)
  await city.settle()
  const { items } = await admin.call(listEvents, { query: { state: 'raised' } })
  const event = items.find((one) => one.entityId === seen.id)
  expect(event).toBeDefined()
  const officer = await city.signedInAs('duty-officer')
  await officer.call(verifyEvent, {
    params: { id: event?.id ?? '' },
    body: { real: true, comment: '现场属实' },
  })
  const alarmOf = async (thing: ATestThing) => (await alarmsOf(id)).find((one) => one.thingId === thing.id)
  expect(await alarmOf(seen)).toMatchObject({
    ...{ acknowledgedBy: expect.stringMatching(/^值班员/), acknowledgedNote: '现场属实' },
    nextEscalationTime: null,
  })
  expect(await alarmOf(other)).toMatchObject({ acknowledgedTime: null })
})

it('a loop of command, reading and the same rule ends after three rounds', async () => {
  const hook = {
    kind: 'webhook' as const,
    url: 'http://127.0.0.1:9/none',
    confirm: true,
    limitPerHour: 1_000,
  }
  const { id } = await admin.call(createRule, {
    body: { definition: definition({ reactions: [hook] }), enabled: true },
  })
  const gauge = await aGauge('estate')
  for (let round = 0; round < 5; round++) {
    await report(gauge, 20)
    await report(gauge, 5)
  }
  const { items } = await admin.call(listReactions, { query: { ruleId: id } })
  expect(items.map((one) => one.state).sort()).toEqual([
    'suppressed',
    'suppressed',
    'waiting',
    'waiting',
    'waiting',
  ])
  expect(items.find((one) => one.state === 'suppressed')?.detail).toContain('循环')
})
