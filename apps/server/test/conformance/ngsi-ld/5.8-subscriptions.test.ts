import { createServer } from 'node:net'
import {
  changeEntity,
  createEntity,
  deleteSubscription,
  listEntities,
  listSubscriptions,
  pauseSubscription,
  resumeSubscription,
} from '@civitas/contract'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'
import { type Received, type Receiver, startReceiver } from './receiver.ts'

let city: TestPlatform
let ngsi: NgsiClient
let receiver: Receiver
beforeAll(async () => {
  city = await startTestPlatform()
  ngsi = await ngsiClient(city)
  receiver = await startReceiver()
})
afterAll(async () => {
  await city.stop()
  await receiver.stop()
})

let made = 0
const anId = (type: string) => `urn:ngsi-ld:${type}:s${++made}`
/** A type nobody else uses, so that tests do not hear each other. */
let type: string
beforeEach(() => {
  type = `Building${++made}`
  receiver.received.length = 0
  receiver.answer = { status: 200 }
})

const subscribed: string[] = []
afterEach(async () => {
  // What failed would otherwise be sent again, into the next test.
  for (const one of subscribed.splice(0)) await ngsi('DELETE', `/subscriptions/${one}`)
})

async function subscribe(
  more: object = {},
  notification: object = {},
  endpoint: object = {},
): Promise<string> {
  const body = {
    type: 'Subscription',
    entities: [{ type }],
    notification: { endpoint: { uri: `${receiver.url}/notify`, ...endpoint }, ...notification },
    ...more,
  }
  const { status, headers } = await ngsi('POST', '/subscriptions', body)
  expect(status).toBe(201)
  const id = String(headers.get('location')).replace('/ngsi-ld/v1/subscriptions/', '')
  subscribed.push(id)
  return id
}

async function anEntity(more: object = {}): Promise<string> {
  const id = anId(type)
  const { status } = await ngsi('POST', '/entities', { id, type, ...more })
  expect(status).toBe(201)
  return id
}

async function heard(n = 1): Promise<Received[]> {
  await expect
    .poll(() => receiver.received.length, { timeout: 10_000, interval: 10 })
    .toBeGreaterThanOrEqual(n)
  return receiver.received
}

/** What was heard once everything published has been told, also when that is nothing. */
async function heardAll(): Promise<Received[]> {
  await city.settle()
  const marker = await startReceiver()
  const type = `Marker${++made}`
  const notification = { endpoint: { uri: marker.url } }
  await ngsi('POST', '/subscriptions', { type: 'Subscription', entities: [{ type }], notification })
  await ngsi('POST', '/entities', { id: anId('Marker'), type, a: { type: 'Property', value: 1 } })
  await expect.poll(() => marker.received.length, { timeout: 10_000 }).toBe(1)
  await marker.stop()
  return receiver.received
}

const read = async (id: string) => (await ngsi('GET', `/subscriptions/${id}`)).body
const name = (value: unknown) => ({ type: 'Property', value })

describe('5.8.1–5.8.5 subscriptions', () => {
  it('are created, retrieved, listed, updated and deleted', async () => {
    const id = anId('Subscription')
    await subscribe(
      { id, q: 'name=="x"', description: '楼宇' },
      { format: 'keyValues', attributes: ['name'] },
    )
    expect(await read(id)).toEqual({
      ...{
        id,
        type: 'Subscription',
        q: 'name=="x"',
        description: '楼宇',
        entities: [{ type }],
        status: 'active',
      },
      notificationTrigger: ['attributeCreated', 'attributeUpdated'],
      notification: {
        format: 'keyValues',
        attributes: ['name'],
        endpoint: { uri: `${receiver.url}/notify` },
      },
    })
    expect((await ngsi('PATCH', `/subscriptions/${id}`, { isActive: false, description: null })).status).toBe(
      204,
    )
    expect(await read(id)).toMatchObject({ status: 'paused', isActive: false })
    expect(await read(id)).not.toHaveProperty('description')
    const page = await ngsi('GET', '/subscriptions?limit=1&count=true')
    expect(page.body).toHaveLength(1)
    expect(Number(page.headers.get('NGSILD-Results-Count'))).toBeGreaterThan(0)
    expect((await ngsi('DELETE', `/subscriptions/${id}`)).status).toBe(204)
    expect(errorOf(await ngsi('GET', `/subscriptions/${id}`))).toBe('ResourceNotFound')
    expect((await ngsi('DELETE', `/subscriptions/${id}`)).status).toBe(404)
    expect((await ngsi('PATCH', `/subscriptions/${id}`, { isActive: true })).status).toBe(404)
  })

  it('tell names in the @context that is asked for', async () => {
    const context = {
      '@context': { House: 'https://example.org/House', storeys: 'https://example.org/storeys' },
    }
    const body = {
      ...{
        id: anId('Subscription'),
        type: 'Subscription',
        entities: [{ type: 'House' }],
        watchedAttributes: ['storeys'],
      },
      notification: { endpoint: { uri: receiver.url } },
      ...context,
    }
    const headers = { 'content-type': 'application/ld+json' }
    expect((await ngsi('POST', '/subscriptions', body, headers)).status).toBe(201)
    expect(await read(body.id)).toMatchObject({
      entities: [{ type: 'https://example.org/House' }],
      watchedAttributes: ['https://example.org/storeys'],
    })
  })

  it('are refused when they are wrong, and the second time', async () => {
    const endpoint = { uri: receiver.url }
    const good = { type: 'Subscription', entities: [{ type }], notification: { endpoint } }
    const refused = async (more: object) => {
      const answer = await ngsi('POST', '/subscriptions', { ...good, ...more })
      return `${answer.status} ${errorOf(answer)}`
    }
    const wrong = [
      { id: 'no uri' },
      { id: '' },
      { type: 'Other' },
      { entities: undefined },
      { entities: [] },
      { entities: [{ id: 'urn:a:b' }] },
      { notification: undefined },
      { notification: { endpoint: { uri: 'ftp://x/y' } } },
      { notification: { endpoint: null } },
      { notification: { endpoint, attributes: [] } },
      { notification: { endpoint, pick: ['a'], attributes: ['a'] } },
      { notification: { endpoint, pick: ['a'], omit: ['a'] } },
      { notification: { endpoint, format: 'keyValues', showChanges: true } },
      { notification: { endpoint: { ...endpoint, receiverInfo: [{ key: 'K' }] } } },
      { notification: { endpoint: { ...endpoint, receiverInfo: [{ key: 'K', value: 42 }] } } },
      { notificationTrigger: ['entityChanged'] },
      { expiresAt: '2000-01-01T00:00:00Z' },
      { throttling: -1 },
      { throttling: 5, timeInterval: 5 },
      { timeInterval: 5, watchedAttributes: ['a'] },
      { q: '((' },
      { csf: '((' },
      { geoQ: { georel: 'beside' } },
    ]
    for (const one of wrong) expect([one, await refused(one)]).toEqual([one, '400 BadRequestData'])
    expect(await refused({ jsonldContext: 'http://127.0.0.1:1/none.jsonld' })).toBe(
      '503 LdContextNotAvailable',
    )
    const id = await subscribe()
    expect(await refused({ id })).toBe('409 AlreadyExists')
  })
})

describe('5.8.6 notifications', () => {
  it('tell of created and updated entities, with headers and counters', async () => {
    const id = await subscribe({}, {}, { receiverInfo: [{ key: 'X-Key', value: 'secret' }] })
    const uri = await anEntity({ name: name('塔') })
    const [first] = await heard()
    expect(first).toMatchObject({ method: 'POST', path: '/notify' })
    expect(first?.headers).toMatchObject({ 'content-type': 'application/json', 'x-key': 'secret' })
    expect(first?.rawHeaders).toContain('Link')
    expect(first?.headers.link).toMatch(
      /ngsi-ld-core-context.*rel="http:\/\/www.w3.org\/ns\/json-ld#context"/,
    )
    expect(first?.body).toEqual({
      id: expect.stringMatching(/^urn:ngsi-ld:Notification:/),
      type: 'Notification',
      subscriptionId: id,
      notifiedAt: expect.stringMatching(/Z$/),
      data: [{ id: uri, type, name: name('塔') }],
    })
    expect((await read(id)).notification).toMatchObject({
      timesSent: 1,
      status: 'ok',
      lastSuccess: expect.any(String),
    })
    await ngsi('PATCH', `/entities/${uri}/attrs`, { name: name('楼') })
    expect((await heard(2))[1]?.body.data).toEqual([{ id: uri, type, name: name('楼') }])
    await ngsi('DELETE', `/entities/${uri}`)
    expect(await heardAll()).toHaveLength(2)
  })

  it('follow id, pattern, type selection, watched attributes, q, geoQ, scopeQ', async () => {
    const target = anId(type)
    await subscribe({ entities: [{ id: target, type }] }, {}, { uri: `${receiver.url}/id` })
    await subscribe({ entities: [{ idPattern: 'tower$', type }] }, {}, { uri: `${receiver.url}/pattern` })
    await subscribe({ entities: [{ type: `(${type};Tall),Never` }] }, {}, { uri: `${receiver.url}/types` })
    await subscribe({ watchedAttributes: ['colour'] }, {}, { uri: `${receiver.url}/watched` })
    await subscribe({ q: 'height>100;name~="塔"' }, {}, { uri: `${receiver.url}/q` })
    await subscribe({ scopeQ: '/a/#' }, {}, { uri: `${receiver.url}/scope` })
    const geoQ = { georel: 'near;maxDistance==1000', geometry: 'Point', coordinates: places.oldTown }
    await subscribe({ geoQ }, {}, { uri: `${receiver.url}/geo` })
    const heardBy = async (more: object, id = anId(type)) => {
      receiver.received.length = 0
      expect((await ngsi('POST', '/entities', { id, type, ...more })).status).toBe(201)
      return (await heardAll()).map((one) => one.path).sort()
    }
    expect(await heardBy({ a: name(1) }, target)).toEqual(['/id'])
    expect(await heardBy({ a: name(1) }, `${target}tower`)).toEqual(['/pattern'])
    expect(await heardBy({ a: name(1), type: [type, 'Tall'] })).toEqual(['/types'])
    expect(await heardBy({ colour: name('red') })).toEqual(['/watched'])
    expect(await heardBy({ height: name(120), name: name('高塔') })).toEqual(['/q'])
    expect(await heardBy({ height: name(80), name: name('高塔') })).toEqual([])
    expect(await heardBy({ a: name(1), scope: '/a/b' })).toEqual(['/scope'])
    const location = { type: 'GeoProperty', value: { type: 'Point', coordinates: places.oldTown } }
    expect(await heardBy({ location })).toEqual(['/geo'])
  })

  it('follow the filter into linked entities', async () => {
    const lamp = anId('Lamp')
    await ngsi('POST', '/entities', { id: lamp, type: 'Lamp', battery: name(0.3) })
    await subscribe({ q: 'poweredBy{battery}<0.5' })
    await anEntity({ poweredBy: { type: 'Relationship', object: 'urn:ngsi-ld:Lamp:none' } })
    const right = await anEntity({ poweredBy: { type: 'Relationship', object: lamp } })
    expect((await heardAll()).map((one) => one.body.data[0].id)).toEqual([right])
  })

  it('hear only of the triggers they name', async () => {
    for (const trigger of [
      'entityCreated',
      'entityUpdated',
      'entityDeleted',
      'attributeCreated',
      'attributeUpdated',
      'attributeDeleted',
    ])
      await subscribe({ notificationTrigger: [trigger] }, {}, { uri: `${receiver.url}/${trigger}` })
    const heardBy = async (method: string, path: string, body?: object) => {
      receiver.received.length = 0
      expect((await ngsi(method, path, body)).status).toBeLessThan(300)
      return (await heardAll()).map((one) => one.path.slice(1)).sort()
    }
    const id = anId(type)
    expect(await heardBy('POST', '/entities', { id, type, a: name(1) })).toEqual([
      'attributeCreated',
      'entityCreated',
    ])
    expect(await heardBy('PATCH', `/entities/${id}/attrs`, { a: name(2) })).toEqual([
      'attributeUpdated',
      'entityUpdated',
    ])
    expect(await heardBy('POST', `/entities/${id}/attrs`, { b: name(2) })).toEqual([
      'attributeCreated',
      'entityUpdated',
    ])
    expect(await heardBy('DELETE', `/entities/${id}/attrs/b`)).toEqual(['attributeDeleted', 'entityUpdated'])
    expect(await heardBy('DELETE', `/entities/${id}`)).toEqual(['attributeDeleted', 'entityDeleted'])
  })

  it('tell what was deleted and what it was before', async () => {
    const showChanges = { showChanges: true }
    const all = ['attributeUpdated', 'attributeDeleted', 'entityDeleted']
    await subscribe({ notificationTrigger: all }, showChanges)
    const uri = await anEntity({
      name: name('塔'),
      owner: { type: 'Relationship', object: 'urn:ngsi-ld:Person:1' },
      street: { type: 'LanguageProperty', languageMap: { zh: '街' } },
    })
    await ngsi('PATCH', `/entities/${uri}/attrs`, { name: name('楼') })
    const [updated] = await heard()
    expect(updated?.body.data[0].name).toEqual({ ...name('楼'), previousValue: '塔' })
    expect(updated?.body.data[0].owner).toEqual({ type: 'Relationship', object: 'urn:ngsi-ld:Person:1' })
    await ngsi('DELETE', `/entities/${uri}/attrs/owner`)
    expect((await heard(2))[1]?.body.data[0].owner).toEqual({
      ...{ type: 'Relationship', object: 'urn:ngsi-ld:null', previousObject: 'urn:ngsi-ld:Person:1' },
    })
    await ngsi('DELETE', `/entities/${uri}`)
    expect((await heard(3))[2]?.body.data[0]).toEqual({
      ...{ id: uri, type, deletedAt: expect.any(String) },
      name: { type: 'Property', value: 'urn:ngsi-ld:null', previousValue: '楼' },
      street: {
        type: 'LanguageProperty',
        languageMap: 'urn:ngsi-ld:null',
        previousLanguageMap: { zh: '街' },
      },
    })
  })

  it('tell a deleted entity by id, type and time alone', async () => {
    await subscribe({ notificationTrigger: ['entityDeleted'] })
    const uri = await anEntity({ name: name('塔') })
    await ngsi('DELETE', `/entities/${uri}`)
    expect((await heard())[0]?.body.data).toEqual([{ id: uri, type, deletedAt: expect.any(String) }])
  })

  it('are formatted as asked for', async () => {
    const location = { type: 'GeoProperty', value: { type: 'Point', coordinates: places.oldTown } }
    const at = (path: string, accept = 'application/json') => ({ uri: `${receiver.url}/${path}`, accept })
    await subscribe({}, { format: 'keyValues', attributes: ['name'] }, at('simple'))
    await subscribe({}, { format: 'concise', pick: ['id', 'name'] }, at('concise'))
    await subscribe({}, { sysAttrs: true, omit: ['location'] }, at('system'))
    await subscribe({}, {}, at('ld', 'application/ld+json'))
    await subscribe({}, { format: 'simplified' }, at('geo', 'application/geo+json'))
    const uri = await anEntity({ name: name('塔'), location })
    const heardBy = new Map((await heard(5)).map((one) => [one.path.slice(1), one]))
    expect(heardBy.get('simple')?.body.data).toEqual([{ id: uri, type, name: '塔' }])
    expect(heardBy.get('concise')?.body.data).toEqual([{ id: uri, name: '塔' }])
    expect(heardBy.get('system')?.body.data[0]).toMatchObject({
      createdAt: expect.any(String),
      name: { ...name('塔'), createdAt: expect.any(String) },
    })
    expect(heardBy.get('system')?.body.data[0]).not.toHaveProperty('location')
    expect(heardBy.get('ld')?.headers).toMatchObject({ 'content-type': 'application/ld+json' })
    expect(heardBy.get('ld')?.headers.link).toBeUndefined()
    expect(heardBy.get('ld')?.body['@context']).toBeDefined()
    expect(heardBy.get('geo')?.body.data).toMatchObject({
      type: 'FeatureCollection',
      features: [{ id: uri, type: 'Feature', geometry: location.value, properties: { name: '塔', type } }],
    })
  })

  it('keep to some datasets', async () => {
    await subscribe({ datasetId: ['urn:ngsi-ld:Dataset:fr'] })
    const uri = await anEntity({
      name: [name('塔'), { ...name('tour'), datasetId: 'urn:ngsi-ld:Dataset:fr' }],
    })
    expect((await heard())[0]?.body.data).toEqual([
      { id: uri, type, name: { ...name('tour'), datasetId: 'urn:ngsi-ld:Dataset:fr' } },
    ])
  })

  it('join linked entities', async () => {
    const town = anId('Town')
    await ngsi('POST', '/entities', { id: town, type: 'Town', name: name('云川') })
    await subscribe({}, { join: 'flat' }, { uri: `${receiver.url}/flat` })
    await subscribe({}, { join: 'inline', format: 'simplified' }, { uri: `${receiver.url}/inline` })
    const uri = await anEntity({ locatedIn: { type: 'Relationship', object: town } })
    const heardBy = new Map((await heard(2)).map((one) => [one.path, one.body.data]))
    expect(heardBy.get('/flat')).toMatchObject([{ id: uri }, { id: town, name: name('云川') }])
    expect(heardBy.get('/inline')).toEqual([
      { id: uri, type, locatedIn: { id: town, type: 'Town', name: '云川' } },
    ])
  })

  it('carry the tenant', async () => {
    const tenant = { 'ngsild-tenant': `t${++made}` }
    const id = anId(type)
    await ngsi('POST', '/entities', { id: anId(type), type }, tenant)
    const notification = { endpoint: { uri: receiver.url } }
    const body = { type: 'Subscription', entities: [{ type }], notification }
    expect((await ngsi('POST', '/subscriptions', body, tenant)).status).toBe(201)
    await ngsi('POST', '/entities', { id: anId(type), type, a: name(1) })
    await ngsi('POST', '/entities', { id, type, a: name(1) }, tenant)
    const [only, ...rest] = await heardAll()
    expect([only?.headers['ngsild-tenant'], only?.body.data[0].id, rest]).toEqual([
      tenant['ngsild-tenant'],
      id,
      [],
    ])
  })

  it('stop while paused and are throttled', async () => {
    const paused = await subscribe({ isActive: false })
    await subscribe({ throttling: 60 }, {}, { uri: `${receiver.url}/throttled` })
    const uri = await anEntity({ a: name(1) })
    expect((await heardAll()).map((one) => one.path)).toEqual(['/throttled'])
    expect((await ngsi('PATCH', `/subscriptions/${paused}`, { isActive: true })).status).toBe(204)
    await ngsi('PATCH', `/entities/${uri}/attrs`, { a: name(2) })
    expect((await heardAll()).map((one) => one.path)).toEqual(['/throttled', '/notify'])
  })

  it('come at intervals', async () => {
    const uri = await anEntity({ a: name(1) })
    const id = await subscribe({ timeInterval: 1 })
    const all = await heard(2)
    await ngsi('DELETE', `/subscriptions/${id}`)
    expect(all[1]?.body.data).toMatchObject([{ id: uri }])
  })

  it('count failures, do not follow redirects and rest for the cooldown', async () => {
    receiver.answer = { status: 302, headers: { location: `${receiver.url}/elsewhere` } }
    const id = await subscribe({}, {}, { cooldown: 60_000 })
    const uri = await anEntity({ a: name(1) })
    await heard()
    await expect
      .poll(async () => (await read(id)).notification)
      .toMatchObject({
        ...{ status: 'failed', timesSent: 1, timesFailed: 1, lastFailure: expect.any(String) },
      })
    await ngsi('PATCH', `/entities/${uri}/attrs`, { a: name(2) })
    expect((await heardAll()).map((one) => one.path)).toEqual(['/notify'])
  })

  it('are sent again when they failed in passing, those behind them waiting, and counted each time', async () => {
    receiver.answer = { status: 503 }
    const id = await subscribe()
    const uri = await anEntity({ a: name(1) })
    await heard()
    await expect.poll(async () => (await read(id)).notification).toMatchObject({ timesFailed: 1 })
    await ngsi('PATCH', `/entities/${uri}/attrs`, { a: name(2) })
    receiver.answer = { status: 204 }
    const all = await heard(3)
    expect(all.map((one) => one.body.data[0].a.value)).toEqual([1, 1, 2])
    expect(all[1]?.body.id).toBe(all[0]?.body.id)
    await expect
      .poll(async () => (await read(id)).notification)
      .toMatchObject({ status: 'ok', timesSent: 3, timesFailed: 1, lastSuccess: expect.any(String) })
  })

  it('are not sent again to a receiver that refuses them', async () => {
    receiver.answer = { status: 404 }
    const id = await subscribe()
    await anEntity({ a: name(1) })
    await heard()
    await new Promise((waited) => setTimeout(waited, 2_500))
    expect((await read(id)).notification).toMatchObject({ status: 'failed', timesSent: 1, timesFailed: 1 })
  })

  it('end at the timeout', async () => {
    receiver.answer = { status: 200, delayMs: 5_000 }
    const id = await subscribe({}, {}, { timeout: 100 })
    await anEntity({ a: name(1) })
    await expect
      .poll(async () => (await read(id)).notification, { timeout: 4_000 })
      .toMatchObject({ status: 'failed', timesFailed: 1 })
  })

  it('go to MQTT topics', async () => {
    const broker = await Aedes.createBroker()
    const server = createServer(broker.handle)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as { port: number }
    const hearer = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`)
    const messages: string[] = []
    hearer.on('message', (topic, payload) => messages.push(`${topic} ${payload.toString()}`))
    await hearer.subscribeAsync('city/notify', { qos: 1 })
    const qos = { key: 'MQTT-QoS', value: '1' }
    // This broker speaks 3.1.1 only; without a version the newer one is tried first.
    for (const notifierInfo of [[qos, { key: 'MQTT-Version', value: 'mqtt3.1.1' }], [qos]]) {
      const receiverInfo = [{ key: 'X-Key', value: 'secret' }]
      await subscribe({}, {}, { uri: `mqtt://127.0.0.1:${port}/city/notify`, notifierInfo, receiverInfo })
    }
    const uri = await anEntity({ a: name(1) })
    await expect.poll(() => messages.length, { timeout: 10_000 }).toBe(2)
    const told = JSON.parse(String(messages[0]?.slice('city/notify '.length)))
    expect(told).toMatchObject({
      metadata: { 'Content-Type': 'application/json', Link: expect.any(String), 'X-Key': expect.any(String) },
      body: { type: 'Notification', data: [{ id: uri }] },
    })
    await hearer.endAsync()
    await new Promise<void>((closed) => broker.close(closed))
    server.close()
  })

  it('tell of what the console and sensing change', async () => {
    const hydrants = 'CityBaseHydrant'
    const body = {
      type: 'Subscription',
      entities: [{ type: hydrants }],
      notification: { endpoint: { uri: receiver.url } },
    }
    expect((await ngsi('POST', '/subscriptions', body)).status).toBe(201)
    const admin = await city.signedInAs('administrator')
    const geometry = { type: 'Point' as const, coordinates: places.oldTown }
    const entity = await admin.call(createEntity, {
      body: { type: 'city-base.hydrant', reference: `H-${++made}`, name: '消火栓', geometry },
    })
    expect((await heard())[0]?.body.data).toMatchObject([{ type: hydrants, name: name('消火栓') }])
    await admin.call(changeEntity, { params: { id: entity.id }, body: { version: 1, name: '新消火栓' } })
    expect((await heard(2))[1]?.body.data[0].name).toEqual(name('新消火栓'))

    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const { items } = await admin.call(listEntities, { query: { search: gauge.name } })
    const found = await ngsi('GET', `/entities?type=WaterloggingGauge&q=name=="${gauge.name}"`)
    expect([items.length, found.body.length]).toEqual([1, 1])
    receiver.received.length = 0
    const watched = {
      ...{
        type: 'Subscription',
        entities: [{ id: found.body[0].id, type: 'WaterloggingGauge' }],
        watchedAttributes: ['depth'],
      },
      notification: { endpoint: { uri: receiver.url }, attributes: ['depth'] },
    }
    expect((await ngsi('POST', '/subscriptions', watched)).status).toBe(201)
    const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
      username: gauge.credential.name,
      password: gauge.credential.key,
    })
    const topic = `v1.1/Datastreams(${gauge.datastream('depth')})/Observations`
    await device.publishAsync(
      topic,
      JSON.stringify({ result: 42, phenomenonTime: new Date().toISOString() }),
      { qos: 1 },
    )
    await device.endAsync()
    expect((await heard())[0]?.body.data[0].depth).toMatchObject({ value: 42 })
  })

  it('keep to what the subscriber may see', async () => {
    const other = await ngsiClient(city, 'administrator', ['990103'])
    const body = {
      type: 'Subscription',
      entities: [{ type }],
      notification: { endpoint: { uri: receiver.url } },
    }
    expect((await other('POST', '/subscriptions', body)).status).toBe(201)
    const location = { type: 'GeoProperty', value: { type: 'Point', coordinates: places.oldTown } }
    await anEntity({ location })
    expect(await heardAll()).toEqual([])
    const mine = await subscribe()
    expect((await other('GET', `/subscriptions/${mine}`)).status).toBe(404)
    expect((await other('DELETE', `/subscriptions/${mine}`)).status).toBe(404)
  })
})

describe('the console', () => {
  it('lists, pauses, resumes and deletes subscriptions', async () => {
    const id = await subscribe({ subscriptionName: '水务局推送', description: type })
    const admin = await city.signedInAs('administrator')
    await anEntity({ a: name(1) })
    await heard()
    const list = async () => (await admin.call(listSubscriptions, { query: { search: type } })).items
    await expect.poll(list).toMatchObject([
      {
        ...{ id, name: '水务局推送', status: 'active', timesSent: 1, waiting: 0 },
        endpoint: `${receiver.url}/notify`,
        entities: [type],
      },
    ])
    const params = { id }
    expect(await admin.call(pauseSubscription, { params, query: {} })).toMatchObject({ status: 'paused' })
    expect((await admin.call(listSubscriptions, { query: { search: type, status: 'active' } })).total).toBe(0)
    expect(await admin.call(resumeSubscription, { params, query: {} })).toMatchObject({ status: 'active' })
    const stranger = await city.signedInAs('administrator', { divisions: ['990103'] })
    expect((await stranger.call(listSubscriptions, { query: { search: type } })).total).toBe(0)
    await expect(stranger.call(deleteSubscription, { params, query: {} })).rejects.toMatchObject({
      problem: { status: 404 },
    })
    await admin.call(deleteSubscription, { params, query: {} })
    expect(await list()).toEqual([])
  })
})
