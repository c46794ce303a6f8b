import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'

let city: TestPlatform
let ngsi: NgsiClient
beforeAll(async () => {
  city = await startTestPlatform()
  ngsi = await ngsiClient(city)
})
afterAll(() => city.stop())

let made = 0
const anId = () => `urn:ngsi-ld:Vehicle:v${++made}`
async function aVehicle(more: object = {}): Promise<string> {
  const id = anId()
  const { status } = await ngsi('POST', '/entities', { id, type: 'Vehicle', ...more })
  expect(status).toBe(201)
  return id
}
const read = async (id: string, query = '') => (await ngsi('GET', `/entities/${id}${query}`)).body
const speed = { type: 'Property', value: 55, unitCode: 'KMH', observedAt: '2026-01-01T00:00:00Z' }

describe('5.6.1 create entity', () => {
  it('answers 201 with its Location, and 409 the second time', async () => {
    const id = anId()
    const body = { id, type: 'Vehicle', speed }
    const first = await ngsi('POST', '/entities', body)
    expect([first.status, first.headers.get('location')]).toEqual([201, `/ngsi-ld/v1/entities/${id}`])
    const second = await ngsi('POST', '/entities', body)
    expect([second.status, errorOf(second)]).toEqual([409, 'AlreadyExists'])
    expect(await read(id)).toEqual({ id, type: 'Vehicle', speed })
  })

  it('keeps every kind of attribute', async () => {
    const attributes = {
      location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [118.905, 33.405] } },
      isParked: { type: 'Relationship', object: 'urn:ngsi-ld:Parking:1', objectType: 'Parking' },
      owners: { type: 'Relationship', object: ['urn:ngsi-ld:Person:1', 'urn:ngsi-ld:Person:2'] },
      color: { type: 'LanguageProperty', languageMap: { zh: '红', en: 'red' } },
      category: { type: 'VocabProperty', vocab: 'commercial' },
      details: { type: 'JsonProperty', json: { a: [1, { b: null }] } },
      gears: { type: 'ListProperty', valueList: [1, 'two'] },
      route: { type: 'ListRelationship', objectList: [{ object: 'urn:ngsi-ld:Stop:1' }] },
      fuel: [
        { type: 'Property', value: 1, datasetId: 'urn:ngsi-ld:Dataset:a' },
        { type: 'Property', value: 2 },
      ],
      wheel: {
        type: 'Property',
        value: 4,
        maker: { type: 'Property', value: 'X', since: { type: 'Property', value: 2020 } },
      },
    }
    const id = await aVehicle(attributes)
    const { fuel, ...rest } = await read(id)
    const { fuel: given, ...others } = attributes
    expect(rest).toEqual({ id, type: 'Vehicle', ...others })
    expect(fuel).toEqual(expect.arrayContaining(given))
    expect(await read(id, '?options=keyValues')).toMatchObject({
      color: { languageMap: { zh: '红' } },
      fuel: { dataset: { '@none': 2, 'urn:ngsi-ld:Dataset:a': 1 } },
      isParked: 'urn:ngsi-ld:Parking:1',
    })
    expect((await read(id, '?lang=en')).color).toEqual({ type: 'Property', value: 'red', lang: 'en' })
  })

  it('refuses what is no entity', async () => {
    const refused = async (body: unknown, headers?: Record<string, string>) => {
      const answer = await ngsi('POST', '/entities', body, headers)
      return `${answer.status} ${errorOf(answer)}`
    }
    expect(await refused('{"id":')).toBe('400 InvalidRequest')
    expect(await refused({ type: 'Vehicle' })).toBe('400 BadRequestData')
    expect(await refused({ id: anId() })).toBe('400 BadRequestData')
    expect(await refused({ id: 'no uri', type: 'Vehicle' })).toBe('400 BadRequestData')
    expect(await refused({ id: anId(), type: 'Vehicle', a: { type: 'Property' } })).toBe('400 BadRequestData')
    expect(await refused({ id: anId(), type: 'Vehicle', a: { type: 'Property', value: null } })).toBe(
      '400 BadRequestData',
    )
    expect(await refused({ id: anId(), type: 'Vehicle', a: { type: 'Relationship', object: 'x' } })).toBe(
      '400 BadRequestData',
    )
    expect(await refused({ id: anId(), type: 'Vehicle', '@context': {} })).toBe('400 BadRequestData')
    expect(await refused('<a/>', { 'content-type': 'application/xml' })).toBe('415 InvalidRequest')
  })
})

describe('5.6.2–5.6.6, 5.6.17–5.6.19 changing an entity', () => {
  it('appends, with noOverwrite only what is new', async () => {
    const id = await aVehicle({ speed })
    const body = { speed: { type: 'Property', value: 1 }, brand: { type: 'Property', value: 'X' } }
    const partly = await ngsi('POST', `/entities/${id}/attrs?options=noOverwrite`, body)
    const name = (short: string) => `https://uri.etsi.org/ngsi-ld/default-context/${short}`
    expect(partly).toMatchObject({
      status: 207,
      body: { updated: [name('brand')], notUpdated: [{ attributeName: name('speed') }] },
    })
    expect((await ngsi('POST', `/entities/${id}/attrs`, body)).status).toBe(204)
    expect((await read(id)).speed).toEqual(body.speed)
  })

  it('updates, merges, replaces and deletes attributes', async () => {
    const id = await aVehicle({ speed, brand: 'X' })
    expect(
      (await ngsi('PATCH', `/entities/${id}/attrs`, { nothing: { type: 'Property', value: 1 } })).status,
    ).toBe(207)
    expect((await ngsi('PATCH', `/entities/${id}/attrs/speed`, { value: 60 })).status).toBe(204)
    expect((await read(id)).speed).toEqual({ ...speed, value: 60 })
    expect((await ngsi('PUT', `/entities/${id}/attrs/speed`, { type: 'Property', value: 61 })).status).toBe(
      204,
    )
    expect((await read(id)).speed).toEqual({ type: 'Property', value: 61 })
    const merge = {
      speed: { type: 'Property', value: 62 },
      brand: 'urn:ngsi-ld:null',
      owner: { object: 'urn:p:1' },
    }
    expect((await ngsi('PATCH', `/entities/${id}`, merge)).status).toBe(204)
    expect(await read(id)).toEqual({
      ...{ id, type: 'Vehicle', speed: { type: 'Property', value: 62 } },
      owner: { type: 'Relationship', object: 'urn:p:1' },
    })
    expect((await ngsi('DELETE', `/entities/${id}/attrs/owner`)).status).toBe(204)
    expect((await ngsi('DELETE', `/entities/${id}/attrs/owner`)).status).toBe(404)
    expect((await ngsi('PUT', `/entities/${id}`, { id, type: 'Vehicle', only: 1 })).status).toBe(204)
    expect(await read(id)).toEqual({ id, type: 'Vehicle', only: { type: 'Property', value: 1 } })
    expect((await ngsi('DELETE', `/entities/${id}`)).status).toBe(204)
    const gone = await ngsi('GET', `/entities/${id}`)
    expect([gone.status, errorOf(gone)]).toEqual([404, 'ResourceNotFound'])
  })
})

describe('5.6.7–5.6.10, 5.6.20 batches', () => {
  it('do what can be done and say what failed', async () => {
    const [a, b, c] = [anId(), anId(), anId()]
    const post = (way: string, body: unknown) => ngsi('POST', `/entityOperations/${way}`, body)
    const all = await post(
      'create',
      [a, b].map((id) => ({ id, type: 'Vehicle', speed })),
    )
    expect([all.status, all.body]).toEqual([201, [a, b]])
    const some = await post('create', [
      { id: a, type: 'Vehicle' },
      { id: c, type: 'Vehicle' },
      { id: anId() },
    ])
    expect(some.status).toBe(207)
    expect(some.body.success).toEqual([c])
    expect(some.body.errors).toHaveLength(2)
    expect((await post('upsert', [{ id: a, type: 'Vehicle', other: 1 }])).status).toBe(204)
    expect(await read(a, '?options=keyValues')).toEqual({ id: a, type: 'Vehicle', other: 1 })
    expect(
      (await post('update', [{ id: a, type: 'Vehicle', other: { type: 'Property', value: 2 } }])).status,
    ).toBe(204)
    expect((await post('merge', [{ id: a, third: { type: 'Property', value: 3 } }])).status).toBe(204)
    expect(await read(a, '?options=keyValues')).toEqual({ id: a, type: 'Vehicle', other: 2, third: 3 })
    const removed = await post('delete', [a, 'urn:ngsi-ld:none:1'])
    expect([removed.status, removed.body.success]).toEqual([207, [a]])
  })
})
