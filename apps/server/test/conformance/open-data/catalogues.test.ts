import type { Dataset } from '@civitas/contract'
import jsonld from 'jsonld'
import { DataFactory, Parser, type Quad, Store } from 'n3'
import Validator from 'rdf-validate-shacl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, selectOf } from '../../flows/data/data-kit.ts'
import { CkanRefusal, remoteCkan } from './ckan-client.ts'
import { dcatApShapes } from './dcat-ap-shapes.ts'
import { opened } from './opened.ts'

let city: TestPlatform
let name: string
let dataset: Dataset

beforeAll(async () => {
  city = await startTestPlatform()
  const fields: Dataset['fields'] = [
    { name: 'code', title: '编码', type: 'text', isKey: true, grade: 'general-1' },
    { name: 'kind', title: '类别', type: 'text', grade: 'general-1' },
    { name: 'floors', title: '层数', type: 'integer', grade: 'general-1' },
    { name: 'secret', title: '内部备注', type: 'text', grade: 'general-3' },
  ]
  const rows = Array.from({ length: 30 }, (_, i) => ({
    ...{
      code: `B${String(i).padStart(2, '0')}`,
      kind: i % 2 ? '住宅' : '办公',
      floors: i,
      secret: `机密${i}`,
    },
  }))
  dataset = await aDataset(city, {
    ...{
      name: '建筑物台账',
      abstract: '“建筑物”的\n基本情况',
      fields,
      select: selectOf(rows),
      keywords: ['建筑', '房屋'],
    },
  })
  const columns = ['code', 'kind', 'floors']
  name = await opened(city, dataset, columns)
  // Files are written beside; the catalogue has their sizes once they are there.
  for (const format of ['csv', 'xlsx', 'json', 'parquet', 'xml'])
    await (await fetch(`${city.url}/api/open/datasets/${name}/files/${format}`)).arrayBuffer()
})
afterAll(() => city.stop())

/** What `ckanapi.RemoteCKAN` sends: a POST of JSON to `/api/action/…`. */
async function ckan(action: string, given: object = {}, path = '/api/action/') {
  const answer = await fetch(`${city.url}${path}${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'ckanapi/4.8' },
    body: JSON.stringify(given),
  })
  return { status: answer.status, body: await answer.json() }
}
const result = async (action: string, given: object = {}) => {
  const { status, body } = await ckan(action, given)
  expect([status, body.success, body.error]).toEqual([200, true, undefined])
  expect(body.help).toContain(`name=${action}`)
  return body.result
}
const csvId = async () => (await result('package_show', { id: name })).resources[0].id

describe('the CKAN action API', () => {
  it('lists, finds and shows packages', async () => {
    expect(await result('package_list')).toEqual([name])
    const shown = await result('package_show', { id: dataset.id })
    expect(shown).toMatchObject({ name, title: '建筑物台账', state: 'active', private: false })
    expect(shown.resources.map((one: { format: string }) => one.format)).toEqual([
      'CSV',
      'XLSX',
      'JSON',
      'PARQUET',
      'XML',
    ])
    expect(await result('resource_show', { id: shown.resources[0].id })).toMatchObject({
      datastore_active: true,
    })
    const found = await result('package_search', {
      ...{ q: '建筑', rows: 5, 'facet.field': '["tags","organization"]' },
      fq: `organization:${shown.organization.name}`,
    })
    expect([found.count, found.results[0].name]).toEqual([1, name])
    expect(found.facets.tags).toEqual({ 建筑: 1, 房屋: 1 })
    expect((await result('package_search', { fq: 'tags:水利' })).count).toBe(0)
    expect((await result('package_search', { q: '*:*', rows: 0 })).count).toBe(1)
    expect(await result('organization_list')).toEqual([shown.organization.name])
    expect((await result('group_list', { all_fields: true }))[0]).toMatchObject({
      title: '政府',
      package_count: 1,
    })
    expect(await result('tag_list')).toEqual(['建筑', '房屋'])
    expect((await result('license_list'))[0].title).toContain('许可')
    expect(await result('site_read')).toBe(true)
    expect((await result('status_show')).extensions).toContain('datastore')
  })

  it('searches rows as the datastore does', async () => {
    const resource_id = await csvId()
    const found = await result('datastore_search', {
      ...{
        resource_id,
        filters: { kind: ['住宅'] },
        sort: 'floors desc',
        limit: 2,
        fields: ['code', 'floors'],
      },
    })
    expect(found).toMatchObject({
      total: 15,
      limit: 2,
      records: [{ code: 'B29', floors: 29 }, { code: 'B27' }],
    })
    expect(found.fields).toEqual([
      { id: 'code', type: 'text' },
      { id: 'floors', type: 'int' },
    ])
    const all = await result('datastore_search', { resource_id, q: 'b07' })
    expect(all.records).toEqual([{ _id: 8, code: 'B07', kind: '住宅', floors: 7 }])
    const get = await fetch(
      `${city.url}/api/3/action/datastore_search?resource_id=${resource_id}&limit=1&filters=${encodeURIComponent('{"floors":3}')}`,
    )
    expect((await get.json()).result.records[0].code).toBe('B03')
    expect((await result('datastore_info', { id: resource_id })).fields).toHaveLength(3)
    const sql = `SELECT kind, count(*) AS n, max(floors) AS top FROM "${resource_id}" GROUP BY kind ORDER BY kind DESC`
    const grouped = await result('datastore_search_sql', { sql })
    expect(grouped.records).toEqual([
      { kind: '办公', n: 15, top: 28 },
      { kind: '住宅', n: 15, top: 29 },
    ])
  })

  it('serves ckanapi and harvesters as they call', async () => {
    const remote = remoteCkan(city.url)
    const withKey = remoteCkan(city.url, 'a1b2c3d4-not-a-key')
    expect(await withKey.call('package_list')).toEqual([name])
    expect(await remote.get('package_list', { limit: 1 })).toEqual([name])
    const { metadata_modified: changed } = await remote.call('package_show', { id: name })
    const harvest = (fq: string) =>
      remote.get('package_search', { fq, rows: 100, start: 0, sort: 'id asc' }).then((one) => one.count)
    expect(await harvest(`metadata_modified:[${changed}Z TO *]`)).toBe(1)
    expect(await harvest('metadata_modified:[2999-01-01T00:00:00Z TO *]')).toBe(0)
    expect(await harvest('+type:dataset metadata_modified:[* TO NOW]')).toBe(1)
    const [organisation] = await remote.call('organization_list', { all_fields: true })
    const whole = await remote.call('organization_show', { id: organisation.name, include_datasets: true })
    expect(whole.packages.map((one: { name: string }) => one.name)).toEqual([name])
    const [group] = await remote.call('group_list')
    expect(await remote.call('group_show', { id: group })).toMatchObject({ name: group, package_count: 1 })
    expect((await remote.call('tag_show', { id: '建筑', include_datasets: true })).packages).toHaveLength(1)
    expect(await remote.call('package_autocomplete', { q: '建筑' })).toMatchObject([{ name }])
    const ask = { resource_id: await csvId(), filters: { kind: '住宅' }, sort: 'floors' }
    expect(await remote.call('datastore_search', ask)).toMatchObject({ filters: ask.filters, total: 15 })
    const distinct = {
      ...ask,
      filters: {},
      sort: 'kind',
      fields: ['kind'],
      distinct: true,
      limit: 1,
      offset: 1,
    }
    const { records, total } = await remote.call('datastore_search', distinct)
    expect([records, total]).toEqual([[{ kind: '办公' }], 2])
    const refused = (action: string, given: object) => remote.call(action, given).catch((error) => error)
    expect(await refused('package_show', { id: 'none' })).toMatchObject({ kind: 'NotFound' })
    expect(await refused('datastore_search', {})).toMatchObject({ kind: 'ValidationError' })
    const sql = await refused('datastore_search_sql', { sql: 'DROP TABLE data.dataset' })
    expect(sql).toBeInstanceOf(CkanRefusal)
    expect(sql.kind).not.toBe('CKANAPIError')
  })

  it('answers errors in CKAN’s forms and tells nothing that is not open', async () => {
    const resource_id = await csvId()
    const lost = await ckan('package_show', { id: 'no-such' }, '/api/3/action/')
    expect([lost.status, lost.body.success, lost.body.error.__type]).toEqual([404, false, 'Not Found Error'])
    const bare = await ckan('package_show')
    expect([bare.status, bare.body.error]).toMatchObject([
      409,
      { __type: 'Validation Error', id: ['Missing value'] },
    ])
    const secret = await ckan('datastore_search', { resource_id, filters: { secret: '机密1' } })
    expect([secret.status, secret.body.error.filters]).toEqual([409, ['field "secret" not in table']])
    const column = await ckan('datastore_search_sql', { sql: `SELECT secret FROM "${resource_id}"` })
    expect([column.status, column.body.error.__type]).toEqual([409, 'Validation Error'])
    const outside = await ckan('datastore_search_sql', { sql: `SELECT * FROM read_text('/etc/passwd')` })
    expect([outside.status, outside.body.error.__type]).toEqual([403, 'Authorization Error'])
    const unknown = await fetch(`${city.url}/api/3/action/package_destroy`)
    expect([unknown.status, await unknown.text()]).toEqual([
      400,
      'Bad request - Action name not known: package_destroy',
    ])
  })
})

describe('the DCAT-AP catalogue', () => {
  const parse = async (text: string) => {
    const store = new Store()
    store.addQuads(new Parser().parse(text))
    return store
  }

  beforeAll(async () => {
    const fields: Dataset['fields'] = [
      { name: 'code', title: '编码', type: 'text', isKey: true, grade: 'general-1' },
      { name: 'built', title: '建成日期', type: 'date', grade: 'general-1' },
      { name: 'lon', title: '经度', type: 'number', grade: 'general-1' },
      { name: 'lat', title: '纬度', type: 'number', grade: 'general-1' },
    ]
    const row = (i: number) =>
      `SELECT 'W${i}' AS code, DATE '20${String(i + 10)}-03-01' AS built, 117.${i} AS lon, 33.${i} AS lat`
    const select = Array.from({ length: 10 }, (_, i) => row(i)).join(' UNION ALL ')
    const wells = await aDataset(city, { name: '水井台账', theme: '生态环保', fields, select, cycle: 'year' })
    const other = await opened(city, wells, ['code', 'built', 'lon', 'lat'])
    for (const format of ['csv', 'geojson'])
      await (await fetch(`${city.url}/api/open/datasets/${other}/files/${format}`)).arrayBuffer()
  })

  it('meets the shapes of DCAT-AP 3 in Turtle', async () => {
    const answer = await fetch(`${city.url}/catalogue.ttl`)
    expect(answer.headers.get('content-type')).toContain('text/turtle')
    const data = await parse(await answer.text())
    const validator = new Validator(await parse(dcatApShapes))
    const report = await validator.validate(data)
    const faults = report.results.map(
      (one) => `${one.focusNode?.value} ${one.path?.value} ${one.message[0]?.value}`,
    )
    expect(faults).toEqual([])
    const dcat = 'http://www.w3.org/ns/dcat#'
    const count = (type: string) => data.countQuads(null, null, DataFactory.namedNode(`${dcat}${type}`), null)
    expect([count('Catalog'), count('Dataset'), count('Distribution')]).toEqual([1, 2, 11])
    const size = data.getQuads(null, DataFactory.namedNode(`${dcat}byteSize`), null, null)[0] as Quad
    expect(Number(size.object.value)).toBeGreaterThan(0)
    const date = (name: string) => data.getObjects(null, `${dcat}${name}`, null).map((one) => one.value)
    expect([date('startDate'), date('endDate')]).toEqual([['2010-03-01'], ['2019-03-01']])
    // The shapes find what is missing: each of these alone fails.
    const [dct, skos, spdx] = [
      ...['http://purl.org/dc/terms/', 'http://www.w3.org/2004/02/skos/core#', 'http://spdx.org/rdf/terms#'],
    ]
    const isA = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
    for (const [property, value] of [
      [`${dct}title`],
      [`${skos}inScheme`],
      [`${dcat}centroid`],
      [`${dcat}endDate`],
      [isA, `${spdx}ChecksumAlgorithm`],
      [isA, 'http://www.w3.org/2000/01/rdf-schema#Resource'],
    ] as const) {
      const less = new Store([...data])
      less.removeQuads(less.getQuads(null, property, value ?? null, null))
      expect([property, (await validator.validate(less)).conforms]).toEqual([property, false])
    }
  })

  it('says the same in JSON-LD', async () => {
    const catalogue = await (await fetch(`${city.url}/catalogue.jsonld`)).json()
    expect(catalogue['@type']).toEqual(['dcat:Catalog'])
    const one = catalogue['dcat:dataset'].find((each: { '@id': string }) => each['@id'].endsWith(name))
    expect(one['dct:title']).toEqual({ '@value': '建筑物台账', '@language': 'zh' })
    const read = await parse((await jsonld.toRDF(catalogue, { format: 'application/n-quads' })) as string)
    expect((await new Validator(await parse(dcatApShapes)).validate(read)).conforms).toBe(true)
    const lines = (store: Store) =>
      [...store].map((quad) => `${quad.subject.value} ${quad.predicate.value} ${quad.object.value}`).sort()
    const turtle = await parse(await (await fetch(`${city.url}/catalogue.ttl`)).text())
    expect(lines(turtle)).toEqual(lines(read))
  })
})
