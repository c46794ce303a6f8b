import type { DomainRegistry } from '@civitas/domain-kit'
import { type Device, isHourly, type Reading, stepDevice } from './device.ts'
import { cityDrivers, minuteOfDay } from './drivers.ts'

const hourMs = 3_600_000
/** Devices that report by the hour need a whole day before today, for the daily values derived from them. */
const historyMs = { hourly: 50 * hourMs, other: 24 * hourMs }
/** Readings of the past are not denser than this unless ten to an hour would be too few for the device. */
const usualStepMs = 600_000

/**
 * Readings of an ordinary day up to now, oldest first, for the time the platform has none: at most 24 hours (50 for hourly
 * means). The device remembers them, so that what follows goes on from there.
 */
export function backfillDevice(registry: DomainRegistry, device: Device, nowMs: number): Reading[] {
  const hourly = isHourly(device.type)
  const stepMs = hourly ? hourMs : Math.min(...device.streams.map(stepOf))
  const earliest = nowMs - (hourly ? historyMs.hourly : historyMs.other)
  const known = Math.max(0, ...device.streams.map((stream) => stream.lastMs))
  const readings: Reading[] = []
  const last = hourly ? Math.floor(nowMs / hourMs) * hourMs - hourMs : nowMs - 1_000
  const first = Math.ceil(Math.max(earliest, known + 1) / stepMs) * stepMs
  for (let at = first; at <= last; at += stepMs) {
    const drivers = cityDrivers(registry, null, minuteOfDay(at + (hourly ? hourMs / 2 : 0)))
    const values = stepDevice(device, drivers, at, stepMs / 60_000)
    for (const stream of device.streams) {
      const result = values[stream.property]
      if (result === undefined || at % stepOf(stream) !== 0) continue
      readings.push({ datastreamId: stream.id, timeMs: at, result })
      stream.lastMs = at
    }
  }
  return readings
}

function stepOf({ periodMs }: { periodMs: number }): number {
  return periodMs >= usualStepMs / 2 ? periodMs : usualStepMs
}
