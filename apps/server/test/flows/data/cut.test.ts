import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { sweep } from '../../../src/capabilities/data/disk.ts'
import { organisations, startTestPlatform } from '../../../src/test-kit/index.ts'
import { type Launched, launch, stopProcess } from '../../../src/test-kit/launch.ts'
import { cloneDatabase, type TestDatabase } from '../../../src/test-kit/test-database.ts'
import { batchDone, problemOf, sendPiece } from './collect-kit.ts'
import { aPostgres, type ForeignServer, postgresBinaries } from './foreign-servers.ts'

const rows = 200_000
const line = (n: number) => `R${n},2025-06-${String((n % 28) + 1).padStart(2, '0')},${n * 0.5},${n}`
const content = Buffer.from(
  `code,day,pm25,count\n${Array.from({ length: rows }, (_, n) => line(n)).join('\n')}\n`,
)
const sm3Of = (bytes: Buffer) => createHash('sm3').update(bytes).digest('hex')
const fields: contract.DatasetField[] = [
  { name: 'code', title: 'code', type: 'text', isKey: true },
  { name: 'day', title: 'day', type: 'date' },
  { name: 'pm25', title: 'pm25', type: 'number' },
  { name: 'count', title: 'count', type: 'integer' },
]

/** Answers one row of DuckDB in the test’s own process. */
async function ask(select: string): Promise<Record<string, unknown>> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const answer = await connection.runAndReadAll(select)
  return answer.getRowObjectsJson()[0] as Record<string, unknown>
}

/** What a table comes to: number of rows, of keys, and one digest over all values. */
const sumOf = (from: string, list: string, key: string) =>
  ask(`SELECT count(*)::INT AS rows, count(DISTINCT ${key})::INT AS keys,
    md5(string_agg(concat_ws('|', ${list}), ',' ORDER BY ${key})) AS digest FROM ${from}`)

describe('a server that is killed while data comes in', () => {
  const password = 'correct horse battery'
  const data = mkdtempSync(join(tmpdir(), 'civitas-cut-'))
  let database: TestDatabase
  let db: pg.Client
  let server: Launched
  let client: Client
  const start = async () => {
    server = await launch({ CIVITAS_DATA: data, CIVITAS_DATABASE_URL: database.url })
    const baseUrl = `http://127.0.0.1:${server.port}`
    if (server.token)
      await createClient({ baseUrl }).call(contract.createFirstAdministrator, {
        body: { token: server.token, account: 'chief', password },
      })
    const { accessToken } = await createClient({ baseUrl }).call(contract.signIn, {
      body: { account: 'chief', password },
    })
    client = createClient({ baseUrl, token: () => accessToken })
  }
  const kill = () => stopProcess(server.process, 'SIGKILL')
  const stateOf = async (id: string) =>
    (await db.query('SELECT state, step, attempts FROM data.batch WHERE id = $1', [id])).rows[0]
  /** Kills the server as soon as a batch is at a step, and starts it again. */
  const cutAt = async (id: string, step: string) => {
    await vi.waitFor(async () => expect((await stateOf(id)).step).toBe(step), {
      timeout: 60_000,
      interval: 3,
    })
    await kill()
    expect(await stateOf(id)).toMatchObject({ state: 'running', step })
    await start()
  }
  /** The one table that is there of a dataset, whose file has the digest the version tells. */
  const onlyVersion = async (datasetId: string) => {
    const { items } = await client.call(contract.listDatasetVersions, { params: { id: datasetId } })
    expect(items.map((one) => one.state)).toEqual(['published'])
    const [version] = items as [contract.DatasetVersion]
    const file = join(data, 'lake/data', datasetId, `${version.id}.parquet`)
    expect(sm3Of(readFileSync(file))).toBe(version.sm3)
    return { version, file }
  }

  beforeAll(async () => {
    chmodSync(data, 0o711)
    database = await cloneDatabase(inject('databaseServer'))
    db = new pg.Client({ connectionString: database.url })
    await db.connect()
    await start()
  })
  afterAll(async () => {
    await stopProcess(server.process)
    await db.end()
    await database.drop()
    rmSync(data, { recursive: true, force: true })
  })

  it('goes on with the file from what it has, and loads every row once', async () => {
    const body = { name: 'big.csv', bytes: content.length, sm3: sm3Of(content) }
    const { id } = await client.call(contract.createUpload, { body })
    const piece = 1 << 20
    for (let at = 0; at < content.length / 2; at += piece)
      await sendPiece(client, id, at, content.subarray(at, at + piece))
    const { received } = await client.call(contract.getUpload, { params: { id } })
    // The piece on its way is not answered any more: it counts or not, and either is right.
    const cut = sendPiece(client, id, received, content.subarray(received, received + piece)).catch(
      () => null,
    )
    await kill()
    await cut
    await start()
    const there = await client.call(contract.getUpload, { params: { id } })
    expect([received, received + piece]).toContain(there.received)
    for (let at = there.received; at < content.length; at += piece)
      await sendPiece(client, id, at, content.subarray(at, at + piece))
    expect(await client.call(contract.finishUpload, { params: { id } })).toMatchObject({ sm3: body.sm3 })
    const { id: batchId } = await client.call(contract.loadUpload, {
      params: { id },
      body: {
        mode: 'append',
        announcedRows: rows,
        newDataset: { name: '断点装载', organisationId: organisations.operationCentre.id, fields },
      },
    })
    await cutAt(batchId, '写入')
    const batch = await batchDone(client, batchId)
    expect(batch).toMatchObject({ state: 'loaded', rowsIn: rows, rowsLoaded: rows, sm3: body.sm3 })
    expect((await stateOf(batchId)).attempts).toBe(2)
    const { version, file } = await onlyVersion(batch.datasetId)
    expect(version.rows).toBe(rows)
    const sent = join(data, 'sent.csv')
    writeFileSync(sent, content)
    const list = 'code, day, CAST(pm25 AS DOUBLE), count'
    expect(await sumOf(`'${file}'`, list, 'code')).toEqual(await sumOf(`'${sent}'`, list, 'code'))
    expect(
      await problemOf(
        client.call(contract.loadUpload, {
          params: { id },
          body: { mode: 'append', datasetId: batch.datasetId },
        }),
      ),
    ).toMatchObject({ code: 'duplicate-file' })
  })

  const bin = postgresBinaries()
  it.skipIf(!bin)('collects a PostgreSQL with its changes as if nothing had been', async () => {
    const source: ForeignServer = await aPostgres(bin as string)
    try {
      await source.start()
      const at = { host: '127.0.0.1', port: source.port, user: 'owner', database: 'postgres' }
      const run = (...statements: string[]) =>
        vi.waitFor(
          async () => {
            const there = new pg.Client(at)
            await there.connect()
            for (const statement of statements) await there.query(statement)
            await there.end()
          },
          { timeout: 30_000, interval: 200 },
        )
      await run(
        'CREATE TABLE meter (id int PRIMARY KEY, name text, value numeric(12, 2))',
        `INSERT INTO meter SELECT n, '表' || n, n * 0.25 FROM generate_series(1, ${rows}) n`,
      )
      const { id, datasetId } = await client.call(contract.createSource, {
        body: {
          ...{ name: '断点采集', kind: 'postgres', mode: 'changes', load: 'upsert' },
          connection: { ...at, table: 'public.meter' },
          organisationId: organisations.operationCentre.id,
        },
      })
      const first = await client.call(contract.runSource, { params: { id } })
      expect(await batchDone(client, first.id)).toMatchObject({ state: 'loaded', rowsLoaded: rows })
      await run(
        `UPDATE meter SET value = value + 1 WHERE id <= 20000`,
        'DELETE FROM meter WHERE id > 20000 AND id <= 30000',
        `INSERT INTO meter SELECT n, '新' || n, n FROM generate_series(${rows + 1}, ${rows + 5000}) n`,
      )
      const second = await client.call(contract.runSource, { params: { id } })
      await cutAt(second.id, '写入')
      expect(await batchDone(client, second.id)).toMatchObject({ state: 'loaded' })
      const changes = await client.call(contract.listSourceChanges, { params: { id }, query: { limit: 1 } })
      expect(changes.total).toBe(35_000)
      const report = await client.call(contract.reconcileSource, { params: { id } })
      expect(report).toMatchObject({ isEqual: true, figures: [{ source: String(rows - 5000) }, {}, {}] })
      const { items } = await client.call(contract.listDatasetVersions, { params: { id: datasetId } })
      expect(items.map((one) => one.state)).toEqual(['published', 'superseded'])
      const file = join(data, 'lake/data', datasetId, `${items[0]?.id}.parquet`)
      const sent = join(data, 'meter.csv')
      const reader = new pg.Client(at)
      await reader.connect()
      const there = await reader.query(`SELECT concat_ws(',', id, name, value) AS l FROM meter`)
      await reader.end()
      writeFileSync(sent, `id,name,value\n${there.rows.map((row) => row.l).join('\n')}\n`)
      const list = 'id, name, CAST(value AS DOUBLE)'
      expect(await sumOf(`'${file}'`, list, 'id')).toEqual(await sumOf(`'${sent}'`, list, 'id'))
    } finally {
      await source.remove()
    }
  })
})

/** A disk of its own that is soon full; only root can make one. */
function canMount(): boolean {
  if (process.getuid?.() !== 0) return false
  const at = mkdtempSync(join(tmpdir(), 'civitas-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at], { stdio: 'ignore' })
    execFileSync('umount', [at], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(at, { recursive: true, force: true })
  }
}

describe.skipIf(!canMount())('a disk that is full', () => {
  const lake = mkdtempSync(join(tmpdir(), 'civitas-full-'))
  const ballast = join(lake, 'ballast')
  let city: Awaited<ReturnType<typeof startTestPlatform>>
  let client: Client
  let now = new Date('2025-06-03T12:00:00+08:00')
  beforeAll(async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', lake])
    city = await startTestPlatform({ clock: { now: () => new Date(now) }, config: { lake } })
    client = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  })
  afterAll(async () => {
    await city.stop()
    execFileSync('umount', ['-l', lake])
    rmSync(lake, { recursive: true, force: true })
  })

  it('takes no piece it has no room for, leaves nothing of a load, and goes on once there is room', async () => {
    const part = content.subarray(0, content.indexOf('\n', 4_000_000) + 1)
    const body = { name: 'full.csv', bytes: part.length, sm3: sm3Of(part) }
    const { id } = await client.call(contract.createUpload, { body })
    const half = part.length >> 1
    await sendPiece(client, id, 0, part.subarray(0, half))
    writeFileSync(ballast, Buffer.alloc(21 << 20))
    const refused = await sendPiece(client, id, half, part.subarray(half))
    expect(refused).toMatchObject({ status: 503, body: { code: 'no-room' } })
    expect((await client.call(contract.getUpload, { params: { id } })).received).toBe(half)
    writeFileSync(ballast, '')
    await sendPiece(client, id, half, part.subarray(half))
    await client.call(contract.finishUpload, { params: { id } })

    writeFileSync(ballast, Buffer.alloc(Math.floor(19.8 * 1048576)))
    const load = await client.call(contract.loadUpload, {
      params: { id },
      body: { mode: 'append', newDataset: { name: '磁盘已满', fields } },
    })
    const stopped = await batchDone(client, load.id)
    expect(stopped).toMatchObject({ state: 'failed', rowsLoaded: null, versionId: null })
    expect(stopped.note).toContain('存储空间已满')
    const seen = await client.call(contract.listDatasetVersions, { params: { id: load.datasetId } })
    expect(seen.total).toBe(0)
    const left = (folder: string) => readdirSync(join(lake, folder), { recursive: true }).map(String)
    expect(left('batches')).toEqual([])
    expect(left('data').filter((name) => /parquet/.test(name))).toEqual([])
    await city.data.doWhatIsDue()
    expect((await batchDone(client, load.id)).state).toBe('failed')

    writeFileSync(ballast, '')
    await city.data.doWhatIsDue()
    const loaded = await batchDone(client, load.id)
    const lines = part.toString().trimEnd().split('\n').length - 1
    expect(loaded).toMatchObject({ rowsIn: lines, rowsLoaded: lines, sm3: body.sm3 })
  })

  it('is freed of what a cut left once it is a day old, and of nothing else', async () => {
    const [dataset] = readdirSync(join(lake, 'data')).filter((name) => /^[0-9a-f-]{36}$/.test(name))
    const at = join(lake, 'data', dataset as string)
    const known = readdirSync(at)
    writeFileSync(join(at, 'cut.parquet.part'), 'x')
    const none = async () => new Set(known.map((name) => `${dataset}/${name}`))
    utimesSync(join(at, 'cut.parquet.part'), now, now)
    expect(await sweep(city.kernel, none)).toEqual([])
    now = new Date(now.getTime() + 90_000_000)
    expect(await sweep(city.kernel, none)).toEqual([join(at, 'cut.parquet.part')])
    expect(readdirSync(at)).toEqual(known)
  })
})
