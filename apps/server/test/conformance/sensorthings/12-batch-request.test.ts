import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aStream, aThing, type Sta, startSta } from './client.ts'

let sta: Sta
beforeAll(async () => {
  sta = await startSta()
})
afterAll(() => sta.city.stop())

const multipart = (parts: string[], boundary: string) =>
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--`
const single = (id: string, line: string, body?: object) =>
  `Content-Type: application/http\r\nContent-ID: ${id}\r\n\r\n${line} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\r\n${body ? JSON.stringify(body) : ''}`
const changeSet = (parts: string[]) =>
  `Content-Type: multipart/mixed; boundary=inner\r\n\r\n${multipart(parts, 'inner')}`
const count = async (name: string) => (await sta.get(`Things?$filter=name eq '${name}'`)).body.value.length

describe('12 batch requests', () => {
  it('runs a change set with references to what it made', async () => {
    const stream = aStream('批内流', { Thing: { '@iot.id': '$1' } })
    const body = multipart(
      [
        changeSet([
          single('1', 'POST /v1.1/Things', aThing('批一', { Datastreams: [] })),
          single('2', 'POST /v1.1/Datastreams', stream),
          single('3', 'PATCH $1', { description: '改过' }),
        ]),
        single('4', "GET Things?$filter=name%20eq%20'%E6%89%B9%E4%B8%80'&$expand=Datastreams"),
        single('5', 'GET /v1.1/Things(5)'),
      ],
      'outer',
    )
    const { status, body: answer } = await sta.send('POST', '$batch', body, 'multipart/mixed; boundary=outer')
    expect(status).toBe(200)
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 201',
      'HTTP/1.1 201',
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 404',
    ])
    expect(answer).toContain('批内流')
    expect(await count('批一')).toBe(1)
  })

  it('undoes a change set when one of it fails', async () => {
    const body = multipart(
      [
        changeSet([
          single('1', 'POST Things', aThing('批二')),
          single('2', 'POST Things', { name: '缺说明' }),
        ]),
      ],
      'outer',
    )
    const { body: answer } = await sta.send('POST', '$batch', body, 'multipart/mixed;boundary=outer')
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
    expect(await count('批二')).toBe(0)
  })

  it('reads and answers the JSON form', async () => {
    const { body } = await sta.send('POST', '$batch', {
      requests: [
        {
          id: 'a',
          atomicityGroup: 'g',
          method: 'post',
          url: 'Things',
          body: aThing('批三', { Datastreams: [] }),
        },
        { id: 'b', atomicityGroup: 'g', method: 'post', url: '$a/Datastreams', body: aStream('批三流') },
        { id: 'c', method: 'get', url: "Things?$filter=name eq '批三'&$count=true" },
        { id: 'd', method: 'delete', url: 'Datastreams(99999999)' },
      ],
    })
    expect(body.responses.map((one: { id: string; status: number }) => [one.id, one.status])).toEqual([
      ['a', 201],
      ['b', 201],
      ['c', 200],
      ['d', 404],
    ])
    expect(body.responses[2].body['@iot.count']).toBe(1)
    expect((await sta.send('POST', '$batch', { nothing: 1 })).status).toBe(400)
  })
})

describe('11 data arrays', () => {
  it('creates each Observation for itself', async () => {
    const thing = await sta.make('Things', aThing('数组'))
    const id = (await sta.get(`${thing}/Datastreams`)).body.value[0]['@iot.id']
    const { status, body } = await sta.send('POST', 'CreateObservations', [
      {
        Datastream: { '@iot.id': id },
        components: ['phenomenonTime', 'result', 'resultQuality'],
        'dataArray@iot.count': 3,
        dataArray: [
          ['2026-01-01T00:00:00Z', 1, 'good'],
          ['no time', 2, 'bad'],
          ['2026-01-01T00:02:00Z', 'three', null],
        ],
      },
    ])
    expect(status).toBe(201)
    expect(body[1]).toBe('error')
    expect((await sta.get(body[0])).body).toMatchObject({ result: 1, resultQuality: 'good' })
    expect((await sta.get(body[2])).body.result).toBe('three')
    expect((await sta.send('POST', 'CreateObservations', { not: 'an array' })).status).toBe(400)
  })
})

describe('8.3 MultiDatastream', () => {
  it('has results as many as its types, and its ObservedProperties in order', async () => {
    const thing = await sta.make('Things', aThing('多值', { Datastreams: [] }))
    const { unitOfMeasurement, observationType, ObservedProperty, ...rest } = aStream('风')
    const multi = await sta.make(`${thing}/MultiDatastreams`, {
      ...rest,
      multiObservationDataTypes: [observationType, observationType],
      unitOfMeasurements: [unitOfMeasurement, { name: 'deg', symbol: '°', definition: 'ucum:deg' }],
      ObservedProperties: [
        { ...ObservedProperty, name: '风速' },
        { ...ObservedProperty, name: '风向' },
      ],
    })
    const names = (await sta.get(`${multi}/ObservedProperties`)).body.value.map(
      (one: { name: string }) => one.name,
    )
    expect(names).toEqual(['风速', '风向'])
    const made = await sta.make(`${multi}/Observations`, {
      result: [3.4, 270],
      phenomenonTime: '2026-01-01T00:00:00Z',
    })
    expect((await sta.get(`${made}?$expand=MultiDatastream`)).body).toMatchObject({
      result: [3.4, 270],
      MultiDatastream: { name: '风' },
    })
    expect((await sta.send('POST', `${multi}/Observations`, { result: [1] })).status).toBe(400)
    expect((await sta.send('PATCH', multi, { unitOfMeasurements: [] })).status).toBe(400)
    const array = (await sta.get(`${multi}/Observations?$resultFormat=dataArray&$select=result`)).body
      .value[0]
    expect(array).toMatchObject({
      dataArray: [[[3.4, 270]]],
      'MultiDatastream@iot.navigationLink': `${sta.root}/${multi}`,
    })
    expect(
      (await sta.get(`${thing}?$expand=MultiDatastreams/ObservedProperties`)).body.MultiDatastreams[0]
        .ObservedProperties,
    ).toHaveLength(2)
    expect((await sta.send('DELETE', multi)).status).toBe(200)
    expect((await sta.get(made)).status).toBe(404)
  })
})
