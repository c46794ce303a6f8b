import { createEntity, mergeEntities } from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'
import { type Receiver, startReceiver } from './receiver.ts'

let city: TestPlatform
let ngsi: NgsiClient
let receiver: Receiver
beforeAll(async () => {
  city = await startTestPlatform()
  ngsi = await ngsiClient(city)
  receiver = await startReceiver()
})
afterAll(async () => {
  await city.stop()
  await receiver.stop()
})

describe('5.7.1, 5.7.2 entities that were merged', () => {
  const uri = (reference: string) => `urn:ngsi-ld:CityBaseHydrant:${reference}`
  const watcher = {
    id: 'urn:ngsi-ld:Watch:1',
    type: 'Watch',
    of: { type: 'Relationship', object: uri('M2') },
  }
  let type: string
  beforeAll(async () => {
    const admin = await city.signedInAs('administrator')
    const make = (reference: string, name: string) =>
      admin.call(createEntity, {
        body: {
          ...{ type: 'city-base.hydrant', reference, name },
          geometry: { type: 'Point', coordinates: places.oldTown },
        },
      })
    const [into, merged] = [await make('M1', '并入者'), await make('M2', '被并入者')]
    type = 'CityBaseHydrant'
    expect((await ngsi('POST', '/entities', watcher)).status).toBe(201)
    await admin.call(mergeEntities, {
      params: { id: into.id },
      body: { mergedId: merged.id, reason: '同一消火栓' },
    })
  })

  it('lead to what they were merged into', async () => {
    const { status, body } = await ngsi('GET', `/entities/${uri('M2')}`)
    expect([status, body.id, body.name.value]).toEqual([200, uri('M1'), '并入者'])
    const joined = await ngsi('GET', `/entities/${watcher.id}?join=inline`)
    expect(joined.body.of.entity.id).toBe(uri('M1'))
    const filtered = await ngsi('GET', '/entities?type=Watch&q=of{name}==%22并入者%22')
    expect(filtered.body.length).toBe(1)
  })

  it('are in no list, no count and on no map', async () => {
    const found = await ngsi('GET', `/entities?type=${type}&count=true`)
    expect(found.body.map((one: { id: string }) => one.id)).toEqual([uri('M1')])
    expect(found.headers.get('NGSILD-Results-Count')).toBe('1')
    expect((await ngsi('GET', `/types/${type}`)).body.entityCount).toBe(1)
    const [lon, lat] = places.oldTown
    const box = [lon - 1, lat - 1, lon + 1, lat + 1] as const
    const shapes = await city.entities.readShapes(['city-base.hydrant'], box)
    expect(shapes.map((one) => one.reference)).toEqual(['M1'])
    expect((await city.entities.readShapesVersion(['city-base.hydrant'])).count).toBe(1)
  })

  it('are not written to', async () => {
    for (const method of ['PATCH', 'DELETE']) {
      const refused = await ngsi(
        method,
        `/entities/${uri('M2')}`,
        method === 'PATCH' ? { name: 'x' } : undefined,
      )
      expect([refused.status, errorOf(refused)]).toEqual([409, 'Conflict'])
    }
    expect((await ngsi('POST', '/entities', { id: uri('M2'), type })).status).toBe(409)
  })
})

describe('5.8.6 entities that were imported', () => {
  it('are told to subscribers, many in one notification', async () => {
    const subscription = {
      ...{ type: 'Subscription', entities: [{ type: 'CityBaseHydrant' }] },
      notificationTrigger: ['entityCreated'],
      notification: {
        endpoint: { uri: `${receiver.url}/import` },
        pick: ['id', 'name'],
        format: 'keyValues',
      },
    }
    expect((await ngsi('POST', '/subscriptions', subscription)).status).toBe(201)
    const input = (n: number) => ({
      ...{ type: 'city-base.hydrant', reference: `I${n}`, name: `导入${n}` },
      geometry: { type: 'Point' as const, coordinates: [...places.oldTown] },
    })
    const inputs = Array.from({ length: 150 }, (_, i) => input(i))
    const added = await city.kernel.db.transaction((tx) =>
      city.entities.importMany(tx, [...inputs, input(1)]),
    )
    expect(added).toBe(150)
    await city.settle()
    await expect
      .poll(() => receiver.received.flatMap((one) => one.body.data).length, { timeout: 20_000 })
      .toBe(150)
    expect(receiver.received.length).toBe(2)
    expect(receiver.received[0]?.body.data[0]).toEqual({
      id: 'urn:ngsi-ld:CityBaseHydrant:I0',
      name: '导入0',
    })
    const again = await city.kernel.db.transaction((tx) => city.entities.importMany(tx, inputs))
    expect(again).toBe(0)
  })
})
