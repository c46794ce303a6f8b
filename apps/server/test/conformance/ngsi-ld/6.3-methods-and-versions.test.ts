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

describe('6.2 methods of resources', () => {
  it.each([
    ['PATCH', '/csourceRegistrations/'],
    ['DELETE', '/subscriptions/'],
    ['POST', '/entities/urn:x:1'],
    ['PATCH', '/temporal/entities/urn:x:1/attrs//urn:x:2'],
    ['GET', '/entityOperations/create'],
  ])('%s %s is not allowed', async (method, path) => {
    const refused = await ngsi(method, path, method === 'GET' || method === 'DELETE' ? undefined : {})
    expect([refused.status, refused.body]).toEqual([405, undefined])
  })
  it('tells which are', async () => {
    const refused = await ngsi('PATCH', '/csourceRegistrations/', {})
    expect(refused.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST'])
  })
  it.each(['PUT', 'PATCH'])('%s of all entities lacks an id', async (method) => {
    const refused = await ngsi(method, '/entities/', { a: 1 })
    expect([refused.status, errorOf(refused)]).toEqual([400, 'BadRequestData'])
  })
})

describe('4.3.6.8 earlier versions', () => {
  const id = 'urn:ngsi-ld:Old:1'
  beforeAll(async () => {
    await ngsi('POST', '/entities', {
      ...{ id, type: 'Old', plain: 1 },
      kind: { type: 'VocabProperty', vocab: 'big' },
      street: { type: 'LanguageProperty', languageMap: { fr: 'Place' } },
      parts: { type: 'ListRelationship', objectList: ['urn:x:1', 'urn:x:2'] },
    })
  })
  const read = (prefer: string, path = `/entities/${id}`) => ngsi('GET', path, undefined, { prefer })

  it('are told in the attributes they know', async () => {
    const { status, headers, body } = await read('ngsi-ld=1.5')
    expect([status, headers.get('preference-applied')]).toEqual([203, 'ngsi-ld=1.5'])
    expect(body).toEqual({
      ...{ id, type: 'Old', plain: { type: 'Property', value: 1 } },
      kind: { type: 'Property', value: 'big' },
      street: { type: 'LanguageProperty', languageMap: { fr: 'Place' } },
      parts: { type: 'Relationship', object: ['urn:x:1', 'urn:x:2'] },
    })
    expect((await read('ngsi-ld=1.3')).body.street).toEqual({ type: 'Property', value: { fr: 'Place' } })
  })
  it('leave alone what they know', async () => {
    const { status, headers, body } = await read('ngsi-ld=1.8')
    expect([status, headers.get('preference-applied'), body.kind.type]).toEqual([
      200,
      'ngsi-ld=1.8',
      'VocabProperty',
    ])
    const sub = {
      type: 'Subscription',
      entities: [{ type: 'Old' }],
      notification: { endpoint: { uri: 'http://127.0.0.1:1/x' } },
    }
    const path = (await ngsi('POST', '/subscriptions', sub)).headers
      .get('location')
      ?.replace('/ngsi-ld/v1', '')
    const kept = await read('ngsi-ld=1.0', path)
    expect([kept.status, kept.headers.get('preference-applied'), kept.body.entities]).toEqual([
      ...[200, 'ngsi-ld=1.0', [{ type: 'Old' }]],
    ])
  })
  it.each(['NGSI-LD=1.0', 'ngsi-ld="1.0"', 'ngsi-ld=1.0;q=0.1', 'respond-async, ngsi-ld=1.0'])(
    'are recognised in %s',
    async (prefer) => expect((await read(prefer)).headers.get('preference-applied')).toBe('ngsi-ld=1.0'),
  )
  it('are not applied when none is named', async () => {
    expect((await read('respond-async')).headers.get('preference-applied')).toBeNull()
  })
})

describe('annex B the core @context', () => {
  it('names members as the standard does', async () => {
    const core = encodeURIComponent('https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld')
    const { body } = await ngsi('GET', `/jsonldContexts/${core}`)
    expect(body['@context']).toMatchObject({
      ...{ value: 'ngsi-ld:hasValue', key: 'ngsi-ld:hasKey', joinLevel: 'ngsi-ld:hasJoinLevel' },
      ...{ containedBy: 'ngsi-ld:isContainedBy', entityMap: 'ngsi-ld:hasEntityMap', attrs: 'ngsi-ld:attrs' },
      objectType: { '@id': 'ngsi-ld:hasObjectType', '@type': '@vocab' },
      values: { '@id': 'ngsi-ld:hasValues', '@container': '@list' },
      dataset: { '@id': 'ngsi-ld:hasDataset', '@container': '@index' },
      json: { '@id': 'ngsi-ld:hasJSON', '@type': '@json' },
      createdAt: { '@id': 'ngsi-ld:createdAt', '@type': 'DateTime' },
      geometry: 'geojson:geometry',
      '@vocab': 'https://uri.etsi.org/ngsi-ld/default-context/',
    })
    expect(body['@context']).not.toHaveProperty('count')
  })
})
