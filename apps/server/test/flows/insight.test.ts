import {
  createFusedView,
  createScheduledFile,
  createSeriesForecast,
  deleteFusedView,
  deleteSeriesForecast,
  getFusedSeries,
  getSeriesForecast,
  listAlarms,
  listEvents,
  listFusedViews,
  listScheduledFiles,
  listScheduledRuns,
  listSeriesForecasts,
  readFusedView,
  runScheduledFile,
  runSeriesForecast,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rollUp } from '../../src/capabilities/sensing/history/roll-up.ts'
import { sql } from '../../src/kernel/db/sql.ts'
import { type ATestThing, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** PLT-016: fused views, files by the clock, predictive models. */
let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const hourMs = 3_600_000
const aGauge = () => city.aThing('waterlogging.gauge', { attributes: { point_kind: 'estate' } })

/** Many readings at once, as a data array. */
async function report(thing: ATestThing, property: string, readings: Array<[timeMs: number, value: number]>) {
  const { name, key } = thing.credential
  const answer = await fetch(`${city.url}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify([
      {
        Datastream: { '@iot.id': thing.datastream(property) },
        components: ['phenomenonTime', 'result'],
        dataArray: readings.map(([timeMs, value]) => [new Date(timeMs).toISOString(), value]),
      },
    ]),
  })
  expect(answer.status).toBe(201)
  await city.settle()
}

describe('a fused view', () => {
  it('derives flow from the speed of one device, the level of another and the width of the channel', async () => {
    const [meter, gauge] = [await aGauge(), await aGauge()]
    // At the end of an interval of the series, so that both readings lie in the same one.
    const now = Math.floor(Date.now() / 600_000) * 600_000
    await report(meter, 'depth', [[now - 60_000, 20]])
    await report(gauge, 'battery', [[now - 30_000, 40]])
    const body = {
      title: '通济渠断面',
      members: [
        { name: 'speed', title: '流速', datastreamId: meter.datastream('depth') },
        { name: 'level', title: '水位', datastreamId: gauge.datastream('battery') },
      ],
      constants: [{ name: 'width', title: '渠宽', unit: 'm', value: 3 }],
      values: [{ name: 'flow', title: '流量', unit: 'm³/s', expression: 'speed * level * width / 100' }],
    }
    const view = await admin.call(createFusedView, { body })
    const now1 = await admin.call(readFusedView, { params: { id: view.id } })
    expect(now1.members.map((one) => one.value)).toEqual([20, 40])
    expect(now1.values).toMatchObject([{ name: 'flow', value: 24, unit: 'm³/s' }])
    expect(Date.parse(now1.values[0]?.time ?? '')).toBe(now - 60_000)
    const [flow] = await admin.call(getFusedSeries, {
      params: { id: view.id },
      query: { from: new Date(now - hourMs).toISOString(), to: new Date(now).toISOString(), points: 10 },
    })
    expect(flow?.points.map((one) => one.value)).toEqual([24])
    await expect(
      admin.call(createFusedView, {
        body: { ...body, values: [{ ...body.values[0]!, expression: 'speed * depth' }] },
      }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/values/0/expression' }] } })
    const stranger = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    await expect(stranger.call(readFusedView, { params: { id: view.id } })).rejects.toMatchObject({
      problem: { status: 404 },
    })
    expect((await stranger.call(listFusedViews, { query: {} })).total).toBe(0)
    await admin.call(deleteFusedView, { params: { id: view.id } })
    expect((await admin.call(listFusedViews, { query: {} })).total).toBe(0)
  })
})

describe('a scheduled file', () => {
  it('holds the readings of a period that pass its filter, and is downloaded as CSV', async () => {
    const gauge = await aGauge()
    const start = Math.floor(Date.now() / hourMs) * hourMs - 3 * hourMs
    await report(gauge, 'depth', [
      [start, 5],
      [start + 60_000, 15],
      [start + hourMs, 25],
    ])
    await rollUp(city.kernel, true)
    const base = {
      title: '积水读数',
      thingType: 'waterlogging.gauge',
      property: 'depth',
      every: 'hour' as const,
    }
    const file = await admin.call(createScheduledFile, {
      body: { ...base, bucket: 'none', above: 10, format: 'csv' },
    })
    const period = { from: new Date(start).toISOString(), to: new Date(start + 2 * hourMs).toISOString() }
    const run = await admin.call(runScheduledFile, { params: { id: file.id }, body: period })
    expect(run).toMatchObject({ rows: 2, error: null })
    const download = (client: Client, id: string, runId: string) =>
      fetch(`${city.url}/api/sensing/scheduled-files/${id}/runs/${runId}/content`, {
        headers: { authorization: `Bearer ${client.options.token?.()}` },
      })
    const answer = await download(admin, file.id, run.id)
    expect(answer.headers.get('content-type')).toContain('text/csv')
    const text = await answer.text()
    expect(text.split('\r\n')).toHaveLength(4)
    expect(text).toContain(`,${gauge.name},`)
    const hourly = await admin.call(createScheduledFile, {
      body: { ...base, bucket: 'hour', format: 'json' },
    })
    const means = await admin.call(runScheduledFile, { params: { id: hourly.id }, body: period })
    const rows = (await (await download(admin, hourly.id, means.id)).json()) as Array<{
      value: number
      name: string
    }>
    expect(rows.filter((one) => one.name === gauge.name).map((one) => one.value)).toEqual([10, 25])
    const stranger = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    expect((await download(stranger, file.id, run.id)).status).toBe(404)
    expect((await stranger.call(listScheduledFiles, { query: {} })).total).toBe(0)
  })

  it('is made by the clock when its period is over', async () => {
    const file = await admin.call(createScheduledFile, {
      body: {
        ...{ title: '到点生成', thingType: 'waterlogging.gauge', property: 'depth', bucket: 'none' },
        ...{ every: 'hour', format: 'json' },
      },
    })
    await city.kernel.db.query(sql`UPDATE sensing.scheduled_file SET next_time = now() WHERE id = ${file.id}`)
    const runs = async () =>
      (await admin.call(listScheduledRuns, { params: { id: file.id }, query: {} })).items
    await expect.poll(async () => (await runs()).length, { timeout: 30_000 }).toBe(1)
    const [after] = (await admin.call(listScheduledFiles, { query: { search: '到点生成' } })).items
    expect(Date.parse(after?.nextTime ?? '')).toBeGreaterThan(Date.now())
  })
})

describe('a predictive model', () => {
  it('learns trend and hours of the day, says how wrong it was, and warns when its forecast crosses a limit', async () => {
    // Away from the others, whose events would be merged with its own.
    const gauge = await city.aThing('waterlogging.gauge', {
      ...{ position: [118.75, 33.31], attributes: { point_kind: 'estate' } },
    })
    const hour0 = Math.floor(Date.now() / hourMs) * hourMs - 120 * hourMs
    const value = (hour: number) => 20 + 0.2 * hour + 5 * Math.sin((2 * Math.PI * hour) / 24)
    await report(
      gauge,
      'battery',
      Array.from({ length: 120 }, (_, hour) => [hour0 + hour * hourMs, value(hour)] as [number, number]),
    )
    await rollUp(city.kernel, true)
    const limit = {
      op: '>=' as const,
      value: 48,
      level: 'orange' as const,
      eventType: 'waterlogging.ponding',
    }
    const made = await admin.call(createSeriesForecast, {
      body: {
        ...{ title: '水深走势', datastreamId: gauge.datastream('battery'), season: 'day', trainDays: 7 },
        ...{ horizonHours: 24, limit },
      },
    })
    const { result, warns } = await admin.call(runSeriesForecast, { params: { id: made.id } })
    expect(result?.trendPerDay).toBeCloseTo(4.8, 0)
    expect(result?.points).toHaveLength(24)
    expect(result?.backTest?.meanAbsoluteError).toBeLessThan(1)
    expect(result?.backTest?.naiveError).toBeGreaterThan(4)
    expect(result?.crossing?.value).toBeGreaterThanOrEqual(48)
    expect(warns).toBe(true)
    await city.settle()
    const { items } = await admin.call(listEvents, { query: { active: true, limit: 500 } })
    expect(items.some((one) => one.entityId === gauge.id)).toBe(true)
    const [alarm] = (await admin.call(listAlarms, { query: { ruleId: `forecast/${made.id}` } })).items
    expect(alarm).toMatchObject({ level: 'orange', endTime: null, ruleTitle: '预测：水深走势' })
    await admin.call(deleteSeriesForecast, { params: { id: made.id } })
    await city.settle()
    expect(
      (await admin.call(listAlarms, { query: { ruleId: `forecast/${made.id}`, open: true } })).total,
    ).toBe(0)
    expect((await admin.call(listSeriesForecasts, { query: {} })).total).toBe(0)
  })

  it('says that it has too little to learn from', async () => {
    const gauge = await aGauge()
    const made = await admin.call(createSeriesForecast, {
      body: {
        title: '太短',
        datastreamId: gauge.datastream('depth'),
        season: 'week',
        trainDays: 30,
        horizonHours: 24,
      },
    })
    await expect
      .poll(async () => (await admin.call(getSeriesForecast, { params: { id: made.id } })).result, {
        timeout: 30_000,
      })
      .not.toBeNull()
    const { result, warns } = await admin.call(getSeriesForecast, { params: { id: made.id } })
    expect(result).toMatchObject({
      hours: 0,
      points: [],
      backTest: null,
      problem: expect.stringContaining('不足'),
    })
    expect(warns).toBe(false)
  })
})
