import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/** Batches and purge over two platforms: one a source of the other. */
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
let type: string
let ids: string[]
const registered: string[] = []
beforeEach(() => {
  type = `Vehicle${++made}`
  ids = [1, 2].map((n) => `urn:ngsi-ld:Vehicle:b${made}-${n}`)
  receiver.received.length = 0
  receiver.answer = { status: 204 }
})
afterEach(async () => {
  for (const one of registered.splice(0)) await ngsi('DELETE', `/csourceRegistrations/${one}`)
})

const basic = `Basic ${Buffer.from('ngsi-tester-administrator-990100:correct horse battery').toString('base64')}`
const batchOps = ['redirectionOps', 'createBatch', 'upsertBatch', 'updateBatch', 'deleteBatch', 'mergeBatch']

async function register(mode: string, info: object = {}, more: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:ContextSourceRegistration:b${++made}`
  const { status, body } = await ngsi('POST', '/csourceRegistrations', {
    ...{ id, type: 'ContextSourceRegistration', mode, endpoint: source.url, operations: batchOps },
    information: [{ entities: [{ idPattern: 'urn:ngsi-ld:Vehicle:.*', type }], ...info }],
    contextSourceInfo: [{ key: 'Authorization', value: basic }],
    ...more,
  })
  expect([status, body]).toEqual([201, undefined])
  registered.push(id)
  return id
}

const property = (value: unknown) => ({ type: 'Property', value })
const vehicles = (more: object = {}) => ids.map((id) => ({ id, type, ...more }))
const batch = (operation: string, body: unknown, query = '') =>
  ngsi('POST', `/entityOperations/${operation}${query}`, body)
const here = async (id = ids[0]) => {
  const { status, body } = await ngsi('GET', `/entities/${id}?local=true&options=keyValues`)
  return status === 200 ? body : status
}
const there = async (id = ids[0]) => {
  const { status, body } = await remote('GET', `/entities/${id}?options=keyValues`)
  return status === 200 ? body : status
}

describe('5.6.7 create, distributed', () => {
  it('goes to an inclusive source and is done here', async () => {
    await register('inclusive')
    const created = await batch('create', vehicles({ a: property(1) }))
    expect([created.status, created.body]).toEqual([201, ids])
    for (const id of ids)
      expect([await here(id), await there(id)]).toEqual([
        { id, type, a: 1 },
        { id, type, a: 1 },
      ])
  })

  it('goes to every redirect source as one batch, and nowhere else', async () => {
    receiver.answer = { status: 201 }
    await register('redirect', {}, { endpoint: `${receiver.url}/one` })
    await register('redirect', {}, { endpoint: `${receiver.url}/two` })
    const created = await batch('create', vehicles({ a: property(1) }))
    expect([created.status, created.body]).toEqual([201, ids])
    expect(receiver.received.map((one) => one.path).sort()).toEqual([
      '/one/ngsi-ld/v1/entityOperations/create',
      '/two/ngsi-ld/v1/entityOperations/create',
    ])
    expect(receiver.received[0]?.body).toEqual(vehicles({ a: property(1) }))
    expect(await here()).toBe(404)
  })

  it('writes exclusive attributes elsewhere alone, also of entities that live here', async () => {
    await batch('create', vehicles({ a: property(1) }))
    await register('exclusive', { propertyNames: ['speed'] })
    const created = await batch('create', vehicles({ speed: property(50) }))
    expect([created.status, created.body]).toEqual([201, ids])
    expect([await here(), await there()]).toEqual([
      { id: ids[0], type, a: 1 },
      { id: ids[0], type, speed: 50 },
    ])
  })

  it('says by entity and registration what failed', async () => {
    const id = await register('inclusive')
    await remote('POST', '/entities', { id: ids[1], type })
    const created = await batch('create', vehicles())
    expect([created.status, created.body.success]).toEqual([207, ids])
    expect(created.body.errors).toMatchObject([
      { entityId: ids[1], registrationId: id, error: { status: 409 } },
    ])
  })

  it('asks one by one where a source offers no batches, and refuses what is offered nowhere', async () => {
    await register('redirect', {}, { operations: ['redirectionOps'] })
    expect((await batch('create', vehicles({ a: property(1) }))).status).toBe(201)
    expect([await here(), await there(ids[1])]).toEqual([404, { id: ids[1], type, a: 1 }])
    const upserted = await batch('upsert', vehicles({ a: property(2) }))
    expect([upserted.status, upserted.body.success]).toEqual([207, []])
    expect(upserted.body.errors[0].error.type).toMatch(/Conflict$/)
  })
})

describe('5.6.8, 5.6.9, 5.6.20 upsert, update and merge, distributed', () => {
  it('keep the option and answer 204 when nothing is new', async () => {
    await batch('create', vehicles({ a: property(1), b: property(1) }))
    await register('inclusive', {}, { endpoint: receiver.url })
    const upserted = await batch('upsert', vehicles({ a: property(2) }), '?options=update')
    expect(upserted.status).toBe(204)
    expect(receiver.received[0]).toMatchObject({
      path: '/ngsi-ld/v1/entityOperations/upsert?options=update',
      body: vehicles({ a: property(2) }),
    })
    expect(await here()).toEqual({ id: ids[0], type, a: 2, b: 1 })
    expect((await batch('upsert', vehicles({ a: property(3) }))).status).toBe(204)
    expect(await here()).toEqual({ id: ids[0], type, a: 3 })
  })

  it('answer 201 with what is new somewhere', async () => {
    await register('redirect')
    const upserted = await batch('upsert', vehicles({ a: property(1) }))
    expect([upserted.status, upserted.body]).toEqual([201, ids])
    expect((await batch('upsert', vehicles({ a: property(2) }))).status).toBe(204)
    expect(await there()).toEqual({ id: ids[0], type, a: 2 })
  })

  it('divide attributes by mode', async () => {
    await batch('create', vehicles({ a: property(1) }))
    await remote('POST', '/entityOperations/create', vehicles({ speed: property(50), x: property(1) }))
    await register('exclusive', { propertyNames: ['speed'] })
    expect((await batch('update', vehicles({ a: property(2), speed: property(60) }))).status).toBe(204)
    expect([await here(), await there()]).toEqual([
      { id: ids[0], type, a: 2 },
      { id: ids[0], type, speed: 60, x: 1 },
    ])
    expect((await batch('merge', vehicles({ a: property(3), speed: property(70) }))).status).toBe(204)
    expect([(await here()).a, (await there()).speed]).toEqual([3, 70])
    const kept = await batch('update', vehicles({ speed: property(80) }), '?options=noOverwrite')
    expect([kept.status, (await there()).speed]).toEqual([207, 70])
  })

  it('warn of a source that cannot be reached', async () => {
    await batch('create', vehicles({ a: property(1) }))
    receiver.answer = { status: 204, delayMs: 1_000 }
    await register('inclusive', {}, { endpoint: receiver.url, management: { timeout: 100 } })
    const merged = await batch('merge', vehicles({ a: property(2) }))
    expect([merged.status, merged.body.success]).toEqual([207, ids])
    expect(merged.body.errors.map((one: { error: { status: number } }) => one.error.status)).toEqual([
      504, 504,
    ])
  })
})

describe('5.6.10 delete, distributed', () => {
  it.each(['inclusive', 'exclusive', 'redirect'])('reaches a source that is %s', async (mode) => {
    if (mode !== 'redirect') await batch('create', vehicles({ a: property(1) }))
    await remote('POST', '/entityOperations/create', vehicles({ speed: property(50) }))
    await register(mode, mode === 'exclusive' ? { propertyNames: ['speed'] } : {})
    expect((await batch('delete', ids)).status).toBe(204)
    expect([await here(), await there(), await there(ids[1])]).toEqual([404, 404, 404])
  })
})

describe('5.6.21 purge, distributed', () => {
  it('is done here and by the same query at the sources', async () => {
    await batch('create', vehicles())
    await register('inclusive', {}, { endpoint: receiver.url })
    expect((await ngsi('DELETE', `/entities?type=${type}&id=${ids[0]}`)).status).toBe(204)
    expect(receiver.received).toMatchObject([
      { method: 'DELETE', path: `/ngsi-ld/v1/entities?type=${type}&id=${ids[0]}` },
    ])
    expect([await here(), (await here(ids[1])).id]).toEqual([404, ids[1]])
  })

  it('tells where it failed, and refuses what selects nothing in particular', async () => {
    receiver.answer = { status: 500 }
    const id = await register('redirect', {}, { endpoint: receiver.url })
    const purged = await ngsi('DELETE', `/entities?type=${type}`)
    expect([purged.status, purged.body.errors[0].registrationId]).toEqual([207, id])
    const refused = await ngsi('DELETE', '/entities?limit=1')
    expect([refused.status, errorOf(refused)]).toEqual([400, 'BadRequestData'])
  })
})

describe('5.7.2 csf and attrs, distributed', () => {
  it('asks only sources the filter lets pass', async () => {
    await remote('POST', '/entities', { id: ids[0], type, a: property(1) })
    await register('inclusive', {}, { sourceType: 'sensor' })
    const query = async (csf: string) => (await ngsi('GET', `/entities?type=${type}&csf=${csf}`)).body.length
    expect([await query('sourceType==%22sensor%22'), await query('sourceType==%22archive%22')]).toEqual([
      1, 0,
    ])
    expect((await ngsi('GET', `/entities?type=${type}&csf=))bad((`)).status).toBe(400)
  })

  it('finds an exclusive attribute by attrs and pick, and nothing where nobody has it', async () => {
    await ngsi('POST', '/entities', { id: ids[0], type, a: property(1) })
    await remote('POST', '/entities', { id: ids[0], type, speed: property(50), x: property(1) })
    await register('exclusive', { propertyNames: ['speed', 'level'] })
    const read = (query: string) => ngsi('GET', `/entities/${ids[0]}?${query}&options=keyValues`)
    expect((await read('attrs=speed')).body).toEqual({ id: ids[0], type, speed: 50 })
    expect((await read('pick=speed')).body).toEqual({ speed: 50 })
    expect((await read('attrs=a')).body).toEqual({ id: ids[0], type, a: 1 })
    expect((await read('attrs=level')).status).toBe(404)
  })

  it('follows relationships to entities that live elsewhere', async () => {
    const target = `urn:ngsi-ld:Vehicle:t${made}`
    await remote('POST', '/entities', { id: target, type, a: property(1) })
    await register('inclusive')
    await ngsi('POST', '/entities?local=true', {
      id: ids[0],
      type: 'Garage',
      holds: { type: 'Relationship', object: target },
    })
    const read = async (query: string) =>
      (await ngsi('GET', `/entities/${ids[0]}?join=inline&type=Garage${query}`)).body
    expect((await read('')).holds.entity).toEqual({ id: target, type, a: property(1) })
    expect((await read('&local=true')).holds.entity).toBeUndefined()
  })
})
