import type { LineString, MultiLineString, MultiPolygon, Point, Polygon, Position } from 'geojson'

/** Free properties of a record, as JSON. */
export type Attributes = Record<string, string | number | boolean | string[] | null>

/** What every record that becomes a city Entity has. */
export interface CityRecord {
  /** Stable number of the city's own, unique in the whole city. */
  reference: string
  /** Entity type, such as `city-base.road`. */
  type: string
  name: string
  /** 15-digit code of the grid it lies in (for a line or a large area: the grid of its middle). */
  divisionCode: string
  attributes: Attributes
}

export type DivisionType =
  | 'city'
  | 'district'
  | 'county'
  | 'street'
  | 'town'
  | 'community'
  | 'village'
  | 'grid'

/** A division of any of the five levels (GB/T 2260, GB/T 10114 forms; grids after GB/T 34300). */
export interface Division {
  code: string
  name: string
  fullName: string
  level: 1 | 2 | 3 | 4 | 5
  type: DivisionType
  /** null for the city. */
  parentCode: string | null
  geometry: Polygon | MultiPolygon
  centroid: Position
  area_km2: number
  population: number
}

export interface Water extends CityRecord {
  type: 'city-base.water'
  kind: 'river' | 'stream' | 'canal' | 'lake' | 'reservoir' | 'moat' | 'pond'
  geometry: Polygon
  /** Middle line of flowing water. */
  centreline?: LineString
}

export type RoadClass = 'motorway' | 'expressway' | 'arterial' | 'secondary' | 'local' | 'county-road'

export interface Road extends CityRecord {
  type: 'city-base.road'
  roadClass: RoadClass
  lanes: number
  width_m: number
  length_m: number
  geometry: LineString | MultiLineString
  edgeIds: number[]
}

/** A junction or end of road; `id` is its index in `roadNodes`. */
export interface RoadNode {
  id: number
  position: Position
}

/** A stretch of road between two nodes; `id` is its index in `roadEdges`. Every edge may be driven both ways. */
export interface RoadEdge {
  id: number
  from: number
  to: number
  roadReference: string
  roadClass: RoadClass
  lanes: number
  width_m: number
  speed_km_per_h: number
  length_m: number
  coordinates: Position[]
  structure?: 'bridge' | 'underpass'
  /** Name of the bridge or underpass. */
  structureName?: string
}

export interface Railway extends CityRecord {
  type: 'city-base.railway'
  kind: 'line' | 'station'
  geometry: LineString | Point
}

export type BuildingUsage =
  | 'residential'
  | 'office'
  | 'commercial'
  | 'industrial'
  | 'public'
  | 'school'
  | 'hospital'
  | 'rural'

export interface Building extends CityRecord {
  type: 'city-base.building'
  usage: BuildingUsage
  floors: number
  height_m: number
  address: string
  geometry: Polygon
}

export interface Place extends CityRecord {
  type: 'city-base.park' | 'city-base.school' | 'city-base.hospital' | 'city-base.office'
  kind: string
  geometry: Polygon | Point
  /** Pupils, beds; absent where it has no meaning. */
  capacity?: number
}

/** A place where water gathers in heavy rain; each carries a water-level gauge. */
export interface LowPoint extends CityRecord {
  type: 'city-base.underpass' | 'city-base.low-road'
  pointKind: 'underpass' | 'low-road'
  geometry: Point
  roadReference: string
  roadName: string
  edgeId: number
  /** Land that drains to it. */
  catchmentHa: number
  /** Rain its drains can carry off, over the catchment. */
  drainageMmPerHour: number
  /** Metres above sea level. */
  lowPointElevation: number
  /** `reference` of the nearest pump station. */
  pumpStationReference: string
}

export interface Facility extends CityRecord {
  geometry: Point
  gridCode: string
  /** `code` of the organisation that keeps it. */
  ownerCode: string
  installDate: string
}

export type OrganisationKind =
  | 'government'
  | 'bureau'
  | 'street-office'
  | 'town-government'
  | 'utility'
  | 'institution'

export interface Organisation {
  /** Unified social credit code form, 18 characters with a right check character (GB 32100). */
  code: string
  name: string
  shortName: string
  divisionCode: string
  parentCode: string | null
  kind: OrganisationKind
}

/** The unit responsible for an item in a division and everything under it. */
export interface Duty {
  item: string
  divisionCode: string
  organisationCode: string
}

/** A grid staff post (a post, not a person). */
export interface Post {
  reference: string
  name: string
  divisionCode: string
  organisationCode: string
}

export type RouteKind =
  | 'bus'
  | 'muck'
  | 'muck-detour'
  | 'cleaning'
  | 'cruise'
  | 'patrol'
  | 'beat'
  | 'waterway'

/** Where something of the city goes to and fro: a line of buses, a route of trucks, a beat on foot, a waterway. */
export interface Route extends CityRecord {
  type: 'city-base.route'
  kind: RouteKind
  /** Number among the routes of its kind. */
  number: number
  ownerShortName: string
  length_m: number
  geometry: LineString
}

/** What moves stands at the beginning of its route until it is heard. */
interface Moving extends CityRecord {
  geometry: Point
  routeReference: string
  ownerShortName: string
}

export type VehicleKind = 'bus' | 'taxi' | 'muck-truck' | 'sanitation' | 'patrol' | 'emergency'

export interface Vehicle extends Moving {
  type: 'city-base.vehicle'
  kind: VehicleKind
  /** Number its JT/T 808 terminal calls itself. */
  terminalNumber: string
}

/** `reference` is its MMSI. */
export interface Vessel extends Moving {
  type: 'city-base.vessel'
  length_m: number
}

/** A post of somebody who inspects on foot (a post, not a person). */
export interface FieldWorker extends Moving {
  type: 'city-base.field-worker'
  shift: 'day' | 'night'
}

/** A day off, or a weekend day worked in exchange, from the national holiday notices. */
export interface CalendarHoliday {
  date: string
  name: string
  kind: 'holiday' | 'workday'
}

/** The whole sample city. */
export interface City {
  seed: number
  name: string
  code: string
  bbox: [west: number, south: number, east: number, north: number]
  /** All five levels, parents before children. */
  divisions: Division[]
  waters: Water[]
  roads: Road[]
  roadNodes: RoadNode[]
  roadEdges: RoadEdge[]
  railways: Railway[]
  buildings: Building[]
  places: Place[]
  lowPoints: LowPoint[]
  facilities: Facility[]
  organisations: Organisation[]
  duties: Duty[]
  posts: Post[]
  routes: Route[]
  vehicles: Vehicle[]
  vessels: Vessel[]
  fieldWorkers: FieldWorker[]
  calendarHolidays: CalendarHoliday[]
}
