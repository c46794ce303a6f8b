import type { PlanConflict } from '@civitas/contract'
import type { ProjectType } from '@civitas/domain-kit'
import { invalid } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'

/** What a parcel lies on and in, where it is and how large. */
export interface ParcelCheck {
  parcel_area_m2: number
  lon: number
  lat: number
  division_code: string
  conflicts: PlanConflict[]
  assessed: string[]
}

/** Below this two areas only touch, as borders are drawn to some centimetres. */
const slackM2 = 1

/** Lays a parcel over the plan layers and the assessed areas of a kind of project (策划生成). */
export async function checkParcel(
  parts: ServicesParts,
  type: ProjectType,
  parcel: GeoJSON.Geometry,
): Promise<ParcelCheck> {
  const { areas } = parts.territory
  if (!areas.isArea(parcel))
    throw invalid('/body/parcel', '项目红线须是闭合、不自相交的多边形（GeoJSON Polygon）')
  const box = boxOf(parcel)
  const [lon, lat] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
  const division = parts.territory.findDivisionAt(lon, lat)
  if (!division) throw invalid('/body/parcel', '项目红线不在本市范围内')
  const registers = [...new Set(type.checks.map((one) => one.entityType))]
  const shapes = await parts.entities.readShapes(registers, box)
  const conflicts = type.checks.flatMap(({ entityType, where, layer, organisation, effect }) =>
    shapes
      .filter((shape) => shape.type === entityType && areas.isArea(shape.geometry))
      .filter((shape) => !where || shape.attributes[where.attribute] === where.value)
      .map((shape) => ({ shape, areaM2: areas.overlapOf(parcel, shape.geometry) }))
      .filter(({ areaM2 }) => areaM2 >= slackM2)
      .map(({ shape, areaM2 }) => ({
        ...{ layer, organisation, effect, areaName: shape.name, areaM2: Math.round(areaM2 * 10) / 10 },
      })),
  )
  return {
    ...{ parcel_area_m2: Math.round(areas.areaOf(parcel)), lon, lat, division_code: division, conflicts },
    assessed: await assessedKinds(parts, type, parcel, box),
  }
}

type Box = [west: number, south: number, east: number, north: number]

/** Assessments of areas the parcel lies in as a whole, that are still valid. */
async function assessedKinds(
  { entities, territory, kernel }: ServicesParts,
  { assessments }: ProjectType,
  parcel: GeoJSON.Geometry,
  box: Box,
): Promise<string[]> {
  if (!assessments) return []
  const today = kernel.clock.now().toISOString().slice(0, 10)
  const whole = territory.areas.areaOf(parcel)
  const shapes = await entities.readShapes([assessments.entityType], box)
  const kinds = shapes
    .filter((one) => territory.areas.isArea(one.geometry))
    .filter((one) => typeof one.attributes.valid_to !== 'string' || one.attributes.valid_to >= today)
    .filter((one) => territory.areas.overlapOf(parcel, one.geometry) >= whole - slackM2)
    .map((one) => String(one.attributes[assessments.kind]))
  return [...new Set(kinds)].sort()
}

function boxOf(geometry: GeoJSON.Geometry): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return
    const [x, y] = value
    if (typeof x !== 'number' || typeof y !== 'number') {
      for (const one of value) walk(one)
      return
    }
    Object.assign(box, [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)])
  }
  if (geometry.type !== 'GeometryCollection') walk(geometry.coordinates)
  return box
}
