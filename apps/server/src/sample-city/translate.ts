import type { City, CityRecord } from '@civitas/city-yunchuan'
import type { Address, Organisation } from '@civitas/contract'
import type { EntityInput } from '../capabilities/entities/index.ts'
import { sm3 } from '../kernel/crypto.ts'

/** The generator’s records in the words of the capabilities. */
export function toDivisionRows(city: City) {
  return city.divisions.map((division) => ({
    code: division.code,
    level: division.level,
    name: division.name,
    fullName: division.level === 1 ? division.name : division.fullName.replace(city.name, ''),
    kind: division.type,
    parentCode: division.parentCode,
    population: division.population,
    areaKm2: division.area_km2,
    centre: [division.centroid[0], division.centroid[1]] as [number, number],
    geometry: division.geometry,
  }))
}

/** The same code gives the same id, so that an import begun anew leads to the same rows. */
function organisationId(code: string): string {
  const hex = sm3(`organisation/${code}`)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export function toOrganisations(city: City): Organisation[] {
  return city.organisations.map((one) => ({
    id: organisationId(one.code),
    code: one.code,
    name: one.name,
    shortName: one.shortName,
    kind: one.kind,
    divisionCode: one.divisionCode,
    parentId: one.parentCode ? organisationId(one.parentCode) : null,
  }))
}

export function toDuties(city: City): Array<{ item: string; divisionCode: string; organisationId: string }> {
  return city.duties.map((duty) => ({
    item: duty.item,
    divisionCode: duty.divisionCode,
    organisationId: organisationId(duty.organisationCode),
  }))
}

export function toAddresses(city: City): Address[] {
  return city.buildings.map((building) => {
    const [lon = 0, lat = 0] = building.geometry.coordinates[0]?.[0] ?? []
    return {
      id: building.reference,
      text: `${building.address} ${building.name}`,
      divisionCode: building.divisionCode,
      position: [lon, lat],
    }
  })
}

function toInput(
  record: CityRecord & { geometry: GeoJSON.Geometry },
  more: Record<string, unknown> = {},
): EntityInput {
  const { reference, type, name, divisionCode, geometry, attributes } = record
  const plain = Object.entries(attributes).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.join('、') : value,
  ])
  return {
    reference,
    type,
    name,
    divisionCode,
    geometry,
    attributes: { ...Object.fromEntries(plain), ...more },
  }
}

/** Every record that becomes an Entity. */
export function toEntityInputs(city: City): EntityInput[] {
  const owners = new Map(city.organisations.map((one) => [one.code, one.shortName]))
  return [
    ...city.waters.map((one) => toInput(one, { kind: one.kind })),
    ...city.roads.map((one) =>
      toInput(one, { class: one.roadClass, lanes: one.lanes, width_m: one.width_m, length_m: one.length_m }),
    ),
    ...city.railways.map((one) => ({
      ...toInput(one),
      type: one.kind === 'station' ? 'city-base.railway-station' : one.type,
    })),
    ...city.places.map((one) =>
      toInput(one, { kind: one.kind, ...(one.capacity === undefined ? {} : { capacity: one.capacity }) }),
    ),
    ...city.lowPoints.map((one) =>
      toInput(one, {
        ...toHydrology(one.catchmentHa, one.drainageMmPerHour),
        elevation_m: one.lowPointElevation,
      }),
    ),
    ...city.buildings.map((one) =>
      toInput(one, { usage: one.usage, floors: one.floors, height_m: one.height_m, address: one.address }),
    ),
    ...city.facilities.map((one) => toInput(one, toFacility(one, owners))),
    ...toMovingInputs(city),
  ]
}

/** Routes, and what moves on them. */
function toMovingInputs(city: City): EntityInput[] {
  return [
    ...city.routes.map((one) =>
      toInput(one, { kind: one.kind, owner: one.ownerShortName, length_m: one.length_m }),
    ),
    ...city.vehicles.map((one) =>
      toInput(one, {
        ...{ vehicle_kind: one.kind, owner: one.ownerShortName, route: one.routeReference },
        terminal_number: one.terminalNumber,
      }),
    ),
    ...city.vessels.map((one) =>
      toInput(one, { owner: one.ownerShortName, route: one.routeReference, length_m: one.length_m }),
    ),
    ...city.fieldWorkers.map((one) =>
      toInput(one, {
        ...{ owner: one.ownerShortName, route: one.routeReference, shift: one.shift },
        post: one.shift === 'day' ? '日班步行巡查' : '夜班步行巡查',
      }),
    ),
  ]
}

function toFacility(one: City['facilities'][number], owners: Map<string, string>): Record<string, unknown> {
  const { catchmentHa, drainageMmPerHour } = one.attributes
  const hydrology = typeof catchmentHa === 'number' ? toHydrology(catchmentHa, Number(drainageMmPerHour)) : {}
  return { owner: owners.get(one.ownerCode) ?? one.ownerCode, install_date: one.installDate, ...hydrology }
}

function toHydrology(catchmentHa: number, drainMmPerHour: number): Record<string, number> {
  return { catchment_m2: catchmentHa * 10_000, drain_mm_h: drainMmPerHour }
}
