import type { GridFault } from '@civitas/contract'
import { intersect, isValidShape, type Plane, planeAround, type Shape, subtract, unite } from './shapes.ts'

/** Smaller differences are the rounding of coordinates, not somebody’s land, m². */
export const slackM2 = 1

export interface DrawnGrid {
  /** Its code, or the name it is to have. */
  code: string
  geometry: GeoJSON.Geometry
}

/** How the grids of a community lie on a day, before and after a change. */
export interface Layout {
  community: GeoJSON.Geometry
  /** Grids that stay as they are. */
  kept: readonly DrawnGrid[]
  /** Grids that end. */
  ended: readonly DrawnGrid[]
  /** Grids that begin. */
  drawn: readonly DrawnGrid[]
}

export interface LayoutFindings {
  faults: GridFault[]
  /** What no grid covers after the change, m². */
  gapM2: number
}

/** The plane in which a community is measured. */
export function planeOf(geometry: GeoJSON.Geometry): Plane {
  return planeAround(firstPoint(geometry))
}

function firstPoint(geometry: GeoJSON.Geometry): [number, number] {
  const walk = (value: unknown): [number, number] =>
    Array.isArray(value) && typeof value[0] === 'number'
      ? (value as [number, number])
      : walk((value as unknown[])[0])
  return geometry.type === 'GeometryCollection'
    ? firstPoint(geometry.geometries[0] as GeoJSON.Geometry)
    : walk(geometry.coordinates)
}

/** Area of a polygon on the ellipsoid’s local plane, m². */
export function areaOf(geometry: GeoJSON.Geometry): number {
  return planeOf(geometry).toShape(geometry).getArea()
}

/** Whether a geometry is a polygon that closes and does not cross itself. */
export function isArea(geometry: GeoJSON.Geometry): boolean {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return false
  return (
    typeof geometry.coordinates?.[0]?.[0]?.[0] !== 'undefined' &&
    readShape(planeOf(geometry), geometry) !== null
  )
}

/** The union of grids as one polygon. */
export function uniteGrids(geometries: readonly GeoJSON.Geometry[]): GeoJSON.Geometry {
  const plane = planeOf(geometries[0] as GeoJSON.Geometry)
  return plane.toGeometry(unite(geometries.map(plane.toShape)))
}

/** Cuts a grid by a drawing: what of it lies inside the drawing, and what is left. */
export function cutGrid(
  grid: GeoJSON.Geometry,
  drawing: GeoJSON.Geometry,
): { inside: GeoJSON.Geometry; rest: GeoJSON.Geometry } {
  const plane = planeOf(grid)
  const [whole, cut] = [plane.toShape(grid), plane.toShape(drawing)]
  return { inside: plane.toGeometry(intersect(whole, cut)), rest: plane.toGeometry(subtract(whole, cut)) }
}

/** What of two areas is one, as polygon and m²; nothing below the slack. */
export function overlapOf(
  a: GeoJSON.Geometry,
  b: GeoJSON.Geometry,
): { areaM2: number; shareOfA: number; shareOfB: number } {
  const plane = planeOf(b)
  const [first, second] = [plane.toShape(a), plane.toShape(b)]
  const areaM2 = intersect(first, second).getArea()
  return { areaM2, shareOfA: areaM2 / first.getArea(), shareOfB: areaM2 / second.getArea() }
}

/**
 * Checks a change against GOV-012: every drawing a valid polygon inside its community, none over another, and nothing
 * that was covered left without a grid.
 */
export function checkLayout({ community, kept, ended, drawn }: Layout): LayoutFindings {
  const plane = planeOf(community)
  const faults: GridFault[] = []
  const shapes = new Map<DrawnGrid, Shape>()
  for (const one of drawn) {
    const shape = readShape(plane, one.geometry)
    if (shape) shapes.set(one, shape)
    else
      faults.push(fault('invalid', [one.code], 0, null, `“${one.code}”的边界不是有效的面（自相交或未闭合）`))
  }
  if (faults.length > 0) return { faults, gapM2: 0 }
  const parent = plane.toShape(community)
  for (const [one, shape] of shapes) faults.push(...findOutside(plane, parent, one, shape))
  const fixed = kept.map((one) => [one, plane.toShape(one.geometry)] as const)
  const fresh = [...shapes]
  fresh.forEach(([one, shape], index) => {
    for (const [other, otherShape] of [...fixed, ...fresh.slice(index + 1)])
      faults.push(...findOverlap(plane, [one, shape], [other, otherShape]))
  })
  const covered = unite([...fixed.map(([, shape]) => shape), ...shapes.values()])
  const gap = subtract(parent, covered)
  if (ended.length > 0) {
    const was = unite(ended.map((one) => plane.toShape(one.geometry)))
    faults.push(...findGap(plane, intersect(was, gap), ended))
  }
  return { faults, gapM2: gap.getArea() < slackM2 ? 0 : roundArea(gap.getArea()) }
}

function readShape(plane: Plane, geometry: GeoJSON.Geometry): Shape | null {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return null
  try {
    const shape = plane.toShape(geometry)
    return !shape.isEmpty() && isValidShape(shape) ? shape : null
  } catch {
    return null
  }
}

function findOutside(plane: Plane, parent: Shape, one: DrawnGrid, shape: Shape): GridFault[] {
  const outside = subtract(shape, parent)
  const area = roundArea(outside.getArea())
  if (area < slackM2) return []
  return [
    fault('outside', [one.code], area, plane.toGeometry(outside), `“${one.code}”有 ${area} m² 超出所属社区`),
  ]
}

function findOverlap(
  plane: Plane,
  [one, shape]: readonly [DrawnGrid, Shape],
  [other, otherShape]: readonly [DrawnGrid, Shape],
): GridFault[] {
  const common = intersect(shape, otherShape)
  const area = roundArea(common.getArea())
  if (area < slackM2) return []
  const message = `“${one.code}”与“${other.code}”重叠 ${area} m²`
  return [fault('overlap', [one.code, other.code], area, plane.toGeometry(common), message)]
}

function findGap(plane: Plane, gap: Shape, ended: readonly DrawnGrid[]): GridFault[] {
  const area = roundArea(gap.getArea())
  if (area < slackM2) return []
  const codes = ended.map((one) => one.code)
  return [fault('gap', codes, area, plane.toGeometry(gap), `变更后有 ${area} m² 不属任何网格`)]
}

function fault(
  kind: GridFault['kind'],
  codes: string[],
  areaM2: number,
  geometry: GeoJSON.Geometry | null,
  message: string,
): GridFault {
  return { kind, codes, areaM2, geometry, message }
}

function roundArea(area: number): number {
  return Math.round(area * 10) / 10
}

/** The next codes of a community: three digits of sequence after its twelve, never one that was used before. */
export function nextGridCodes(communityCode: string, used: readonly string[], count: number): string[] {
  const last = used.reduce((most, code) => Math.max(most, Number(code.slice(12))), 0)
  return Array.from(
    { length: count },
    (_, index) => `${communityCode}${String(last + 1 + index).padStart(3, '0')}`,
  )
}

/** Whether a version is the one of a day: from its first day, up to but without its last. */
export function isOfDay(version: { fromDate: string; toDate: string | null }, day: string): boolean {
  return version.fromDate <= day && (version.toDate === null || version.toDate > day)
}

/** Fixes worse than this do not count as attendance, metres (GOV-013). */
export const worstAccuracyM = 50
