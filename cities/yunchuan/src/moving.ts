import type { Position } from 'geojson'
import type { FieldWorker, Route, RouteKind, Vehicle, VehicleKind, Vessel } from './city.ts'

/** Vehicles on each route of a kind. */
const fleets: ReadonlyArray<{ on: RouteKind; kind: VehicleKind; each: number; label: string }> = [
  { on: 'bus', kind: 'bus', each: 3, label: '公交车' },
  { on: 'cruise', kind: 'taxi', each: 3, label: '出租车' },
  { on: 'muck', kind: 'muck-truck', each: 4, label: '渣土车' },
  { on: 'cleaning', kind: 'sanitation', each: 2, label: '环卫车' },
  { on: 'patrol', kind: 'patrol', each: 1, label: '巡查车' },
  { on: 'patrol', kind: 'emergency', each: 1, label: '应急抢险车' },
]
const vesselsEach = 3
/** Two shifts keep each beat: by day and by night. */
const shifts = ['day', 'night'] as const

const digits = (number: number, length: number) => String(number).padStart(length, '0')

/** Everything of the sample city that moves, each on a route of its own kind. */
export function placeMoving(
  routes: readonly Route[],
  gridOf: (position: Position) => string,
): { vehicles: Vehicle[]; vessels: Vessel[]; fieldWorkers: FieldWorker[] } {
  const startOf = (route: Route) => route.geometry.coordinates[0]!
  const of = (kind: RouteKind) => routes.filter((route) => route.kind === kind)
  const vehicles = fleets
    .flatMap(({ on, each, kind, label }) =>
      of(on).flatMap((route) => Array.from({ length: each }, () => ({ route, kind, label }))),
    )
    .map(({ route, kind, label }, i): Vehicle => {
      const plate = `云川A${digits(10_001 + i * 37, 5)}`
      return {
        ...{ reference: plate, type: 'city-base.vehicle', name: `${label} ${plate}`, kind },
        ...{ divisionCode: gridOf(startOf(route)), routeReference: route.reference },
        ...{ ownerShortName: route.ownerShortName, terminalNumber: `1990010${digits(i + 1, 5)}` },
        ...{ geometry: { type: 'Point', coordinates: startOf(route) }, attributes: {} },
      }
    })
  const vessels = of('waterway')
    .flatMap((route) => Array.from({ length: vesselsEach }, () => route))
    .map(
      (route, i): Vessel => ({
        ...{
          reference: `4139901${digits(i + 1, 2)}`,
          type: 'city-base.vessel',
          name: `云川货${digits(101 + i * 7, 4)}`,
        },
        ...{
          divisionCode: gridOf(startOf(route)),
          routeReference: route.reference,
          length_m: 38 + (i % 4) * 9,
        },
        ...{ ownerShortName: route.ownerShortName },
        ...{ geometry: { type: 'Point', coordinates: startOf(route) }, attributes: {} },
      }),
    )
  const fieldWorkers = of('beat').flatMap((route) =>
    shifts.map(
      (shift, i): FieldWorker => ({
        ...{ reference: `XC${digits(route.number * 2 + i - 1, 4)}`, type: 'city-base.field-worker', shift },
        ...{ name: `${route.name}${shift === 'day' ? '日' : '夜'}班巡查员`, routeReference: route.reference },
        ...{ divisionCode: gridOf(startOf(route)), ownerShortName: route.ownerShortName },
        ...{ geometry: { type: 'Point', coordinates: startOf(route) }, attributes: {} },
      }),
    ),
  )
  return { vehicles, vessels, fieldWorkers }
}
