import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/** Two platforms: one a source of the other. And a receiver where a source has to misbehave. */
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
  type = `Vehicle${++made}`
  id = `urn:ngsi-ld:Vehicle:d${made}`
  receiver.received.length = 0
  receiver.answer = { status: 200 }
})
afterEach(async () => {
  for (const one of registered.splice(0)) await ngsi('DELETE', `/csourceRegistrations/${one}`)
})

const basic = `Basic ${Buffer.from('ngsi-tester-administrator-990100:correct horse battery').toString('base64')}`

async function register(mode: string, info: object = {}, more: object = {}): Promise<void> {
  const registration = `urn:ngsi-ld:ContextSourceRegistration:d${++made}`
  const { status, body } = await ngsi('POST', '/csourceRegistrations', {
    ...{ id: registration, type: 'ContextSourceRegistration', mode, endpoint: source.url },
    operations: mode === 'auxiliary' ? ['retrieveOps'] : ['redirectionOps'],
    information: [{ entities: [{ id, type }], ...info }],
    contextSourceInfo: [{ key: 'Authorization', value: basic }],
    ...more,
  })
  expect([status, body]).toEqual([201, undefined])
  registered.push(registration)
}
const name = (value: unknown, observedAt?: string) => ({
  type: 'Property',
  value,
  ...(observedAt ? { observedAt } : {}),
})
const here = async (path = `/entities/${id}`) => (await ngsi('GET', `${path}?local=true`)).body
const there = async () => (await remote('GET', `/entities/${id}`)).body
const read = async (query = '') => (await ngsi('GET', `/entities/${id}${query}`)).body

describe('4.3.6 reading together', () => {
  it('puts an inclusive source’s newer values before older ones', async () => {
    await ngsi('POST', '/entities', {
      id,
      type,
      a: name(1, '2026-01-02T00:00:00Z'),
      b: name(1, '2026-01-01T00:00:00Z'),
      c: name(1),
    })
    await remote('POST', '/entities', {
      id,
      type,
      a: name(2, '2026-01-01T00:00:00Z'),
      b: name(2, '2026-01-02T00:00:00Z'),
      d: name(2),
    })
    await register('inclusive')
    expect(await read('?options=keyValues')).toEqual({ id, type, a: 1, b: 2, c: 1, d: 2 })
    expect(await read('?options=keyValues&local=true')).toEqual({ id, type, a: 1, b: 1, c: 1 })
  })

  it('takes exclusive attributes from their source alone, and from an auxiliary one only what is missing', async () => {
    await ngsi('POST', '/entities', { id, type, a: name(1) })
    await remote('POST', '/entities', { id, type, a: name(2), speed: name(50), hidden: name(1) })
    await register('exclusive', { propertyNames: ['speed'] })
    expect(await read('?options=keyValues')).toEqual({ id, type, a: 1, speed: 50 })
    for (const one of registered.splice(0)) await ngsi('DELETE', `/csourceRegistrations/${one}`)
    await register('auxiliary')
    expect(await read('?options=keyValues')).toEqual({ id, type, a: 1, speed: 50, hidden: 1 })
  })

  it('queries several brokers and pages through what they have', async () => {
    const ids = [1, 2, 3].map((n) => `urn:ngsi-ld:${type}:${n}`)
    await ngsi('POST', '/entities', { id: ids[0], type, a: name(1) })
    await remote('POST', '/entities', { id: ids[0], type, b: name(2) })
    await remote('POST', '/entities', { id: ids[1], type, a: name(2) })
    await remote('POST', '/entities', { id: ids[2], type, a: name(3) })
    await register('inclusive', { entities: [{ type }] }, { operations: ['federationOps'] })
    const all = await ngsi('GET', `/entities?type=${type}&options=keyValues&count=true`)
    expect(all.body).toEqual([
      { id: ids[0], type, a: 1, b: 2 },
      { id: ids[1], type, a: 2 },
      { id: ids[2], type, a: 3 },
    ])
    expect(all.headers.get('NGSILD-Results-Count')).toBe('3')
    const second = await ngsi('GET', `/entities?type=${type}&limit=1&offset=1&options=keyValues`)
    expect(second.body).toEqual([{ id: ids[1], type, a: 2 }])
    const query = { type: 'Query', entities: [{ type }], q: 'a>1' }
    const posted = await ngsi('POST', '/entityOperations/query?options=keyValues', query)
    expect(posted.body.map((one: { id: string }) => one.id)).toEqual([ids[1], ids[2]])
  })

  it('warns of sources that misbehave and goes on without them', async () => {
    await ngsi('POST', '/entities', { id, type, a: name(1) })
    const asked = async (answer: Receiver['answer']) => {
      receiver.answer = answer
      const { status, body, headers } = await ngsi('GET', `/entities/${id}?options=keyValues`)
      expect([status, body]).toEqual([200, { id, type, a: 1 }])
      return headers.get('NGSILD-Warning')?.slice(0, 3)
    }
    await register(
      'inclusive',
      { propertyNames: ['speed'] },
      { endpoint: receiver.url, management: { timeout: 200 } },
    )
    expect(await asked({ status: 403 })).toBe('299')
    expect(await asked({ status: 200, body: 'no json' })).toBe('111')
    expect(await asked({ status: 404 })).toBeUndefined()
    expect(await asked({ status: 200, delayMs: 2_000 })).toBe('199')
    expect(receiver.received[0]).toMatchObject({
      method: 'GET',
      path: `/ngsi-ld/v1/entities/${id}?attrs=speed`,
    })
    expect(receiver.received[0]?.headers).toMatchObject({
      authorization: basic,
      via: expect.stringContaining('civitas-'),
    })
  })

  it('keeps entities of other places from those who may not see them', async () => {
    const location = { type: 'GeoProperty', value: { type: 'Point', coordinates: places.oldTown } }
    await remote('POST', '/entities', { id, type, location })
    await register('inclusive')
    const stranger = await ngsiClient(city, 'administrator', ['990103'])
    expect((await stranger('GET', `/entities/${id}`)).status).toBe(404)
    expect((await ngsi('GET', `/entities/${id}`)).status).toBe(200)
  })
})

describe('4.3.6 writing together', () => {
  it('writes exclusive attributes elsewhere and the others here', async () => {
    await register('exclusive', { propertyNames: ['speed'] })
    const created = await ngsi('POST', '/entities', { id, type, a: name(1), speed: name(50) })
    expect([created.status, created.headers.get('location')]).toEqual([201, `/ngsi-ld/v1/entities/${id}`])
    expect([await here(), await there()]).toEqual([
      { id, type, a: name(1) },
      { id, type, speed: name(50) },
    ])
    expect((await ngsi('PATCH', `/entities/${id}/attrs`, { speed: name(60), a: name(2) })).status).toBe(204)
    expect(await read('?options=keyValues')).toEqual({ id, type, a: 2, speed: 60 })
    expect((await ngsi('PATCH', `/entities/${id}/attrs/speed`, { value: 70 })).status).toBe(204)
    expect((await there()).speed.value).toBe(70)
    expect((await ngsi('DELETE', `/entities/${id}`)).status).toBe(204)
    expect([
      (await remote('GET', `/entities/${id}`)).status,
      (await ngsi('GET', `/entities/${id}`)).status,
    ]).toEqual([404, 404])
  })

  it('writes redirected entities elsewhere alone', async () => {
    await register('redirect')
    expect((await ngsi('POST', '/entities', { id, type, a: name(1) })).status).toBe(201)
    expect((await ngsi('GET', `/entities/${id}?local=true`)).status).toBe(404)
    expect(await there()).toEqual({ id, type, a: name(1) })
    expect((await ngsi('POST', '/entities', { id, type, a: name(1) })).status).toBe(409)
    expect((await ngsi('PUT', `/entities/${id}`, { id, type, b: name(2) })).status).toBe(204)
    expect(await read()).toEqual({ id, type, b: name(2) })
    expect((await ngsi('DELETE', `/entities/${id}`)).status).toBe(204)
    expect((await remote('GET', `/entities/${id}`)).status).toBe(404)
  })

  it('writes inclusive entities in both places and tells where it failed', async () => {
    await ngsi('POST', '/entities', { id, type, a: name(1) })
    await register('inclusive')
    const created = await ngsi('POST', '/entities', { id, type, a: name(1) })
    expect([created.status, created.body.success, created.body.errors.length]).toEqual([207, [id], 1])
    expect(created.body.errors[0]).toMatchObject({ entityId: id, error: { status: 409 } })
    expect((await ngsi('PATCH', `/entities/${id}/attrs`, { a: name(2) })).status).toBe(204)
    expect([(await here()).a.value, (await there()).a.value]).toEqual([2, 2])
    await remote('DELETE', `/entities/${id}`)
    const removed = await ngsi('DELETE', `/entities/${id}`)
    expect([
      removed.status,
      removed.body.errors[0].error.status,
      removed.body.errors[0].registrationId,
    ]).toEqual([...[207, 404, registered[0]]])
  })

  it('refuses what an exclusive source does not offer', async () => {
    await register('exclusive', { propertyNames: ['speed'] }, { operations: ['retrieveOps'] })
    const refused = await ngsi('POST', '/entities', { id, type, speed: name(50) })
    expect([refused.status, errorOf(refused)]).toEqual([409, 'Conflict'])
    const partial = await ngsi('POST', '/entities', { id, type, speed: name(50), a: name(1) })
    expect(partial.status).toBe(207)
  })

  it('stops loops', async () => {
    await register('inclusive', {}, { endpoint: receiver.url })
    receiver.answer = { status: 201 }
    expect((await ngsi('POST', '/entities', { id, type, a: name(1) })).status).toBe(201)
    const via = String(receiver.received[0]?.headers.via)
    expect(receiver.received[0]?.body).toEqual({ id, type, a: name(1) })
    expect((await ngsi('DELETE', `/entities/${id}`, undefined, { via })).status).toBe(508)
    // Two brokers that are each other’s source answer all the same.
    const both = {
      ...{ id: `urn:ngsi-ld:ContextSourceRegistration:d${++made}`, type: 'ContextSourceRegistration' },
    }
    const information = [{ entities: [{ type }] }]
    const contextSourceInfo = [{ key: 'Authorization', value: basic }]
    await register('inclusive', { entities: [{ type }] }, { operations: ['retrieveOps'] })
    await remote('POST', '/csourceRegistrations', {
      ...both,
      information,
      contextSourceInfo,
      endpoint: city.url,
    })
    const answer = await ngsi('GET', `/entities?type=${type}`)
    expect([answer.status, answer.body.length]).toEqual([200, 1])
  })
})
