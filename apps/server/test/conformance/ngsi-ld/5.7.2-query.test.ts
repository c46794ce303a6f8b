import { createEntity } from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'

let city: TestPlatform
let ngsi: NgsiClient
const id = (n: number) => `urn:ngsi-ld:Building:${n}`
const point = (coordinates: number[]) => ({ type: 'GeoProperty', value: { type: 'Point', coordinates } })

beforeAll(async () => {
  city = await startTestPlatform()
  ngsi = await ngsiClient(city)
  const buildings = [
    {
      ...{
        name: 'Tower',
        floors: 10,
        tags: ['old', 'high'],
        location: point([118.9, 33.4]),
        scope: ['/city/east', '/old'],
      },
      air: {
        type: 'Property',
        value: 4,
        observedAt: '2026-01-01T00:00:00Z',
        accuracy: { type: 'Property', value: 0.9 },
      },
      address: { type: 'Property', value: { city: 'Berlin' } },
      color: { type: 'LanguageProperty', languageMap: { en: 'red', fr: 'rouge' } },
      category: { type: 'VocabProperty', vocab: 'commercial' },
      managedBy: { type: 'Relationship', object: id(2) },
    },
    { name: 'Pisa Tower', floors: 8, open: true, location: point([118.91, 33.4]), scope: '/city/west' },
    {
      name: 'Hut',
      floors: 1,
      since: '2020-05-01T00:00:00Z',
      size: [{ value: 1, datasetId: 'urn:d:1' }, { value: 7 }],
    },
  ].map((one, i) => ({ id: id(i + 1), type: i === 2 ? ['Building', 'Hut'] : 'Building', ...one }))
  expect((await ngsi('POST', '/entityOperations/create', buildings)).status).toBe(201)
})
afterAll(() => city.stop())

async function find(query: Record<string, string>): Promise<string> {
  const { status, body } = await ngsi(
    'GET',
    `/entities?${new URLSearchParams({ type: 'Building', ...query })}`,
  )
  return status === 200 ? body.map((one: { id: string }) => one.id.at(-1)).join('') : `${status}`
}
const q = (text: string, more: Record<string, string> = {}) => find({ q: text, ...more })

describe('4.9 query language', () => {
  it('compares numbers, texts, times and truth', async () => {
    expect(await q('floors==10')).toBe('1')
    expect(await q('floors!=10')).toBe('23')
    expect(await q('floors>1')).toBe('12')
    expect(await q('floors<=8')).toBe('23')
    expect(await q('floors==5..10')).toBe('12')
    expect(await q('floors==1,10')).toBe('13')
    expect(await q('name=="Hut"')).toBe('3')
    expect(await q('name~="^.*Tower$"')).toBe('12')
    expect(await q('name!~="Tower"')).toBe('3')
    expect(await q('open==true')).toBe('2')
    expect(await q('since>2020-01-01T00:00:00Z')).toBe('3')
    expect(await q('tags=="old"')).toBe('1')
    expect(await q('createdAt>2020-01-01T00:00:00Z')).toBe('123')
  })

  it('combines, asks for existence and looks inside', async () => {
    expect(await q('floors==10|floors==1;name=="Hut"')).toBe('13')
    expect(await q('(floors==10|floors==1);name=="Hut"')).toBe('3')
    expect(await q('open')).toBe('2')
    expect(await q('location')).toBe('12')
    expect(await q('air.accuracy==0.9')).toBe('1')
    expect(await q('air.observedAt>=2026-01-01T00:00:00Z')).toBe('1')
    expect(await q('address[city]=="Berlin"')).toBe('1')
    expect(await q('address[postcode]')).toBe('')
    expect(await q('color[en]=="red"')).toBe('1')
    expect(await q('color[en]=="rouge"')).toBe('')
    expect(await q('color[*]=="rouge"')).toBe('1')
    expect(await q('color[*]!="red"')).toBe('')
    expect(await q('size==1')).toBe('3')
    expect(await q('managedBy{name}=="Pisa Tower"')).toBe('1')
    expect(await q('managedBy{Vehicle:name}=="Pisa Tower"')).toBe('')
    expect(await q('managedBy>"urn:a"')).toBe('')
    expect(await q('category==commercial')).toBe('')
    expect(await q('category==commercial', { expandValues: 'category' })).toBe('1')
  })

  it('refuses wrong filters', async () => {
    expect(await q('floors==')).toBe('400')
    expect(await q('name~="("')).toBe('400')
    expect(await find({ idPattern: '(' })).toBe('400')
  })
})

describe('4.10, 4.17, 4.19 places, types, scopes', () => {
  it('select entities', async () => {
    const near = { geometry: 'Point', coordinates: '[118.9,33.4]' }
    expect(await find({ georel: 'near;maxDistance==500', ...near })).toBe('1')
    expect(await find({ georel: 'near;minDistance==500', ...near })).toBe('2')
    expect(await find({ georel: 'disjoint', ...near })).toBe('2')
    expect(await find({ georel: 'near;maxDistance==0', ...near })).toBe('400')
    const box = '[[[118.905,33.3],[119,33.3],[119,33.5],[118.905,33.5],[118.905,33.3]]]'
    expect(await find({ georel: 'within', geometry: 'Polygon', coordinates: box })).toBe('2')
    expect(await find({ type: 'Building;Hut' })).toBe('3')
    expect(await find({ type: 'Vehicle,(Building;Hut)' })).toBe('3')
    expect(await find({ scopeQ: '/city/#' })).toBe('12')
    expect(await find({ scopeQ: '/city/+;/old' })).toBe('1')
    expect(await find({ id: `${id(1)},${id(3)}` })).toBe('13')
    expect(await find({ idPattern: '.*:2$' })).toBe('2')
    expect(await find({ attrs: 'open,since' })).toBe('23')
  })

  it('are asked by POST as well', async () => {
    const entities = [{ type: 'Building', id: id(1) }, { type: 'Hut' }]
    const { status, body } = await ngsi('POST', '/entityOperations/query', {
      type: 'Query',
      entities,
      q: 'floors>=1',
    })
    expect([status, body.map((one: { id: string }) => one.id)]).toEqual([200, [id(1), id(3)]])
  })
})

describe('6.3 paging, representations, media types', () => {
  it('pages with links and counts only when asked', async () => {
    const { headers, body } = await ngsi(
      'GET',
      '/entities?type=Building&limit=1&offset=1&count=true&options=keyValues',
    )
    expect(body).toMatchObject([{ id: id(2), floors: 8 }])
    expect(headers.get('NGSILD-Results-Count')).toBe('3')
    expect(headers.get('link')).toMatch(/offset=0\S*>; rel="prev".*offset=2\S*>; rel="next"/)
    expect(await find({ limit: '0' })).toBe('400')
    expect(await find({ nothing: '1' })).toBe('400')
    expect(await find({ type: '' })).toBe('400')
  })

  it('tells entities as GeoJSON, JSON-LD and concisely, and refuses other types', async () => {
    const get = (path: string, accept: string) => ngsi('GET', path, undefined, { accept })
    const features = await get('/entities?type=Building', 'application/geo+json')
    expect(features.body).toMatchObject({ type: 'FeatureCollection', '@context': expect.anything() })
    expect(features.body.features[0]).toMatchObject({
      type: 'Feature',
      geometry: { type: 'Point' },
      properties: { type: 'Building' },
    })
    const ld = await get(`/entities/${id(3)}?options=concise&pick=id,floors`, 'application/ld+json')
    expect(ld.body).toEqual({ id: id(3), floors: 1, '@context': expect.stringContaining('core-context') })
    const refused = await get(`/entities/${id(3)}`, 'image/png')
    expect([refused.status, errorOf(refused)]).toEqual([406, 'InvalidRequest'])
    expect(refused.headers.get('content-type')).toBe('application/json')
    expect(ld.headers.get('content-type')).toBe('application/ld+json')
    expect((await get(`/entities/${id(3)}`, '*/*')).headers.get('content-type')).toBe('application/json')
  })

  it('refuses a body of unknown length with a bare 411 (6.3.4)', async () => {
    const stream = new ReadableStream({
      start: (to) => {
        to.enqueue(new TextEncoder().encode('{"id":"urn:x:1","type":"X"}'))
        to.close()
      },
    })
    const init = {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    }
    const answer = await fetch(`${city.url}/ngsi-ld/v1/entities`, init as RequestInit)
    expect([answer.status, await answer.text()]).toEqual([411, ''])
  })

  it('keeps 401 and 403', async () => {
    expect((await fetch(`${city.url}/ngsi-ld/v1/entities?type=Building`)).status).toBe(401)
    const reader = await ngsiClient(city, 'district-officer', ['990103'])
    const answer = await reader('GET', '/entities?type=Building')
    expect([answer.status, answer.body]).toEqual([200, []])
    expect((await reader('DELETE', `/entities/${id(1)}`)).status).toBeOneOf([403, 404])
  })
})

describe('one graph', () => {
  it('shows the registers, and writes them through their form and history', async () => {
    const admin = await city.signedInAs('administrator')
    const geometry = { type: 'Point' as const, coordinates: places.oldTown }
    const body = { type: 'city-base.hydrant', reference: 'H-1', name: '消火栓一', geometry }
    await admin.call(createEntity, { body })
    const uri = 'urn:ngsi-ld:CityBaseHydrant:H-1'
    expect((await ngsi('GET', `/entities/${uri}?options=keyValues`)).body).toMatchObject({
      ...{ type: 'CityBaseHydrant', name: '消火栓一', reference: 'H-1', location: geometry },
    })
    expect(await find({ type: 'CityBaseHydrant', q: 'name=="消火栓一"' })).toBe('1')
    const patch = {
      name: { type: 'Property', value: '消火栓甲' },
      note: { type: 'Property', value: 'x', unitCode: 'C' },
    }
    expect((await ngsi('PATCH', `/entities/${uri}`, patch)).status).toBe(204)
    expect((await ngsi('GET', `/entities/${uri}`)).body).toMatchObject(patch)
    expect(await find({ type: 'CityBaseHydrant', q: 'note=="x"' })).toBe('1')
    const wrong = await ngsi('PATCH', `/entities/${uri}`, { install_date: { type: 'Property', value: 7 } })
    expect([wrong.status, errorOf(wrong)]).toEqual([400, 'BadRequestData'])
  })
})

describe('5.5.10 tenants', () => {
  it('come into being by a create and see only their own', async () => {
    const as = { 'NGSILD-Tenant': 'harbour' }
    const before = await ngsi('GET', '/entities?type=Building', undefined, as)
    expect([before.status, errorOf(before), before.headers.get('NGSILD-Tenant')]).toEqual([
      404,
      'NonexistentTenant',
      'harbour',
    ])
    expect((await ngsi('POST', '/entities', { id: id(1), type: 'Building' }, as)).status).toBe(201)
    const after = await ngsi('GET', '/entities?type=Building', undefined, as)
    expect(after.body).toEqual([{ id: id(1), type: 'Building' }])
    expect(await find({})).toBe('123')
  })
})
