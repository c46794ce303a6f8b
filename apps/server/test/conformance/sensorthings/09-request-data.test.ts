import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aLocation, aThing, point, type Sta, startSta } from './client.ts'

let sta: Sta
let stream: string
beforeAll(async () => {
  sta = await startSta()
  for (const [i, name] of ['甲站', '乙站', 'Station C'].entries()) {
    const place = { ...aLocation(`位置${i}`, 118.905 + i * 0.01, 33.405), properties: { order: i } }
    await sta.make(
      'Things',
      aThing(name, { Locations: [place], properties: { order: i, inner: { deep: name } } }),
    )
  }
  const { body } = await sta.get(`Things?$filter=name eq 'Station C'&$expand=Datastreams`)
  stream = `Datastreams(${body.value[0].Datastreams[0]['@iot.id']})`
  for (let i = 0; i < 6; i++)
    await sta.make(`${stream}/Observations`, {
      result: i * 1.5,
      phenomenonTime: `2026-01-01T0${i}:15:30.250Z`,
      resultTime: `2026-01-01T0${i}:20:00Z`,
    })
  for (const [start, end] of [
    ['06:00', '06:59'],
    ['06:00', '07:00'],
    ['07:00', '08:00'],
    ['07:01', '07:59'],
  ])
    await sta.make(`${stream}/Observations`, {
      result: 'interval',
      phenomenonTime: `2026-01-02T${start}:00Z/2026-01-02T${end}:00Z`,
      validTime: `2026-01-02T${start}:00Z/2026-01-02T${end}:00Z`,
    })
})
afterAll(() => sta.city.stop())

const names = async (path: string) => {
  const { status, body } = await sta.get(path)
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
  return body.value.map((one: { name: string }) => one.name)
}
const count = async (filter: string, set = `${stream}/Observations`) => {
  const { status, body } = await sta.get(`${set}?$count=true&$top=1000&$filter=${encodeURIComponent(filter)}`)
  if (status !== 200) throw new Error(`${filter}: ${status} ${JSON.stringify(body)}`)
  expect(body.value).toHaveLength(body['@iot.count'])
  return body['@iot.count']
}

describe('9.2 resource paths', () => {
  it('lists the sets and what the service conforms to', async () => {
    const { body } = await sta.get('')
    expect(body.value.map((one: { name: string }) => one.name).sort()).toEqual(
      'Datastreams FeaturesOfInterest HistoricalLocations Locations MultiDatastreams Observations ObservedProperties Sensors Things'.split(
        ' ',
      ),
    )
    expect(body.serverSettings.conformance).toContain(
      'http://www.opengis.net/spec/iot_sensing/1.1/req/batch-request/batch-request',
    )
  })

  it('reads entities, links, properties, values and references', async () => {
    const { body: thing } = await sta.get(`Things?$filter=name eq 'Station C'`)
    const self = thing.value[0]['@iot.selfLink']
    expect((await sta.get(`${self}/name`)).body).toEqual({ name: 'Station C' })
    expect((await sta.get(`${self}/name/$value`)).body).toBe('Station C')
    expect((await sta.get(`${self}/properties/inner/deep`)).body).toEqual({ deep: 'Station C' })
    expect((await sta.get(`${self}/Datastreams/$ref`)).body.value).toEqual([
      { '@iot.selfLink': `${sta.root}/${stream}` },
    ])
    expect((await sta.get(`${stream}/Thing/Locations`)).body.value[0].name).toBe('位置2')
    expect((await sta.get(`${stream}/Thing/$ref`)).body).toEqual({ '@iot.selfLink': self })
    for (const link of Object.keys(thing.value[0]).filter((name) => name.endsWith('navigationLink')))
      expect((await sta.get(thing.value[0][link])).status).toBe(200)
    for (const wrong of [
      'Things(5)',
      "Things('x')/name",
      `${stream}/Nothing`,
      'Nothing',
      `${stream}/name/more`,
      'Datastreams(99999999)',
    ])
      expect([wrong, (await sta.get(wrong)).status]).toEqual([wrong, 404])
  })
})

describe('9.3 query options', () => {
  it('selects, orders, pages and counts', async () => {
    expect((await sta.get(`Things?$select=name&$filter=name eq 'Station C'`)).body.value).toEqual([
      { name: 'Station C' },
    ])
    expect(await names('Things?$orderby=properties/order desc')).toEqual(['Station C', '乙站', '甲站'])
    expect(await names('Datastreams?$orderby=Thing/properties/order desc&$top=1&$select=name')).toHaveLength(
      1,
    )
    const seen: string[] = []
    let next = `${sta.root}/Things?$top=2&$count=true&$orderby=name`
    while (next) {
      const { body } = await sta.get(next)
      expect(body['@iot.count']).toBe(3)
      seen.push(...body.value.map((one: { name: string }) => one.name))
      next = body['@iot.nextLink']
    }
    expect(seen).toEqual(['Station C', '乙站', '甲站'])
    expect((await sta.get('Things?$top=0&$count=true')).body).toEqual({ '@iot.count': 3, value: [] })
    for (const property of [
      'phenomenonTime',
      'result',
      'resultTime',
      'id',
      'validTime',
      'Datastream/name',
      'FeatureOfInterest/id',
    ])
      expect([property, (await sta.get(`Observations?$orderby=${property} desc`)).status]).toEqual([
        property,
        200,
      ])
  })

  it('expands along paths, with options of their own', async () => {
    const { body } = await sta.get(
      `Things?$orderby=name&$expand=Datastreams($select=name,id;$expand=Observations($top=2;$count=true;$orderby=result desc;$filter=result lt 5)),Locations/HistoricalLocations`,
    )
    const [station] = body.value
    expect(station.Datastreams[0].Observations.map((one: { result: number }) => one.result)).toEqual([4.5, 3])
    expect(station.Datastreams[0]['Observations@iot.count']).toBe(4)
    const next = await sta.get(station.Datastreams[0]['Observations@iot.nextLink'])
    expect(next.status).toBe(200)
    expect(station.Locations[0].HistoricalLocations).toHaveLength(1)
    const observation = (await sta.get(`Observations?$top=1&$expand=Datastream/Thing,FeatureOfInterest`)).body
      .value[0]
    expect(observation.Datastream.Thing.name).toBe('Station C')
    expect(observation.FeatureOfInterest.feature).toEqual(point(118.925, 33.405))
  })

  it('refuses options that are none', async () => {
    for (const wrong of [
      '$filter=name eq',
      '$filter=nothing eq 1',
      '$filter=name eq 5 5',
      "$filter=name eq 'x",
      '$filter=foo(name)',
      '$filter=name',
      '$top=-1',
      '$top=x',
      '$skip=-1',
      '$count=yes',
      '$select=nothing',
      '$orderby=nothing',
      '$orderby=name down',
      '$expand=Nothing',
      '$expand=Datastreams($top=x)',
      '$nonsense=1',
      '$resultFormat=dataArray',
      '$filter=year(name) eq 1',
      '$filter=substringof(name)',
      "$filter=st_within(location, geography'POINT(1')",
    ]) {
      const { status, body } = await sta.get(`Things?${wrong}`)
      expect([wrong, status, body.code]).toEqual([wrong, 400, 400])
    }
  })

  it('answers $resultFormat=dataArray', async () => {
    const { body } = await sta.get(
      `${stream}/Observations?$resultFormat=dataArray&$select=result,phenomenonTime&$top=2&$count=true`,
    )
    expect(body.value).toEqual([
      {
        'Datastream@iot.navigationLink': `${sta.root}/${stream}`,
        components: ['result', 'phenomenonTime'],
        'dataArray@iot.count': 2,
        dataArray: [
          [0, '2026-01-01T00:15:30.250Z'],
          [1.5, '2026-01-01T01:15:30.250Z'],
        ],
      },
    ])
    expect(body['@iot.count']).toBe(10)
  })
})

describe('9.3.3.5 filter operations and functions', () => {
  it('compares numbers and reckons', async () => {
    expect(await count('result eq 3')).toBe(1)
    expect(await count('result add 1 gt 4 and result lt 7.5')).toBe(2)
    expect(await count('not (result gt 3)')).toBe(3)
    expect(await count('result mul 2 eq 9 or result sub 1 eq 0.5')).toBe(2)
    expect(await count('result mod 3 eq 0')).toBe(3)
    expect(await count('result div 0 eq 1')).toBe(0)
    expect(await count('round(result) eq 2')).toBe(1)
    expect(await count('floor(result) eq 1 and ceiling(result) eq 2')).toBe(1)
    expect(await count('result ne 3')).toBe(5)
    expect(await count("result eq 'interval'")).toBe(4)
    expect(await count('validTime ne null')).toBe(4)
  })

  it('knows the functions of text', async () => {
    const filters = [
      "substringof('tation', name)",
      "startswith(name, 'Stat')",
      "endswith(name, ' C')",
      'length(name) eq 9',
      "indexof(name, 'tion') eq 3",
      "substring(name, 8) eq 'C'",
      "substring(name, 0, 3) eq 'Sta'",
      "tolower(name) eq 'station c'",
      "toupper(name) eq 'STATION C'",
      "trim(concat(' ', name)) eq 'Station C'",
      "name gt 'S' and name lt 'T'",
      "properties/inner/deep eq 'Station C'",
      'properties/order gt 1',
      "Datastreams/Thing/name eq 'Station C'",
      'Locations/properties/order eq 2',
      'Datastreams/Observations/result gt 7',
      `Datastreams/id eq ${/\d+/.exec(stream)?.[0]}`,
      "concat(concat(name, ', '), description) eq 'Station C, 试验用'",
      "Datastreams/Observations/FeatureOfInterest/name eq '位置2'",
      "name eq 'Station C' or Datastreams/Sensor/name eq 'nobody'",
    ]
    for (const filter of filters) expect([filter, await count(filter, 'Things')]).toEqual([filter, 1])
  })

  it('knows the functions of time', async () => {
    const base = 'phenomenonTime lt 2026-01-02T00:00:00Z and '
    for (const [filter, expected] of [
      ['year(resultTime) eq 2026', 6],
      ['month(resultTime) eq 1', 6],
      ['day(phenomenonTime) eq 1', 6],
      ['hour(phenomenonTime) eq 3', 1],
      ['minute(phenomenonTime) eq 15', 6],
      ['second(phenomenonTime) eq 30', 6],
      ['fractionalseconds(phenomenonTime) eq 0.25', 6],
      ['date(resultTime) eq 2026-01-01', 6],
      ['time(resultTime) lt 02:00:00', 2],
      ['totaloffsetminutes(resultTime) eq 0', 6],
      ['resultTime lt now()', 6],
      ['resultTime gt mindatetime()', 6],
      ['resultTime lt maxdatetime()', 6],
      ['phenomenonTime eq 2026-01-01T03:15:30.250Z', 1],
      ['phenomenonTime eq 2026-01-01T11:15:30.250+08:00', 1],
      ["phenomenonTime add duration'PT1H' gt 2026-01-01T06:00:00Z", 1],
      ['resultTime ge 2026-01-01T05:20:00Z', 1],
      ['during(phenomenonTime, 2026-01-01T01:00:00Z/2026-01-01T03:00:00Z)', 2],
      ['before(resultTime, 2026-01-01T01:20:00Z)', 1],
      ['after(resultTime, 2026-01-01T01:20:00Z)', 4],
    ] as const)
      expect([filter, await count(base + filter)]).toEqual([filter, expected])
  })

  it('compares intervals', async () => {
    const at = 'phenomenonTime ge 2026-01-02T00:00:00Z and '
    for (const [filter, expected] of [
      ['validTime lt 2026-01-02T07:00:00Z', 2],
      ['validTime gt 2026-01-02T07:00:00Z', 1],
      ['validTime ge 2026-01-02T07:00:00Z', 2],
      ['validTime le 2026-01-02T07:00:00Z/2026-01-02T08:00:00Z', 3],
      ['validTime eq 2026-01-02T06:00:00Z/2026-01-02T07:00:00Z', 1],
      ['overlaps(validTime, 2026-01-02T06:59:00Z/2026-01-02T07:00:30Z)', 2],
      ['meets(validTime, 2026-01-02T07:00:00Z/2026-01-02T08:00:00Z)', 1],
      ['starts(validTime, 2026-01-02T06:00:00Z)', 2],
      ['finishes(validTime, 2026-01-02T07:30:00Z/2026-01-02T08:00:00Z)', 1],
      ['during(validTime, 2026-01-02T07:00:00Z/2026-01-02T08:00:00Z)', 2],
    ] as const)
      expect([filter, await count(at + filter)]).toEqual([filter, expected])
  })

  it('knows the functions of place', async () => {
    const square = "geography'POLYGON((118.90 33.40,118.91 33.40,118.91 33.41,118.90 33.41,118.90 33.40))'"
    const line = "geography'LINESTRING(118.90 33.405,118.92 33.405)'"
    for (const [filter, expected] of [
      [`st_within(location, ${square})`, 1],
      [`geo.intersects(location, ${line})`, 2],
      [`st_intersects(location, ${line})`, 2],
      [`st_disjoint(location, ${square})`, 2],
      [`st_equals(location, geography'POINT(118.905 33.405)')`, 1],
      [`geo.distance(location, geography'POINT(118.905 33.405)') lt 0.0101`, 2],
      [`st_contains(${square}, location)`, 1],
      [`geo.length(location) eq 0`, 3],
      [`st_touches(location, geography'LINESTRING(118.905 33.405,118 33)')`, 1],
      [`st_relate(location, ${square}, 'T*F**F***')`, 1],
      [`st_crosses(location, ${line})`, 0],
      [`st_overlaps(location, ${square})`, 0],
      [`not st_within(location, ${square}) and properties/order eq 2`, 1],
    ] as const)
      expect([filter, await count(filter, 'Locations')]).toEqual([filter, expected])
    expect(await count(`st_within(Locations/location, ${square})`, 'Things')).toBe(1)
    expect(
      await count(`geo.distance(observedArea, geography'POINT(118.925 33.405)') eq 0`, 'Datastreams'),
    ).toBe(1)
  })

  it('answers a twisted filter with 400, never with a fault', async () => {
    const pieces = [
      'name',
      'eq',
      "'x'",
      '(',
      ')',
      'and',
      'not',
      '5',
      'properties/a',
      'id',
      'null',
      'length(',
      ',',
      'gt',
      'add',
      "geography'POINT(1 1)'",
      '2026-01-01T00:00:00Z',
      'Datastreams/Observations/result',
      'now()',
      "duration'P1D'",
      'geo.distance(',
      'true',
      '2026-01-01',
      '[0]',
      'date(',
    ]
    let seed = 7
    const random = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % n
    }
    for (let i = 0; i < 300; i++) {
      const filter = Array.from({ length: 1 + random(7) }, () => pieces[random(pieces.length)]).join(' ')
      const { status, body } = await sta.get(`Things?$filter=${encodeURIComponent(filter)}`)
      expect([filter, status < 500, body.detail]).toEqual([filter, true, body.detail])
    }
  })
})
