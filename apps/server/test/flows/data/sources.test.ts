import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { batchDone, problemOf } from './collect-kit.ts'
import { aMariaDb, aPostgres, type ForeignServer, hasMariaDb, postgresBinaries } from './foreign-servers.ts'

let city: TestPlatform
let owner: Client
/** Sees what the owner has not graded yet as it is. */
let security: Client
let now = new Date('2025-06-03T12:00:00+08:00')
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  security = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

type SourceBody = contract.OperationInput<typeof contract.createSource>['body']

const aSource = (body: Partial<SourceBody> & Pick<SourceBody, 'kind' | 'connection'>) =>
  owner.call(contract.createSource, {
    body: { name: `数据源${Math.random().toString(36).slice(2, 8)}`, mode: 'full', load: 'replace', ...body },
  })

const collect = async (id: string) =>
  batchDone(owner, (await owner.call(contract.runSource, { params: { id } })).id)

const rowsOf = (id: string) =>
  security.call(contract.readDatasetRows, { params: { id }, body: { limit: 500 } })

const bin = postgresBinaries()

describe.skipIf(!bin)('a PostgreSQL of the distribution as a source', () => {
  let server: ForeignServer
  const connect = () =>
    vi.waitFor(
      async () => {
        const client = new pg.Client({
          host: '127.0.0.1',
          port: server.port,
          user: 'owner',
          database: 'postgres',
        })
        client.on('error', () => undefined)
        await client.connect()
        return client
      },
      { timeout: 30_000, interval: 100 },
    )
  const run = async (...statements: string[]) => {
    const client = await connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  const connection = (table: string) => ({
    host: '127.0.0.1',
    port: server.port,
    database: 'postgres',
    user: 'owner',
    table,
  })
  beforeAll(async () => {
    server = await aPostgres(bin as string)
    await server.start()
    await run(
      `CREATE TABLE firm (id int PRIMARY KEY, name text, capital numeric(12, 2), active boolean, founded date, updated timestamptz)`,
      `COMMENT ON COLUMN firm.name IS '企业名称'`,
      `INSERT INTO firm SELECT n, CASE WHEN n = 3 THEN NULL ELSE '企业"' || n || '",' END, n * 1.5, n % 2 = 0,
         date '2020-01-01' + n, timestamptz '2025-06-01 00:00+08' + n * interval '1 minute' FROM generate_series(1, 500) n`,
    )
  })
  afterAll(() => server.remove())

  it('is copied whole, with its columns, and reconciled', async () => {
    const source = await aSource({
      kind: 'postgres',
      connection: connection('public.firm'),
      secret: 'geheim',
    })
    expect(source).toMatchObject({
      hasSecret: true,
      lastTest: { ok: true, message: '连接成功，读到 6 个信息项' },
    })
    expect(JSON.stringify(source)).not.toContain('geheim')
    expect(await collect(source.id)).toMatchObject({ state: 'loaded', rowsLoaded: 500, rowsRejected: 0 })
    const { items, total, fields } = await rowsOf(source.datasetId)
    expect(total).toBe(500)
    expect(fields.map((one) => [one.title, one.type, one.isKey])).toEqual([
      ['id', 'integer', true],
      ['企业名称', 'text', false],
      ['capital', 'number', false],
      ['active', 'boolean', false],
      ['founded', 'date', false],
      ['updated', 'time', false],
    ])
    expect(items[1]).toEqual({
      ...{ id: 2, name: '企业"2",', capital: 3, active: true, founded: '2020-01-03' },
      updated: '2025-05-31T16:02:00.000Z',
    })
    expect(items[2]?.name).toBeNull()
    const report = await owner.call(contract.reconcileSource, { params: { id: source.id } })
    expect(report).toMatchObject({
      isEqual: true,
      figures: [{ name: '记录数', source: '500', target: '500' }, {}, {}],
    })
    await run('DELETE FROM firm WHERE id = 500')
    const after = await owner.call(contract.reconcileSource, { params: { id: source.id } })
    expect(after.figures.map((one) => one.isEqual)).toEqual([false, false, false])
  })

  it('is collected on by a column that grows, and not twice', async () => {
    await run('CREATE TABLE reading AS SELECT n AS nr, n * 2 AS value FROM generate_series(1, 100) n')
    const given = { ...connection('reading'), column: 'nr' }
    const source = await aSource({ kind: 'postgres', mode: 'incremental', load: 'append', connection: given })
    expect(await collect(source.id)).toMatchObject({ rowsLoaded: 100 })
    await run('INSERT INTO reading SELECT n, n * 2 FROM generate_series(101, 130) n')
    expect(await collect(source.id)).toMatchObject({ rowsLoaded: 30 })
    expect(await collect(source.id)).toMatchObject({ rowsLoaded: 0, note: '没有新的数据' })
    expect((await rowsOf(source.datasetId)).total).toBe(130)
    expect((await owner.call(contract.getSource, { params: { id: source.id } })).position).toBe('130')
  })

  it('is followed by its changes: 300 made while it could not be reached are applied once, in order', async () => {
    await run(
      'CREATE TABLE person (id int PRIMARY KEY, name text, n int)',
      `INSERT INTO person SELECT n, '人' || n, 0 FROM generate_series(1, 200) n`,
    )
    const source = await aSource({
      kind: 'postgres',
      mode: 'changes',
      load: 'upsert',
      connection: connection('public.person'),
    })
    expect(await collect(source.id)).toMatchObject({ state: 'loaded', rowsLoaded: 200, mode: 'replace' })
    await server.stop()
    expect(await collect(source.id)).toMatchObject({ state: 'failed' })
    await server.start()
    await run(
      `INSERT INTO person SELECT n, '新' || n, 0 FROM generate_series(201, 300) n`,
      ...Array.from(
        { length: 100 },
        (_, i) => `UPDATE person SET n = n + 1, name = '改${i}' WHERE id = ${(i % 50) + 1}`,
      ),
      'BEGIN',
      'DELETE FROM person WHERE id > 100 AND id <= 200',
      'COMMIT',
    )
    now = new Date(now.getTime() + 600_000)
    expect(await collect(source.id)).toMatchObject({ state: 'loaded' })
    // The slot is where it was before: what was applied is not applied again.
    expect(await collect(source.id)).toMatchObject({ note: '没有新的数据' })
    const changes = await owner.call(contract.listSourceChanges, {
      params: { id: source.id },
      query: { limit: 500 },
    })
    expect(changes.total).toBe(300)
    const inOrder = changes.items.toReversed()
    expect(inOrder.map((one) => one.ordinal)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
    expect(inOrder.map((one) => one.key.id)).toEqual([
      ...Array.from({ length: 100 }, (_, i) => String(201 + i)),
      ...Array.from({ length: 100 }, (_, i) => String((i % 50) + 1)),
      ...Array.from({ length: 100 }, (_, i) => String(101 + i)),
    ])
    const client = await connect()
    const there = await client.query('SELECT id, name, n FROM person ORDER BY id')
    await client.end()
    const read = { limit: 500, order: [{ field: 'id' }] }
    const ours = await owner.call(contract.readDatasetRows, { params: { id: source.datasetId }, body: read })
    expect(ours.items).toEqual(there.rows)
  })

  it('is told apart from one that cannot be reached, has no such table, or another structure', async () => {
    const inspect = (given: object) =>
      owner.call(contract.inspectSource, {
        body: { kind: 'postgres', mode: 'full', connection: { ...connection('firm'), ...given } },
      })
    expect((await inspect({ port: 1 })).message).toContain('连接失败')
    expect((await inspect({ table: 'nothing' })).message).toContain('没有表 nothing')
    const source = await aSource({ kind: 'postgres', connection: connection('public.firm') })
    await run('ALTER TABLE firm ADD COLUMN phone text')
    expect(await collect(source.id)).toMatchObject({
      state: 'quarantined',
      note: '结构变更，已隔离：新增列：phone',
    })
  })
})

describe.skipIf(!hasMariaDb())('a MariaDB of the distribution as a source', () => {
  let server: ForeignServer
  const run = (...statements: string[]) =>
    vi.waitFor(
      async () => {
        const db = await createConnection({
          host: '127.0.0.1',
          port: server.port,
          user: 'root',
          multipleStatements: true,
        })
        await db.query(statements.join(';'))
        await db.end()
      },
      { timeout: 30_000, interval: 200 },
    )
  beforeAll(async () => {
    server = await aMariaDb()
    await server.start()
    await run(
      'CREATE DATABASE city',
      `CREATE TABLE city.bus (id INT PRIMARY KEY, plate VARCHAR(20) COMMENT '车牌', fare DECIMAL(6,2), seen DATETIME) CHARACTER SET utf8mb4`,
      `INSERT INTO city.bus VALUES (1, '云A00001', 2.50, '2025-06-01 08:00:00'), (2, '云A00002', NULL, NULL)`,
    )
  })
  afterAll(() => server.remove())

  it('is copied whole and collected on by a column that grows', async () => {
    const connection = {
      host: '127.0.0.1',
      port: server.port,
      database: 'city',
      user: 'root',
      table: 'bus',
      column: 'id',
    }
    const source = await aSource({ kind: 'mysql', mode: 'incremental', load: 'append', connection })
    expect(await collect(source.id)).toMatchObject({ state: 'loaded', rowsLoaded: 2 })
    await run(`INSERT INTO city.bus VALUES (3, '云A00003', 1, '2025-06-02 08:00:00')`)
    expect(await collect(source.id)).toMatchObject({ rowsLoaded: 1 })
    expect((await rowsOf(source.datasetId)).items).toEqual([
      { id: 1, plate: '云A00001', fare: 2.5, seen: '2025-06-01T00:00:00.000Z' },
      { id: 2, plate: '云A00002', fare: null, seen: null },
      { id: 3, plate: '云A00003', fare: 1, seen: '2025-06-02T00:00:00.000Z' },
    ])
    const report = await owner.call(contract.reconcileSource, { params: { id: source.id } })
    expect(report.isEqual).toBe(true)
  })

  it('is followed by its changes: 300 made while it could not be reached are applied once, in order', async () => {
    await run(
      'USE city',
      `CREATE TABLE city.person (id INT PRIMARY KEY, name VARCHAR(20), n BIGINT, rate FLOAT, cost DECIMAL(12,3), kind ENUM('甲','乙'),
         born DATE, made DATETIME(3), seen TIMESTAMP(6) NULL, note TEXT, tiny TINYINT UNSIGNED) CHARACTER SET utf8mb4`,
      `INSERT INTO city.person SELECT seq, CONCAT('人', seq), seq * 3000000000, seq / 7, seq / 8, '乙', '1990-01-02',
         '2025-06-01 08:00:00.125', '2025-06-01 08:00:00.250000', NULL, 200 FROM seq_1_to_200`,
    )
    const connection = {
      host: '127.0.0.1',
      port: server.port,
      database: 'city',
      user: 'root',
      table: 'person',
    }
    const source = await aSource({ kind: 'mysql', mode: 'changes', load: 'upsert', connection })
    expect(await collect(source.id)).toMatchObject({ state: 'loaded', rowsLoaded: 200 })
    const position = async () =>
      (await owner.call(contract.getSource, { params: { id: source.id } })).position
    const first = await position()
    expect(first).toMatch(/^log\.\d+:\d+$/)
    await server.stop()
    expect(await collect(source.id)).toMatchObject({ state: 'failed' })
    expect(await position()).toBe(first)
    await server.start()
    await run(
      'USE city',
      ...Array.from(
        { length: 100 },
        (_, i) =>
          `INSERT INTO person SELECT ${201 + i}, '新', 1, 0.1, -12.5, '甲', NULL, NOW(3), NOW(6), '文本', 255`,
      ),
      ...Array.from(
        { length: 100 },
        (_, i) =>
          `UPDATE person SET n = n + 1, rate = rate * 1.5, name = '改${i}' WHERE id = ${(i % 50) + 1}`,
      ),
      'INSERT INTO bus VALUES (99, NULL, NULL, NULL)',
      'BEGIN',
      'DELETE FROM person WHERE id > 100 AND id <= 199',
      'UPDATE person SET id = 1000 WHERE id = 200',
      'COMMIT',
    )
    expect(await collect(source.id)).toMatchObject({ state: 'loaded', note: null })
    expect(await collect(source.id)).toMatchObject({ note: '没有新的数据' })
    const changes = await owner.call(contract.listSourceChanges, {
      params: { id: source.id },
      query: { limit: 500 },
    })
    expect(changes.total).toBe(300)
    const inOrder = changes.items.toReversed()
    expect(inOrder.map((one) => one.key.id)).toEqual([
      ...Array.from({ length: 100 }, (_, i) => String(201 + i)),
      ...Array.from({ length: 100 }, (_, i) => String((i % 50) + 1)),
      ...Array.from({ length: 99 }, (_, i) => String(101 + i)),
      '1000',
    ])
    // A second source copies the table as it is now: both must come to the same rows.
    const copy = await aSource({ kind: 'mysql', connection })
    expect(await collect(copy.id)).toMatchObject({ state: 'loaded', rowsLoaded: 201 })
    const sorted = (id: string) =>
      security.call(contract.readDatasetRows, {
        params: { id },
        body: { limit: 500, order: [{ field: 'id' }] },
      })
    const ours = (await sorted(source.datasetId)).items
    expect(ours).toEqual((await sorted(copy.datasetId)).items)
    expect(ours[0]).toMatchObject({ id: 1, name: '改50', made: '2025-06-01T00:00:00.125Z' })
    // A log that went on without this table is not read twice.
    await run('INSERT INTO city.bus VALUES (100, NULL, NULL, NULL)')
    const before = await position()
    expect(await collect(source.id)).toMatchObject({ note: '没有新的数据' })
    expect(await position()).not.toBe(before)
    // What is done to the whole table is not in its rows: it is copied anew.
    await run('TRUNCATE TABLE city.person', `INSERT INTO city.person (id, name) VALUES (7, '七')`)
    expect((await collect(source.id)).note).toContain('重新全量采集')
    expect((await sorted(source.datasetId)).items).toMatchObject([{ id: 7, name: '七' }])
    // Another structure waits for a person, and is followed once it is accepted.
    await run('ALTER TABLE city.person ADD COLUMN phone TEXT', `INSERT INTO city.person (id) VALUES (8)`)
    const held = await collect(source.id)
    expect(held).toMatchObject({ state: 'quarantined', note: '结构变更，已隔离：新增列：phone' })
    await owner.call(contract.decideBatch, { params: { id: held.id }, body: { act: 'accept' } })
    expect(await batchDone(owner, held.id)).toMatchObject({ state: 'loaded', rowsLoaded: 2 })
    await run('DELETE FROM city.person WHERE id = 7')
    expect(await collect(source.id)).toMatchObject({ state: 'loaded', note: null })
    expect((await rowsOf(source.datasetId)).items).toMatchObject([{ id: 8 }])
    // A log that is gone is made up for by a copy.
    await run(`INSERT INTO city.person (id) VALUES (9)`, 'RESET MASTER')
    expect((await collect(source.id)).note).toContain('重新全量采集')
    expect((await rowsOf(source.datasetId)).total).toBe(2)
  })

  it('is refused for capture when its log does not tell whole rows', async () => {
    await run("SET GLOBAL binlog_row_image = 'MINIMAL'")
    const connection = { host: '127.0.0.1', port: server.port, database: 'city', user: 'root', table: 'bus' }
    const body = { kind: 'mysql' as const, mode: 'changes' as const, connection }
    const look = await owner.call(contract.inspectSource, { body })
    expect(look).toMatchObject({
      ok: false,
      message: '连接失败：源库 binlog_row_image 为 MINIMAL，应为 FULL',
    })
  })
})

describe('an HTTP API as a source', () => {
  it('is read page by page with its key', async () => {
    const api = createServer((request, answer) => {
      const url = new URL(request.url ?? '/', 'http://api')
      const page = Number(url.searchParams.get('page'))
      const items = Array.from({ length: page <= 2 ? 3 : page === 3 ? 1 : 0 }, (_, i) => ({
        nr: page * 10 + i,
        name: `站${i}`,
      }))
      answer.statusCode = request.headers['x-key'] === 'k1' ? 200 : 401
      answer.end(JSON.stringify({ data: { list: items } }))
    })
    await new Promise<void>((done) => api.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}/stations`
    const connection = { url, items: 'data.list', pageParameter: 'page', pageSize: 3, header: 'x-key' }
    const refused = await problemOf(aSource({ kind: 'http', connection, secret: 'wrong' }))
    expect(refused.detail).toContain('接口返回 401')
    const source = await aSource({ kind: 'http', connection, secret: 'k1' })
    expect(await collect(source.id)).toMatchObject({ state: 'loaded', rowsLoaded: 7 })
    expect((await rowsOf(source.datasetId)).items[6]).toEqual({ nr: 30, name: '站0' })
    api.close()
  })
})

describe('an HTTP API behind OAuth 2', () => {
  it.each(['basic', 'form'])(
    'is read with tokens by client credentials (%s), renewed when one is refused',
    async (way) => {
      let [given, asked] = [0, 0]
      const api = createServer(async (request, answer) => {
        let body = ''
        for await (const piece of request) body += piece
        const form = new URLSearchParams(body)
        const basic = `Basic ${Buffer.from('civitas:p%40ss').toString('base64')}`
        if (request.url === '/token') {
          const isBasic = request.headers.authorization === basic
          const isForm = form.get('client_id') === 'civitas' && form.get('client_secret') === 'p@ss'
          const isRight =
            form.get('grant_type') === 'client_credentials' &&
            form.get('scope') === 'read' &&
            (way === 'basic' ? isBasic : isForm)
          answer.statusCode = isRight ? 200 : 401
          const token = { access_token: `t${++given}`, token_type: 'Bearer', expires_in: 3600 }
          answer.end(
            JSON.stringify(isRight ? token : { error: 'invalid_client', hint: form.get('client_secret') }),
          )
          return
        }
        // The first token of a run is refused after its first page.
        const page = Number(new URL(request.url ?? '/', 'http://api').searchParams.get('page'))
        const isGood = request.headers.authorization === `Bearer t${given}` && !(page === 2 && ++asked === 1)
        answer.statusCode = isGood ? 200 : 401
        answer.end(JSON.stringify(page <= 2 ? [{ nr: page }] : []))
      })
      await new Promise<void>((done) => api.listen(0, '127.0.0.1', done))
      const root = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
      const connection = {
        ...{ url: `${root}/rows`, pageParameter: 'page' },
        ...{ tokenUrl: `${root}/token`, clientId: 'civitas', scope: 'read' },
      }
      const refused = await problemOf(aSource({ kind: 'http', connection, secret: 'wrong-secret' }))
      expect(refused.detail).toContain('取访问令牌失败：401 invalid_client')
      expect(refused.detail).not.toContain('wrong-secret')
      const source = await aSource({ kind: 'http', connection, secret: 'p@ss' })
      expect(JSON.stringify(source)).not.toContain('p@ss')
      expect(await collect(source.id)).toMatchObject({ state: 'loaded', rowsLoaded: 2 })
      expect(asked).toBeGreaterThan(1)
      api.close()
    },
  )
})

describe('a folder that is watched', () => {
  it('is emptied file by file, each checked against its manifest', async () => {
    const folder = 'nightly'
    const at = join(city.kernel.config.data, 'inbox', folder)
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'a.csv'), '编号,值\n1,2\n')
    const source = await aSource({ kind: 'folder', load: 'append', connection: { folder } })
    await city.data.doWhatIsDue()
    const batches = () => owner.call(contract.listBatches, { query: { source: source.id } })
    const first = await batchDone(owner, (await batches()).items[0]?.id as string)
    expect(first).toMatchObject({ state: 'loaded', rowsLoaded: 1 })
    await vi.waitFor(() => expect(readdirSync(at)).toEqual(['done']))
    writeFileSync(join(at, 'b.csv'), '编号,值\n2,3\n')
    writeFileSync(join(at, 'b.csv.manifest.json'), JSON.stringify({ rows: 2 }))
    await city.data.doWhatIsDue()
    const second = await batchDone(owner, (await batches()).items[0]?.id as string)
    expect(second).toMatchObject({ state: 'count-mismatch', note: '数量不符：声明 2 行，实收 1 行' })
    writeFileSync(join(at, 'b.csv.manifest.json'), JSON.stringify({ rows: 1, sm3: 'f'.repeat(64) }))
    expect(await collect(source.id)).toMatchObject({
      state: 'failed',
      note: '摘要不符：文件与清单中的 SM3 不一致',
    })
    writeFileSync(join(at, 'b.csv.manifest.json'), JSON.stringify({ rows: 1 }))
    expect(await collect(source.id)).toMatchObject({ state: 'loaded', rowsLoaded: 1 })
    expect((await rowsOf(source.datasetId)).total).toBe(2)
  })
})
