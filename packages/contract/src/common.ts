import { type Static, type TSchema, Type } from 'typebox'

/** Opaque id, UUIDv7. */
export const Id = Type.String({ format: 'uuid', description: 'Opaque id (UUIDv7).' })

/** An instant, ISO 8601 in UTC with milliseconds. */
export const Time = Type.String({ format: 'date-time', description: 'Instant, ISO 8601, UTC.' })

/** Division code: GB/T 2260 six digits, extended to 9 (street, town), 12 (community) and 15 (grid). */
export const DivisionCode = Type.String({
  pattern: '^[0-9]{6}([0-9]{3}){0,3}$',
  description: 'Division code, GB/T 2260 and its extensions: 6, 9, 12 or 15 digits.',
})

export const LocalTextSchema = Type.Object({ zh: Type.String(), en: Type.String() })

/** GeoJSON geometry, RFC 7946, CGCS2000 longitude and latitude in degrees. */
export const Geometry = Type.Unsafe<GeoJSON.Geometry>({
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string' } },
  additionalProperties: true,
  description: 'GeoJSON geometry (RFC 7946), longitude and latitude in CGCS2000 degrees.',
})

/** Any JSON object. */
export const Json = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })

/** `minLon,minLat,maxLon,maxLat` */
export const Bbox = Type.String({
  pattern: '^-?[0-9.]+,-?[0-9.]+,-?[0-9.]+,-?[0-9.]+$',
  description: 'minLon,minLat,maxLon,maxLat in degrees.',
})

/** What every list takes. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
  search: Type.Optional(
    Type.String({ maxLength: 100, description: 'Words to find, Chinese or Latin letters.' }),
  ),
}

/** One page of a list; `total` counts all rows the filter and the caller's scope allow. */
export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), total: Type.Integer() })
}

/**
 * One page of a list that may grow beyond what is worth counting: `total` is exact up to 100,000 rows, beyond that it says
 * 100,000 and `totalIsAtLeast` is true.
 */
export function longPageOf<T extends TSchema>(item: T) {
  return Type.Object({
    items: Type.Array(item),
    total: Type.Integer(),
    totalIsAtLeast: Type.Optional(
      Type.Boolean({ description: 'There are more rows than `total`, which is where counting stops.' }),
    ),
  })
}

export interface Page<T> {
  items: T[]
  total: number
  /** There are more rows than `total`. */
  totalIsAtLeast?: boolean
}

/**
 * Marks a value whose reading is ruled field by field (PLT-081), as options of its schema. `{kind}` in the name stands for the
 * value of `kind` beside it.
 */
export function governed(field: string): { 'x-field': string } {
  return { 'x-field': field }
}

/** Marks a parameter of a query by the governed fields it searches, filters or sorts by. */
export function reaches(...fields: string[]): { 'x-reads': string[] } {
  return { 'x-reads': fields }
}

/** An empty answer. */
export const Done = Type.Object({ done: Type.Literal(true) })

/** Warning levels of the national scale, from the lowest: 蓝 Ⅳ, 黄 Ⅲ, 橙 Ⅱ, 红 Ⅰ. */
export const WarningLevel = Type.Union([
  Type.Literal('blue'),
  Type.Literal('yellow'),
  Type.Literal('orange'),
  Type.Literal('red'),
])
export type WarningLevel = Static<typeof WarningLevel>

/** One word of a closed list. */
export function oneOf<const T extends string>(...words: T[]) {
  return Type.Unsafe<T>({ type: 'string', enum: words })
}

/** A value, or null where there is none. */
export function nullable<T extends TSchema>(schema: T, options: { description?: string } = {}) {
  return Type.Union([schema, Type.Null()], options)
}
