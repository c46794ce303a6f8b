import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'
import { type Receiver, startReceiver } from './receiver.ts'

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
const anId = (type: string) => `urn:ngsi-ld:${type}:r${++made}`
const path = '/csourceRegistrations'

async function register(type: string, more: object = {}, info: object = {}): Promise<string> {
  const id = anId('ContextSourceRegistration')
  const information = [{ entities: [{ type }], ...info }]
  const body = {
    id,
    type: 'ContextSourceRegistration',
    information,
    endpoint: 'http://source.example:1026',
    ...more,
  }
  const { status, headers } = await ngsi('POST', path, body)
  expect(status).toBe(201)
  expect(headers.get('location')).toBe(`/ngsi-ld/v1${path}/${id}`)
  return id
}
const idsOf = async (query: string) => {
  const { status, body } = await ngsi('GET', `${path}?${query}`)
  expect(status).toBe(200)
  return body.map((one: { id: string }) => one.id)
}

describe('5.9, 5.10 context source registrations', () => {
  it('are registered, retrieved, updated and deleted', async () => {
    const more = { mode: 'inclusive', operations: ['retrieveOps'], region: 'east' }
    const id = await register('Bus', more, { propertyNames: ['speed'], relationshipNames: ['line'] })
    expect((await ngsi('GET', `${path}/${id}`)).body).toEqual({
      ...{ id, type: 'ContextSourceRegistration', endpoint: 'http://source.example:1026', ...more },
      information: [{ entities: [{ type: 'Bus' }], propertyNames: ['speed'], relationshipNames: ['line'] }],
    })
    expect((await ngsi('PATCH', `${path}/${id}`, { description: '公交', region: null })).status).toBe(204)
    const { body } = await ngsi('GET', `${path}/${id}`)
    expect([body.description, body.region]).toEqual(['公交', undefined])
    expect((await ngsi('DELETE', `${path}/${id}`)).status).toBe(204)
    expect(errorOf(await ngsi('GET', `${path}/${id}`))).toBe('ResourceNotFound')
    expect((await ngsi('PATCH', `${path}/${id}`, { description: 'x' })).status).toBe(404)
    expect((await ngsi('DELETE', `${path}/${id}`)).status).toBe(404)
  })

  it('are found by entity, attribute, property, place, scope and time', async () => {
    const location = { type: 'Point', coordinates: [118.9, 33.4] }
    const plain = await register('Tram', { owner: 'a', scope: '/north' }, { propertyNames: ['speed'] })
    const placed = await register('Tram', { location, owner: 'b' })
    const one = await register('x', {}, { entities: [{ id: 'urn:ngsi-ld:Tram:9', type: 'Tram' }] })
    const startAt = '2020-01-01T00:00:00Z'
    const past = await register('Tram', { observationInterval: { startAt, endAt: '2021-01-01T00:00:00Z' } })
    expect(await idsOf('type=Tram')).toEqual([plain, placed, one])
    expect(await idsOf('type=Tram&attrs=colour')).toEqual([placed, one])
    expect(await idsOf('type=Tram&id=urn:ngsi-ld:Tram:8')).toEqual([plain, placed])
    expect(await idsOf('type=Tram&q=owner=="a"')).toEqual([plain])
    expect(await idsOf('type=Tram&scopeQ=/north')).toEqual([plain])
    expect(
      await idsOf('type=Tram&georel=near;maxDistance==500&geometry=Point&coordinates=[118.901,33.4]'),
    ).toEqual([placed])
    expect(await idsOf(`type=Tram&timerel=after&timeAt=2020-06-01T00:00:00Z`)).toEqual([past])
    const page = await ngsi('GET', `${path}?type=Tram&limit=1&count=true`)
    expect([page.body.length, page.headers.get('NGSILD-Results-Count')]).toEqual([1, '3'])
  })

  it('are refused when they are wrong or in conflict', async () => {
    const type = 'ContextSourceRegistration'
    const good = { type, information: [{ entities: [{ type: 'Bike' }] }], endpoint: 'http://source.example' }
    const refused = async (more: object) => {
      const answer = await ngsi('POST', path, { ...good, ...more })
      return `${answer.status} ${errorOf(answer)}`
    }
    const wrong = [
      { id: 'no uri' },
      { type: 'Other' },
      { information: [] },
      { information: [{}] },
      { information: [{ entities: [{ id: 'urn:a:b' }] }] },
      { endpoint: 'no address' },
      { expiresAt: '2000-01-01T00:00:00Z' },
      { mode: 'sometimes' },
      { mode: 'auxiliary', operations: ['updateEntity'] },
      { operations: ['dance'] },
      { contextSourceInfo: [{ key: 'K', value: 1 }] },
      { management: { timeout: 0 } },
      { management: { cacheDuration: 'bogus' } },
      { location: { type: 'Point', coordinates: ['a'] } },
    ]
    for (const one of wrong) expect([one, await refused(one)]).toEqual([one, '400 BadRequestData'])
    const id = anId('Bike')
    await ngsi('POST', '/entities', { id, type: 'Bike', colour: { type: 'Property', value: 'red' } })
    const exclusive = (propertyNames: string[], entity = id) => ({
      mode: 'exclusive',
      information: [{ entities: [{ id: entity, type: 'Bike' }], propertyNames }],
    })
    expect(await refused(exclusive(['colour']))).toBe('409 Conflict')
    expect(await refused({ mode: 'redirect', information: [{ entities: [{ id, type: 'Bike' }] }] })).toBe(
      '409 Conflict',
    )
    const other = anId('Bike')
    await register('Bike', exclusive(['speed'], other))
    expect(await refused(exclusive(['speed'], other))).toBe('409 Conflict')
    const again = await register('Scooter')
    expect(await refused({ id: again })).toBe('409 AlreadyExists')
  })

  it('need the permission to federate', async () => {
    const reader = await ngsiClient(city, 'citizen')
    const body = {
      type: 'ContextSourceRegistration',
      information: [{ entities: [{ type: 'A' }] }],
      endpoint: 'http://a.b',
    }
    expect((await reader('POST', path, body)).status).toBe(403)
  })
})

describe('5.11 subscriptions to context sources', () => {
  it('tell at once of what matches, then of what comes, changes and goes', async () => {
    const first = await register('Ferry')
    const subscription = {
      ...{ id: anId('Subscription'), type: 'Subscription', entities: [{ type: 'Ferry' }] },
      notification: { endpoint: { uri: receiver.url } },
    }
    expect((await ngsi('POST', '/csourceSubscriptions', subscription)).status).toBe(201)
    const heard = async (n: number) => {
      await expect.poll(() => receiver.received.length, { timeout: 10_000, interval: 10 }).toBe(n)
      const { body } = receiver.received[n - 1] as (typeof receiver.received)[0]
      return [
        body.type,
        body.subscriptionId,
        body.triggerReason,
        body.data.map((one: { id: string }) => one.id),
      ]
    }
    const { id } = subscription
    expect(await heard(1)).toEqual(['ContextSourceNotification', id, 'newlyMatching', [first]])
    await register('Plane')
    const second = await register('Ferry')
    expect(await heard(2)).toEqual(['ContextSourceNotification', id, 'newlyMatching', [second]])
    await ngsi('PATCH', `${path}/${second}`, { description: '轮渡' })
    expect(await heard(3)).toEqual(['ContextSourceNotification', id, 'updated', [second]])
    await ngsi('DELETE', `${path}/${second}`)
    expect(await heard(4)).toEqual(['ContextSourceNotification', id, 'noLongerMatching', [second]])
    expect((await ngsi('GET', `/csourceSubscriptions/${id}`)).body.notification).toMatchObject({
      timesSent: 4,
    })
    expect((await ngsi('GET', '/csourceSubscriptions')).body).toHaveLength(1)
    expect((await ngsi('PATCH', `/csourceSubscriptions/${id}`, { isActive: false })).status).toBe(204)
    expect((await ngsi('DELETE', `/csourceSubscriptions/${id}`)).status).toBe(204)
    expect((await ngsi('GET', `/csourceSubscriptions/${id}`)).status).toBe(404)
  })
})
