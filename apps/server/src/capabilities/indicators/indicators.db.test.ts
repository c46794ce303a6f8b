import * as contract from '@civitas/contract'
import {
  attributes,
  choiceField,
  defineDomain,
  type Formula,
  type Indicator,
  numberField,
  text,
} from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { type ATestThing, places, startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

function figure(id: string, formula: Formula, more: Partial<Indicator> = {}): Indicator {
  return {
    ...{ id, title: text(`指标${id}`, `Indicator ${id}`), unit: '1', direction: 'neutral', formula },
    ...{ thresholds: [], targets: [], refresh: { on: 'change' }, drillDown: { to: 'formula' } },
    ...{ downTo: 'community', audience: 'public', ...more },
  } as Indicator
}

const lamps = { kind: 'entities', entityType: 'lamp' } as const

/** A small domain that asks of a register whatever formulas can ask. */
const lighting = defineDomain({
  id: 'lighting',
  title: text('照明', 'Lighting'),
  description: text('测试用照明台账。', 'A register of lamps for tests.'),
  icon: 'lamp',
  systems: [],
  entityTypes: [
    {
      id: 'lamp',
      title: text('路灯', 'Lamp'),
      schema: attributes({
        power_w: numberField(text('功率', 'Power'), 'kW'),
        kind: choiceField(text('类别', 'Kind'), [
          ['led', '发光二极管', 'LED'],
          ['sodium', '钠灯', 'Sodium'],
          ['gas', '煤气灯', 'Gas'],
        ]),
      }),
      reference: { description: text('编号', 'Number') },
      geometry: 'Point',
      classification: 1,
      searchFields: [],
      listColumns: ['power_w'],
      icon: 'lamp',
      color: '#ffcc00',
    },
  ],
  indicators: [
    figure('lamps', { ...lamps, aggregate: 'count' }),
    figure('old', { ...lamps, aggregate: 'count', where: { kind: ['sodium', 'gas'] } }),
    figure('strong', { ...lamps, aggregate: 'count', where: { power_w: { op: '>=', value: 200 } } }),
    figure('unlike', { ...lamps, aggregate: 'count', where: { kind: { op: '!=', value: 'led' } } }),
    figure('power', { ...lamps, aggregate: 'avg', attribute: 'power_w', where: { kind: 'led' } }),
    figure('median', { ...lamps, aggregate: 'percentile', percentile: 50, attribute: 'power_w' }),
    figure(
      'share',
      {
        kind: 'ratio',
        part: { ...lamps, aggregate: 'count', where: { kind: 'led' } },
        whole: { kind: 'indicator', indicator: 'lamps' },
      },
      { unit: '%' },
    ),
    figure(
      'twice',
      {
        kind: 'arithmetic',
        op: 'multiply',
        of: [
          { kind: 'indicator', indicator: 'lamps' },
          { kind: 'number', value: 2 },
        ],
      },
      { downTo: 'city' },
    ),
  ],
})

let city: TestPlatform
let duty: Client
let district: Client

beforeAll(async () => {
  city = await startTestPlatform({ domains: [...domains, lighting] })
  duty = await city.signedInAs('duty-officer')
  district = await city.signedInAs('district-officer', { divisions: ['990102'] })
  const lamp = (n: number, position: [number, number], kind: string | undefined, power_w: number) => ({
    type: 'lighting.lamp',
    reference: `L${n}`,
    name: `路灯${n}`,
    geometry: { type: 'Point' as const, coordinates: position },
    attributes: { power_w, ...(kind ? { kind } : {}) },
  })
  await city.kernel.db.transaction((tx) =>
    city.entities.importMany(tx, [
      lamp(1, places.oldTown, 'led', 100),
      lamp(2, places.oldTown, 'led', 140),
      lamp(3, places.oldTown, 'sodium', 400),
      lamp(4, places.riverside, 'gas', 90),
      lamp(5, places.riverside, undefined, 250),
    ]),
  )
})
afterAll(() => city.stop())

async function readValue(id: string, client = duty, division?: string): Promise<contract.IndicatorValue> {
  await city.settle()
  await city.indicators.recomputeNow()
  const { indicator } = await client.call(contract.getIndicator, { params: { id }, query: { division } })
  return indicator.current
}

const rowsOf = (id: string, query: object = {}, client = duty) =>
  client.call(contract.listIndicatorRows, { params: { id }, query })
const refusal = (status: number, code: string) => ({ problem: { status, code } })

describe('a figure over a register', () => {
  it('counts, filters, averages and ranks entities of a division', async () => {
    const figures = ['lamps', 'old', 'strong', 'unlike', 'power', 'median', 'share']
    const of = (division?: string) =>
      Promise.all(figures.map(async (id) => (await readValue(`lighting.${id}`, duty, division)).value))
    expect(await of('990102001')).toEqual([3, 1, 1, 1, 120, 140, (2 / 3) * 100])
    expect(await of('990103001')).toEqual([2, 1, 1, 2, null, 170, 0])
  })

  it('says why there is none', async () => {
    expect(await readValue('lighting.power', duty, '990103001')).toMatchObject({
      value: null,
      status: 'unknown',
      rows: 0,
      note: '没有符合条件的实体',
    })
    expect(await readValue('lighting.twice', duty, '990102001')).toMatchObject({
      value: null,
      note: '该指标只统计到全市一级',
    })
  })

  it('opens down to the entities, page by page', async () => {
    const division = '990102001'
    const first = await rowsOf('lighting.lamps', { division, limit: 2 })
    expect(first).toMatchObject({ total: 3, value: { value: 3, rows: 3 } })
    expect(first.items.map((one) => [one.kind, one.title])).toEqual([
      ['entity', 'L1 路灯1'],
      ['entity', 'L2 路灯2'],
    ])
    const { entity } = await duty.call(contract.getEntity, { params: { id: first.items[0]?.id as string } })
    expect(entity.reference).toBe('L1')
    const second = await rowsOf('lighting.lamps', { division, limit: 2, offset: 2 })
    expect(second.items.map((one) => one.title)).toEqual(['L3 路灯3'])
    const power = await rowsOf('lighting.power', { division })
    expect(power.items.map((one) => [one.value, one.unitLabel])).toEqual([
      [100, 'kW'],
      [140, 'kW'],
    ])
    const share = await rowsOf('lighting.share', { division, offset: 1 })
    expect(share.items.map((one) => [one.kind, one.part])).toEqual([
      ['entity', '分子：符合条件的路灯数'],
      ['indicator', '分母：“指标lamps”'],
    ])
  })
})

describe('a figure over observations', () => {
  const hour = 3_600_000
  let station: ATestThing

  /** Writes hourly readings of a station through SensorThings, the newest now. */
  async function measure(property: string, newestFirst: Array<number | null>): Promise<void> {
    const now = Date.now()
    const basic = Buffer.from(`${station.credential.name}:${station.credential.key}`).toString('base64')
    for (const [i, result] of newestFirst.entries()) {
      const answer = await fetch(
        `${city.url}/sta/v1.1/Datastreams(${station.datastream(property)})/Observations`,
        {
          method: 'POST',
          headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
          body: JSON.stringify({ result, phenomenonTime: new Date(now - i * hour).toISOString() }),
        },
      )
      expect(answer.status).toBe(201)
    }
    await city.settle()
  }

  beforeAll(async () => {
    station = await city.aThing('air.station', { name: '望云站', position: places.oldTown })
  })

  it('takes only things with enough readings in the window', async () => {
    await measure('pm25', [...Array.from({ length: 19 }, () => 60), null])
    expect(await readValue('air.pm25-24h')).toMatchObject({ value: null, note: '时间窗内有效观测不足' })
    await measure('pm25', [...Array.from({ length: 22 }, () => 60)])
    expect(await readValue('air.pm25-24h')).toMatchObject({ value: 60, rows: 1, status: 'normal' })
    expect(await readValue('air.pm25-24h', duty, '990103')).toMatchObject({ value: null })
  })

  it('feeds a model, whose missing inputs stay missing', async () => {
    await measure('no2', [100])
    // NO2 of 100 µg/m³ in one hour is an index of 50, PM2.5 of 60 over 24 hours one of 82 (HJ 633-2012 table 1).
    expect(await readValue('air.aqi-now')).toMatchObject({ value: 82 })
    const { items, total } = await rowsOf('air.aqi-now')
    expect(total).toBe(items.length)
    expect(items.map((one) => one.part.split('：')[0])).toEqual(['二氧化氮 1 小时平均', 'PM2.5 24 小时平均'])
    expect(items[0]).toMatchObject({ kind: 'observation', title: '望云站', value: 100, unitLabel: 'μg/m³' })
  })

  it('falls back to an older good reading when the newest is missing', async () => {
    await measure('so2', [null, 12])
    const { items } = await rowsOf('air.aqi-now')
    expect(items.find((one) => one.part.startsWith('二氧化硫 1'))).toMatchObject({ value: 12 })
  })

  it('keeps a line of history whenever it changes, and tells the live channel of its division', async () => {
    const heard: unknown[] = []
    const listener = {
      principal: {} as never,
      filter: {
        topics: new Set(['indicators'] as const),
        scope: { divisions: ['990102'], everything: false },
        types: null,
        entities: null,
        bbox: null,
      },
      send: (_id: number, _topic: string, body: unknown) => heard.push(body),
      sendLatest: () => undefined,
    }
    city.kernel.realtime.join(listener, null)
    await measure('no2', [160])
    expect(await readValue('air.aqi-now', duty, '990102')).toMatchObject({ value: 82 })
    await measure('no2', [300])
    expect(await readValue('air.aqi-now', duty, '990102')).toMatchObject({ value: 110, status: 'attention' })
    await expect
      .poll(() => heard)
      .toContainEqual({
        id: 'air.aqi-now',
        value: expect.objectContaining({ division: '990102', value: 110 }),
      })
    expect(heard).not.toContainEqual(
      expect.objectContaining({ value: expect.objectContaining({ division: '990100' }) }),
    )
    city.kernel.realtime.leave(listener)
    const { points } = await duty.call(contract.getIndicatorHistory, {
      params: { id: 'air.aqi-now' },
      query: {
        from: new Date(Date.now() - hour).toISOString(),
        to: new Date(Date.now() + hour).toISOString(),
      },
    })
    expect(points.at(-1)?.value).toBe(110)
    expect(points.map((one) => one.value)).toContain(82)
  })

  it('of the health of things counts who is heard within the heartbeat', async () => {
    expect(await readValue('waterlogging.gauges-online')).toMatchObject({
      value: null,
      note: '暂无样本（分母为 0）',
    })
    const rows = await rowsOf('air.stations-online')
    expect(rows.value.value).toBe(rows.total)
  })
})

describe('a figure over cases and events', () => {
  const day = 86_400_000

  /** What `cases` tells when a case is opened or closed. */
  async function tell(more: Partial<contract.Case>, returns = 0): Promise<string> {
    const body: contract.Case = {
      id: newId(),
      reference: `BJ-${newId().slice(-8)}`,
      type: 'city-base.parts-repair',
      typeVersion: 0,
      typeTitle: text('部件维修', 'Repair'),
      title: '井盖破损',
      level: 'blue',
      state: more.closedTime ? 'closed' : 'open',
      stage: more.closedTime ? 'closed' : 'repair',
      stageTitle: text('维修', 'Repair'),
      eventId: null,
      entityId: null,
      entityName: null,
      divisionCode: '990102001001001',
      divisionName: null,
      position: null,
      organisationName: null,
      openedTime: new Date(Date.now() - 3 * day).toISOString(),
      dueTime: new Date(Date.now() + day).toISOString(),
      closedTime: null,
      lamp: 'green',
      inTime: null,
      handleMinutes: null,
      ...{ version: 1, classCode: null, classTitle: null, partCode: null, parentId: null, mergedInto: null },
      ...{ suspendedTime: null, urges: 0, reopens: 0, supervised: 0, score: null },
      ...more,
    }
    const measures = { returns, taskMinutes: { 'repair-part': 30 } }
    await city.kernel.db.transaction((tx) =>
      city.kernel.messages.publish(tx, contract.caseChanged, {
        act: more.closedTime ? 'closed' : 'opened',
        case: body,
        taskId: null,
        measures,
      }),
    )
    await city.settle()
    return body.id
  }

  it('sees only what lies in its window and division', async () => {
    const closed = { inTime: true, handleMinutes: 90 }
    const open = await tell({})
    const today = await tell({ ...closed, closedTime: new Date().toISOString() })
    await tell({ ...closed, closedTime: new Date(Date.now() - 2 * day).toISOString(), inTime: false })
    await tell({ ...closed, closedTime: new Date(Date.now() - 40 * day).toISOString() })
    await tell({ divisionCode: '990103001001001' })
    expect((await readValue('city-base.repairs-open')).value).toBe(2)
    expect((await readValue('city-base.repairs-open', duty, '990102')).value).toBe(1)
    expect((await readValue('city-base.cases-closed-today')).value).toBe(1)
    expect((await readValue('city-base.repair-in-time')).value).toBe(50)
    const rows = await rowsOf('city-base.repairs-open', { division: '990102' })
    expect(rows.items).toMatchObject([{ kind: 'case', id: open }])
    const closedToday = await rowsOf('city-base.cases-closed-today')
    expect(closedToday.items.map((one) => one.id)).toEqual([today])
    await tell({ id: open, ...closed, closedTime: new Date().toISOString(), version: 2 })
    expect((await readValue('city-base.repairs-open', duty, '990102')).value).toBe(0)
    // An old message told once more opens nothing.
    await tell({ id: open })
    expect((await readValue('city-base.repairs-open', duty, '990102')).value).toBe(0)
    // One that is taken up again does.
    await tell({ id: open, version: 3 })
    expect((await readValue('city-base.repairs-open', duty, '990102')).value).toBe(1)
  })

  it('counts an event once, not again with those merged into it', async () => {
    const before = (await readValue('city-base.events-today')).value as number
    const report = (position: [number, number]) =>
      duty.call(contract.reportEvent, {
        body: { type: 'city-base.parts-damage', title: '箅子丢失', position },
      })
    const first = await report(places.oldTown)
    const second = await report([places.oldTown[0] + 0.002, places.oldTown[1]])
    expect((await readValue('city-base.events-today')).value).toBe(before + 2)
    await duty.call(contract.mergeEvent, { params: { id: second.id }, body: { intoId: first.id } })
    expect((await readValue('city-base.events-today')).value).toBe(before + 1)
    const { items } = await rowsOf('city-base.events-today')
    expect(items[0]).toMatchObject({ kind: 'event', id: first.id })
  })
})

describe('who sees what', () => {
  it('a caller sees the figures of the own division first, by domain and by words', async () => {
    await city.indicators.recomputeNow()
    const own = await district.call(contract.listIndicators, { query: { domain: 'waterlogging' } })
    expect(own.length).toBeGreaterThan(5)
    expect(new Set(own.map((one) => one.current.division))).toEqual(new Set(['990102']))
    const found = await duty.call(contract.listIndicators, { query: { search: '按时处置率' } })
    expect(found).toMatchObject([
      { id: 'waterlogging.in-time-rate', target: 95, precision: 1, unitLabel: '%', direction: 'up' },
    ])
    expect(found[0]?.current.division).toBe('990100')
  })

  it('a figure shows the divisions right below', async () => {
    const { byDivision } = await duty.call(contract.getIndicator, { params: { id: 'lighting.lamps' } })
    expect(byDivision.map((one) => [one.name, one.value.division])).toEqual([
      ['云城区', '990102'],
      ['临江区', '990103'],
    ])
    const streets = await district.call(contract.getIndicator, { params: { id: 'lighting.lamps' } })
    expect(streets.byDivision).toMatchObject([{ name: '望云街道', value: { value: 3 } }])
    const rain = await district.call(contract.getIndicator, { params: { id: 'waterlogging.rain-1h-max' } })
    expect(rain.byDivision).toEqual([])
  })

  it('nobody looks outside the own divisions, at what is not there, or without the right', async () => {
    const ask = (client: Client, id: string, division?: string) =>
      client.call(contract.getIndicator, { params: { id }, query: { division } })
    await expect(ask(district, 'lighting.lamps', '990103')).rejects.toMatchObject(
      refusal(403, 'outside-scope'),
    )
    await expect(ask(district, 'lighting.lamps', '990100')).rejects.toMatchObject(
      refusal(403, 'outside-scope'),
    )
    await expect(ask(duty, 'lighting.lamps', '110000')).rejects.toMatchObject(refusal(400, 'invalid-input'))
    await expect(ask(duty, 'no.such')).rejects.toMatchObject(refusal(404, 'not-found'))
    await expect(rowsOf('lighting.lamps', { division: '990103' }, district)).rejects.toMatchObject(
      refusal(403, 'outside-scope'),
    )
    const grid = await city.signedInAs('grid-worker')
    await expect(ask(grid, 'lighting.lamps')).rejects.toMatchObject(refusal(403, 'not-permitted'))
    await expect(rowsOf('lighting.lamps', { limit: 0 })).rejects.toMatchObject(refusal(400, 'invalid-input'))
  })

  it('dashboards come from the domains, with qualified ids', async () => {
    const dashboards = await duty.call(contract.listDashboards)
    const air = dashboards.find((one) => one.id === 'air.air')
    expect(air?.cards[0]).toMatchObject({ kind: 'indicator', indicator: 'air.aqi-now' })
  })
})
