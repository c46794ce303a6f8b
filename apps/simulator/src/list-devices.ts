import type { ThingType } from '@civitas/domain-kit'
import { type Entity, getThing, listEntities, listThings, type Thing } from '@civitas/sdk'
import { type Device, randomOf } from './device.ts'
import type { Session } from './session.ts'
import type { Position } from './storm.ts'

const pageSize = 500
/** Requests under way at once while devices are read. */
const width = 6

/** Things of a type that have nobody else to speak for them: a thing with a credential of its own is a real device. */
export async function listSimulatedThings(session: Session, thingType: string): Promise<Thing[]> {
  const things: Thing[] = []
  for (let offset = 0; ; offset += pageSize) {
    const page = await session.call(listThings, { query: { type: thingType, limit: pageSize, offset } })
    things.push(...page.items)
    if (offset + pageSize >= page.total)
      return things.filter((thing) => !thing.credentialName && thing.state !== 'quarantined')
  }
}

/** Every device of a type with its attributes, its datastreams and the readings it made last. */
export async function listDevices(
  session: Session,
  type: ThingType,
  things: readonly Thing[],
): Promise<Device[]> {
  if (things.length === 0) return []
  const entities = await readEntities(session, type.entityType)
  const devices: Device[] = []
  const waiting = [...things]
  const work = async () => {
    for (let thing = waiting.shift(); thing; thing = waiting.shift())
      devices.push(await readDevice(session, type, thing, entities.get(thing.id)))
  }
  await Promise.all(Array.from({ length: width }, work))
  return devices
}

async function readEntities(session: Session, type: string): Promise<Map<string, Entity>> {
  const found = new Map<string, Entity>()
  for (let offset = 0; ; offset += pageSize) {
    const page = await session.call(listEntities, { query: { type, limit: pageSize, offset } })
    for (const entity of page.items) found.set(entity.id, entity)
    if (offset + pageSize >= page.total) return found
  }
}

async function readDevice(
  session: Session,
  type: ThingType,
  thing: Thing,
  entity: Entity | undefined,
): Promise<Device> {
  const { datastreams } = await session.call(getThing, { params: { id: thing.id } })
  const streams = type.datastreams.flatMap((declared) => {
    const found = datastreams.find((one) => one.property === declared.id)
    if (!found) return []
    const lastMs = found.time ? Date.parse(found.time) : 0
    const periodMs = declared.periodSeconds * 1000
    return { id: found.datastreamId, property: declared.id, periodMs, lastMs, dueMs: 0 }
  })
  const known = datastreams.flatMap(({ property, value }) =>
    value === null ? [] : [[property, value] as const],
  )
  return {
    thingId: thing.id,
    type,
    position: positionOf(entity),
    attributes: entity?.attributes ?? {},
    streams,
    random: randomOf(thing.reference),
    previous: Object.fromEntries(known),
    steppedMs: Math.max(0, ...streams.map((one) => one.lastMs)),
  }
}

function positionOf(entity: Entity | undefined): Position | null {
  return entity?.geometry?.type === 'Point'
    ? [entity.geometry.coordinates[0] as number, entity.geometry.coordinates[1] as number]
    : null
}
