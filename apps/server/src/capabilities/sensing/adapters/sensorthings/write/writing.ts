import { isInScope, type Principal } from '../../../../../kernel/access.ts'
import type { Transaction } from '../../../../../kernel/db/database.ts'
import { conflict, forbidden, invalid } from '../../../../../kernel/problem.ts'
import { type EntitySet, getSet } from '../entity-sets.ts'
import { plainGeometry } from '../query/geometry.ts'
import { findRow, type Reader } from '../read/read-entities.ts'
import type { Row } from '../read/to-json.ts'
import type { SensorThingsParts } from '../request.ts'
import { type Body, toBody } from './fields.ts'

/** Everything one change needs; all of it happens in `tx` or not at all. */
export interface Writing {
  parts: SensorThingsParts
  tx: Transaction
  by: Principal
  reader: Reader
  now: Date
  /** How an entity of each set is made; a deep insert makes others inside. */
  creates: Readonly<Record<string, Create>>
  /** How deep inserts are nested. */
  depth: number
  /** Notes an entity that was created or changed, for those who subscribe. */
  touched(set: string, id: string | number, names: readonly string[] | null): void
}

/** Creates an entity of a set from a body and answers its id. `given` are links the address implies. */
export type Create = (writing: Writing, body: Body, given: Given) => Promise<string | number>

/** Ids of rows an address or an enclosing entity has already told, by link name. */
export type Given = Readonly<Record<string, string | number>>

const deepest = 12

/** The entity a body links to by id, or makes inside itself (deep insert). */
export async function linkOrCreate(
  writing: Writing,
  setName: string,
  value: unknown,
  path: string,
  given: Given = {},
): Promise<string | number> {
  const set = getSet(setName)
  const body = toBody(value, path)
  const id = readId(body)
  if (id !== undefined) return (await needRow(writing, set, id, path))[set.key.column] as string | number
  if (writing.depth > deepest) throw invalid(path, '嵌套过深')
  return create(writing, setName, body, given)
}

/** Makes an entity of a set one level deeper. */
export function create(
  writing: Writing,
  setName: string,
  body: Body,
  given: Given = {},
): Promise<string | number> {
  const make = writing.creates[setName] as Create
  return make({ ...writing, depth: writing.depth + 1 }, body, given)
}

/** `{"@iot.id": 5}`; `id` of a body with nothing else counts too. */
export function readId(body: Body): string | number | undefined {
  const id = body['@iot.id'] ?? (Object.keys(body).length === 1 ? body.id : undefined)
  if (id === undefined) return undefined
  if (typeof id !== 'string' && typeof id !== 'number') throw invalid('/body/@iot.id', '@iot.id 应为文字或数')
  return id
}

export async function needRow(
  writing: Writing,
  set: EntitySet,
  id: string | number,
  path: string,
): Promise<Row> {
  const row = await findRow(writing.reader, set, id)
  if (!row) throw invalid(path, `没有 ${set.single} ${id}`)
  return row
}

/** What the domains declare is changed there, not over SensorThings. */
export function requireFree(set: EntitySet, row: Row): void {
  if (row.declared === true)
    throw conflict(
      'declared-by-domain',
      `此 ${set.single} 由领域声明的设备模型产生，不能经 SensorThings 修改。`,
    )
}

export interface Place {
  division: string | null
  bounds: string | null
  point: [number, number] | null
}

/** Box, middle and division of a GeoJSON place; a place outside the city belongs to the caller’s division. */
export function placeOf({ parts, by }: Writing, given: unknown): Place {
  const geometry = plainGeometry(given)
  const positions = geometry ? positionsOf(geometry) : []
  if (positions.length === 0) return { division: ownDivision(by), bounds: null, point: null }
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon = 0, lat = 0] of positions) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  const point: [number, number] = [(west + east) / 2, (south + north) / 2]
  const division = parts.territory.findDivisionAt(...point) ?? ownDivision(by)
  if (!isInScope(division, by.scope)) throw forbidden('该位置不在您的管辖范围内。', 'outside-scope')
  return { division, bounds: `(${east},${north}),(${west},${south})`, point }
}

/** The division rows without a place get: the caller’s own. */
export function ownDivision(by: Principal): string | null {
  return by.scope.divisions[0] ?? null
}

function positionsOf(geometry: GeoJSON.Geometry): number[][] {
  const parts = geometry.type === 'GeometryCollection' ? geometry.geometries.flatMap(positionsOf) : []
  const flat = 'coordinates' in geometry ? flatten(geometry.coordinates) : parts
  const wrong = flat.find(
    ([lon, lat]) => !(Math.abs(lon ?? Number.NaN) <= 180) || !(Math.abs(lat ?? Number.NaN) <= 90),
  )
  if (wrong) throw invalid('/body/location', `坐标不正确：${JSON.stringify(wrong)}（应为 [经度, 纬度]）`)
  return flat
}

function flatten(given: unknown): number[][] {
  if (!Array.isArray(given)) throw invalid('/body/location', '坐标不正确')
  if (given.length === 0) return []
  if (typeof given[0] === 'number') return [given as number[]]
  return given.flatMap(flatten)
}
