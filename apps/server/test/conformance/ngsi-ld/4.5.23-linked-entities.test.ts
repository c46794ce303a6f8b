import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'

let city: TestPlatform
let ngsi: NgsiClient

const building = 'urn:ngsi-ld:Building:l1'
const paris = 'urn:ngsi-ld:City:l1'
const france = 'urn:ngsi-ld:Country:l1'
const property = (value: unknown) => ({ type: 'Property', value })
const link = (object: unknown) => ({ type: 'Relationship', object })

beforeAll(async () => {
  city = await startTestPlatform()
  ngsi = await ngsiClient(city)
  const entities = [
    { id: building, type: 'Building', name: property('Louvre'), locatedAt: link(paris) },
    { id: paris, type: 'City', name: property('Paris'), isIn: link(france), mayor: property('A') },
    { id: france, type: 'Country', name: property('France'), text: property('old') },
    { id: 'urn:ngsi-ld:Building:lost', type: 'Shed', locatedAt: link('urn:ngsi-ld:City:none') },
  ]
  expect((await ngsi('POST', '/entityOperations/create', entities)).status).toBe(201)
})
afterAll(() => city.stop())

const get = async (query: string, path = `/entities/${building}`) =>
  (await ngsi('GET', `${path}?${query}`)).body

describe('4.5.23 linked entities', () => {
  it('are told inside the relationship, as deep as asked', async () => {
    const one = await get('join=inline')
    expect(one.locatedAt).toMatchObject({
      type: 'Relationship',
      object: paris,
      entity: { id: paris, isIn: link(france) },
    })
    const two = await get('join=inline&joinLevel=2')
    expect(two.locatedAt.entity.isIn.entity).toEqual({
      ...{ id: france, type: 'Country', name: property('France'), text: property('old') },
    })
    expect(await get('join=inline&joinLevel=2&options=keyValues')).toMatchObject({
      locatedAt: { id: paris, isIn: { id: france, name: 'France' } },
    })
    expect((await get('join=inline&options=sysAttrs')).locatedAt.entity.createdAt).toBeTruthy()
    expect((await get(`join=inline&containedBy=${paris}`)).locatedAt).toEqual(link(paris))
  })

  it('are told beside the entity, after those that lead to them', async () => {
    const flat = await get('join=flat&joinLevel=2')
    expect(flat.map((one: { id: string }) => one.id)).toEqual([building, paris, france])
    expect(flat[0].locatedAt).toEqual(link(paris))
    const many = await get('type=Building,Shed&join=flat', '/entities')
    expect(many.map((one: { id: string }) => one.id)).toEqual([building, 'urn:ngsi-ld:Building:lost', paris])
  })

  it('that do not exist change nothing', async () => {
    const lost = { id: 'urn:ngsi-ld:Building:lost', type: 'Shed', locatedAt: link('urn:ngsi-ld:City:none') }
    for (const join of ['inline', 'flat'])
      expect(await get(`join=${join}`, `/entities/${lost.id}`)).toEqual(lost)
  })

  it('are asked for by POST, and as features', async () => {
    const query = { type: 'Query', entities: [{ type: 'Building' }], join: 'inline' }
    const posted = await ngsi('POST', '/entityOperations/query?options=keyValues', query)
    expect(posted.body[0].locatedAt).toMatchObject({ id: paris, name: 'Paris' })
    const geo = await ngsi('GET', `/entities/${building}?join=flat`, undefined, {
      accept: 'application/geo+json',
    })
    expect(geo.body).toMatchObject({ type: 'FeatureCollection', features: [{ id: building }, { id: paris }] })
  })

  it('need a known way and a positive level', async () => {
    for (const query of ['join=up', 'join=flat&joinLevel=0', 'join=flat&joinLevel=x']) {
      const refused = await ngsi('GET', `/entities/${building}?${query}`)
      expect([refused.status, errorOf(refused)]).toEqual([400, 'BadRequestData'])
    }
  })
})

describe('4.21 pick and omit', () => {
  it('keep and leave out members, of linked entities as well', async () => {
    expect(await get('pick=id,locatedAt{id,name}&join=inline&joinLevel=2')).toEqual({
      id: building,
      locatedAt: { ...link(paris), entity: { id: paris, name: property('Paris') } },
    })
    expect(await get('pick=id,locatedAt{id,isIn{id,text}}&join=flat&joinLevel=2')).toEqual([
      { id: building, locatedAt: link(paris) },
      { id: paris, isIn: link(france) },
      { id: france, text: property('old') },
    ])
    expect(await get('pick=id,name&join=flat')).toEqual({ id: building, name: property('Louvre') })
    const omitted = await get('omit=type,name,locatedAt{name,isIn{text}}&join=inline&joinLevel=2')
    expect(omitted).toEqual({
      id: building,
      locatedAt: {
        ...link(paris),
        entity: {
          ...{ id: paris, type: 'City', mayor: property('A') },
          isIn: { ...link(france), entity: { id: france, type: 'Country', name: property('France') } },
        },
      },
    })
  })

  it('leave out entities of which nothing is left', async () => {
    expect(await get('type=Building,Shed&pick=name', '/entities')).toEqual([{ name: property('Louvre') }])
    expect((await get('type=Building,Shed&pick=id', '/entities')).length).toBe(2)
    for (const query of ['pick=unknown', 'omit=id,type,name,locatedAt']) {
      const gone = await ngsi('GET', `/entities/${building}?${query}`)
      expect([gone.status, errorOf(gone)]).toEqual([404, 'ResourceNotFound'])
    }
  })

  it.each([
    ...[
      'pick=name&omit=name',
      'pick=name&attrs=a',
      'omit=name&attrs=a',
      'pick=id;name',
      'pick=id,locatedAt{name',
    ],
    ...['pick=id,locatedAt{{name}', 'pick=id,,name', 'pick=id,locatedAt{,name}', 'pick=id,locatedAt{}'],
    ...['pick=locatedAt{name}', 'pick=locatedAt{isIn{name}}&join=inline&joinLevel=1'],
  ])('refuse %s', async (query) => {
    for (const path of [`/entities/${building}?`, '/entities?type=Building&']) {
      const refused = await ngsi('GET', path + query)
      expect([refused.status, errorOf(refused)]).toEqual([400, 'BadRequestData'])
    }
  })

  it('do not hide a wrong option', async () => {
    for (const query of ['options=wrong', 'format=wrong', 'format=keyValues&options=wrong']) {
      const refused = await ngsi('GET', `/entities/${building}?${query}`)
      expect([refused.status, errorOf(refused)]).toEqual([400, 'InvalidRequest'])
    }
  })
})

describe('4.5.5 datasetId', () => {
  const id = 'urn:ngsi-ld:Tower:d1'
  const fr = 'urn:ngsi-ld:Dataset:fr'
  it('keeps the instances of some datasets', async () => {
    const name = [property('Eiffel Tower'), { ...property('Tour Eiffel'), datasetId: fr }]
    await ngsi('POST', '/entities', { id, type: 'Tower', name, height: property(300) })
    const tell = async (query: string) => get(query, `/entities/${id}`)
    expect(await tell(`datasetId=${fr}`)).toEqual({ id, type: 'Tower', name: name[1] })
    expect(await tell('datasetId=@none')).toEqual({ id, type: 'Tower', name: name[0], height: property(300) })
    expect(await tell(`datasetId=${fr},@none`)).toMatchObject({ name, height: property(300) })
    expect(await get('type=Tower&attrs=name&datasetId=urn:x:none', '/entities')).toEqual([
      { id, type: 'Tower' },
    ])
  })
})

describe('4.23 orderBy', () => {
  const id = (n: number) => `urn:ngsi-ld:Ordered:${n}`
  beforeAll(async () => {
    const one = (n: number, more: object) => ({
      id: id(n),
      type: 'Ordered',
      name: { ...property('ABC'[n - 1]), ...more },
    })
    for (const n of [2, 1, 3])
      await ngsi('POST', '/entities', one(n, { sub: property(n), observedAt: `2026-01-0${n}T00:00:00Z` }))
    await ngsi('POST', '/entities', { id: id(4), type: 'Ordered', address: property({ city: 'Z' }) })
  })
  it.each([
    ['name', [1, 2, 3, 4]],
    ['id', [1, 2, 3, 4]],
    ['createdAt', [2, 1, 3, 4]],
    ['name.createdAt', [2, 1, 3, 4]],
    ['name.sub', [1, 2, 3, 4]],
    ['name.observedAt;desc', [3, 2, 1, 4]],
    ['name;desc', [3, 2, 1, 4]],
    ['type;asc,name.sub;desc,name;asc', [3, 2, 1, 4]],
    ['address[city],id;desc', [4, 3, 2, 1]],
  ])('sorts by %s', async (orderBy, expected) => {
    const found = await get(`type=Ordered&orderBy=${orderBy}&pick=id`, '/entities')
    expect(found.map((one: { id: string }) => one.id)).toEqual(expected.map(id))
  })
  it('pages in that order, by POST as well, and refuses a wrong direction', async () => {
    const second = await get('type=Ordered&orderBy=name;desc&limit=1&offset=1&pick=id', '/entities')
    expect(second).toEqual([{ id: id(2) }])
    const query = {
      type: 'Query',
      entities: [{ type: 'Ordered' }],
      ordering: { orderBy: ['name;desc'] },
      pick: ['id'],
    }
    const posted = await ngsi('POST', '/entityOperations/query?limit=2', query)
    expect(posted.body).toEqual([{ id: id(3) }, { id: id(2) }])
    expect((await ngsi('GET', '/entities?type=Ordered&orderBy=name;up')).status).toBe(400)
  })
})
