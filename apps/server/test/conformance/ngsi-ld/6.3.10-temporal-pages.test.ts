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

const minute = (n: number) => `2026-01-01T01:${String(n).padStart(2, '0')}:00Z`
const read = (value: unknown, n: number) => ({ type: 'Property', value, observedAt: minute(n) })
const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => read(i, from + i))
const [early, late] = ['2019-01-01T01:01:00Z', '2027-01-01T01:01:00Z']

describe('6.3.10 pages of the past', () => {
  const id = 'urn:ngsi-ld:Truck:1'
  beforeAll(async () => {
    const body = { id, type: 'Truck', speed: many(1, 20), fuel: many(1, 20) }
    expect((await ngsi('POST', '/temporal/entities', body)).status).toBe(201)
  })

  it.each([
    ['', `${minute(1)}-${minute(20)}/*`],
    ['?lastN=20', `${minute(20)}-${minute(1)}/20`],
    [`?lastN=20&timerel=before&timeAt=${late}`, `${late}-${minute(1)}/20`],
    [`?lastN=20&timerel=between&timeAt=${early}&endTimeAt=${late}`, `${late}-${minute(1)}/20`],
    [`?lastN=20&timerel=after&timeAt=${early}`, `${minute(20)}-${minute(1)}/20`],
    [`?timerel=before&timeAt=${late}`, `${minute(1)}-${minute(20)}/*`],
    [`?timerel=between&timeAt=${early}&endTimeAt=${late}`, `${early}-${minute(20)}/*`],
    [`?timerel=after&timeAt=${early}&options=temporalValues`, `${early}-${minute(20)}/*`],
  ])('a full page is told as part: %s', async (query, range) => {
    const answer = await ngsi('GET', `/temporal/entities/${id}${query}`)
    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `date-time ${range}`])
  })

  it('what fits is told whole, however few were asked for', async () => {
    const answer = await ngsi('GET', `/temporal/entities/${id}?lastN=4`)
    expect([answer.status, answer.body.speed.length]).toEqual([200, 4])
  })

  it('ends where the first attribute fills the page, for all', async () => {
    const other = 'urn:ngsi-ld:Lorry:1'
    const body = { id: other, type: 'Lorry', speed: many(1, 25), fuel: many(31, 25) }
    await ngsi('POST', '/temporal/entities', body)
    const first = await ngsi('GET', `/temporal/entities/${other}?timerel=after&timeAt=${early}`)
    expect([first.status, first.body.speed.length, first.body.fuel]).toEqual([206, 20, []])
    const query = `type=Lorry&timerel=after&timeAt=${minute(20)}`
    const next = await ngsi('GET', `/temporal/entities?${query}&options=temporalValues`)
    expect([next.status, next.body[0].speed.values.length, next.body[0].fuel.values.length]).toEqual([
      206, 5, 20,
    ])
    expect(next.headers.get('content-range')).toBe(`date-time ${minute(20)}-${minute(50)}/*`)
  })
})

describe('5.7.4 queries reach what lives only in its past', () => {
  const ids = [1, 2, 3].map((n) => `urn:ngsi-ld:Ghost:${n}`)
  beforeAll(async () => {
    const place = (lon: number) => [
      { type: 'GeoProperty', value: { type: 'Point', coordinates: [lon, 41] }, observedAt: minute(1) },
    ]
    for (const [i, id] of ids.entries()) {
      const scope = i === 0 ? '/a/b' : '/c'
      const body = {
        id,
        type: 'Ghost',
        scope,
        speed: [read(i * 10, 1), read(i * 100, 5)],
        location: place(i),
      }
      await ngsi('POST', '/temporal/entities', body)
    }
  })
  const find = async (query: string) => {
    const { body, headers } = await ngsi(
      'GET',
      `/temporal/entities?type=Ghost&timerel=after&timeAt=${early}&${query}`,
    )
    expect(Array.isArray(body)).toBe(true)
    return { ids: body.map((one: { id: string }) => one.id), headers }
  }

  it('by filter, place, scope and order', async () => {
    expect((await find('q=speed>90')).ids).toEqual(ids.slice(1))
    expect((await find(`q=speed==200&endTimeAt=`)).ids).toEqual([ids[2]])
    const near = 'georel=near;maxDistance==1000&geometry=Point&coordinates=[1,41]'
    expect((await find(near)).ids).toEqual([ids[1]])
    expect((await find('scopeQ=/a/%23')).ids).toEqual([ids[0]])
    expect((await find('orderBy=id;desc')).ids).toEqual([...ids].reverse())
  })

  it('page by page, with a count', async () => {
    const second = await find('limit=1&offset=1&count=true')
    expect([second.ids, second.headers.get('NGSILD-Results-Count')]).toEqual([[ids[1]], '3'])
    expect(second.headers.get('link')).toContain('rel="next"')
    expect((await find('limit=2&offset=2')).ids).toEqual([ids[2]])
  })
})

describe('4.5.6–4.5.9 temporal representations', () => {
  const id = 'urn:ngsi-ld:Shape:1'
  const fr = 'urn:ngsi-ld:Dataset:fr'
  beforeAll(async () => {
    await ngsi('POST', '/temporal/entities', {
      ...{ id, type: 'Shape', scope: ['/x'], speed: [read(1, 1), { ...read(2, 2), datasetId: fr }] },
      street: [{ type: 'LanguageProperty', languageMap: { fr: 'Place' }, observedAt: minute(1) }],
      data: [{ type: 'JsonProperty', json: { a: 1 }, observedAt: minute(1) }],
      kind: [{ type: 'VocabProperty', vocab: 'big', observedAt: minute(1) }],
      parked: [{ type: 'Relationship', object: 'urn:x:1', observedAt: minute(1) }],
    })
  })
  const tell = (query = '') => ngsi('GET', `/temporal/entities/${id}${query}`)

  it('wrap values that are no plain ones', async () => {
    const { body } = await tell('?options=temporalValues')
    expect(body.street.languageMaps).toEqual([[{ languageMap: { fr: 'Place' } }, minute(1)]])
    expect(body.data.jsons).toEqual([[{ json: { a: 1 } }, minute(1)]])
    expect(body.kind.vocabs).toEqual([[{ vocab: 'big' }, minute(1)]])
    expect(body.parked.objects).toEqual([['urn:x:1', minute(1)]])
  })

  it('keep to datasets and projections, and refuse contradictions', async () => {
    expect((await tell(`?datasetId=${fr}`)).body).toMatchObject({ id, speed: [{ value: 2, datasetId: fr }] })
    expect((await tell(`?datasetId=${fr}`)).body.street).toBeUndefined()
    expect(Object.keys((await tell('?pick=id,speed')).body)).toEqual(['id', 'speed'])
    expect((await tell('?pick=unknown')).status).toBe(404)
    for (const query of ['?pick=speed&omit=speed', '?pick=speed&attrs=data', '?omit=speed&attrs=data'])
      expect(errorOf(await tell(query))).toBe('BadRequestData')
  })

  it('count periods from the time that was asked for, in whole seconds', async () => {
    const query = `?timerel=after&timeAt=${minute(0)}&options=aggregatedValues&aggrMethods=avg&aggrPeriodDuration=PT1H`
    const { body } = await tell(`${query}&attrs=speed&datasetId=@none`)
    expect(body.speed.avg).toEqual([[1, minute(0), '2026-01-01T02:00:00Z']])
  })

  it('tell what was deleted, also of an entity that does not live', async () => {
    const deleted = async (query = '') => (await tell(`?timeproperty=deletedAt${query}`)).body
    expect(await deleted()).toEqual({ id, type: 'Shape' })
    for (const name of ['speed', 'street', 'parked', 'scope'])
      expect((await ngsi('DELETE', `/entities/${id}/attrs/${name}`)).status).toBe(204)
    const time = expect.stringMatching(/^20/)
    expect(await deleted()).toMatchObject({
      speed: [{ type: 'Property', value: 'urn:ngsi-ld:null', deletedAt: time }],
      street: [{ type: 'LanguageProperty', languageMap: { '@none': 'urn:ngsi-ld:null' }, deletedAt: time }],
      parked: [{ type: 'Relationship', object: 'urn:ngsi-ld:null', deletedAt: time }],
      scope: [{ type: 'Property', value: [], deletedAt: time }],
    })
    expect(await deleted('&options=temporalValues')).toMatchObject({
      scope: { type: 'Property', values: [[[], time]] },
      street: { languageMaps: [[{ languageMap: { '@none': 'urn:ngsi-ld:null' } }, time]] },
    })
    expect((await tell()).body.speed.map((one: { value: unknown }) => one.value)).toEqual([1, 2])
    expect((await ngsi('DELETE', `/entities/${id}/attrs/none`)).status).toBe(404)
  })

  it('tell what was deleted of one that lives', async () => {
    const living = 'urn:ngsi-ld:Shape:2'
    await ngsi('POST', '/entities', { id: living, type: 'Shape', speed: read(1, 1), rest: read(1, 1) })
    expect((await ngsi('DELETE', `/entities/${living}/attrs/speed`)).status).toBe(204)
    const { body } = await ngsi('GET', `/temporal/entities/${living}?timeproperty=deletedAt`)
    expect(body).toMatchObject({ id: living, speed: [{ value: 'urn:ngsi-ld:null' }] })
    expect(body.rest).toBeUndefined()
  })
})
