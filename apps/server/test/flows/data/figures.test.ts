import { getIndicator, listIndicatorRows } from '@civitas/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { opened } from '../../conformance/open-data/opened.ts'
import { aDataset, selectOf } from './data-kit.ts'

/** The data indicators of the city plans, computed from the records of the data platform itself. */
let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform()
})
afterAll(() => city.stop())

const fields = [
  { name: 'code', title: '编码', type: 'text' as const, isKey: true, grade: 'general-1' as const },
  { name: 'kind', title: '类别', type: 'text' as const, grade: 'general-1' as const },
]
const select = selectOf(Array.from({ length: 20 }, (_, i) => ({ code: `C${i}`, kind: '甲' })))

async function figureOf(id: string): Promise<number | null> {
  city.indicators.markAll()
  await city.indicators.recomputeNow()
  const reader = await city.signedInAs('administrator')
  const { indicator } = await reader.call(getIndicator, { params: { id: `data-resources.${id}` }, query: {} })
  return indicator.current.value
}

it('moves with what is catalogued, shared, granted and opened', async () => {
  expect([await figureOf('catalogue-entries'), await figureOf('sharing-rate')]).toEqual([0, null])
  const owner = { organisationId: organisations.operationCentre.id }
  const given = { ...owner, fields, select, sharing: 'conditional' as const }
  const first = await aDataset(city, { ...given, name: '门牌台账', opening: 'unconditional' })
  await aDataset(city, { ...given, name: '草稿台账', state: 'draft' })
  const base = { ...given, layer: 'base' as const, sharing: 'unconditional' as const }
  await aDataset(city, { ...base, name: '人口基础库', sharingBasis: undefined })
  expect(await figureOf('catalogue-entries')).toBe(2)
  expect(await figureOf('catalogue-rate')).toBeCloseTo(200 / 3)
  expect(await figureOf('base-databases')).toBe(1)
  // One of two that may be shared is: the other waits for a grant.
  expect(await figureOf('sharing-rate')).toBe(50)
  expect([await figureOf('open-rate'), await figureOf('open-datasets')]).toEqual([0, 0])

  const name = await opened(city, first, ['code', 'kind'])
  expect([await figureOf('open-rate'), await figureOf('open-datasets')]).toEqual([100, 1])
  await fetch(`${city.url}/api/3/action/datastore_search?resource_id=${await csvOf(name)}`)
  expect(await figureOf('calls')).toBe(1)
  expect(await figureOf('in-time-rate')).toBe(100)
  expect(await figureOf('standards')).toBeGreaterThan(0)
  expect(await figureOf('common-models')).toBeGreaterThanOrEqual(9)
})

async function csvOf(name: string): Promise<string> {
  const answer = await fetch(`${city.url}/api/3/action/package_show?id=${name}`)
  return (await answer.json()).result.resources[0].id
}

it('opens down to the entries it counts, says its formula and its targets', async () => {
  const reader = await city.signedInAs('administrator')
  const params = { id: 'data-resources.open-rate' }
  const { indicator } = await reader.call(getIndicator, { params, query: {} })
  expect(indicator.formulaText.zh).toBe('已开放且未撤回的数据资源数 ÷ 允许开放的非涉密数据资源数')
  expect(indicator.target).toBe(80)
  const { items, total } = await reader.call(listIndicatorRows, { params, query: {} })
  expect(total).toBe(2)
  expect(items[0]).toMatchObject({ kind: 'dataset', part: expect.stringContaining('分子') })
  expect(items[0]?.title).toContain('门牌台账')
})
