import type { City, Route } from '@civitas/city-yunchuan'
import type { TimeWindow } from '@civitas/contract'
import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'

const by = '示例城市'
/** Devices of the sample city speak from this machine only. */
const networks = ['127.0.0.0/8', '::1/128']

const shiftHours: Record<'day' | 'night', TimeWindow> = {
  day: { from: '08:00', to: '20:00' },
  night: { from: '20:00', to: '08:00' },
}

/** Half a side of the inner city in degrees, about 5.5 km, around the middle of the city. */
const innerCity = { lon: 0.06, lat: 0.05 }

/** Binds the terminals of vehicles and ships, and sets duty hours, route plans and a speed limit. */
export async function importMoving(tx: Transaction, doors: Doors, city: City): Promise<void> {
  const idOf = async (type: string, reference: string) => {
    const entity = await doors.entities.findByReference(tx, type, reference)
    if (!entity) throw new Error(`${type} ${reference} was not imported`)
    return entity.id
  }
  const trucks = new Map<string, string[]>()
  const bindings = []
  for (const vehicle of city.vehicles) {
    const thingId = await idOf(vehicle.type, vehicle.reference)
    bindings.push({ protocol: 'jt808' as const, address: vehicle.terminalNumber, thingId, networks })
    if (vehicle.kind === 'muck-truck')
      trucks.set(vehicle.routeReference, [...(trucks.get(vehicle.routeReference) ?? []), thingId])
  }
  for (const vessel of city.vessels)
    bindings.push({
      ...{ protocol: 'ais' as const, address: vessel.reference, networks },
      thingId: await idOf(vessel.type, vessel.reference),
    })
  await doors.sensing.bindDevices(tx, bindings, by)
  const dutyHours = []
  for (const worker of city.fieldWorkers)
    dutyHours.push({
      entityId: await idOf(worker.type, worker.reference),
      windows: [shiftHours[worker.shift]],
    })
  const corridors = city.routes.flatMap((route) => {
    const entityIds = trucks.get(route.reference)
    return entityIds ? [toCorridor(route, entityIds)] : []
  })
  await doors.sensing.setUpTracking(tx, { by, dutyHours, fences: [...corridors, toSpeedLimit(city)] })
}

function toCorridor(route: Route, entityIds: string[]) {
  return {
    ...{ name: `${route.name}规定路线`, kind: 'deviate' as const, geometry: route.geometry },
    ...{ corridorM: 50, toleranceSeconds: 60, entityIds, level: 'yellow' as const },
    divisionCode: route.divisionCode,
  }
}

function toSpeedLimit(city: City) {
  const [west, south, east, north] = city.bbox
  const [lon, lat] = [(west + east) / 2, (south + north) / 2]
  const corner = (x: number, y: number): [number, number] => [
    lon + x * innerCity.lon,
    lat + y * innerCity.lat,
  ]
  const ring = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)]
  return {
    ...{ name: '中心城区限速 60 km/h', kind: 'overspeed' as const, level: 'blue' as const },
    ...{
      geometry: { type: 'Polygon' as const, coordinates: [ring] },
      speedLimitKmH: 60,
      toleranceSeconds: 30,
    },
    ...{ entityTypes: ['city-base.vehicle'], divisionCode: city.code },
  }
}
