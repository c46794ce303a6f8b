import {
  getFleetStatistics,
  getModel,
  getSeries,
  getThing,
  getThingTimeline,
  installPack,
  listEvents,
  listFleet,
  listModels,
  listPacks,
  listRules,
  publishModel,
  rebindThing,
  saveModelDraft,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aDevice, aModel, connect, publish } from './device-kit.ts'

let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

describe('PLT-011 device models', () => {
  it('stores one reading of a packet of 井盖-V1 that is sent twice, and shows 12.5 ° as the latest state', async () => {
    await publish(admin, 'manhole-v1', aModel())
    const cover = await aDevice(admin, 'manhole-v1', { reference: 'JG-321300-0001' })
    const device = await connect(city, cover.credential)
    const packet = JSON.stringify({ time: '2025-06-01T08:00:00+08:00', properties: { tilt: 12.5 } })
    for (let i = 0; i < 2; i++)
      await device.publishAsync('civitas/v1/things/JG-321300-0001/telemetry', packet, { qos: 1 })
    await device.endAsync()
    const series = await admin.call(getSeries, {
      params: { id: cover.datastream('tilt') },
      query: { from: '2025-05-31T00:00:00Z', to: '2025-06-02T00:00:00Z' },
    })
    expect(series.points).toMatchObject([{ value: 12.5, count: 1 }])
    const { datastreams } = await admin.call(getThing, { params: { id: cover.id } })
    expect(datastreams.find((one) => one.property === 'tilt')).toMatchObject({ value: 12.5, unitLabel: '°' })
    // SensorThings knows the datastream of a model made here too.
    const sta = await fetch(`${city.url}/sta/v1.1/Datastreams(${cover.datastream('tilt')})`, {
      headers: { authorization: `Bearer ${admin.options.token?.()}` },
    }).then((answer) => answer.json())
    expect(sta).toMatchObject({ unitOfMeasurement: { definition: 'ucum:deg' } })
  })

  it('keeps versions: a device follows its own until it is bound to another', async () => {
    const cover = await aDevice(admin, 'manhole-v1')
    const wider = aModel()
    const extra = {
      ...wider.properties[0],
      id: 'battery',
      unit: '%',
      max: 100,
    } as (typeof wider.properties)[0]
    await admin.call(saveModelDraft, {
      params: { id: 'manhole-v1' },
      body: { ...wider, properties: [...wider.properties, extra] },
    })
    const { versions } = await admin.call(getModel, { params: { id: 'manhole-v1' } })
    expect(versions.map((one) => [one.version, one.state])).toEqual([
      [2, 'draft'],
      [1, 'published'],
    ])
    await admin.call(publishModel, { params: { id: 'manhole-v1' } })
    await expect(admin.call(publishModel, { params: { id: 'manhole-v1' } })).rejects.toMatchObject({
      problem: { status: 409, code: 'no-draft' },
    })
    expect((await admin.call(getThing, { params: { id: cover.id } })).datastreams).toHaveLength(2)
    const bound = await admin.call(rebindThing, { params: { id: cover.id }, body: { version: 2 } })
    expect(bound.addedProperties).toEqual(['battery'])
    const device = await connect(city, cover.credential)
    const packet = JSON.stringify({ properties: { battery: 71 } })
    await device.publishAsync(`civitas/v1/things/${cover.id}/telemetry`, packet, { qos: 1 })
    await device.endAsync()
    const { datastreams } = await admin.call(getThing, { params: { id: cover.id } })
    expect(datastreams.find((one) => one.property === 'battery')?.value).toBe(71)
  })

  it('refuses a model with an unknown unit, naming the field, and one of a domain', async () => {
    const wrong = aModel()
    const properties = [{ ...wrong.properties[0], unit: 'parsec' } as (typeof wrong.properties)[0]]
    await expect(
      admin.call(saveModelDraft, { params: { id: 'odd' }, body: { ...wrong, properties } }),
    ).rejects.toMatchObject({ problem: { status: 400, errors: [{ path: '/body/properties/0/unit' }] } })
    await expect(
      admin.call(saveModelDraft, { params: { id: 'waterlogging.gauge' }, body: wrong }),
    ).rejects.toMatchObject({ problem: { code: 'model-read-only' } })
  })

  it('installs every shipped pack in one step, and devices of its models report', async () => {
    const packs = await admin.call(listPacks, {})
    expect(packs.map((one) => one.id)).toEqual(
      'covers dust hydrants lamps meters smoke vessels water-level'.split(' '),
    )
    for (const { id } of packs) await admin.call(installPack, { params: { id } })
    // A second time changes nothing.
    const again = await admin.call(installPack, { params: { id: 'dust' } })
    expect(again.rules.map((one) => one.title)).toEqual(['扬尘超标'])
    const { items: made } = await admin.call(listRules, { query: { thingType: 'dust-v1' } })
    expect(made).toMatchObject([{ enabled: true, declared: false, definition: { value: 'pm10' } }])
    const { versions } = await admin.call(getModel, { params: { id: 'dust-v1' } })
    expect(versions).toHaveLength(1)
    const { items } = await admin.call(listModels, { query: { source: 'pack', limit: 100 } })
    for (const model of items) {
      const thing = await aDevice(admin, model.id, { ownerId: organisations.drainage.id })
      const device = await connect(city, thing.credential)
      const [property] = model.definition.properties
      const packet = JSON.stringify({ properties: { [property?.id as string]: property?.min } })
      await device.publishAsync(`civitas/v1/things/${thing.id}/telemetry`, packet, { qos: 1 })
      await device.endAsync()
      const { datastreams } = await admin.call(getThing, { params: { id: thing.id } })
      expect(datastreams.find((one) => one.property === property?.id)?.value).toBe(property?.min)
    }
    const fleet = await admin.call(listFleet, { query: { owner: organisations.drainage.id } })
    expect(fleet.total).toBe(8)
    const statistics = await admin.call(getFleetStatistics, { query: { owner: organisations.drainage.id } })
    expect(statistics).toMatchObject({ things: 8, byOwner: [{ title: '云川市排水管理有限公司', things: 8 }] })
    expect(statistics.byModel).toHaveLength(8)
    expect(statistics.bySector.find((one) => one.key === 'pipelines')?.things).toBe(3)
    const timeline = await admin.call(getThingTimeline, {
      params: { id: fleet.items[0]?.id as string },
      query: {},
    })
    expect(timeline.entries.map((one) => one.kind)).toContain('registered')
  })

  it('watches by the rules of a pack from the moment it is installed', async () => {
    await admin.call(installPack, { params: { id: 'smoke' } })
    // Elsewhere than the devices above, for what stands in one place is one event.
    const position: [number, number] = [places.oldTown[0] + 0.01, places.oldTown[1]]
    const thing = await aDevice(admin, 'smoke-v1', { name: '烟感探测器', position })
    const device = await connect(city, thing.credential)
    const packet = JSON.stringify({ properties: { smoke: 60 } })
    await device.publishAsync(`civitas/v1/things/${thing.id}/telemetry`, packet, { qos: 1 })
    await device.endAsync()
    await expect
      .poll(async () => {
        await city.settle()
        const { items } = await admin.call(listEvents, { query: { search: '烟感探测器' } })
        return items.map((one) => [one.type, one.level])
      })
      .toEqual([['devices.reading-abnormal', 'red']])
  })
})
