import type { ThingType } from '@civitas/domain-kit'
import type { Drivers } from './drivers.ts'
import type { Position } from './storm.ts'

/** A reading on its way to the platform. */
export interface Reading {
  datastreamId: number
  timeMs: number
  result: number
}

export interface Stream {
  readonly id: number
  readonly property: string
  readonly periodMs: number
  /** Newest reading the platform has, ms since epoch; 0 when there is none. */
  lastMs: number
  dueMs: number
}

/** A device of the city and what it remembers. */
export interface Device {
  readonly thingId: string
  readonly type: ThingType
  readonly position: Position | null
  readonly attributes: Readonly<Record<string, unknown>>
  readonly streams: readonly Stream[]
  readonly random: () => number
  previous: Readonly<Record<string, number>>
  /** When it was last simulated, ms since epoch. */
  steppedMs: number
}

/** Whether a device reports means of whole hours, stamped with their beginning: something is derived from it at each hour. */
export function isHourly(type: ThingType): boolean {
  return (type.derived ?? []).some((one) => one.at === 'hour')
}

/** Lets city time pass at a device; answers its readings by datastream and remembers them. */
export function stepDevice(
  device: Device,
  drivers: Drivers,
  timeMs: number,
  stepMinutes: number,
): Readonly<Record<string, number>> {
  const { type, attributes, previous, random } = device
  const readings = type.simulate?.({ drivers, attributes, previous, stepMinutes, time: timeMs, random }) ?? {}
  device.previous = { ...previous, ...readings }
  device.steppedMs = timeMs
  return readings
}

/** A random number generator (mulberry32) that gives every device its own sequence. */
export function randomOf(seed: string): () => number {
  let state = 0x9e3779b9
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 0x85ebca6b)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
