import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { type NgsiClient, ngsiClient } from './ngsi-client.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/** The past and discovery over two platforms: one a source of the other; and what is remembered of answers. */
let city: TestPlatform
let source: TestPlatform
let ngsi: NgsiClient
let remote: NgsiClient
let receiver: Receiver
beforeAll(async () => {
  city = await startTestPlatform()
  source = await startTestPlatform()
  ngsi = await ngsiClient(city)
  remote = await ngsiClient(source)
  receiver = await startReceiver()
})
afterAll(async () => {
  await city.stop()
  await source.stop()
  await receiver.stop()
})

let made = 0
let id: string
let type: string
const registered: string[] = []
beforeEach(() => {
  type = `Tram${++made}`
  id = `urn:ngsi-ld:Tram:p${made}`
  receiver.received.length = 0
  receiver.answer = { status: 200 }
})
afterEach(async () => {
  for (const one of registered.splice(0)) await ngsi('DELETE', `/csourceRegistrations/${one}`)
})

const basic = `Basic ${Buffer.from('ngsi-tester-administrator-990100:correct horse battery').toString('base64')}`
const operations = ['federationOps', 'retrieveTemporal', 'queryTemporal']

async function register(more: object = {}, info: object = {}): Promise<void> {
  const registration = `urn:ngsi-ld:ContextSourceRegistration:p${++made}`
  const { status, body } = await ngsi('POST', '/csourceRegistrations', {
    ...{ id: registration, type: 'ContextSourceRegistration', endpoint: source.url, operations },
    information: [{ entities: [{ idPattern: 'urn:ngsi-ld:Tram:.*', type }], ...info }],
    contextSourceInfo: [{ key: 'Authorization', value: basic }],
    ...more,
  })
  expect([status, body]).toEqual([201, undefined])
  registered.push(registration)
}

const at = (minute: number) => `2026-03-01T00:${String(minute).padStart(2, '0')}:00Z`
const measured = (value: number, minute: number) => ({ type: 'Property', value, observedAt: at(minute) })
const between = `timerel=between&timeAt=${at(0)}&endTimeAt=${at(59)}`
const told = (speed: Array<{ value: number }>) => speed.map((one) => one.value)

describe('the past of an entity over several sources (5.7.3)', () => {
  it('is told by the source when it lives there alone', async () => {
    await register()
    expect((await ngsi('GET', `/temporal/entities/${id}?${between}`)).status).toBe(404)
    await remote('POST', '/temporal/entities', { id, type, speed: [measured(1, 1), measured(2, 2)] })
    const { status, body } = await ngsi('GET', `/temporal/entities/${id}?${between}`)
    expect([status, told(body.speed)]).toEqual([200, [1, 2]])
    expect((await ngsi('GET', `/temporal/entities/${id}?${between}&local=true`)).status).toBe(404)
    const values = await ngsi('GET', `/temporal/entities/${id}?${between}&options=temporalValues&lastN=1`)
    expect(values.body.speed.values).toEqual([[2, at(2)]])
  })

  it('is put together in the order of time, the same moment once', async () => {
    await register()
    await ngsi('POST', '/temporal/entities?local=true', { id, type, speed: [measured(2, 2), measured(3, 3)] })
    await remote('POST', '/temporal/entities', {
      ...{ id, type, speed: [measured(1, 1), measured(2, 2), measured(4, 4)], line: [measured(9, 9)] },
    })
    const { body } = await ngsi('GET', `/temporal/entities/${id}?${between}`)
    expect([told(body.speed), told(body.line)]).toEqual([[1, 2, 3, 4], [9]])
    const last = await ngsi('GET', `/temporal/entities/${id}?${between}&lastN=2&attrs=speed`)
    expect([told(last.body.speed), last.body.line]).toEqual([[3, 4], undefined])
  })

  it('ends where the page of a source ends', async () => {
    await register()
    const many = Array.from({ length: 25 }, (_, i) => measured(i, i))
    await remote('POST', '/temporal/entities', { id, type, speed: many })
    await ngsi('POST', '/temporal/entities?local=true', { id, type, line: [measured(1, 5), measured(2, 30)] })
    const { status, body, headers } = await ngsi('GET', `/temporal/entities/${id}?${between}`)
    expect([status, body.speed.length, told(body.line)]).toEqual([206, 20, [1]])
    expect(headers.get('content-range')).toBe(`date-time ${at(0)}-${at(19)}/*`)
  })
})

describe('a query of the past over several sources (5.7.4)', () => {
  it('finds entities here and there, by GET and by POST, page by page', async () => {
    await register()
    const [here, there] = [`${id}-1`, `${id}-2`]
    await ngsi('POST', '/temporal/entities?local=true', { id: here, type, speed: [measured(10, 1)] })
    await remote('POST', '/temporal/entities', { id: there, type, speed: [measured(20, 2)] })
    const ids = (body: Array<{ id: string }>) => body.map((one) => one.id).sort()
    const all = await ngsi('GET', `/temporal/entities?type=${type}&${between}`)
    expect(ids(all.body)).toEqual([here, there])
    const fast = await ngsi('GET', `/temporal/entities?type=${type}&q=speed>15&${between}`)
    expect(ids(fast.body)).toEqual([there])
    const second = await ngsi('GET', `/temporal/entities?type=${type}&${between}&limit=1&offset=1&count=true`)
    expect([ids(second.body), second.headers.get('ngsild-results-count')]).toEqual([[there], '2'])
    const posted = await ngsi('POST', '/temporal/entityOperations/query', {
      ...{ type: 'Query', entities: [{ type }] },
      temporalQ: { timerel: 'between', timeAt: at(0), endTimeAt: at(59) },
    })
    expect(ids(posted.body)).toEqual([here, there])
  })
})

describe('discovery over several sources (5.7.5–5.7.10)', () => {
  const there = async () => {
    await register()
    await ngsi('POST', '/entities?local=true', { id: `${id}-1`, type, line: measured(1, 1) })
    await remote('POST', '/entities', { id: `${id}-2`, type, doors: { type: 'Relationship', object: id } })
    await remote('POST', '/entities', { id: `${id}-3`, type: `${type}Far`, [`far${type}`]: measured(1, 1) })
  }

  it('lists types and attributes of all', async () => {
    await there()
    const names = (await ngsi('GET', '/types')).body.typeList
    expect(names).toEqual(expect.arrayContaining([type, `${type}Far`]))
    expect((await ngsi('GET', '/types?local=true')).body.typeList).not.toContain(`${type}Far`)
    const details = (await ngsi('GET', '/types?details=true')).body
    const mine = details.find((one: { typeName: string }) => one.typeName === type)
    expect([...mine.attributeNames].sort()).toEqual(['doors', 'line'])
    expect((await ngsi('GET', '/attributes')).body.attributeList).toContain(`far${type}`)
    const attributes = (await ngsi('GET', '/attributes?details=true')).body
    expect(
      attributes.find((one: { attributeName: string }) => one.attributeName === `far${type}`),
    ).toMatchObject({
      typeNames: [`${type}Far`],
      id: `https://uri.etsi.org/ngsi-ld/default-context/far${type}`,
    })
  })

  it('tells of one type and of one attribute with what all count', async () => {
    await there()
    const info = (await ngsi('GET', `/types/${type}`)).body
    expect([info.typeName, info.entityCount]).toEqual([type, 2])
    const kinds = info.attributeDetails.map((one: Record<string, unknown>) => [
      one.attributeName,
      one.attributeTypes,
    ])
    expect(kinds).toEqual([
      ['line', ['Property']],
      ['doors', ['Relationship']],
    ])
    expect((await ngsi('GET', `/attributes/far${type}`)).body).toMatchObject({
      ...{ attributeName: `far${type}`, attributeCount: 1, typeNames: [`${type}Far`] },
    })
    expect((await ngsi('GET', `/attributes/far${type}?local=true`)).status).toBe(404)
    expect((await ngsi('GET', `/types/${type}None`)).status).toBe(404)
  })
})

describe('cacheDuration of a source (5.2.34)', () => {
  it('lets the same be asked again only after it', async () => {
    receiver.answer = {
      ...{ status: 200, headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ id, type, line: { type: 'Property', value: 1 } }),
    }
    await register({ endpoint: receiver.url, management: { cacheDuration: 'PT1S' } })
    for (const _ of [1, 2, 3])
      expect((await ngsi('GET', `/entities/${id}`)).body).toMatchObject({ line: { value: 1 } })
    expect(receiver.received).toHaveLength(1)
    await new Promise((waited) => setTimeout(waited, 1_100))
    await ngsi('GET', `/entities/${id}`)
    expect(receiver.received).toHaveLength(2)
  })
})
