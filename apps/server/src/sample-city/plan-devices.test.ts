import { generateYunchuan } from '@civitas/city-yunchuan'
import { describe, expect, it } from 'vitest'
import { demoAccounts } from './demo-accounts.ts'
import { planDevices } from './plan-devices.ts'

const deviceTypes = [
  'waterlogging.gauge',
  'waterlogging.rain-gauge',
  'waterlogging.river-gauge',
  'air.station',
]

const city = generateYunchuan()
const devices = city.facilities.filter((one) => deviceTypes.includes(one.type))
const users = demoAccounts.map((one) => [one.account, { ...one, id: one.account }] as const)
const plan = planDevices({
  ...{ city, users: new Map(users), now: new Date('2026-07-27T08:00:00Z') },
  things: new Map(devices.map((one) => [`${one.type} ${one.reference}`, one.reference])),
})

describe('what surrounds the devices of the sample city', () => {
  it('mounts each fixed device on one facility of a known owner and sector', () => {
    const { facilities } = plan.facilities
    const mounted = facilities.flatMap((one) => one.mounts.flatMap((mount) => mount.thingId ?? []))
    expect(mounted.sort()).toEqual(devices.map((one) => one.reference).sort())
    expect(new Set(facilities.map((one) => one.reference)).size).toBe(facilities.length)
    expect(facilities.filter((one) => !one.ownerId || !one.sector)).toEqual([])
  })

  it('never fills a facility beyond its slots, load and power, and knows the distances of its type', () => {
    const known = plan.facilities.rules.map((rule) => rule.facilityType)
    const sum = (values: Array<number | undefined>) =>
      values.reduce<number>((all, one) => all + (one ?? 0), 0)
    for (const { facilityType, mounts, slots = 0, loadKg = 0, powerW = 0 } of plan.facilities.facilities) {
      expect(known).toContain(facilityType)
      expect(mounts.length).toBeLessThanOrEqual(slots)
      expect(sum(mounts.map((one) => one.loadKg))).toBeLessThanOrEqual(loadKg)
      expect(sum(mounts.map((one) => one.powerW))).toBeLessThanOrEqual(powerW)
    }
  })

  it('numbers each device under an arc with room, and lets no calibration be overdue at first', () => {
    expect(plan.oids.flatMap((arc) => arc.objects).length).toBe(devices.length)
    for (const { objects, quota } of plan.oids) expect(objects.length).toBeLessThan(quota)
    expect(plan.calibrations.length).toBeGreaterThan(0)
    for (const { doneDate, dueDate } of plan.calibrations) {
      expect(doneDate < '2026-07-27').toBe(true)
      expect(dueDate > '2026-07-27').toBe(true)
    }
  })
})
