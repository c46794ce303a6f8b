import { badData } from '../http/errors.ts'

const uri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/

export function isUri(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 2048 && uri.test(value)
}

export function requireUri(value: unknown, what: string): string {
  if (!isUri(value)) throw badData(`${what} 应为 URI：${JSON.stringify(value) ?? '缺少'}`)
  return value
}

const dateTime =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)([.,]\d{1,9})?(Z|[+-]\d\d:\d\d)$/

export function isDateTime(value: unknown): value is string {
  return (
    typeof value === 'string' && dateTime.test(value) && !Number.isNaN(Date.parse(value.replace(',', '.')))
  )
}

/** A DateTime of 4.6.3 in UTC; what has no fraction keeps none. */
export function toDateTime(value: unknown, what: string): string {
  if (!isDateTime(value))
    throw badData(`${what} 应为 UTC 时间（如 2026-01-01T00:00:00Z）：${JSON.stringify(value)}`)
  if (value.endsWith('Z')) return value.replace(',', '.')
  return new Date(value).toISOString()
}

const forbidden = /[<>"'=;()\s]/

/** Names of attributes and types (4.6.2): a term, a compact IRI or an IRI. */
export function requireName(name: unknown, what: string): string {
  if (typeof name !== 'string' || name === '' || name.length > 2048 || forbidden.test(name))
    throw badData(`${what} 的名称不正确：${JSON.stringify(name)}`)
  return name
}

const depths: Record<string, number> = {
  Point: 1,
  MultiPoint: 2,
  LineString: 2,
  MultiLineString: 3,
  Polygon: 3,
  MultiPolygon: 4,
}

/** Whether something looks like a GeoJSON geometry of 4.7. */
export function looksLikeGeometry(value: unknown): boolean {
  const given = value as { type?: unknown; coordinates?: unknown } | null
  return typeof given === 'object' && given !== null && String(given.type) in depths && 'coordinates' in given
}

/** What is wrong with a geometry, or null. */
export function geometryProblem(value: unknown): string | null {
  const given = value as { type?: unknown; coordinates?: unknown; geometries?: unknown } | null
  if (typeof given !== 'object' || given === null) return '应为 GeoJSON 几何'
  if (given.type === 'GeometryCollection') {
    if (!Array.isArray(given.geometries)) return '缺少 geometries'
    return given.geometries.map(geometryProblem).find(Boolean) ?? null
  }
  const depth = depths[String(given.type)]
  if (depth === undefined) return `不支持的几何类型 ${String(given.type)}`
  return positionsProblem(given.coordinates, depth, String(given.type))
}

function positionsProblem(value: unknown, depth: number, type: string): string | null {
  if (!Array.isArray(value)) return '坐标应为数组'
  if (depth === 1) {
    if (
      value.length < 2 ||
      value.length > 3 ||
      !value.every((n) => typeof n === 'number' && Number.isFinite(n))
    )
      return `坐标不正确：${JSON.stringify(value)}`
    return null
  }
  if (value.length === 0) return '坐标为空'
  if (depth === 2 && type === 'LineString' && value.length < 2) return '线至少两点'
  if (depth === 2 && type.endsWith('Polygon')) {
    if (value.length < 4 || JSON.stringify(value[0]) !== JSON.stringify(value.at(-1)))
      return '环应闭合且至少四点'
  }
  for (const part of value) {
    const problem = positionsProblem(part, depth - 1, type)
    if (problem) return problem
  }
  return null
}
