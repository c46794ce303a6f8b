import { type Entity, listEntities, listThings } from '@civitas/sdk'
import type { Session } from '../session.ts'
import { planJourney } from './habits.ts'
import { type Journey, type Line, measureLine, type Place } from './journey.ts'
import { shareOf } from './receiver.ts'

/** Something that moves on a route of its own. */
export interface Mover {
  readonly entityId: string
  readonly reference: string
  readonly kind: string
  /** Number of its JT/T 808 terminal; null for what has none. */
  readonly terminal: string | null
  /** Shift of somebody who works; null for everything else. */
  readonly shift: 'day' | 'night' | null
  readonly journey: Journey
  /** Time of the newest position the platform has, ms since epoch; 0 when it has none. */
  lastMs: number
}

export interface Moving {
  vehicles: Mover[]
  vessels: Mover[]
  workers: Mover[]
}

const pageSize = 500
/** One truck in so many leaves its route now and then, one taxi in so many is too fast. */
const strayOneIn = 9
const hastyOneIn = 12

/** Everything that has a route, from the registers of the platform. */
export async function listMoving(session: Session): Promise<Moving> {
  const routes = new Map<string, Line>()
  for (const route of await readAll(session, 'city-base.route'))
    if (route.geometry?.type === 'LineString')
      routes.set(route.reference, measureLine(route.geometry.coordinates as unknown as Place[]))
  const toMovers = async (type: string, kindOf: (entity: Entity, index: number) => string) => {
    const movers = (await readAll(session, type)).flatMap((entity, index) => {
      const mover = toMover(entity, kindOf(entity, index), routes, index)
      return mover ? [mover] : []
    })
    return movers
  }
  const vehicles = await toMovers('city-base.vehicle', (one) => String(one.attributes.vehicle_kind ?? ''))
  const seen = await readSeen(session, 'city-base.vehicle-terminal')
  for (const mover of vehicles) mover.lastMs = seen.get(mover.entityId) ?? 0
  return {
    vehicles: vehicles.filter((one) => one.terminal !== null),
    vessels: await toMovers('city-base.vessel', () => 'vessel'),
    workers: await toMovers('city-base.field-worker', () => 'field-worker'),
  }
}

async function readAll(session: Session, type: string): Promise<Entity[]> {
  const found: Entity[] = []
  for (let offset = 0; ; offset += pageSize) {
    const page = await session.call(listEntities, { query: { type, limit: pageSize, offset } })
    found.push(...page.items)
    if (offset + pageSize >= page.total) return found.sort((a, b) => (a.reference < b.reference ? -1 : 1))
  }
}

async function readSeen(session: Session, type: string): Promise<Map<string, number>> {
  const seen = new Map<string, number>()
  for (let offset = 0; ; offset += pageSize) {
    const page = await session.call(listThings, { query: { type, limit: pageSize, offset } })
    for (const thing of page.items) if (thing.lastSeenTime) seen.set(thing.id, Date.parse(thing.lastSeenTime))
    if (offset + pageSize >= page.total) return seen
  }
}

function toMover(
  { id, reference, attributes }: Entity,
  kind: string,
  routes: ReadonlyMap<string, Line>,
  index: number,
): Mover | null {
  const { route, terminal_number: terminal, shift } = attributes
  const line = routes.get(String(route))
  if (!line) return null
  const strays = kind === 'muck-truck' && index % strayOneIn === 0
  const journey = planJourney({
    ...{ kind, line, share: shareOf(reference) },
    detour: strays ? (routes.get(String(route).replace(/^ZT/, 'ZR')) ?? null) : null,
    isHasty: kind === 'taxi' && index % hastyOneIn === 0,
  })
  return {
    ...{ entityId: id, reference, kind, journey, lastMs: 0 },
    terminal: typeof terminal === 'string' ? terminal : null,
    shift: shift === 'day' || shift === 'night' ? shift : null,
  }
}
