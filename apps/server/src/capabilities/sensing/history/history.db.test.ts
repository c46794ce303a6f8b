import { readdirSync } from 'node:fs'
import { ageHistory, getCitySeries, getHistoryStatus, getSeries, saveRetentionClass } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { type ATestThing, startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'
import { readRawSeries } from '../datastreams/series.ts'
import { agePartitions } from './age-partitions.ts'
import { rollUp } from './roll-up.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
/** The beginning of a day (UTC) long closed, within the weeks that have a table for each day. */
const day = Math.floor(Date.now() / dayMs) * dayMs - 20 * dayMs

let city: TestPlatform
let admin: Client
let gauge: ATestThing
let id: number
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
  id = gauge.datastream('depth')
})
afterAll(() => city.stop())

async function report(rows: Array<[timeMs: number, result: number]>): Promise<void> {
  const body = [
    {
      Datastream: { '@iot.id': id },
      components: ['phenomenonTime', 'result'],
      dataArray: rows.map(([timeMs, result]) => [new Date(timeMs).toISOString(), result]),
    },
  ]
  const answer = await fetch(`${city.url}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${gauge.credential.name}:${gauge.credential.key}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(201)
}

const series = (fromMs: number, toMs: number, points: number) =>
  admin.call(getSeries, {
    params: { id },
    query: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), points },
  })
const inTables = async () =>
  (
    await city.kernel.db.first<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM sensing.observation WHERE datastream_id = ${id}
      AND phenomenon_time >= ${new Date(day)} AND phenomenon_time < ${new Date(day + dayMs)}`,
    )
  )?.n

describe('a closed day', () => {
  it('moves into a file and is read as before: readings, buckets, late ones merged, repeated ones once', async () => {
    // Every ten minutes: the number of the hour.
    const rows = Array.from({ length: 144 }, (_, i): [number, number] => [
      day + i * 600_000,
      Math.floor(i / 6),
    ])
    await report(rows)
    const before = {
      fine: (await series(day, day + dayMs, 200)).points,
      hours: (await series(day, day + dayMs, 24)).points,
      days: (await series(day - 40 * dayMs, day + 2 * dayMs, 50)).points,
    }
    expect(before.fine).toHaveLength(144)
    expect(before.hours.map((point) => point.value)).toEqual(Array.from({ length: 24 }, (_, i) => i))
    expect(await rollUp(city.kernel, true)).toBe(24)
    expect((await series(day, day + dayMs, 24)).points).toEqual(before.hours)
    expect((await series(day - 40 * dayMs, day + 2 * dayMs, 50)).points).toEqual(before.days)

    // A day stays while a transaction that began before its last reading runs anywhere on the server; other tests do.
    const move = async () => (await admin.call(ageHistory, { body: { hotDays: 3 } })).moved
    await expect.poll(move, { timeout: 20_000, interval: 200 }).toMatchObject([{ rows: 144 }])
    expect(await inTables()).toBe(0)
    expect((await series(day, day + dayMs, 200)).points).toEqual(before.fine)
    expect((await series(day, day + dayMs, 24)).points).toEqual(before.hours)
    expect(await admin.call(getHistoryStatus)).toMatchObject({ files: 1, fileRows: 144 })

    const sta = async (more: string) => {
      const answer = await fetch(`${city.url}/sta/v1.1/Datastreams(${id})/Observations?$count=true&${more}`, {
        headers: { authorization: `Bearer ${admin.options.token?.()}` },
      })
      return answer.json()
    }
    expect(await sta('$top=1')).toMatchObject({ '@iot.count': 144 })
    const filtered = await sta('$filter=result ge 20 and result lt 22&$orderby=phenomenonTime&$top=100')
    expect(filtered.value.map((one: { result: number }) => one.result)).toEqual([
      ...Array(6).fill(20),
      ...Array(6).fill(21),
    ])

    // One repeated, one corrected by a value at a new time: both go to the database, the file stays.
    await report([
      [day, 99],
      [day + 300_000, 7],
    ])
    const raw = await readRawSeries(city.kernel, [id], day - 1, day + dayMs - 1)
    expect(raw.get(id)).toHaveLength(145)
    await rollUp(city.kernel, true)
    expect((await series(day, day + dayMs, 24)).points[0]).toMatchObject({ count: 7, max: 99 })
    const moveAgain = () => agePartitions(city.kernel, 3)
    await expect.poll(moveAgain, { timeout: 20_000, interval: 200 }).toMatchObject([{ rows: 145 }])
    expect(await inTables()).toBe(0)
    expect(readdirSync(city.kernel.lake.folder('observations'))).toHaveLength(1)
    expect((await readRawSeries(city.kernel, [id], day - 1, day + dayMs - 1)).get(id)).toEqual(raw.get(id))
  })

  it('gives the mean of the city by hour and by day', async () => {
    const at = { from: new Date(day).toISOString(), to: new Date(day + 2 * hourMs).toISOString() }
    const { points, unit } = await admin.call(getCitySeries, {
      query: { thingType: 'waterlogging.gauge', property: 'depth', ...at },
    })
    expect(unit).toBe('cm')
    expect(points[1]).toMatchObject({ mean: 1, readings: 6, things: 1 })
    const elsewhere = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    const seen = await elsewhere.call(getCitySeries, {
      query: { thingType: 'waterlogging.gauge', property: 'depth', ...at },
    })
    expect(seen.points).toEqual([])
  })

  it('is forgotten when its class says so, and only then', async () => {
    const standard = { title: '一般监测', minuteDays: 1, hourDays: null, thingTypes: [] }
    await expect(
      admin.call(saveRetentionClass, {
        params: { id: 'standard' },
        body: { ...standard, rawDays: 10, thingTypes: ['no.such'] },
      }),
    ).rejects.toMatchObject({ problem: { status: 400 } })
    const { forgetHistory } = await import('./retention.ts')
    await forgetHistory(city.kernel, city.sensing.index)
    expect(await admin.call(getHistoryStatus)).toMatchObject({ files: 1 })
    await admin.call(saveRetentionClass, { params: { id: 'standard' }, body: { ...standard, rawDays: 10 } })
    await forgetHistory(city.kernel, city.sensing.index)
    expect(await admin.call(getHistoryStatus)).toMatchObject({ files: 0 })
    expect((await series(day, day + dayMs, 24)).points).toHaveLength(24)
  })
})
