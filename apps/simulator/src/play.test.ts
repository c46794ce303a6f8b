import { loadDomains } from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import { describe, expect, it } from 'vitest'
import { backfillDevice } from './backfill.ts'
import { type Device, type Reading, randomOf } from './device.ts'
import { atRest, type Playing } from './follow-run.ts'
import { playTick } from './play.ts'
import { startSchedule } from './schedule.ts'
import { toDataArrays } from './send-history.ts'

const registry = loadDomains(domains)
const hourMs = 3_600_000
const noon = Date.parse('2025-06-01T12:00:30+08:00')

function aDevice(thingType: string, attributes: Record<string, unknown> = {}): Device {
  const type = registry.findThingType(thingType)
  if (!type) throw new Error(thingType)
  return {
    thingId: thingType,
    type,
    position: [118.9, 33.44],
    attributes,
    streams: type.datastreams.map((one, i) => ({
      ...{ id: i + 1, property: one.id, periodMs: one.periodSeconds * 1000, lastMs: 0, dueMs: 0 },
    })),
    random: randomOf(thingType),
    previous: {},
    steppedMs: 0,
  }
}

const underpass = { point_kind: 'underpass', catchment_m2: 35_000, drain_mm_h: 38 }
const valuesOf = (readings: readonly Reading[], id: number) =>
  readings.filter((one) => one.datastreamId === id).map((one) => one.result)

/** Plays some real seconds, five ticks to each. */
function playSeconds(devices: Device[], playing: Playing, fromMs: number, seconds: number): Reading[] {
  const map = new Map(devices.map((device, i) => [String(i), device]))
  return Array.from({ length: seconds * 5 }, (_, i) =>
    playTick({ registry, devices: map }, playing, fromMs + i * 200),
  ).flat()
}

describe('history', () => {
  it('is calm, oldest first, and ends before now', () => {
    const gauge = aDevice('waterlogging.gauge', underpass)
    const readings = backfillDevice(registry, gauge, noon)
    const depth = readings.filter((one) => one.datastreamId === 1)
    expect(depth.length).toBe(144)
    expect(depth.every((one) => one.result === 0 && one.timeMs < noon)).toBe(true)
    expect(depth.map((one) => one.timeMs)).toEqual(depth.map((one) => one.timeMs).sort((a, b) => a - b))
    expect(valuesOf(readings, 2).length).toBe(24)
    expect(backfillDevice(registry, gauge, noon + 60_000)).toEqual([])
  })

  it('of rain has twelve amounts an hour, so that the hour’s sum can be given', () => {
    const readings = backfillDevice(registry, aDevice('waterlogging.rain-gauge'), noon)
    const lastHour = readings.filter((one) => one.datastreamId === 1 && one.timeMs > noon - hourMs)
    expect(lastHour.length).toBe(12)
  })

  it('of air is stamped with the beginning of each hour, fifty of them, the last one over', () => {
    const readings = backfillDevice(registry, aDevice('air.station'), noon)
    const times = readings.filter((one) => one.datastreamId === 1).map((one) => one.timeMs)
    expect(times.length).toBeGreaterThanOrEqual(49)
    expect(times.every((time) => time % hourMs === 0)).toBe(true)
    expect(times.at(-1)).toBe(Date.parse('2025-06-01T11:00:00+08:00'))
    expect(Math.max(...valuesOf(readings, 1))).toBeLessThan(115)
  })

  it('goes on where the last reading was', () => {
    const gauge = aDevice('waterlogging.gauge', underpass)
    for (const stream of gauge.streams) stream.lastMs = noon - hourMs
    expect(backfillDevice(registry, gauge, noon).filter((one) => one.datastreamId === 1).length).toBe(6)
  })
})

describe('a rainstorm at sixty times the speed', () => {
  const playing: Playing = { runId: 'r', scenario: 'rainstorm', speed: 60, beganMs: noon }

  it('floods an underpass within 20 s and drains it before its end', () => {
    const gauge = aDevice('waterlogging.gauge', underpass)
    gauge.steppedMs = noon
    startSchedule(gauge, noon, 1_000)
    const depth = valuesOf(playSeconds([gauge], playing, noon, 120), 1)
    expect(depth.length).toBeGreaterThan(110)
    expect(depth[2]).toBeLessThan(5)
    expect(depth.slice(0, 20).filter((one) => one >= 27).length).toBeGreaterThan(1)
    expect(Math.max(...depth)).toBeLessThan(152)
    expect(depth.at(-1)).toBeLessThan(5)
  })

  it('lets a rain gauge report as often as its period passes in the city', () => {
    const gauge = aDevice('waterlogging.rain-gauge')
    gauge.steppedMs = noon
    startSchedule(gauge, noon, 1_000)
    const amounts = valuesOf(playSeconds([gauge], playing, noon, 60), 1)
    expect(amounts.length).toBeGreaterThanOrEqual(11)
    expect(amounts.length).toBeLessThanOrEqual(13)
    expect(amounts.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(20)
  })

  it('does not hurry the hourly means of the air', () => {
    const station = aDevice('air.station')
    backfillDevice(registry, station, noon)
    startSchedule(station, noon, 1_000)
    expect(playSeconds([station], playing, noon, 30)).toEqual([])
  })
})

it('plays an ordinary day in real time, each device at its own period', () => {
  const gauge = aDevice('waterlogging.gauge', underpass)
  gauge.steppedMs = noon
  startSchedule(gauge, noon, 8_000)
  const readings = playSeconds([gauge], atRest, noon, 150)
  expect(valuesOf(readings, 1)).toEqual([0, 0, 0])
  expect(valuesOf(readings, 2).length).toBe(1)
  expect(readings.every((one) => one.timeMs <= noon + 150_000)).toBe(true)
})

it('sends an hour of air once, after it is over', () => {
  const station = aDevice('air.station')
  backfillDevice(registry, station, noon)
  startSchedule(station, noon, 8_000)
  const sent = playTick({ registry, devices: new Map([['a', station]]) }, atRest, noon + hourMs)
  expect(new Set(sent.map((one) => one.timeMs))).toEqual(new Set([Date.parse('2025-06-01T12:00:00+08:00')]))
  expect(playTick({ registry, devices: new Map([['a', station]]) }, atRest, noon + hourMs + 60_000)).toEqual(
    [],
  )
})

it('writes data arrays as SensorThings wants them', () => {
  const [first] = toDataArrays([
    { datastreamId: 7, timeMs: 0, result: 1.5 },
    { datastreamId: 7, timeMs: 1000, result: 2 },
  ])
  expect(first).toEqual({
    Datastream: { '@iot.id': 7 },
    components: ['phenomenonTime', 'result'],
    'dataArray@iot.count': 2,
    dataArray: [
      ['1970-01-01T00:00:00.000Z', 1.5],
      ['1970-01-01T00:00:01.000Z', 2],
    ],
  })
})
