import {
  changeEntity,
  createEntity,
  getEntity,
  listEntities,
  listEntityTypes,
  listEntityVersions,
  listRelationships,
  locatePoint,
  relateEntities,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

let made = 0
const point = (coordinates: [number, number]) => ({ type: 'Point' as const, coordinates })
const register = (more: object = {}, by = admin) =>
  by.call(createEntity, {
    body: {
      type: 'city-base.hydrant',
      reference: `H-${++made}`,
      name: `青石桥消火栓${made}`,
      geometry: point(places.oldTown),
      ...more,
    },
  })
const refusal = (status: number, code?: string) => ({ problem: { status, ...(code ? { code } : {}) } })

describe('a register', () => {
  it('finds the grid of a place, keeps the history, and refuses a change over another one', async () => {
    const entity = await register()
    expect(entity).toMatchObject({ divisionCode: '990102001001001', version: 1 })
    const changed = await admin.call(changeEntity, {
      params: { id: entity.id },
      body: { version: 1, name: '望云消火栓' },
    })
    expect(changed).toMatchObject({ name: '望云消火栓', version: 2 })
    await expect(
      admin.call(changeEntity, { params: { id: entity.id }, body: { version: 1, name: '后来者' } }),
    ).rejects.toMatchObject(refusal(409, 'changed-meanwhile'))
    const { items } = await admin.call(listEntityVersions, { params: { id: entity.id } })
    expect(items.map((one) => one.act)).toEqual(['changed', 'created'])
    expect(items[0]).toMatchObject({ before: { name: entity.name }, after: { name: '望云消火栓' } })
  })

  it('refuses what the type does not allow, naming the field', async () => {
    const path = async (more: object) =>
      register(more).catch((error) => error.problem.errors?.[0]?.path ?? error.problem.code)
    expect(await path({ type: 'city-base.castle' })).toBe('/body/type')
    expect(
      await path({ geometry: { type: 'LineString', coordinates: [places.oldTown, places.riverside] } }),
    ).toBe('/body/geometry')
    expect(await path({ geometry: point([33.4, 118.9]) })).toBe('/body/geometry')
    expect(await path({ attributes: { install_date: 7 } })).toMatch(/^\/body\/attributes/)
    const entity = await register()
    expect(await path({ reference: entity.reference })).toBe('reference-taken')
  })

  it('is searched in Chinese, by box and by nearness, within one’s divisions only', async () => {
    const here = await register({ name: '云河路独有消火栓' })
    await register({ name: '云河路对岸消火栓', geometry: point(places.riverside) })
    const find = async (query: object, by = admin) =>
      (await by.call(listEntities, { query })).items.map((one) => one.name)
    expect(await find({ search: '独有' })).toEqual(['云河路独有消火栓'])
    expect(await find({ search: here.reference })).toContain(here.name)
    expect(await find({ search: '云河路', bbox: '118.9,33.4,118.925,33.42' })).toEqual(['云河路独有消火栓'])
    expect(await find({ search: '云河路', near: `${places.riverside.join(',')},500` })).toEqual([
      '云河路对岸消火栓',
    ])
    const stranger = await city.signedInAs('district-officer', { divisions: ['990103'] })
    expect(await find({ search: '云河路' }, stranger)).toEqual(['云河路对岸消火栓'])
    await expect(stranger.call(getEntity, { params: { id: here.id } })).rejects.toMatchObject(refusal(404))
    expect((await stranger.call(listEntityTypes)).find((one) => one.id === 'city-base.hydrant')?.count).toBe(
      1,
    )
  })

  it('may not be written outside one’s divisions', async () => {
    const other = await city.signedInAs('administrator', { divisions: ['990103'] })
    await expect(register({}, other)).rejects.toMatchObject(refusal(403, 'outside-scope'))
    const { divisions } = await other.call(locatePoint, {
      query: { lon: places.oldTown[0], lat: places.oldTown[1] },
    })
    expect(divisions).toEqual([])
  })
})

describe('relationships', () => {
  it('are those the type declares, once, and seen from both ends', async () => {
    const types = await admin.call(listEntityTypes)
    const type = types.find((one) => one.relations.some((relation) => relation.to.startsWith('city-base.')))
    if (!type) throw new Error('no type declares a relation')
    const relation = type.relations.find((one) =>
      one.to.startsWith('city-base.'),
    ) as (typeof type.relations)[number]
    await expect(
      admin.call(relateEntities, {
        params: { id: (await register()).id },
        body: { name: 'no-such-relation', toId: (await register()).id },
      }),
    ).rejects.toMatchObject(refusal(400, 'invalid-input'))
    const target = types.find((one) => one.id === relation.to)
    const shape = (geometry: string | undefined) =>
      geometry === 'Point'
        ? point(places.oldTown)
        : geometry === 'LineString'
          ? { type: 'LineString', coordinates: [places.oldTown, places.oldTownNear] }
          : {
              type: 'Polygon',
              coordinates: [[places.oldTown, places.oldTownNear, [118.906, 33.405], places.oldTown]],
            }
    const from = await register({
      type: type.id,
      geometry: shape(type.geometry),
      attributes: { point_kind: 'underpass' },
    })
    const to = await register({ type: relation.to, geometry: shape(target?.geometry) })
    const body = { name: relation.id, toId: to.id }
    await admin.call(relateEntities, { params: { id: from.id }, body })
    await expect(admin.call(relateEntities, { params: { id: from.id }, body })).rejects.toMatchObject(
      refusal(409, 'already-related'),
    )
    expect(await admin.call(listRelationships, { params: { id: to.id } })).toMatchObject([
      { fromId: from.id, name: relation.id },
    ])
  })
})
