import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'

let city: TestPlatform
let ngsi: NgsiClient
let library: Server
let libraryUrl: string
let asked = 0
beforeAll(async () => {
  city = await startTestPlatform()
  ngsi = await ngsiClient(city)
  library = createServer((request, response) => {
    asked++
    if (request.url !== '/context.jsonld') response.statusCode = 404
    response.end(
      JSON.stringify({ '@context': { ex: 'https://example.org/', Ship: 'ex:Ship', draught: 'ex:draught' } }),
    )
  })
  await new Promise<void>((done) => library.listen(0, '127.0.0.1', done))
  libraryUrl = `http://127.0.0.1:${(library.address() as AddressInfo).port}`
})
afterAll(async () => {
  library.close()
  await city.stop()
})
const ld = { 'content-type': 'application/ld+json' }
const ship = 'urn:ngsi-ld:Ship:1'

describe('5.13 and 6.3.5 @contexts', () => {
  it('are fetched once, and decide the names of answers', async () => {
    const url = `${libraryUrl}/context.jsonld`
    const body = { id: ship, type: 'Ship', draught: 5, '@context': [url] }
    expect((await ngsi('POST', '/entities', body, ld)).status).toBe(201)
    expect((await ngsi('GET', `/entities/${ship}?options=keyValues`)).body).toEqual({
      ...{ id: ship, type: 'https://example.org/Ship', 'https://example.org/draught': 5 },
    })
    const link = `<${url}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`
    const named = await ngsi('GET', `/entities?type=Ship&q=draught==5&options=keyValues`, undefined, { link })
    expect(named.body).toEqual([{ id: ship, type: 'Ship', draught: 5 }])
    expect(named.headers.get('link')).toContain(url)
    expect(asked).toBe(1)
    const cached = await ngsi('GET', '/jsonldContexts?kind=Cached&details=true')
    expect(cached.body).toMatchObject([{ URL: url, kind: 'Cached' }])
    expect((await ngsi('DELETE', `/jsonldContexts/${encodeURIComponent(url)}?reload=true`)).status).toBe(204)
    expect(asked).toBe(2)
  })

  it('that cannot be had are 503', async () => {
    const body = { id: 'urn:x:1', type: 'Ship', '@context': [`${libraryUrl}/missing`] }
    const answer = await ngsi('POST', '/entities', body, ld)
    expect([answer.status, errorOf(answer)]).toEqual([503, 'LdContextNotAvailable'])
    const batch = await ngsi('POST', '/entityOperations/create', [body], ld)
    expect(batch.body.errors[0].error.type).toMatch(/LdContextNotAvailable$/)
  })

  it('are hosted, served and deleted', async () => {
    const added = await ngsi('POST', '/jsonldContexts', {
      '@context': { Crane: 'https://example.org/Crane' },
    })
    expect(added.status).toBe(201)
    const local = (added.headers.get('location') as string).replace('/ngsi-ld/v1', '')
    expect((await ngsi('GET', local)).body).toEqual({ '@context': { Crane: 'https://example.org/Crane' } })
    expect((await ngsi('GET', `${local}?details=true`)).body.kind).toBe('Hosted')
    const body = { id: 'urn:x:2', type: 'Crane', '@context': `${city.url}/ngsi-ld/v1${local}` }
    expect((await ngsi('POST', '/entities', body, ld)).status).toBe(201)
    expect((await ngsi('GET', '/entities/urn:x:2')).body.type).toBe('https://example.org/Crane')
    expect((await ngsi('DELETE', local)).status).toBe(204)
    expect((await ngsi('GET', local)).status).toBe(404)
    expect((await ngsi('POST', '/jsonldContexts', {})).status).toBe(400)
    expect((await ngsi('GET', '/jsonldContexts/civitas')).body['@context'][0]).toMatchObject({
      CityBaseHydrant: 'https://uri.etsi.org/ngsi-ld/default-context/CityBaseHydrant',
    })
  })
})

describe('5.7.5–5.7.10 types and attributes', () => {
  it('are told with details', async () => {
    const name = 'https://example.org/'
    expect((await ngsi('GET', '/types')).body).toMatchObject({
      type: 'EntityTypeList',
      typeList: expect.arrayContaining([`${name}Ship`]),
    })
    expect((await ngsi('GET', '/types?details=true')).body).toContainEqual({
      ...{
        id: `${name}Ship`,
        type: 'EntityType',
        typeName: `${name}Ship`,
        attributeNames: [`${name}draught`],
      },
    })
    expect((await ngsi('GET', `/types/${encodeURIComponent(`${name}Ship`)}`)).body).toMatchObject({
      ...{
        entityCount: 1,
        attributeDetails: [{ attributeName: `${name}draught`, attributeTypes: ['Property'] }],
      },
    })
    expect((await ngsi('GET', '/types/Nothing')).status).toBe(404)
    expect((await ngsi('GET', '/attributes')).body.attributeList).toContain(`${name}draught`)
    expect((await ngsi('GET', `/attributes/${encodeURIComponent(`${name}draught`)}`)).body).toMatchObject({
      ...{ attributeCount: 1, typeNames: [`${name}Ship`] },
    })
    expect((await ngsi('GET', '/attributes/nothing')).status).toBe(404)
  })
})
