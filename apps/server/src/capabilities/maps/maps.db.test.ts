import {
  type CityEvent,
  createEntity,
  eventChanged,
  getBaseMap,
  getBaseTile,
  getLiveFeatures,
  getTile,
  listLayers,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { places, startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

let city: TestPlatform
let duty: Client
let now = Date.now()
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  duty = await city.signedInAs('duty-officer')
})
afterAll(() => city.stop())

/** The tile of zoom `z` that holds a place. */
function tileAt(z: number, [lon, lat]: readonly [number, number]) {
  const count = 2 ** z
  const x = Math.floor(((lon + 180) / 360) * count)
  const y = Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * count)
  return { z, x, y }
}

async function readTile(
  client: Client,
  tileSet: 'city' | 'live',
  z: number,
  place: readonly [number, number],
) {
  return decode(await client.call(getTile, { params: { tileSet, ...tileAt(z, place) } }))
}

function decode(bytes: Uint8Array) {
  const { layers } = new VectorTile(new PbfReader(bytes))
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, i) => layer.feature(i)),
    ]),
  )
}

describe('the layer catalogue', () => {
  it('lists what the domains declare, with the box of the city', async () => {
    const { layers, bounds } = await duty.call(listLayers)
    expect(bounds).toEqual([118.9, 33.4, expect.closeTo(119, 6), expect.closeTo(33.42, 6)])
    expect(layers.find((one) => one.id === 'city-base.buildings')).toMatchObject({
      tileSet: 'city',
      sourceLayer: 'building',
      minZoom: 13,
    })
    const stations = layers.find((one) => one.id === 'air.stations')
    expect(stations).toMatchObject({ tileSet: 'live', sourceLayer: 'air.station', valueProperty: 'aqi' })
    expect(stations?.stops.map((stop) => stop.value)).toEqual([0, 51, 101, 151, 201, 301])
  })

  it('is refused to those without the permission', async () => {
    await expect((await city.signedInAs('citizen')).call(listLayers)).rejects.toMatchObject({
      problem: { status: 403 },
    })
    await expect(city.anonymous().call(listLayers)).rejects.toMatchObject({ problem: { status: 401 } })
  })
})

describe('base tiles', () => {
  it('draw borders and registers by zoom, the same for every district', async () => {
    const admin = await city.signedInAs('administrator')
    const [lon, lat] = places.oldTown
    const geometry: GeoJSON.LineString = {
      type: 'LineString',
      coordinates: [
        [lon - 0.002, lat],
        [lon + 0.002, lat],
      ],
    }
    const road = { type: 'city-base.road', reference: 'DL1', name: '望云路', geometry }
    await admin.call(createEntity, {
      body: { ...road, attributes: { class: 'local', lanes: 2, width_m: 9 } },
    })
    const riverside = await city.signedInAs('district-officer', { divisions: ['990103'] })
    const deep = await readTile(riverside, 'city', 14, places.oldTown)
    expect(deep.road?.map((one) => one.properties)).toEqual([
      expect.objectContaining({ name: '望云路', class: 'local', lanes: 2, reference: 'DL1' }),
    ])
    const drawn = deep.road?.[0]?.toGeoJSON(...xyz(tileAt(14, places.oldTown))).geometry as GeoJSON.LineString
    const [start, end] = drawn.coordinates
    expect(start?.[0]).toBeCloseTo(lon - 0.002, 4)
    expect(end?.[1]).toBeCloseTo(lat, 4)
    expect(new Set(deep.division?.map((one) => one.properties.level))).toEqual(new Set([1, 2, 3, 4, 5]))
    const far = await readTile(duty, 'city', 8, places.oldTown)
    expect(far.road).toBeUndefined()
    expect(far['division-label']?.map((one) => one.properties.name)).toEqual(
      expect.arrayContaining(['云城区', '临江区']),
    )
  })

  it('show a new building within half a minute', async () => {
    const admin = await city.signedInAs('administrator')
    const [lon, lat] = places.riverside
    const ring = [
      [lon, lat],
      [lon + 0.0005, lat],
      [lon + 0.0005, lat + 0.0004],
      [lon, lat + 0.0004],
      [lon, lat],
    ]
    expect((await readTile(duty, 'city', 15, places.riverside)).building).toBeUndefined()
    await admin.call(createEntity, {
      body: {
        type: 'city-base.building',
        reference: 'JZ1',
        name: '临江大厦',
        geometry: { type: 'Polygon', coordinates: [ring] },
        attributes: { usage: 'office', floors: 18, height_m: 66.5 },
      },
    })
    now += 31_000
    await expect
      .poll(async () => (await readTile(duty, 'city', 15, places.riverside)).building?.[0]?.properties)
      .toMatchObject({ name: '临江大厦', height_m: 66.5, floors: 18, usage: 'office' })
  })

  it('are sent once to a browser that kept them', async () => {
    const { z, x, y } = tileAt(10, places.oldTown)
    const headers = { authorization: `Bearer ${duty.options.token?.()}`, 'accept-encoding': 'gzip' }
    const url = `${city.url}/api/maps/tiles/city/${z}/${x}/${y}`
    const first = await fetch(url, { headers })
    expect(first.headers.get('content-encoding')).toBe('gzip')
    expect(first.headers.get('cache-control')).toContain('private')
    const etag = first.headers.get('etag') as string
    const again = await fetch(url, { headers: { ...headers, 'if-none-match': etag } })
    expect(again.status).toBe(304)
    expect((await again.arrayBuffer()).byteLength).toBe(0)
  })

  it('are refused outside the pyramid and to strangers', async () => {
    const outside = { params: { tileSet: 'city' as const, z: 3, x: 8, y: 0 } }
    await expect(duty.call(getTile, outside)).rejects.toMatchObject({ problem: { status: 400 } })
    const inside = { params: { tileSet: 'city' as const, z: 3, x: 6, y: 3 } }
    await expect(city.anonymous().call(getTile, inside)).rejects.toMatchObject({ problem: { status: 401 } })
    await expect((await city.signedInAs('citizen')).call(getTile, inside)).rejects.toMatchObject({
      problem: { status: 403 },
    })
  })
})

describe('the public base map', () => {
  it('shows anybody streets and buildings, without parts, ids or what staff know of them', async () => {
    const anybody = city.anonymous()
    const read = async (z: number) => {
      const bytes = await anybody.call(getBaseTile, { params: tileAt(z, places.riverside) })
      return decode(bytes)
    }
    const shown = await read(15)
    const staff = await readTile(duty, 'city', 15, places.riverside)
    expect(staff.building?.[0]?.properties).toHaveProperty('id')
    expect(shown.building?.[0]?.properties).not.toHaveProperty('id')
    expect(shown.building?.[0]?.properties).not.toHaveProperty('usage')
    const ground = ['water', 'road', 'railway', 'park', 'building', 'place', 'division', 'division-label']
    expect(Object.keys(shown).filter((name) => !ground.includes(name))).toEqual([])
    expect((await anybody.call(getBaseMap)).bounds).toEqual((await duty.call(listLayers)).bounds)
  })
})

function xyz({ x, y, z }: { x: number; y: number; z: number }): [number, number, number] {
  return [x, y, z]
}

interface Live {
  features: Array<{ properties: Record<string, unknown>; geometry: { coordinates: number[] } }>
}

describe('live features', () => {
  it('carry latest values, state and the highest active level, within the scope', async () => {
    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const time = new Date(now).toISOString()
    const posted = await fetch(
      `${city.url}/sta/v1.1/Datastreams(${gauge.datastream('depth')})/Observations`,
      {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${gauge.credential.name}:${gauge.credential.key}`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ result: 31.5, phenomenonTime: time }),
      },
    )
    expect(posted.status).toBe(201)
    await publish(gauge.id, 'yellow', true)
    const red = await publish(gauge.id, 'red', true)
    const find = async (client: Client, query: object = {}) => {
      const answer = await client.call(getLiveFeatures, { query: { type: 'waterlogging.gauge', ...query } })
      return (answer as unknown as Live).features.find((one) => one.properties.id === gauge.id)
    }
    expect(await find(duty)).toMatchObject({
      geometry: { coordinates: places.oldTown },
      properties: { name: gauge.name, depth: 31.5, depth_time: time, depth_quality: 0, level: 'red' },
    })
    expect((await find(duty))?.properties).not.toHaveProperty('battery')
    expect(await find(duty, { bbox: '118.95,33.4,118.96,33.41' })).toBeUndefined()
    const riverside = await city.signedInAs('district-officer', { divisions: ['990103'] })
    expect(await find(riverside)).toBeUndefined()
    const layer = 'waterlogging.gauge'
    expect((await readTile(duty, 'live', 14, places.oldTown))[layer]?.[0]?.properties).toMatchObject({
      depth: 31.5,
      level: 'red',
    })
    expect(await readTile(riverside, 'live', 14, places.oldTown)).toEqual({})
    await publish(gauge.id, 'red', false, red)
    expect((await find(duty))?.properties.level).toBe('yellow')
  })

  it('refuse an unknown type, a wrong box and strangers', async () => {
    const ask = (client: Client, query: { type: string; bbox?: string }) =>
      client.call(getLiveFeatures, { query })
    await expect(ask(duty, { type: 'no.such' })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/query/type' }] },
    })
    await expect(ask(duty, { type: 'air.station', bbox: '1,2,3' })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/query/bbox' }] },
    })
    await expect(ask(await city.signedInAs('citizen'), { type: 'air.station' })).rejects.toMatchObject({
      problem: { status: 403 },
    })
  })
})

/** Tells the city of an event as `events` does. */
async function publish(
  entityId: string,
  level: 'yellow' | 'red',
  active: boolean,
  id = newId(),
): Promise<string> {
  const time = new Date(now).toISOString()
  const event: CityEvent = {
    ...{ id, reference: `SJ-${id}`, type: 'waterlogging.ponding', typeTitle: { zh: '积水', en: 'Ponding' } },
    ...{
      title: '积水',
      description: '',
      standardClass: null,
      address: null,
      handledBy: null,
      level,
      highestLevel: level,
      state: 'verified',
      active,
      source: 'rule',
    },
    ...{ entityId, entityName: null, divisionCode: null, divisionName: null, position: null, value: 31.5 },
    ...{ unit: 'cm', reports: 1, mergedIntoId: null, caseId: null },
    ...{ raisedTime: time, changedTime: time, closedTime: null },
  }
  await city.kernel.db.transaction((tx) =>
    city.kernel.messages.publish(tx, eventChanged, {
      act: active ? 'raised' : 'cleared',
      event,
      observationId: null,
    }),
  )
  await city.settle()
  return id
}
