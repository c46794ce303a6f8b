import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { XMLParser } from 'fast-xml-parser'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

/** Warnings of GOV-034 and PLT-099, as CAP 1.2 (OASIS, 2010) sends them. */
let city: TestPlatform
let duty: Client
let leader: Client
let now = new Date('2025-06-03T10:00:00+08:00')
const minutes = (n: number) => {
  now = new Date(now.getTime() + n * 60_000)
}
beforeAll(async () => {
  city = await startTestPlatform({
    clock: { now: () => new Date(now) },
    config: { sessionHours: 720 },
  })
  duty = await city.signedInAs('duty-officer')
  leader = await city.signedInAs('leader')
})
afterAll(() => city.stop())

const schema = XmlDocument.fromBuffer(readFileSync(join(import.meta.dirname, 'cap-1.2.xsd')))
const validator = XsdValidator.fromDoc(schema)

/** Throws with libxml2’s words when the message is not valid against the schema of CAP 1.2. */
function validate(xml: string): void {
  const document = XmlDocument.fromString(xml)
  try {
    validator.validate(document)
  } finally {
    document.dispose()
  }
}

const read = (xml: string) => new XMLParser({ parseTagValue: false }).parse(xml).alert
const textAt = async (path: string) => {
  const response = await fetch(`${city.url}/api/events/cap${path}`)
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}
const cap = async (id: string) => (await textAt(`/${id}`)).text
const aDraft = (more: Partial<contract.WarningDraft> = {}): contract.WarningDraft => ({
  ...{ category: 'Met', eventName: '暴雨', level: 'yellow', channels: ['app', 'loudspeaker', 'screen'] },
  description: '未来 6 小时 <50 mm & 以上> 降雨',
  instruction: '减少外出',
  divisionCodes: ['990102001'],
  expiresTime: new Date(now.getTime() + 6 * 3_600_000).toISOString(),
  ...more,
})
const draft = (client: Client, more: Partial<contract.WarningDraft> = {}) =>
  client.call(contract.draftWarning, { body: aDraft(more) })
const issue = (client: Client, id: string) => client.call(contract.issueWarning, { params: { id }, body: {} })
const lift = (client: Client, id: string) =>
  client.call(contract.liftWarning, { params: { id }, body: { comment: '雨势减弱' } })
const idOf = async (client: Client) => (await client.call(contract.getMe)).user.id
const titlesOf = async (client: Client) =>
  (await client.call(contract.listInbox)).items.map((one) => one.title)

describe('a warning as CAP 1.2', () => {
  it('is valid against the schema: alert, update and cancel', async () => {
    const { id } = await draft(duty)
    await issue(duty, id)
    const first = await cap(id)
    validate(first)
    const alert = read(first)
    expect(alert).toMatchObject({ status: 'Actual', msgType: 'Alert', scope: 'Public' })
    expect(alert.sent).toBe('2025-06-03T10:00:00+08:00')
    expect(alert.info).toMatchObject({ severity: 'Moderate', event: '暴雨', language: 'zh-CN' })
    expect(alert.info.area.geocode.value).toBe('990102001')
    const ring = [alert.info.area.polygon].flat()[0].split(' ')
    expect(ring[0]).toBe(ring.at(-1))
    expect(Number(ring[0].split(',')[0])).toBeCloseTo(places.oldTown[1], 0)
    const update = await duty.call(contract.updateWarning, { params: { id }, body: { level: 'orange' } })
    await issue(leader, update.id)
    const second = await cap(update.id)
    validate(second)
    expect(read(second)).toMatchObject({
      msgType: 'Update',
      references: `cn-990100,${alert.identifier},${alert.sent}`,
    })
    await lift(duty, update.id)
    const third = await cap(update.id)
    validate(third)
    expect(read(third)).toMatchObject({ msgType: 'Cancel', info: { responseType: 'AllClear' } })
  })

  it('of a drill says so', async () => {
    const { id } = await draft(duty, { exercise: true })
    await issue(duty, id)
    validate(await cap(id))
    expect(read(await cap(id)).status).toBe('Exercise')
    const { broadcasts } = await duty.call(contract.getWarning, { params: { id } })
    expect(broadcasts.find((one) => one.channel === 'screen')).toMatchObject({ sent: 0 })
  })

  it('stands in the feed while in force, and drafts are nobody’s business', async () => {
    const hidden = await draft(duty)
    expect((await textAt(`/${hidden.id}`)).status).toBe(404)
    const { id, identifier } = await draft(duty, { eventName: '大风' })
    await issue(duty, id)
    const { text: feed, type } = await textAt('')
    expect(type).toContain('application/atom+xml')
    XmlDocument.fromString(feed).dispose()
    expect(feed).toContain(identifier)
    expect(feed).toContain(`/api/events/cap/${id}`)
    expect(feed).not.toContain(hidden.identifier)
    await lift(duty, id)
    expect((await textAt('')).text).not.toContain(identifier)
  })

  it('of another authority is taken in once, superseded and cancelled by the next', async () => {
    const message = (identifier: string, more: string, colour = '蓝色') => `<?xml version="1.0"?>
      <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${identifier}</identifier>
      <sender>省气象台</sender><sent>2025-06-03T09:00:00+08:00</sent><status>Actual</status>${more}
      <info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency>
      <severity>Severe</severity><certainty>Likely</certainty><expires>2025-06-03T20:00:00+08:00</expires>
      <headline>省气象台发布暴雨${colour}预警</headline><area><areaDesc>云城区</areaDesc>
      <polygon>33.3,118.8 33.5,118.8 33.5,119.0 33.3,118.8</polygon>
      <geocode><valueName>GB/T 2260</valueName><value>990102</value></geocode></area></info></alert>`
    const take = (xml: string) => duty.call(contract.importCap, { body: { cap: xml } })
    const first = message('P-1', '<msgType>Alert</msgType><scope>Public</scope>')
    validate(first)
    const taken = await take(first)
    expect(taken).toMatchObject({ imported: true, level: 'blue', state: 'issued', divisionCodes: ['990102'] })
    await expect(take(first)).rejects.toMatchObject({ problem: { status: 409 } })
    const reference = '<references>省气象台,P-1,2025-06-03T09:00:00+08:00</references>'
    const second = await take(
      message('P-2', `<msgType>Update</msgType><scope>Public</scope>${reference}`, '橙色'),
    )
    expect(second).toMatchObject({ level: 'orange', supersedesId: taken.id })
    const before = await duty.call(contract.getWarning, { params: { id: taken.id } })
    expect(before.warning).toMatchObject({ state: 'superseded', supersededById: second.id })
    const lifted = await take(
      message('P-3', `<msgType>Cancel</msgType><scope>Public</scope>${reference.replace('P-1', 'P-2')}`),
    )
    expect(lifted).toMatchObject({ id: second.id, state: 'lifted' })
    await expect(take('<alert><oops></alert>')).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/cap' }] },
    })
  })
})

describe('a warning from a rule', () => {
  it('opens red with evidence when 104 mm fell in three hours, goes out by one key, and counts who confirmed (GOV-034)', async () => {
    const gauge = await city.aThing('waterlogging.rain-gauge', {
      name: '望云雨量站',
      position: places.oldTown,
    })
    const workers = await Promise.all(
      Array.from({ length: 12 }, () => city.signedInAs('grid-worker', { divisions: ['990102'] })),
    )
    const resident = await city.signedInAs('citizen')
    await resident.call(contract.saveWarningSubscriptions, { body: { divisionCodes: ['990102'] } })
    const start = now.getTime()
    const observations = Array.from({ length: 36 }, (_, i) => ({
      datastreamId: gauge.datastream('rain_5min'),
      result: 104 / 36,
      time: new Date(start + i * 300_000).toISOString(),
    }))
    minutes(175)
    await sendReadings(gauge, observations)
    await expect
      .poll(
        async () =>
          (await duty.call(contract.listWarnings, { query: { state: 'draft', level: 'red' } })).total,
      )
      .toBe(1)
    const [red] = (await duty.call(contract.listWarnings, { query: { state: 'draft', level: 'red' } })).items
    const warning = red as contract.Warning
    expect(warning).toMatchObject({ eventName: '暴雨', draftedBy: null, divisionCodes: ['990102001'] })
    expect(warning.evidence).toMatchObject({ entityName: '望云雨量站' })
    expect(warning.geometry?.type).toBe('MultiPolygon')
    expect(warning.verifyDueTime).not.toBeNull()
    await issue(duty, warning.id)
    const { broadcasts } = await duty.call(contract.getWarning, { params: { id: warning.id } })
    expect(broadcasts.map((one) => one.channel)).toEqual(['app', 'broadcast', 'loudspeaker', 'screen', 'sms'])
    expect(broadcasts.every((one) => one.sent > 0 && one.failed === 0)).toBe(true)
    const files = readdirSync(join(city.kernel.config.data, 'outbox/loudspeaker'), { recursive: true })
    expect(files.some((name) => String(name).endsWith(`${warning.identifier}.xml`))).toBe(true)
    const confirming = workers.slice(0, 7)
    for (const one of workers) await expect.poll(() => titlesOf(one)).toContain(warning.headline)
    await expect.poll(() => titlesOf(resident)).toContain(warning.headline)
    for (const one of confirming) {
      const [item] = (await one.call(contract.listInbox)).items
      await one.call(contract.confirmInboxItem, { params: { id: item?.id as string } })
    }
    minutes(10)
    const admin = await city.signedInAs('administrator')
    const messages = async () =>
      (await admin.call(contract.listMessages, { query: { subjectKind: 'warning', subjectId: warning.id } }))
        .items
    const receipts = (await messages()).find((one) => one.receipt)
    expect(receipts?.reached.confirmed).toBe(7)
    const { receivers } = await admin.call(contract.getMessage, {
      params: { id: receipts?.id as string },
      query: { limit: 500 },
    })
    const heads = await Promise.all(workers.map(async (one) => (await one.call(contract.getMe)).user.name))
    const reached = new Map(receivers.items.map((one) => [one.name, one.reach === 'confirmed']))
    expect(heads.map((name) => reached.get(name))).toEqual(heads.map((_, n) => n < 7))
  })

  it('of 积水≥25 cm orange opens at 26 with its evidence, the plan of the underpass and a clock (PLT-099)', async () => {
    const admin = await city.signedInAs('administrator')
    const definition: contract.RuleDefinition = {
      ...{ title: '下穿通道积水 25 cm', thingType: 'waterlogging.gauge', value: 'depth' },
      levels: [
        { level: 'orange', raise: { op: '>=', value: 25 }, clear: { op: '<', value: 20 }, holdSeconds: 0 },
      ],
      ...{ allowedLatenessSeconds: 3600, eventType: 'waterlogging.closure-needed' },
    }
    await admin.call(contract.createRule, { body: { definition, enabled: true } })
    await city.settle()
    const tunnel = await city.aThing('waterlogging.gauge', {
      ...{ name: '望云下穿通道水尺', position: places.riverside },
      attributes: { point_kind: 'estate' },
    })
    await sendReadings(tunnel, [
      { datastreamId: tunnel.datastream('depth'), result: 20, time: now.toISOString() },
    ])
    const drafts = async () =>
      (await duty.call(contract.listWarnings, { query: { state: 'draft', search: '下穿通道' } })).items
    expect(await drafts()).toEqual([])
    minutes(1)
    await sendReadings(tunnel, [
      { datastreamId: tunnel.datastream('depth'), result: 26, time: now.toISOString() },
    ])
    await expect.poll(async () => (await drafts()).length).toBe(1)
    const [warning] = await drafts()
    expect(warning).toMatchObject({
      ...{ level: 'orange', draftedBy: null, evidence: { entityName: '望云下穿通道水尺', value: 26 } },
      verifyDueTime: new Date(now.getTime() + 10 * 60_000).toISOString(),
    })
    const proposal = async () =>
      (await duty.call(contract.listPlanProposals, { query: {} })).find(
        (one) => one.eventId === warning?.eventId,
      )
    await expect.poll(proposal).toMatchObject({ planId: 'emergency.flood', state: 'open' })
    expect((await proposal())?.reason).toContain('26')
  })

  it('is told of when nobody looked at it in time', async () => {
    const officer = await city.signedInAs('duty-officer')
    const gauge = await city.aThing('waterlogging.gauge', {
      position: [places.oldTown[0] + 0.01, places.oldTown[1]],
      attributes: { point_kind: 'low-road' },
    })
    const at = (i: number) => new Date(now.getTime() + i * 1000).toISOString()
    const reading = (result: number, i: number) => ({
      datastreamId: gauge.datastream('depth'),
      result,
      time: at(i),
    })
    await sendReadings(
      gauge,
      [20, 31, 33, 34, 34].map((depth, i) => reading(depth, i)),
    )
    const drafts = async () =>
      (await duty.call(contract.listWarnings, { query: { state: 'draft', search: '积水' } })).items
    await expect.poll(async () => (await drafts()).length).toBe(1)
    minutes(11)
    await expect.poll(() => titlesOf(officer)).toContainEqual(expect.stringContaining('预警草稿超时未核实'))
  })
})

async function sendReadings(
  thing: { credential: { name: string; key: string } },
  observations: Array<{ datastreamId: number; result: number; time: string }>,
): Promise<void> {
  const { name, key } = thing.credential
  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
    ...{ username: name, password: key, reconnectPeriod: 0, clientId: `c-${Math.random()}` },
  })
  for (const { datastreamId, result, time } of observations)
    await device.publishAsync(
      `v1.1/Datastreams(${datastreamId})/Observations`,
      JSON.stringify({ result, phenomenonTime: time }),
      { qos: 1 },
    )
  await device.endAsync()
  await city.settle()
}

describe('the life of a warning', () => {
  it('of orange and red needs two people', async () => {
    const { id } = await draft(duty, { level: 'red' })
    expect((await duty.call(contract.getWarning, { params: { id } })).needsSecondPerson).toBe(true)
    await expect(issue(duty, id)).rejects.toMatchObject({ problem: { code: 'second-person' } })
    expect((await issue(leader, id)).state).toBe('issued')
    await expect(issue(leader, id)).rejects.toMatchObject({ problem: { code: 'not-draft' } })
    await lift(duty, id)
  })

  it('upgraded from blue to orange tells its readers once, and the blue is superseded (GOV-034)', async () => {
    const worker = await city.signedInAs('grid-worker', { divisions: ['990102'] })
    const blue = await draft(duty, { level: 'blue', eventName: '道路结冰' })
    await issue(duty, blue.id)
    const update = await duty.call(contract.updateWarning, {
      params: { id: blue.id },
      body: { level: 'orange' },
    })
    await issue(leader, update.id)
    expect((await duty.call(contract.getWarning, { params: { id: blue.id } })).warning).toMatchObject({
      state: 'superseded',
      endedReason: '由蓝色升级为橙色',
    })
    await expect
      .poll(async () => (await titlesOf(worker)).filter((one) => one.includes('道路结冰')))
      .toEqual([expect.stringContaining('由蓝色升级为橙色'), expect.stringContaining('蓝色预警')])
    await lift(duty, update.id)
  })

  it('ends by a person after it has run out, and is judged by what came: hit with lead time, or false alarm (PLT-099)', async () => {
    const before = await duty.call(contract.getWarningScore)
    const { id } = await draft(duty, { expiresTime: new Date(now.getTime() + 3_600_000).toISOString() })
    await issue(duty, id)
    const state = async () => (await duty.call(contract.getWarning, { params: { id } })).warning.state
    const evaluate = (occurredTime: string | null) =>
      duty.call(contract.evaluateWarning, { params: { id }, body: { occurredTime } })
    await expect(evaluate(null)).rejects.toMatchObject({ problem: { code: 'not-ended' } })
    const occurred = new Date(now.getTime() + 45 * 60_000).toISOString()
    minutes(61)
    await expect.poll(state).toBe('expired')
    await lift(duty, id)
    expect(await evaluate(occurred)).toMatchObject({ outcome: 'hit', leadMinutes: 45 })
    const other = await draft(duty)
    await issue(duty, other.id)
    await lift(duty, other.id)
    await duty.call(contract.evaluateWarning, { params: { id: other.id }, body: { occurredTime: null } })
    const after = await duty.call(contract.getWarningScore)
    expect(after.hits - before.hits).toBe(1)
    expect(after.falseAlarms - before.falseAlarms).toBe(1)
    expect(after.precision).toBeCloseTo(after.hits / after.evaluated)
  })

  it('refuses what makes no warning', async () => {
    const refusal = (path: string) => ({ problem: { status: 400, errors: [{ path }] } })
    await expect(draft(duty, { divisionCodes: [] })).rejects.toMatchObject(refusal('/body/divisionCodes'))
    await expect(draft(duty, { divisionCodes: ['990199'] })).rejects.toMatchObject(
      refusal('/body/divisionCodes'),
    )
    await expect(draft(duty, { expiresTime: '2020-01-01T00:00:00Z' })).rejects.toMatchObject(
      refusal('/body/expiresTime'),
    )
    const worker = await city.signedInAs('grid-worker')
    await expect(draft(worker)).rejects.toMatchObject({ problem: { status: 403 } })
    const district = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    await expect(draft(district)).rejects.toMatchObject({ problem: { status: 403, code: 'outside-scope' } })
  })

  it('can be proved: what went out stands in the ledger', async () => {
    const { id } = await draft(duty)
    await issue(duty, id)
    await city.settle()
    const admin = await city.signedInAs('administrator')
    const { items } = await admin.call(contract.listLedgerEntries, { query: { subjectId: id } })
    expect(items.map((one) => one.kind)).toEqual(['events.warning-issued'])
    expect(await idOf(admin)).toBeTruthy()
  })
})
