import { getEntity } from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aLocation,
  aProperty,
  aSensor,
  aStream,
  aThing,
  idOf,
  point,
  type Sta,
  staOf,
  startSta,
} from './client.ts'

let sta: Sta
beforeAll(async () => {
  sta = await startSta()
})
afterAll(() => sta.city.stop())

describe('10.2 create an entity', () => {
  it('answers 201 with the address of what it made, also deep inside', async () => {
    const thing = await sta.make('Things', aThing('深层气象站'))
    const { body } = await sta.get(
      `${thing}?$expand=Locations,Datastreams($expand=Sensor,ObservedProperty),HistoricalLocations($expand=Locations)`,
    )
    expect(body).toMatchObject({ name: '深层气象站', properties: { owner: '水务局', height: 10 } })
    expect(body.Locations[0]).toMatchObject({ name: '岸边', location: point(118.905, 33.405) })
    expect(body.Datastreams[0]).toMatchObject({ name: '气温流', unitOfMeasurement: { symbol: '°C' } })
    expect(body.Datastreams[0].Sensor).toMatchObject({
      name: '温度计',
      metadata: 'https://example.org/pt100.pdf',
    })
    expect(body.HistoricalLocations).toHaveLength(1)
    expect(body.HistoricalLocations[0].Locations[0]['@iot.id']).toBe(body.Locations[0]['@iot.id'])
  })

  it('makes a Thing an Entity of the city, with the division of its place', async () => {
    const thing = await sta.make('Things', aThing('同一个图'))
    const admin = await sta.city.signedInAs('administrator')
    const { entity } = await admin.call(getEntity, { params: { id: String(idOf(thing)) } })
    expect(entity).toMatchObject({ type: 'sensing.thing', name: '同一个图', divisionCode: '990102001001001' })
    const elsewhere = await staOf(sta.city, 'administrator', ['990103'])
    expect((await elsewhere.get(thing)).status).toBe(404)
    expect((await elsewhere.get(`Things?$filter=name eq '同一个图'`)).body.value).toEqual([])
  })

  it('refuses what lacks a mandatory property or link, and keeps nothing of it', async () => {
    for (const [set, body] of [
      ['Things', { description: '没有名称' }],
      ['Things', aThing('半个', { Datastreams: [aStream('坏的', { Sensor: { name: '缺' } })] })],
      ['Locations', { name: 'x', description: 'x', encodingType: 'x' }],
      ['Datastreams', aStream('无物')],
      ['Datastreams', aStream('错物', { Thing: { '@iot.id': '0' } })],
      ['Sensors', { name: 'x' }],
      ['Observations', { result: 1 }],
      ['Things', { name: 5, description: 'x' }],
      ['Things', { name: 'x', description: 'x', nonsense: 1 }],
    ] as const) {
      const { status, body: answer } = await sta.send('POST', set, body)
      expect([set, status]).toEqual([set, 400])
      expect(answer).toMatchObject({ code: 400, message: expect.any(String) })
    }
    expect((await sta.get(`Things?$filter=name eq '半个'`)).body.value).toEqual([])
    expect((await sta.send('POST', 'Things', '{"name": ')).status).toBe(400)
    expect((await sta.send('POST', 'Nothing', {})).status).toBe(404)
  })

  it('makes the feature of an Observation of the Thing’s Location, once', async () => {
    const thing = await sta.make('Things', aThing('生成要素'))
    const { body } = await sta.get(`${thing}/Datastreams`)
    const stream = `Datastreams(${body.value[0]['@iot.id']})`
    const one = await sta.make(`${stream}/Observations`, {
      result: 20,
      phenomenonTime: '2026-01-01T00:00:00Z',
    })
    const two = await sta.make('Observations', {
      result: 21,
      phenomenonTime: '2026-01-01T00:01:00Z',
      Datastream: { '@iot.id': body.value[0]['@iot.id'] },
    })
    const first = (await sta.get(`${one}/FeatureOfInterest`)).body
    expect(first).toMatchObject({ name: '岸边', feature: point(118.905, 33.405) })
    expect((await sta.get(`${two}/FeatureOfInterest`)).body['@iot.id']).toBe(first['@iot.id'])
    const read = (await sta.get(stream)).body
    expect(read.phenomenonTime).toBe('2026-01-01T00:00:00.000Z/2026-01-01T00:01:00.000Z')
    expect(read.observedArea).toEqual(point(118.905, 33.405))
    const place = (await sta.get(`${thing}/Locations`)).body.value[0]['@iot.id']
    await sta.send('PATCH', `Locations('${place}')`, { location: point(118.955, 33.405) })
    const three = await sta.make(`${stream}/Observations`, {
      result: 22,
      phenomenonTime: '2026-01-01T00:02:00Z',
    })
    expect((await sta.get(`${three}/FeatureOfInterest`)).body['@iot.id']).not.toBe(first['@iot.id'])
    expect(
      (await sta.get(`FeaturesOfInterest('${first['@iot.id']}')/Observations?$count=true`)).body[
        '@iot.count'
      ],
    ).toBe(2)
  })

  it('stores the same Observation once and keeps another of the same time', async () => {
    const stream = await openStream('重复')
    const body = { result: 1, phenomenonTime: '2026-02-01T00:00:00Z' }
    const one = await sta.make(`${stream}/Observations`, body)
    expect(await sta.make(`${stream}/Observations`, body)).toBe(one)
    const other = await sta.make(`${stream}/Observations`, {
      ...body,
      phenomenonTime: '2026-02-01T00:00:00Z/2026-02-01T01:00:00Z',
    })
    expect(other).not.toBe(one)
    expect((await sta.get(other)).body).toMatchObject({
      '@iot.id': idOf(other),
      phenomenonTime: '2026-02-01T00:00:00.000Z/2026-02-01T01:00:00.000Z',
    })
    expect((await sta.get(`${stream}/Observations?$count=true`)).body['@iot.count']).toBe(2)
  })

  it('keeps results of every JSON type, and what else an Observation has', async () => {
    const stream = await openStream('各种结果')
    const results = [1, 1.5, 'text', true, false, null, [1, 'two'], { a: { b: 3 } }]
    for (const [i, result] of results.entries()) {
      const made = await sta.make(`${stream}/Observations`, {
        result,
        phenomenonTime: `2026-03-01T00:00:0${i}Z`,
        resultTime: '2026-03-01T01:00:00Z',
        validTime: '2026-03-01T00:00:00Z/2026-03-02T00:00:00Z',
        resultQuality: { flag: 'good' },
        parameters: { run: i },
      })
      expect((await sta.get(made)).body).toMatchObject({
        result,
        resultTime: '2026-03-01T01:00:00.000Z',
        validTime: '2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z',
        resultQuality: { flag: 'good' },
        parameters: { run: i },
      })
    }
    expect((await sta.get(`${stream}/Observations?$filter=result eq 'text'`)).body.value).toHaveLength(1)
    expect((await sta.get(`${stream}/Observations?$filter=result gt 1`)).body.value).toHaveLength(1)
    expect((await sta.get(`${stream}/Observations?$filter=result eq true`)).body.value).toHaveLength(1)
    expect((await sta.get(`${stream}/Observations?$filter=result/a/b eq 3`)).body.value).toHaveLength(1)
    expect((await sta.get(`${stream}/Observations?$filter=result[0] eq 1`)).body.value).toHaveLength(1)
  })
})

async function openStream(name: string): Promise<string> {
  const thing = await sta.make('Things', aThing(name))
  const { body } = await sta.get(`${thing}/Datastreams`)
  return `Datastreams(${body.value[0]['@iot.id']})`
}

describe('10.3 update an entity', () => {
  it('changes with PATCH what is given and with PUT everything', async () => {
    const thing = await sta.make('Things', aThing('改名前'))
    expect((await sta.send('PATCH', thing, { name: '改名后' })).status).toBe(200)
    expect((await sta.get(thing)).body).toMatchObject({
      name: '改名后',
      description: '试验用',
      properties: { height: 10 },
    })
    expect((await sta.send('PUT', thing, { name: '全换', description: '新' })).status).toBe(200)
    expect((await sta.get(thing)).body.properties).toBeUndefined()
    expect((await sta.send('PUT', thing, { name: '缺说明' })).status).toBe(400)
    expect(
      (await sta.send('PATCH', "Things('00000000-0000-7000-8000-000000000099')", { name: 'x' })).status,
    ).toBe(404)
    const stream = (await sta.get(`${thing}/Datastreams`)).body.value[0]['@iot.id']
    const unit = { name: 'K', symbol: 'K', definition: 'ucum:K' }
    await sta.send('PATCH', `Datastreams(${stream})`, { unitOfMeasurement: unit })
    expect((await sta.get(`Datastreams(${stream})/unitOfMeasurement`)).body).toEqual({
      unitOfMeasurement: unit,
    })
  })

  it('applies JSON Patch', async () => {
    const thing = await sta.make('Things', aThing('补丁'))
    const patch = [
      { op: 'test', path: '/properties/height', value: 10 },
      { op: 'replace', path: '/properties/height', value: 12 },
      { op: 'add', path: '/properties/tags/-', value: 'c' },
      { op: 'remove', path: '/properties/owner' },
      { op: 'copy', from: '/name', path: '/description' },
    ]
    expect((await sta.send('PATCH', thing, patch, 'application/json-patch+json')).status).toBe(200)
    expect((await sta.get(thing)).body).toMatchObject({
      description: '补丁',
      properties: { height: 12, tags: ['a', 'b', 'c'] },
    })
    const wrong = [{ op: 'replace', path: '/nothing/here', value: 1 }]
    expect((await sta.send('PATCH', thing, wrong, 'application/json-patch+json')).status).toBe(400)
  })

  it('remembers where a Thing was when its Location changes', async () => {
    const thing = await sta.make('Things', aThing('搬家'))
    const place = await sta.make('Locations', aLocation('对岸', 118.955, 33.405))
    await sta.send('PATCH', thing, { Locations: [{ '@iot.id': idOf(place) }] })
    expect((await sta.get(`${thing}/Locations`)).body.value).toMatchObject([{ name: '对岸' }])
    expect((await sta.get(`${thing}/HistoricalLocations?$count=true`)).body['@iot.count']).toBe(2)
    const history = await sta.make('HistoricalLocations', {
      time: '2020-01-01T00:00:00Z',
      Thing: { '@iot.id': idOf(thing) },
      Locations: [{ '@iot.id': idOf(place) }],
    })
    expect((await sta.get(history)).body.time).toBe('2020-01-01T00:00:00.000Z')
  })

  it('keeps the id of an Observation when its time or result changes', async () => {
    const stream = await openStream('改观测')
    const made = await sta.make(`${stream}/Observations`, {
      result: 1,
      phenomenonTime: '2026-04-01T00:00:00Z',
    })
    expect(
      (await sta.send('PATCH', made, { phenomenonTime: '2026-05-01T00:00:00Z', result: 'moved' })).status,
    ).toBe(200)
    expect((await sta.get(made)).body).toMatchObject({
      '@iot.id': idOf(made),
      phenomenonTime: '2026-05-01T00:00:00.000Z',
      result: 'moved',
    })
    expect((await sta.send('PATCH', made, { result: 7 })).status).toBe(200)
    expect((await sta.get(made)).body).toMatchObject({
      phenomenonTime: '2026-05-01T00:00:00.000Z',
      result: 7,
    })
    const again = await sta.make(`${stream}/Observations`, {
      result: 9,
      phenomenonTime: '2026-04-01T00:00:00Z',
    })
    expect(again).not.toBe(made)
    expect((await sta.send('DELETE', made)).status).toBe(200)
    expect((await sta.get(made)).status).toBe(404)
    expect((await sta.get(again)).body.result).toBe(9)
  })
})

describe('10.3.5 links by $ref', () => {
  it('links and unlinks', async () => {
    const thing = await sta.make('Things', aThing('引用'))
    const place = await sta.make('Locations', aLocation('第二处'))
    expect((await sta.send('POST', `${thing}/Locations/$ref`, { '@iot.id': idOf(place) })).status).toBe(201)
    expect((await sta.get(`${thing}/Locations/$ref`)).body.value).toHaveLength(2)
    expect((await sta.send('DELETE', `${thing}/${place}/$ref`)).status).toBe(200)
    expect((await sta.get(`${thing}/Locations`)).body.value).toHaveLength(1)
    const stream = (await sta.get(`${thing}/Datastreams`)).body.value[0]['@iot.id']
    const sensor = await sta.make('Sensors', aSensor('新温度计'))
    expect(
      (await sta.send('PUT', `Datastreams(${stream})/Sensor/$ref`, { '@iot.id': idOf(sensor) })).status,
    ).toBe(200)
    expect((await sta.get(`Datastreams(${stream})/Sensor`)).body.name).toBe('新温度计')
    expect((await sta.send('DELETE', `Datastreams(${stream})/Sensor/$ref`)).status).toBe(400)
  })
})

describe('10.4 delete an entity', () => {
  it('takes with it what cannot be without it', async () => {
    const thing = await sta.make('Things', aThing('要删的'))
    const id = (await sta.get(`${thing}/Datastreams`)).body.value[0]['@iot.id']
    const observation = await sta.make(`Datastreams(${id})/Observations`, { result: 1 })
    const { body: place } = await sta.get(`${thing}/Locations`)
    expect((await sta.send('DELETE', thing)).status).toBe(200)
    for (const gone of [thing, `Datastreams(${id})`, observation])
      expect((await sta.get(gone)).status).toBe(404)
    expect((await sta.get(`Locations('${place.value[0]['@iot.id']}')`)).status).toBe(200)
    const admin = await sta.city.signedInAs('administrator')
    await expect(admin.call(getEntity, { params: { id: String(idOf(thing)) } })).rejects.toThrow()
    expect((await sta.send('DELETE', thing)).status).toBe(404)
  })

  it('deletes the Datastreams of a Sensor and of an ObservedProperty, and the Observations of a feature', async () => {
    const thing = await sta.make(
      'Things',
      aThing('三条流', { Datastreams: [aStream('甲'), aStream('乙'), aStream('丙')] }),
    )
    const streams = (await sta.get(`${thing}/Datastreams?$orderby=name&$expand=Sensor,ObservedProperty`)).body
      .value
    await sta.send('DELETE', `Sensors('${streams[0].Sensor['@iot.id']}')`)
    await sta.send('DELETE', `ObservedProperties('${streams[1].ObservedProperty['@iot.id']}')`)
    expect((await sta.get(`${thing}/Datastreams`)).body.value).toHaveLength(1)
    const made = await sta.make(`Datastreams(${streams[2]['@iot.id']})/Observations`, { result: 1 })
    const feature = (await sta.get(`${made}/FeatureOfInterest`)).body['@iot.id']
    expect((await sta.send('DELETE', `FeaturesOfInterest('${feature}')`)).status).toBe(200)
    expect((await sta.get(made)).status).toBe(404)
  })

  it('leaves what the domains declare, and asks for the permission to write', async () => {
    const gauge = await sta.city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const refused = await sta.send('DELETE', `Things('${gauge.id}')`)
    expect(refused).toMatchObject({ status: 409, body: { code: 409 } })
    expect((await sta.send('PATCH', `Datastreams(${gauge.datastream('depth')})`, { name: 'x' })).status).toBe(
      409,
    )
    const duty = await staOf(sta.city, 'duty-officer')
    expect((await duty.send('POST', 'Things', aThing())).status).toBe(403)
    expect((await duty.send('POST', 'ObservedProperties', aProperty())).status).toBe(403)
  })
})
