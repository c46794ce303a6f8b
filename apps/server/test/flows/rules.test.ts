import { createServer, type Server } from 'node:http'
import {
  changeRule,
  createRule,
  decideReaction,
  dryRunRule,
  listEvents,
  listReactions,
  listRuleFirings,
  listRules,
  type RuleDefinition,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ATestThing, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** PLT-016 物联智慧服务与规则联动, through the API as an administrator uses it. */
let city: TestPlatform
let admin: Client
let hook: Server
const received: unknown[] = []
let hookFails = 0

beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  hook = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      response.statusCode = hookFails-- > 0 ? 503 : 204
      if (response.statusCode === 204) received.push(JSON.parse(text))
      response.end()
    })
  })
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  hook.close()
  await city.stop()
})

const minute = 60_000
const hookUrl = () => `http://127.0.0.1:${(hook.address() as { port: number }).port}/firings`

/** 积水≥15 cm for 1 min, clear <10 cm. */
const definition = (more: Partial<RuleDefinition> = {}): RuleDefinition => ({
  title: '积水超过 15 cm',
  thingType: 'waterlogging.gauge',
  value: 'battery',
  levels: [
    { level: 'yellow', raise: { op: '>=', value: 15 }, clear: { op: '<', value: 10 }, holdSeconds: 60 },
  ],
  allowedLatenessSeconds: 3600,
  eventType: 'waterlogging.ponding',
  ...more,
})

async function report(thing: ATestThing, property: string, values: number[], startMs: number): Promise<void> {
  for (const [i, result] of values.entries()) {
    const answer = await fetch(
      `${city.url}/sta/v1.1/Datastreams(${thing.datastream(property)})/Observations`,
      {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${thing.credential.name}:${thing.credential.key}`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ result, phenomenonTime: new Date(startMs + i * minute).toISOString() }),
      },
    )
    expect(answer.status).toBe(201)
  }
  await city.settle()
}

const aGauge = () => city.aThing('waterlogging.gauge', { attributes: { point_kind: 'estate' } })
const firingsOf = async (ruleId: string) => (await admin.call(listRuleFirings, { query: { ruleId } })).items

describe('PLT-016 accept: 积水≥15 cm for 1 min, clear <10 cm', () => {
  it('opens at the second reading of 16,16,14,12,9 and clears at 9; a dry run says the same and sends nothing', async () => {
    const gauge = await aGauge()
    const start = Date.now() - 20 * minute
    await report(gauge, 'battery', [16, 16, 14, 12, 9], start)
    const span = { from: new Date(start - minute).toISOString(), to: new Date().toISOString() }
    const dry = await admin.call(dryRunRule, { body: { definition: definition(), ...span } })
    expect(dry).toMatchObject({ openings: 1, readings: 5 })
    expect(dry.firings.map((one) => [one.act, Date.parse(one.time) - start, one.value])).toEqual([
      ['opened', minute, 16],
      ['cleared', 4 * minute, 9],
    ])
    expect((await admin.call(listEvents, { query: {} })).total).toBe(0)

    const rule = await admin.call(createRule, { body: { definition: definition(), enabled: true } })
    await expect.poll(async () => (await admin.call(listRules, { query: { search: '15 cm' } })).total).toBe(1)
    await city.settle()
    const other = await aGauge()
    await report(other, 'battery', [16, 16, 14, 12, 9], start)
    const firings = await firingsOf(rule.id)
    expect(firings.map((one) => [one.act, Date.parse(one.time) - start])).toEqual([
      ['cleared', 4 * minute],
      ['opened', minute],
    ])
    expect(firings[1]).toMatchObject({ ruleVersion: rule.version, startTime: new Date(start).toISOString() })
    expect(firings[1]?.values.map(([, value]) => value)).toEqual([16, 16])
    const { items } = await admin.call(listEvents, { query: { entityId: other.id } })
    expect(items).toHaveLength(1)
  })

  it('a late reading may raise and never clears', async () => {
    const rule = await admin.call(createRule, {
      body: { definition: definition({ title: '迟到', value: 'signal' }), enabled: true },
    })
    const gauge = await aGauge()
    const start = Date.now() - 30 * minute
    await report(gauge, 'signal', [16, 16, 16], start)
    await report(gauge, 'signal', [1], start + 90_000)
    expect((await firingsOf(rule.id)).map((one) => one.act)).toEqual(['opened'])
    const late = await aGauge()
    await report(late, 'signal', [16], start + 2 * minute)
    await report(late, 'signal', [16, 16], start)
    expect((await firingsOf(rule.id)).filter((one) => one.thingId === late.id)).toHaveLength(1)
  })
})

describe('a rule over several values', () => {
  it('follows derived values, further conditions, schedule and fence', async () => {
    const both = definition({
      title: '两项之积',
      value: 'battery * signal',
      condition: { all: [{ expression: 'signal', op: '>', value: 2 }] },
      levels: [
        { level: 'red', raise: { op: '>=', value: 100 }, clear: { op: '<', value: 50 }, holdSeconds: 0 },
      ],
      scope: {
        geofence: {
          polygon: [
            [100, 20],
            [130, 20],
            [130, 50],
            [100, 50],
          ],
          inside: true,
        },
      },
    })
    const rule = await admin.call(createRule, { body: { definition: both, enabled: true } })
    const gauge = await aGauge()
    const start = Date.now() - 10 * minute
    await report(gauge, 'battery', [60], start)
    await report(gauge, 'signal', [2], start + minute)
    expect(await firingsOf(rule.id)).toEqual([])
    await report(gauge, 'signal', [3], start + 2 * minute)
    expect(await firingsOf(rule.id)).toMatchObject([{ act: 'opened', level: 'red', value: 180 }])
    const outside = {
      ...both,
      scope: { geofence: { ...both.scope?.geofence, inside: false } },
    } as RuleDefinition
    const changed = await admin.call(changeRule, {
      params: { id: rule.id },
      body: { definition: outside, enabled: true, version: rule.version },
    })
    expect(changed.version).not.toBe(rule.version)
    await expect(
      admin.call(changeRule, {
        params: { id: rule.id },
        body: { definition: both, enabled: true, version: rule.version },
      }),
    ).rejects.toMatchObject({ problem: { status: 409 } })
  })

  it('is refused in words when it cannot be followed', async () => {
    const make = (more: Partial<RuleDefinition>) =>
      admin.call(createRule, { body: { definition: definition(more), enabled: true } })
    await expect(make({ value: 'depth +' })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/definition/value' }] },
    })
    await expect(make({ value: 'no_such_stream' })).rejects.toMatchObject({ problem: { status: 400 } })
    await expect(make({ eventType: 'no.such' })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/definition/eventType' }] },
    })
    const grid = await city.signedInAs('grid-worker')
    await expect(
      grid.call(createRule, { body: { definition: definition(), enabled: true } }),
    ).rejects.toMatchObject({ problem: { status: 403 } })
  })
})

describe('reactions', () => {
  it('are carried out with retry, held for a person when dangerous, and limited', async () => {
    hookFails = 1
    const rule = await admin.call(createRule, {
      body: {
        definition: definition({
          title: '联动',
          value: 'depth',
          levels: [
            { level: 'blue', raise: { op: '>=', value: 1 }, clear: { op: '<', value: 1 }, holdSeconds: 0 },
          ],
          reactions: [
            { kind: 'webhook', url: hookUrl(), confirm: false, limitPerHour: 1 },
            { kind: 'webhook', url: hookUrl(), confirm: true, limitPerHour: 5 },
          ],
        }),
        enabled: true,
      },
    })
    await city.settle()
    const gauge = await aGauge()
    await report(gauge, 'depth', [2, 0, 2], Date.now() - 10 * minute)
    const reactions = async () => (await admin.call(listReactions, { query: { ruleId: rule.id } })).items
    expect((await reactions()).map((one) => one.state).sort()).toEqual([
      'queued',
      'suppressed',
      'waiting',
      'waiting',
    ])
    await expect.poll(() => received.length, { timeout: 20_000 }).toBe(1)
    expect(received[0]).toMatchObject({ ruleId: rule.id, thingId: gauge.id })
    const waiting = (await reactions()).find((one) => one.state === 'waiting')
    const decide = (agree: boolean) =>
      admin.call(decideReaction, { params: { id: waiting?.id ?? '' }, body: { agree, reason: '现场有人' } })
    expect(await decide(false)).toMatchObject({ state: 'refused', detail: '现场有人' })
    await expect(decide(true)).rejects.toMatchObject({ problem: { status: 409 } })
  })
})
