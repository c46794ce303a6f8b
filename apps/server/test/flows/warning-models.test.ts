import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ATestThing, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let officer: Client
beforeAll(async () => {
  city = await startTestPlatform()
  officer = await city.signedInAs('duty-officer')
})
afterAll(() => city.stop())

const hourMs = 3_600_000
const refusal = (status: number, code: string) => ({ problem: { status, code } })

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
}

/** Fine dust of a usual day: high in the hours people drive, a little different each day. */
const usualAt = (hour: number) => 40 + (hour % 24 >= 7 && hour % 24 < 20 ? 60 : 0) + ((hour * 7919) % 5)
const days = 14

async function aStation(name: string, unusual: Record<number, number>) {
  const station = await city.aThing('air.station', { name, attributes: { station_level: 'city' } })
  const end = Math.floor(Date.now() / hourMs) * hourMs
  const count = days * 24
  const readings = Array.from({ length: count }, (_, hour): [number, number] => [
    end - (count - hour) * hourMs,
    unusual[hour] ?? usualAt(hour),
  ])
  await report(station, 'pm25', readings)
  await city.settle()
  return { station, timeOf: (hour: number) => new Date(end - (count - hour) * hourMs).toISOString() }
}

const settingsOf = (datastreamId: number): contract.WarningModelSettings => ({
  ...{ name: '细颗粒物异常', series: { datastreamId }, step: 'hour', kind: 'anomaly', side: 'above' },
  ...{ season: 'day', historyDays: days + 1, leastSpread: 3, window: 12, horizon: 6, hold: 2, leadSteps: 3 },
  levels: [
    { level: 'yellow', at: 5 },
    { level: 'orange', at: 15 },
  ],
  truth: { kind: 'limit', limit: 150 },
  warning: {
    ...{ category: 'Env', eventName: '细颗粒物异常升高', instruction: '减少户外活动。' },
    ...{ channels: ['app'], validHours: 6, verifyMinutes: 30 },
  },
})

describe('PLT-099: models of trend and anomaly', () => {
  it('are tested on history before they work, then draft a warning with what it rests on', async () => {
    const last = days * 24 - 1
    // One episode the model sees coming, one it cannot, a bump that came to nothing, and what happens now.
    const { station, timeOf } = await aStation('云湖站', {
      ...{ 193: 90, 194: 110, 195: 170, 196: 180 },
      ...{ 250: 160 },
      ...{ 290: 85, 291: 90, 292: 80 },
      ...{ [last - 1]: 190, [last]: 200 },
    })
    const body = settingsOf(station.datastream('pm25'))
    const model = await officer.call(contract.writeWarningModel, { body })
    expect(model).toMatchObject({
      state: 'draft',
      test: null,
      unit: 'μg/m³',
      divisionCode: '990102001001001',
    })
    expect(model.seriesTitle).toContain('云湖站')
    expect(model.method).toContain('1.4826')
    expect(model.limits).toContain('节假日')
    const params = { id: model.id }
    const start = { params, body: { active: true } }
    await expect(officer.call(contract.switchWarningModel, start)).rejects.toMatchObject(
      refusal(409, 'not-tested'),
    )

    const test = await officer.call(contract.testWarningModel, { params })
    expect(test.occurrences.map(({ from, isHit, leadMinutes }) => [from, isHit, leadMinutes])).toEqual([
      [timeOf(195), true, 60],
      [timeOf(250), false, null],
      [timeOf(last - 1), true, -60],
    ])
    expect(test.alarms.map(({ from, isFalse }) => [from, isFalse])).toEqual([
      [timeOf(194), false],
      [timeOf(291), true],
      [timeOf(last), false],
    ])
    expect(test).toMatchObject({ steps: days * 24, hits: 2, misses: 1, falseAlarms: 1, meanLeadMinutes: 0 })
    expect(test.hitRate).toBeCloseTo(2 / 3)
    expect(test.falseAlarmRatio).toBeCloseTo(1 / 3)

    expect((await officer.call(contract.runWarningModel, { params })).warning).toBeNull()
    await officer.call(contract.switchWarningModel, start)
    const run = await officer.call(contract.runWarningModel, { params })
    expect(run.found).toMatchObject({ time: timeOf(last), value: 200, level: 'orange', held: 2 })
    expect(run.warning).toMatchObject({
      ...{ state: 'draft', level: 'orange', draftedBy: null, headline: expect.stringContaining('橙色预警') },
      evidence: {
        modelId: model.id,
        value: 200,
        hitRate: test.hitRate,
        falseAlarmRatio: test.falseAlarmRatio,
      },
    })
    expect(Date.parse(run.warning?.verifyDueTime ?? '')).toBeGreaterThan(Date.now())
    expect((await officer.call(contract.runWarningModel, { params })).warning).toBeNull()
    const kept = await officer.call(contract.getWarningModel, { params })
    expect(kept.warnings.map((one) => one.id)).toEqual([run.warning?.id])
    expect(kept.points).toHaveLength(days * 24)
    expect((await officer.call(contract.listWarningModels, { query: { search: '细颗粒物' } })).total).toBe(1)

    const changed = await officer.call(contract.changeWarningModel, { params, body: { ...body, hold: 3 } })
    expect(changed).toMatchObject({ state: 'draft', test: null })
    const stranger = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    await expect(stranger.call(contract.getWarningModel, { params })).rejects.toMatchObject(
      refusal(404, 'not-found'),
    )
  })

  it('draw a steady rise on to the limit it will reach', async () => {
    const rising = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [days * 24 - 12 + i, 40 + i * 6]))
    const { station } = await aStation('江岸站', rising)
    const body: contract.WarningModelSettings = {
      ...settingsOf(station.datastream('pm25')),
      ...{ name: '细颗粒物上升', kind: 'trend', levels: [{ level: 'orange', at: 120 }], hold: 1 },
      truth: { kind: 'events', eventType: 'air.pollution-episode-none' },
    }
    await expect(officer.call(contract.writeWarningModel, { body })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/truth/eventType' }] },
    })
    const right: contract.WarningModelSettings = { ...body, truth: { kind: 'limit', limit: 300 } }
    const model = await officer.call(contract.writeWarningModel, { body: right })
    const params = { id: model.id }
    expect((await officer.call(contract.testWarningModel, { params })).hitRate).toBeNull()
    await officer.call(contract.switchWarningModel, { params, body: { active: true } })
    const { found, warning } = await officer.call(contract.runWarningModel, { params })
    expect(found.measure).toBeCloseTo(106 + 6 * 6, 0)
    expect(warning).toMatchObject({ level: 'orange', description: expect.stringContaining('按趋势 6 小时') })
  })

  it('add up the points of several series into one score (combination)', async () => {
    const last = days * 24 - 1
    const { station, timeOf } = await aStation('湖滨站', { 200: 160, 201: 170, [last]: 160 })
    const end = Math.floor(Date.now() / hourMs) * hourMs
    const at = (hour: number) => end - (days * 24 - hour) * hourMs
    // Nitrogen dioxide rises two hours before; ozone is always at half of its span but in one hour.
    const no2 = (hour: number) => ([198, 199, 250, last - 2].includes(hour) ? 100 : 20)
    const ozone = (hour: number) => (hour === 252 ? 100 : 150)
    const hours = Array.from({ length: days * 24 }, (_, hour) => hour)
    await report(
      station,
      'no2',
      hours.map((hour) => [at(hour), no2(hour)]),
    )
    await report(
      station,
      'o3',
      hours.map((hour) => [at(hour), ozone(hour)]),
    )
    await city.settle()
    const factors: contract.ModelFactor[] = [
      {
        ...{ series: { datastreamId: station.datastream('no2') }, weight: 3 },
        ...{ from: 20, to: 120, lagSteps: 2, must: false },
      },
      {
        ...{ series: { datastreamId: station.datastream('o3') }, weight: 1 },
        ...{ from: 100, to: 200, lagSteps: 0, must: true },
      },
    ]
    const body: contract.WarningModelSettings = {
      ...settingsOf(station.datastream('pm25')),
      ...{ name: '颗粒物组合', kind: 'combination', hold: 1, leadSteps: 0, factors },
      levels: [
        { level: 'yellow', at: 60 },
        { level: 'orange', at: 90 },
      ],
    }
    const wrong = { ...body, factors: factors.slice(0, 1) }
    await expect(officer.call(contract.writeWarningModel, { body: wrong })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/factors' }] },
    })
    const model = await officer.call(contract.writeWarningModel, { body })
    const params = { id: model.id }
    // 80 of 100 spans of weight 3 of 4 are 60 points, half of weight 1 of 4 are 12.5; without ozone it is nothing.
    const test = await officer.call(contract.testWarningModel, { params })
    expect(test.alarms.map(({ from, level, isFalse }) => [from, level, isFalse])).toEqual([
      [timeOf(200), 'yellow', false],
      [timeOf(last), 'yellow', false],
    ])
    expect(test).toMatchObject({ hits: 2, misses: 0, falseAlarms: 0 })
    expect(test.method).toContain('20 记 0 分，120 记 75 分')
    await officer.call(contract.switchWarningModel, { params, body: { active: true } })
    const { found, warning } = await officer.call(contract.runWarningModel, { params })
    expect(found.measure).toBeCloseTo(72.5)
    expect(found.factors?.map(({ value, points }) => [value, points])).toEqual([
      [100, 60],
      [150, 12.5],
    ])
    expect(warning).toMatchObject({
      level: 'yellow',
      description: expect.stringContaining('组合得分 72.5 分'),
    })
  })
})
