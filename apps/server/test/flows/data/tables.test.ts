import { createDataset, listDatasets, listDatasetVersions, readDatasetRows } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, people, threePeople } from './data-kit.ts'

let city: TestPlatform
let owner: Client
let other: Client
let now = new Date('2025-06-03T12:00:00+08:00')
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  other = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
})
afterAll(() => city.stop())

const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

describe('the catalogue', () => {
  it('gives a code of its classification and shows a draft to its own organisation only', async () => {
    const input = {
      ...{ name: '婚姻登记信息', abstract: '', kind: 'base' as const, theme: '人口', layer: 'raw' as const },
      ...{ sharing: 'unconditional' as const, opening: 'none' as const, cycle: 'day' as const },
      fields: people,
    }
    const made = await owner.call(createDataset, { body: input })
    expect(made).toMatchObject({ code: '101001/000001', state: 'draft' })
    const search = { query: { search: '婚姻登记' } }
    expect((await owner.call(listDatasets, search)).total).toBe(1)
    expect((await other.call(listDatasets, search)).total).toBe(0)
  })

  it('refuses 不予共享 without the law that says so', async () => {
    const body = {
      ...{ name: '某资源', abstract: '', kind: 'department' as const, theme: '政府', layer: 'raw' as const },
      ...{ sharing: 'none' as const, opening: 'none' as const, cycle: 'day' as const, fields: people },
    }
    const refused = await problem(owner.call(createDataset, { body }))
    expect(refused.errors).toEqual([
      { path: '/body/sharingBasis', message: '不予共享须注明法律依据：缺少法律依据' },
    ])
  })
})

describe('rows', () => {
  it('are masked for all without the right to see them, and neither filtered nor sorted by what is masked', async () => {
    const dataset = await aDataset(city)
    const read = (client: Client, body: object) =>
      client.call(readDatasetRows, { params: { id: dataset.id }, body })
    const mine = await read(owner, { order: [{ field: 'age' }] })
    expect(mine.items[2]).toEqual({
      ...{ id_number: '110105********002X', name: '张*', phone: '138****5678', age: 75, street: '望云街道' },
    })
    const sorted = await problem(read(owner, { order: [{ field: 'phone' }] }))
    expect(sorted).toMatchObject({ code: 'masked-field', errors: [{ path: '/body/order/0/field' }] })
    const asked = await problem(
      read(owner, { filters: [{ field: 'id_number', is: 'eq', value: '11010519491231002X' }] }),
    )
    expect(asked.detail).toContain('已脱敏')
    const unknown = await problem(read(owner, { fields: ['salary'] }))
    expect(unknown.detail).toContain('没有信息项')
    expect((await read(owner, { filters: [{ field: 'age', is: 'ge', value: 18 }] })).total).toBe(2)
    expect((await read(other, {})).items).toHaveLength(3)
  })

  it('are those of yesterday when asked as of yesterday', async () => {
    const dataset = await aDataset(city)
    const yesterday = now.toISOString()
    now = new Date(now.getTime() + 86_400_000)
    await city.data.putTable({
      datasetId: dataset.id,
      select: `SELECT * FROM (${threePeople}) WHERE age > 18`,
    })
    const reader = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
    const read = async (body: object) =>
      (await reader.call(readDatasetRows, { params: { id: dataset.id }, body })).total
    expect(await read({})).toBe(2)
    expect(await read({ asOf: yesterday })).toBe(3)
    const { items } = await reader.call(listDatasetVersions, { params: { id: dataset.id } })
    expect(items.map((one) => [one.number, one.state])).toEqual([
      [2, 'published'],
      [1, 'superseded'],
    ])
  })
})
