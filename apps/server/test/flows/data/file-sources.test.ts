import { createHash } from 'node:crypto'
import { renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { AwsClient } from 'aws4fetch'
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import {
  aBroker,
  aCutWay,
  aKafka,
  anS3Server,
  anSftpServer,
  hasKcat,
  hasMosquitto,
  hasSshd,
} from './file-servers.ts'

let city: TestPlatform
let owner: Client
let now = new Date('2025-06-03T12:00:00+08:00')
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
})
afterAll(() => city.stop())

type SourceBody = contract.OperationInput<typeof contract.createSource>['body']
const aSource = (body: Partial<SourceBody> & Pick<SourceBody, 'kind' | 'connection'>) =>
  owner.call(contract.createSource, {
    body: { name: `文件源${Math.random().toString(36).slice(2, 8)}`, mode: 'full', load: 'append', ...body },
  })
const batchesOf = async (source: string) =>
  (await owner.call(contract.listBatches, { query: { source, limit: 100 } })).items
const rowsOf = async (id: string) =>
  (await owner.call(contract.readDatasetRows, { params: { id }, body: { limit: 1 } })).total
const sm3Of = (text: string) => createHash('sm3').update(text).digest('hex')
/** Lets five minutes go by, looks as so many processes do at once, and waits until nothing more is collected. */
const watch = async (source: string, processes = 2) => {
  now = new Date(now.getTime() + 300_000)
  await Promise.all(Array.from({ length: processes }, () => city.data.doWhatIsDue()))
  await vi.waitFor(
    async () => {
      const states = (await batchesOf(source)).map((one) => one.state)
      expect(states.filter((one) => one === 'waiting' || one === 'running')).toEqual([])
    },
    { timeout: 30_000, interval: 100 },
  )
}
const csv = (from: number, count: number) =>
  `编号,值\n${Array.from({ length: count }, (_, n) => `${from + n},${n % 7}`).join('\n')}\n`

/** What both kinds must do, told apart by how a file is put there. */
async function watchFiles(given: {
  source: contract.Source
  put(name: string, content: string): Promise<void> | void
  big: { name: string; rows: number; cuts(): number }
}): Promise<void> {
  const { source, put, big } = given
  expect(source).toMatchObject({ schedule: '*/5 * * * *', hasSecret: true, lastTest: { ok: true } })
  await watch(source.id)
  expect(await batchesOf(source.id)).toMatchObject([
    { state: 'loaded', rowsLoaded: 3, fileName: expect.any(String) },
  ])
  // The same files again are nothing new: no batch is made.
  await watch(source.id)
  expect(await batchesOf(source.id)).toHaveLength(1)
  // Several files come one after another; what is still being written, and manifests, are no data.
  const content = csv(1000, big.rows)
  await put('unfinished.csv.part', 'x')
  await put('note.txt', 'no data')
  await put(`${big.name}.manifest.json`, JSON.stringify({ rows: big.rows, sm3: sm3Of(content) }))
  await put(big.name, content)
  await put('later.csv', csv(500, 2))
  await watch(source.id)
  const [last, cut] = await batchesOf(source.id)
  expect(last).toMatchObject({ state: 'loaded', rowsLoaded: 2 })
  expect(cut).toMatchObject({
    state: 'loaded',
    rowsLoaded: big.rows,
    announcedRows: null,
    sm3: sm3Of(content),
  })
  expect(big.cuts()).toBe(1)
  // A file that has become another is taken as it is now.
  await put('later.csv', csv(600, 4))
  await watch(source.id)
  expect(await rowsOf(source.datasetId)).toBe(3 + big.rows + 2 + 4)
  await put('wrong.csv', csv(700, 1))
  await put('wrong.csv.manifest.json', JSON.stringify({ rows: 2 }))
  await watch(source.id)
  const [wrong] = await batchesOf(source.id)
  expect(wrong).toMatchObject({ state: 'count-mismatch', note: '数量不符：声明 2 行，实收 1 行' })
}

const bigRows = 150_000

describe.skipIf(!hasSshd())('a folder of an OpenSSH server', () => {
  it('is watched: each file once, gone on with where the connection broke', async () => {
    const server = await anSftpServer()
    const way = await aCutWay(server.port, 700_000)
    try {
      let time = 1_700_000_000
      const put = (name: string, content: string) => {
        writeFileSync(join(server.files, `.${name}`), content)
        utimesSync(join(server.files, `.${name}`), time, time++)
        renameSync(join(server.files, `.${name}`), join(server.files, name))
      }
      put('first.csv', csv(1, 3))
      const connection = {
        ...{ host: '127.0.0.1', port: way.port, user: server.user, hostKey: server.hostKey },
        ...{ path: server.files, names: '*.csv' },
      }
      const look = (given: object, secret = server.key) =>
        owner.call(contract.inspectSource, {
          body: { kind: 'sftp', mode: 'full', connection: { ...connection, ...given }, secret },
        })
      expect((await look({ hostKey: `SHA256:${'A'.repeat(43)}` })).message).toContain('主机密钥指纹')
      expect((await look({ user: 'nobody-here' })).message).toContain('用户名、密码或密钥不正确')
      expect((await look({ path: '/no/such/folder' })).message).toContain('不能读取目录')
      const source = await aSource({ kind: 'sftp', connection, secret: server.key })
      expect(JSON.stringify(source)).not.toContain('PRIVATE KEY')
      await watchFiles({ source, put, big: { name: 'big.csv', rows: bigRows, cuts: way.cuts } })
    } finally {
      way.stop()
      await server.stop()
    }
  })
})

describe('a bucket of an S3 server', () => {
  it('is watched: each object once, gone on with where the connection broke', async () => {
    const server = await anS3Server('city')
    const way = await aCutWay(server.port, 700_000)
    try {
      const client = new AwsClient({ accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', service: 's3' })
      const root = `http://127.0.0.1:${server.port}/city`
      const put = async (name: string, body: string) => {
        const answer = await client.fetch(`${root}/${encodeURIComponent('上报')}/${name}`, {
          method: 'PUT',
          body,
        })
        expect(answer.status).toBe(200)
      }
      await put('first.csv', csv(1, 3))
      const connection = {
        ...{ url: `http://127.0.0.1:${way.port}`, bucket: 'city', user: server.user },
        ...{ path: '上报/', names: '*.csv' },
      }
      const look = (given: object, secret: string) =>
        owner.call(contract.inspectSource, {
          body: { kind: 's3', mode: 'full', connection: { ...connection, ...given }, secret },
        })
      expect((await look({ user: 'STRANGER' }, server.secret)).message).toContain('访问密钥 ID 不正确')
      expect((await look({ bucket: 'nothing' }, server.secret)).message).toContain('没有这个存储桶')
      const source = await aSource({ kind: 's3', connection, secret: server.secret })
      await watchFiles({ source, put, big: { name: 'big.csv', rows: bigRows, cuts: way.cuts } })
    } finally {
      way.stop()
      await server.stop()
    }
  })
})

describe.skipIf(!hasMosquitto())('topics of a Mosquitto', () => {
  it('are loaded once each, those too that came while nobody listened', async () => {
    const broker = await aBroker()
    const device = await connectAsync(broker.url)
    const say = (n: number, more: object = {}) =>
      device.publishAsync(`city/${n % 2}/state`, JSON.stringify({ nr: n, level: n / 4, ...more }), { qos: 1 })
    try {
      const connection = { url: broker.url, topic: 'city/+/state' }
      const body = { kind: 'mqtt' as const, mode: 'incremental' as const, connection }
      await device.publishAsync('city/0/state', JSON.stringify({ nr: 0, level: 0.5 }), {
        qos: 1,
        retain: true,
      })
      const look = await owner.call(contract.inspectSource, { body })
      expect(look).toMatchObject({ ok: true, message: '连接成功，读到 4 个信息项' })
      const source = await aSource({ ...body, connection })
      expect(source.schedule).toBe('* * * * *')
      // The first look subscribes, and brings what the broker retains. Two at once would throw each other out of the broker.
      await watch(source.id, 1)
      expect(await rowsOf(source.datasetId)).toBe(1)
      for (let n = 1; n <= 500; n++) await say(n)
      await device.publishAsync('city/1/state', '坏消息', { qos: 1 })
      await device.publishAsync('city/1/state', JSON.stringify([{ nr: 501 }, { nr: 502, level: 1 }]), {
        qos: 1,
      })
      await watch(source.id, 1)
      const [batch] = await batchesOf(source.id)
      expect(batch).toMatchObject({ state: 'loaded', rowsIn: 503, rowsLoaded: 502, rowsRejected: 1 })
      const { items } = await owner.call(contract.listRejects, { query: { batch: batch?.id } })
      expect(items).toMatchObject([{ reason: '消息不是 JSON 对象', raw: { text: '坏消息' } }])
      await watch(source.id, 1)
      expect(await batchesOf(source.id)).toHaveLength(2)
      const read = { limit: 500, order: [{ field: 'nr' }] }
      const rows = await owner.call(contract.readDatasetRows, {
        params: { id: source.datasetId },
        body: read,
      })
      expect(rows.total).toBe(503)
      expect(rows.items.slice(0, 3).map((row) => [row.mqtt_topic, row.nr, row.level])).toEqual([
        ['city/0/state', 0, 0.5],
        ['city/1/state', 1, 0.25],
        ['city/0/state', 2, 0.5],
      ])
      // Another structure waits for a person; what came stays.
      await say(600, { colour: '红' })
      await watch(source.id, 1)
      expect((await batchesOf(source.id))[0]).toMatchObject({
        ...{ state: 'quarantined', note: '结构变更，已隔离：新增列：colour' },
      })
    } finally {
      await device.endAsync()
      broker.stop()
    }
  })
})

describe.skipIf(!hasKcat())('a topic of a Kafka broker', () => {
  it('is loaded once a message, partition by partition, and its broken messages are kept', async () => {
    const broker = await aKafka()
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => JSON.stringify({ nr: from + n, level: n / 4 }))
    try {
      broker.say('parking', 0, rows(0, 3))
      const connection = { brokers: broker.brokers, topic: 'parking' }
      const body = { kind: 'kafka' as const, mode: 'incremental' as const, connection }
      const nowhere = await owner.call(contract.inspectSource, {
        body: { ...body, connection: { ...connection, topic: 'no-such' } },
      })
      expect(nowhere).toMatchObject({ ok: false, message: '连接失败：Kafka：没有主题 no-such，或无权读取' })
      const look = await owner.call(contract.inspectSource, { body })
      expect(look).toMatchObject({ ok: true, message: '连接成功，读到 6 个信息项' })
      const source = await aSource(body)
      expect(source).toMatchObject({ schedule: '* * * * *', lastTest: { ok: true } })
      await watch(source.id)
      expect(await rowsOf(source.datasetId)).toBe(3)
      // What comes while nobody listens is there at the next look, whatever its partition and packing.
      broker.say('parking', 0, rows(100, 400), 'gzip')
      broker.say('parking', 2, [...rows(1000, 200), '坏消息'], 'snappy')
      await watch(source.id)
      const [batch] = await batchesOf(source.id)
      expect(batch).toMatchObject({ state: 'loaded', rowsIn: 601, rowsLoaded: 600, rowsRejected: 1 })
      const { items } = await owner.call(contract.listRejects, { query: { batch: batch?.id } })
      expect(items).toMatchObject([
        { reason: '消息不是 JSON 对象', raw: { kafka_partition: '2', text: '坏消息' } },
      ])
      // Nothing new is no collection.
      await watch(source.id)
      expect(await batchesOf(source.id)).toHaveLength(2)
      const read = await owner.call(contract.readDatasetRows, {
        params: { id: source.datasetId },
        body: { limit: 500, order: [{ field: 'nr' }] },
      })
      expect(read.total).toBe(603)
      expect(read.items[3]).toMatchObject({ nr: 100, kafka_partition: 0, kafka_offset: 3 })
      const { position } = await owner.call(contract.getSource, { params: { id: source.id } })
      expect(JSON.parse(position ?? '')).toEqual({ 0: '403', 1: '0', 2: '201', 3: '0' })
      // Only what we cannot unpack fails, and says why; it is not passed over.
      broker.say('parking', 1, rows(5000, 200), 'lz4')
      await watch(source.id)
      expect((await batchesOf(source.id))[0]).toMatchObject({
        state: 'failed',
        note: expect.stringContaining('LZ4'),
      })
    } finally {
      broker.stop()
    }
  })
})
