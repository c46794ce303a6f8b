import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/kernel/db/sql.ts'
import {
  type ATestThing,
  organisations,
  places,
  startTestPlatform,
  type TestPlatform,
} from '../../src/test-kit/index.ts'

const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='

let city: TestPlatform
let duty: Client
let gauge: ATestThing

beforeAll(async () => {
  city = await startTestPlatform()
  const give = (item: string, { id: organisationId }: contract.Organisation) => ({
    item: `waterlogging.${item}`,
    divisionCode: '990100',
    organisationId,
  })
  await city.kernel.db.transaction((tx) =>
    city.cases.importDuties(tx, [
      give('road-closure', organisations.trafficPolice),
      give('drainage', organisations.drainage),
    ]),
  )
  duty = await city.signedInAs('duty-officer')
  gauge = await city.aThing('waterlogging.gauge', {
    name: '云河路下穿通道',
    attributes: { point_kind: 'underpass' },
    position: places.oldTown,
  })
})
afterAll(() => city.stop())

/** Publishes depths a minute apart, the last of them now. */
async function measure(depths: number[]): Promise<void> {
  const { name, key } = gauge.credential
  const address = `mqtt://127.0.0.1:${city.mqttPort}`
  const device = await mqtt.connectAsync(address, { username: name, password: key, reconnectPeriod: 0 })
  const last = Date.now()
  for (const [i, result] of depths.entries()) {
    const phenomenonTime = new Date(last - (depths.length - 1 - i) * 60_000).toISOString()
    const topic = `v1.1/Datastreams(${gauge.datastream('depth')})/Observations`
    await device.publishAsync(topic, JSON.stringify({ result, phenomenonTime }), { qos: 1 })
  }
  await device.endAsync()
  await city.settle()
  await city.settle()
}

async function findIndicator(id: string): Promise<contract.Indicator> {
  await city.settle()
  await city.indicators.recomputeNow()
  return (await duty.call(contract.getIndicator, { params: { id: `waterlogging.${id}` } })).indicator
}

async function doTask(client: Client, task: contract.Task, form: object): Promise<void> {
  const params = { id: task.id }
  await client.call(contract.acceptTask, { params })
  await client.call(contract.attachEvidence, {
    params,
    body: { fileName: '现场.png', contentType: 'image/png', content: picture },
  })
  await client.call(contract.completeTask, { params, body: { form: { ...form } } })
}

describe('from a reading to a closed case', () => {
  let found: contract.Case

  it('a depth of 27 cm, confirmed by the next reading, raises one event and opens one case', async () => {
    expect(await findIndicator('closures-open')).toMatchObject({ current: { value: 0, status: 'normal' } })
    await measure([12, 20, 28, 29])
    const { items } = await duty.call(contract.listEvents, { query: { type: 'waterlogging.closure-needed' } })
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      title: '云河路下穿通道 · 下穿通道需封闭（积水深度 29 cm）',
      level: 'red',
      state: 'verified',
      active: true,
      source: 'rule',
      entityId: gauge.id,
      divisionCode: '990102001001001',
    })
    const cases = await duty.call(contract.listCases, { query: { eventId: items[0]?.id } })
    expect(cases.items).toHaveLength(1)
    found = cases.items[0] as contract.Case
    expect(found).toMatchObject({
      type: 'waterlogging.road-closure',
      stage: 'close',
      level: 'red',
      state: 'open',
    })
    const { tasks } = await duty.call(contract.getCase, { params: { id: found.id } })
    expect(tasks.map((one) => [one.task, one.state, one.organisationName])).toEqual([
      ['close-road', 'assigned', organisations.trafficPolice.name],
      ['pump-water', 'assigned', organisations.drainage.name],
    ])
  })

  it('the figures move and open down to the case and the reading', async () => {
    expect((await findIndicator('closures-open')).current).toMatchObject({
      value: 1,
      status: 'alarm',
      rows: 1,
    })
    const closures = await duty.call(contract.listIndicatorRows, {
      params: { id: 'waterlogging.closures-open' },
    })
    expect(closures.items).toMatchObject([{ kind: 'case', id: found.id, part: '在办“封控与排水”案件数' }])
    expect((await findIndicator('max-depth')).current).toMatchObject({ value: 29, status: 'attention' })
    const depths = await duty.call(contract.listIndicatorRows, { params: { id: 'waterlogging.max-depth' } })
    expect(depths).toMatchObject({ total: 1, items: [{ kind: 'observation', value: 29, unitLabel: 'cm' }] })
    const reading = await fetch(`${city.url}/sta/v1.1/Observations('${depths.items[0]?.id}')`, {
      headers: { authorization: `Bearer ${duty.options.token?.()}` },
    }).then((response) => response.json())
    expect(reading.result).toBe(29)
  })

  it('a message delivered twice doubles nothing', async () => {
    await city.kernel.db.query(sql`INSERT INTO kernel.message (name, body, trace_id)
      SELECT name, body, trace_id FROM kernel.message
      WHERE name IN ('sensing.rule-fired', 'events.event-changed', 'cases.case-changed') ORDER BY id`)
    await city.settle()
    const { items } = await duty.call(contract.listEvents, { query: { type: 'waterlogging.closure-needed' } })
    expect(items).toMatchObject([{ reports: 1 }])
    expect((await duty.call(contract.listCases, {})).items).toHaveLength(1)
    const { tasks, entries } = await duty.call(contract.getCase, { params: { id: found.id } })
    expect(tasks).toHaveLength(2)
    expect(entries.filter((one) => one.act === 'opened')).toHaveLength(1)
    expect((await findIndicator('closures-open')).current.value).toBe(1)
  })

  it('people close the road, pump, reopen; another checks; case and event close and the figures follow', async () => {
    const police = await city.signedInAs('grid-worker', { organisationId: organisations.trafficPolice.id })
    const drainage = await city.signedInAs('grid-worker', { organisationId: organisations.drainage.id })
    const { items } = await police.call(contract.listTasks, { query: { open: true } })
    expect(items).toHaveLength(1)
    await doTask(police, items[0] as contract.Task, { measure: 'barrier', trapped: 0 })
    const [pump] = (await drainage.call(contract.listTasks, { query: { open: true } })).items
    await doTask(drainage, pump as contract.Task, { pumps: 2, depth_cm: 3 })
    await measure([12, 4, 3])
    const [reopen] = (await police.call(contract.listTasks, { query: { open: true } })).items
    expect(reopen).toMatchObject({ task: 'confirm-reopening' })
    await doTask(police, reopen as contract.Task, { safe: true, depth_cm: 2 })
    const check = { params: { id: found.id }, body: { passed: true, comment: '通行正常' } }
    const cleared = await duty.call(contract.getEvent, { params: { id: found.eventId as string } })
    expect(cleared.event).toMatchObject({ active: false, state: 'verified' })
    expect(await duty.call(contract.checkCase, check)).toMatchObject({ state: 'closed', inTime: true })
    const { event } = await duty.call(contract.getEvent, { params: { id: found.eventId as string } })
    expect(event.state).toBe('closed')

    expect((await findIndicator('closures-open')).current).toMatchObject({ value: 0, status: 'normal' })
    expect((await findIndicator('in-time-rate')).current.value).toBe(100)
    expect((await findIndicator('minutes-to-closure')).current.value).toBeGreaterThan(0)
    const rate = await duty.call(contract.listIndicatorRows, { params: { id: 'waterlogging.in-time-rate' } })
    expect(rate.items.map((one) => [one.kind, one.id, one.part.slice(0, 3)])).toEqual([
      ['case', found.id, '分子：'],
      ['case', found.id, '分母：'],
    ])
  })

  it('the whole chain can be followed from the reading to the indicator', async () => {
    const { nodes, links } = await duty.call(contract.getTrace, { params: { id: found.id } })
    expect(new Set(nodes.map((one) => one.kind))).toEqual(
      new Set(['observation', 'firing', 'event', 'case', 'task', 'indicator']),
    )
    expect(links.length).toBeGreaterThan(5)
    expect(nodes.every((one) => one.title !== one.id)).toBe(true)
  })
})
