import type { Queryable } from './database.ts'
import { empty, type Sql, sql } from './sql.ts'

/** A box on the ground: west, south, east, north. */
export type PlaceBox = readonly [west: number, south: number, east: number, north: number]

export interface PlaceCount {
  group_name: string
  kind: string
  level: string | null
  count: number
}

/** Rows of one group in one square, counted, with the middle of where they are. */
export interface PlaceSquare {
  x: number
  y: number
  group_name: string
  count: number
  lon: number
  lat: number
}

export interface PlaceRow {
  id: string
  kind: string
  group_name: string
  reference: string
  title: string
  level: string | null
  state: string
  division_code: string | null
  lon: number | null
  lat: number | null
  time: Date
}

export interface PlaceFilter {
  /** Beginnings of types, up to their dot, of each group; what is in none of them is of the group `rest`. */
  groups: ReadonlyMap<string, readonly string[]>
  rest: string
  only?: string
  kind?: string
  level?: string
  division?: string
}

/** The group of a row by the beginning of its column `type`. */
export function inGroup({ groups, rest }: PlaceFilter): Sql {
  const beginnings = [...groups.values()].flat()
  const names = [...groups].flatMap(([name, of]) => of.map(() => name))
  return sql`coalesce((${names}::text[])[array_position(${beginnings}::text[], split_part(type, '.', 1))], ${rest})`
}

/** Counts what lies where without handing every point out. */
export interface PlaceReader {
  counts(): Promise<PlaceCount[]>
  /** By the leading digits of their division. */
  below(digits: number): Promise<{ code: string; group_name: string; count: number }[]>
  squares(box: PlaceBox, degrees: number): Promise<PlaceSquare[]>
  /** The newest first. */
  list(box: PlaceBox | null, limit: number): Promise<PlaceRow[]>
  countIn(box: PlaceBox | null): Promise<number>
}

/**
 * Reads a query that yields the columns of `PlaceRow`, already narrowed to what the caller may see; the group and kind of
 * the filter are chosen here.
 */
export function placeReader(db: Queryable, rows: Sql, { only, kind }: PlaceFilter): PlaceReader {
  const source = sql`SELECT * FROM (${rows}) AS seen WHERE TRUE ${only ? sql`AND group_name = ${only}` : empty}
    ${kind ? sql`AND kind = ${kind}` : empty}`
  const within = (box: PlaceBox | null) =>
    box ? sql`WHERE lon BETWEEN ${box[0]} AND ${box[2]} AND lat BETWEEN ${box[1]} AND ${box[3]}` : empty
  return {
    counts: () =>
      db.query(sql`SELECT group_name, kind, level, count(*)::int AS count FROM (${source}) AS place
        GROUP BY 1, 2, 3`),
    below: (digits) =>
      db.query(sql`SELECT left(division_code, ${digits}::int) AS code, group_name, count(*)::int AS count
        FROM (${source}) AS place WHERE length(division_code) >= ${digits}::int GROUP BY 1, 2`),
    squares: (box, degrees) =>
      db.query(sql`SELECT floor((lon - ${box[0]}::float8) / ${degrees}::float8)::int AS x,
          floor((lat - ${box[1]}::float8) / ${degrees}::float8)::int AS y, group_name, count(*)::int AS count,
          avg(lon) AS lon, avg(lat) AS lat
        FROM (${source}) AS place ${within(box)} GROUP BY 1, 2, 3`),
    list: (box, limit) =>
      db.query(sql`SELECT * FROM (${source}) AS place ${within(box)}
        ORDER BY time DESC, id DESC LIMIT ${limit}`),
    countIn: async (box) => {
      const found = await db.first<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM (${source}) AS place ${within(box)}`,
      )
      return found?.n ?? 0
    },
  }
}
