import {
  checkIdentifier,
  createEntity,
  type Entity,
  entityMerged,
  entitySplit,
  getEntity,
  linkSource,
  listDuplicates,
  listEntities,
  listEntityMerges,
  listEntitySources,
  mergeEntities,
  resolveSource,
  splitEntity,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

const type = 'base-registers.person'
const [idA, idB] = ['11010519491231002X', '110105194912310038']
const division = '990102'
let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const link = (system: string, sourceId: string, more: object = {}, by = admin) =>
  by.call(linkSource, {
    body: { system, sourceId, type, name: '李强', divisionCode: division, ...more },
  })
const rootOf = async (system: string, sourceId: string, by = admin) =>
  (await by.call(resolveSource, { query: { system, type, sourceId } })).root.id
const pairs = async () =>
  (await admin.call(listDuplicates, { query: { type, limit: 500 } })).items.map((one) =>
    [one.firstId, one.secondId].sort().join(),
  )
const pairOf = (a: Entity, b: Entity) => [a.id, b.id].sort().join()
const phone = (number: string) => ({ attributes: { phone: number } })
const refusal = (status: number, code: string) => ({ problem: { status, code } })

describe('national numbers', () => {
  it('are refused when the check digit is wrong, naming the field', async () => {
    const create = (of: string, attributes: object) =>
      admin.call(createEntity, {
        body: {
          type: of,
          reference: `R-${JSON.stringify(attributes)}`,
          name: '某',
          divisionCode: division,
          attributes: { ...attributes },
        },
      })
    const firm = 'base-registers.legal-entity'
    expect((await create(firm, { uscc: '91350100M000100Y43' })).attributes).toMatchObject({
      uscc: '91350100M000100Y43',
    })
    await expect(create(firm, { uscc: '91350100M000100Y44' })).rejects.toMatchObject({
      problem: {
        status: 400,
        errors: [{ path: '/body/attributes/uscc', message: '统一社会信用代码校验码错误' }],
      },
    })
    expect(
      await admin.call(checkIdentifier, { body: { kind: 'uscc', value: '91350100M000100Y44' } }),
    ).toMatchObject({ valid: false, fault: '校验码错误' })
    await expect(
      link('police', 'bad', { strongKeys: { citizen_id: '110105194912310021' } }),
    ).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/strongKeys/citizen_id' }] },
    })
  })
})

describe('identity of entities (PLT-061)', () => {
  it('neither merges nor proposes records whose strong keys differ', async () => {
    const first = await link('police', 'A', { strongKeys: { citizen_id: idA }, ...phone('13900000001') })
    const second = await link('civil', 'B', { strongKeys: { citizen_id: idB }, ...phone('13900000001') })
    expect([first.outcome, second.outcome]).toEqual(['created', 'created'])
    expect(await pairs()).not.toContain(pairOf(first.root, second.root))
    await expect(
      admin.call(mergeEntities, {
        params: { id: first.root.id },
        body: { mergedId: second.root.id, reason: '同名同电话' },
      }),
    ).rejects.toMatchObject(refusal(409, 'strong-key-conflict'))
    await expect(
      link('hr', 'A-wrong', { entityId: first.root.id, strongKeys: { citizen_id: idB } }),
    ).rejects.toMatchObject(refusal(409, 'strong-key-conflict'))
    const third = await link('hr', 'A3', { strongKeys: { citizen_id: idA } })
    expect(third).toMatchObject({ outcome: 'matched', root: { id: first.root.id } })
  })

  it('merges by decision, and a split gives the source its root back', async () => {
    const one = await link('police', 'S1', phone('13900000002'))
    const two = await link('civil', 'S2', phone('13900000002'))
    expect(await pairs()).toContain(pairOf(one.root, two.root))
    const merge = (reason?: string) =>
      admin.call(mergeEntities, { params: { id: one.root.id }, body: { mergedId: two.root.id, reason } })
    await expect(merge()).rejects.toMatchObject(refusal(400, 'invalid-input'))
    expect(await merge('核对户籍')).toMatchObject({ rule: 'decided', movedIds: [two.root.id] })
    expect(await rootOf('civil', 'S2')).toBe(one.root.id)
    const sources = await admin.call(listEntitySources, { params: { id: one.root.id } })
    expect(sources.items.map((item) => item.sourceId)).toEqual(['S2', 'S1'])
    const listed = (await admin.call(listEntities, { query: { type, limit: 500 } })).items.map(
      (item) => item.id,
    )
    expect(listed).toContain(one.root.id)
    expect(listed).not.toContain(two.root.id)
    expect((await admin.call(getEntity, { params: { id: two.root.id } })).entity.mergedInto).toBe(one.root.id)

    const split = await admin.call(splitEntity, {
      params: { id: one.root.id },
      body: { system: 'civil', sourceId: 'S2', reason: '不是同一人' },
    })
    expect(split.split.id).toBe(two.root.id)
    expect(await rootOf('civil', 'S2')).toBe(two.root.id)
    expect(await rootOf('police', 'S1')).toBe(one.root.id)
    expect(await pairs()).not.toContain(pairOf(one.root, two.root))
    const history = await admin.call(listEntityMerges, { params: { id: one.root.id } })
    expect(history.items).toMatchObject([{ mergedId: two.root.id, splitReason: '不是同一人' }])
    const log = await city.kernel.db.query<{ name: string; body: unknown }>(
      sql`SELECT name, body FROM kernel.message WHERE name IN (${entityMerged.name}, ${entitySplit.name})`,
    )
    expect(log).toContainEqual({
      name: entityMerged.name,
      body: expect.objectContaining({ intoId: one.root.id }),
    })
    expect(log).toContainEqual({
      name: entitySplit.name,
      body: {
        ...{ type, fromId: one.root.id, newRootId: two.root.id },
        sources: [{ system: 'civil', sourceId: 'S2' }],
      },
    })
  })

  it('gives a source that was linked to the wrong root a root of its own', async () => {
    const one = await link('police', 'T1')
    await link('civil', 'T2', { name: '李墙', entityId: one.root.id })
    const { split } = await admin.call(splitEntity, {
      params: { id: one.root.id },
      body: { system: 'civil', sourceId: 'T2', reason: '误归' },
    })
    expect(split).toMatchObject({ name: '李墙', divisionCode: division })
    expect(await rootOf('civil', 'T2')).toBe(split.id)
    expect(await rootOf('police', 'T1')).toBe(one.root.id)
  })

  it('takes apart a merge of merges in the order it is asked', async () => {
    const [a, b, c] = [await link('x', 'a'), await link('x', 'b'), await link('x', 'c')]
    const merge = (into: Entity, merged: Entity) =>
      admin.call(mergeEntities, { params: { id: into.id }, body: { mergedId: merged.id, reason: '同一人' } })
    const split = (root: Entity, sourceId: string) =>
      admin.call(splitEntity, { params: { id: root.id }, body: { system: 'x', sourceId, reason: '误并' } })
    await merge(a.root, b.root)
    expect((await merge(c.root, a.root)).movedIds.sort()).toEqual([a.root.id, b.root.id].sort())
    expect(await rootOf('x', 'b')).toBe(c.root.id)
    await split(c.root, 'a')
    expect([await rootOf('x', 'a'), await rootOf('x', 'b')]).toEqual([a.root.id, a.root.id])
    await split(a.root, 'b')
    expect(await rootOf('x', 'b')).toBe(b.root.id)
  })

  it('tells nothing of a root outside one’s divisions', async () => {
    const stranger = await city.signedInAs('administrator', { divisions: ['990103'] })
    await link('police', 'U1', { strongKeys: { citizen_id: idA } })
    await expect(rootOf('police', 'U1', stranger)).rejects.toMatchObject({ problem: { status: 404 } })
    expect((await stranger.call(listDuplicates, { query: { type } })).total).toBe(0)
    const own = await link('far', 'U2', { strongKeys: { citizen_id: idA }, divisionCode: '990103' }, stranger)
    expect(own.outcome).toBe('created')
    expect((await admin.call(listDuplicates, { query: { type } })).items[0]).toMatchObject({ score: 1 })
  })
})
