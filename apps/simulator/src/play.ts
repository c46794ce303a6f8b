import type { DomainRegistry } from '@civitas/domain-kit'
import { cityNow } from './city-clock.ts'
import { type Device, isHourly, type Reading, stepDevice } from './device.ts'
import { cityDrivers, type Drivers, minuteOfDay, ordinaryDay, scenarioMinutes } from './drivers.ts'
import type { Playing, RunFollower } from './follow-run.ts'
import type { Gateway } from './gateway.ts'
import { scheduleNext, stampOf, startSchedule } from './schedule.ts'
import { sleep } from './session.ts'
import { localDrivers, middleOf, type Position } from './storm.ts'

const tickMs = 200
/** After a start every device is heard within this time. */
const firstWithinMs = 8_000

export interface Stage {
  readonly registry: DomainRegistry
  /** Devices to play; others may join and leave while it plays. */
  readonly devices: Map<string, Device>
  readonly follower: RunFollower
  readonly gateway: Gateway
  readonly signal: AbortSignal
}

/** Plays what the platform asks for, or an ordinary day in real time, until it is told to stop. */
export async function play(stage: Stage): Promise<void> {
  const { devices, follower, gateway, registry, signal } = stage
  let playing = follower.playing
  for (const device of devices.values()) startSchedule(device, cityNow(), firstWithinMs)
  while (!signal.aborted) {
    const nowMs = cityNow()
    if (follower.playing.runId !== playing.runId) {
      playing = follower.playing
      announce(playing)
      for (const device of devices.values()) restart(device, playing, nowMs)
    }
    const minute = ((nowMs - playing.beganMs) / 60_000) * playing.speed
    if (playing.runId && isOver(registry, playing.scenario, minute)) await finish(follower, playing.runId)
    gateway.send(playTick(stage, playing, nowMs))
    await sleep(tickMs, signal)
  }
}

/** An ordinary day begins again; any other scenario comes to an end. */
function isOver(registry: DomainRegistry, scenario: string | null, minute: number): boolean {
  return scenario !== null && scenario !== ordinaryDay && minute > scenarioMinutes(registry, scenario)
}

function announce({ scenario, speed }: Playing): void {
  console.error(
    scenario ? `simulator: playing ${scenario} at ${speed}×` : 'simulator: playing an ordinary day',
  )
}

async function finish(follower: RunFollower, runId: string): Promise<void> {
  await follower
    .finish(runId)
    .catch((error: Error) => console.error(`simulator: the end could not be reported (${error.message})`))
}

/** In a scenario every device speaks at once; afterwards they fall back into their own times. */
function restart(device: Device, playing: Playing, nowMs: number): void {
  if (isHourly(device.type)) return
  device.steppedMs = nowMs
  const withinMs = playing.scenario ? 1_000 : 60_000
  startSchedule(device, nowMs, withinMs)
}

/** Readings of every device that is due. */
export function playTick(
  { registry, devices }: Pick<Stage, 'registry' | 'devices'>,
  { scenario, speed, beganMs }: Playing,
  nowMs: number,
): Reading[] {
  const minute = scenario ? ((nowMs - beganMs) / 60_000) * speed : 0
  const dayMinute = scenario === ordinaryDay ? minuteOfDay(beganMs) + minute : minuteOfDay(nowMs)
  const drivers = cityDrivers(registry, scenario ? { id: scenario, minute } : null, dayMinute)
  const middle = middleOf([...devices.values()].flatMap(({ position }) => (position ? [position] : [])))
  return [...devices.values()].flatMap((device) => readDue(device, drivers, middle, minute, speed, nowMs))
}

function readDue(
  device: Device,
  drivers: Drivers,
  middle: Position,
  minute: number,
  speed: number,
  nowMs: number,
): Reading[] {
  const due = device.streams.filter((stream) => stream.dueMs <= nowMs)
  if (due.length === 0) return []
  const hourly = isHourly(device.type)
  const stepMinutes = hourly ? 60 : ((nowMs - device.steppedMs) / 60_000) * speed
  const local = localDrivers(drivers, device.position, middle, minute)
  const values = stepDevice(device, local, nowMs, Math.max(stepMinutes, 0))
  const timeMs = stampOf(device, nowMs)
  return due.flatMap((stream) => {
    stream.dueMs = scheduleNext(device, stream.dueMs, stream.periodMs, speed, nowMs)
    const result = values[stream.property]
    if (result === undefined || stream.lastMs >= timeMs) return []
    stream.lastMs = timeMs
    return { datastreamId: stream.id, timeMs, result }
  })
}
