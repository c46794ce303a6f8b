import type { DomainRegistry, ThingType } from '@civitas/domain-kit'
import { backfillDevice } from './backfill.ts'
import { cityNow } from './city-clock.ts'
import type { Device, Reading } from './device.ts'
import { listDevices, listSimulatedThings } from './list-devices.ts'
import { startSchedule } from './schedule.ts'
import { NotCovered, sendHistory } from './send-history.ts'
import { type Access, keepTrying, type Session } from './session.ts'

export interface Adoption {
  readonly url: string
  readonly access: Access
  readonly session: Session
  readonly registry: DomainRegistry
  /** Devices that are played; this fills and empties it. */
  readonly devices: Map<string, Device>
  readonly signal: AbortSignal
}

/** How long a device that joins while the city is playing waits for its first reading at most. */
const joinWithinMs = 5_000

/**
 * Takes up the things of every device model that can be simulated and lets go of those that now have a device of their
 * own. History they lack is sent first, so that what follows is newer than it.
 */
export async function adoptDevices(adoption: Adoption, refused: Set<string>): Promise<void> {
  for (const type of adoption.registry.list('thingTypes')) {
    if (!type.simulate || refused.has(type.id)) continue
    await keepTrying(`devices of ${type.id}`, adoption.signal, () => adoptType(adoption, type, refused))
  }
}

async function adoptType(adoption: Adoption, type: ThingType, refused: Set<string>): Promise<void> {
  const { devices, registry, session } = adoption
  const things = await listSimulatedThings(session, type.id)
  const kept = new Set(things.map((thing) => thing.id))
  for (const [id, device] of devices) if (device.type === type && !kept.has(id)) devices.delete(id)
  const joining = await listDevices(
    session,
    type,
    things.filter((thing) => !devices.has(thing.id)),
  )
  const nowMs = cityNow()
  const history = joining.flatMap((device) => backfillDevice(registry, device, nowMs))
  try {
    await sendHistory(adoption.url, adoption.access, history.length > 0 ? history : joining.flatMap(newestOf))
  } catch (error) {
    if (!(error instanceof NotCovered)) throw error
    console.error(`simulator: the gateway credential does not cover ${type.id}; its devices stay silent`)
    refused.add(type.id)
    return
  }
  for (const device of joining) {
    startSchedule(device, cityNow(), joinWithinMs)
    devices.set(device.thingId, device)
  }
}

/** The newest reading of a device once more: stored once, but it shows whether the credential covers the device. */
function newestOf({ streams, previous }: Device): Reading[] {
  const stream = streams.find((one) => one.lastMs > 0 && previous[one.property] !== undefined)
  return stream
    ? [{ datastreamId: stream.id, timeMs: stream.lastMs, result: previous[stream.property] as number }]
    : []
}
