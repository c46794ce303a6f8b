import type { Address, CalendarDay, Division, Page } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../kernel/access.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { empty, sql } from '../../kernel/db/sql.ts'
import { matches, toGrams } from '../../kernel/search.ts'

export interface DivisionRow extends Division {
  geometry: GeoJSON.Geometry
}

const columns = sql`code, level, name, full_name AS "fullName", kind, parent_code AS "parentCode", population,
  area_km2 AS "areaKm2", ARRAY[centre_lon, centre_lat] AS centre`

/** All divisions with their geometry; they are few (about two thousand) and held in memory. */
export function readDivisions(db: Queryable): Promise<DivisionRow[]> {
  return db.query<DivisionRow>(sql`SELECT ${columns}, geometry FROM territory.division ORDER BY code`)
}

export async function insertDivisions(tx: Transaction, rows: DivisionRow[]): Promise<void> {
  const plain = rows.map((row) => ({ ...row, centre_lon: row.centre[0], centre_lat: row.centre[1] }))
  await tx.query(sql`INSERT INTO territory.division (code, level, name, full_name, kind, parent_code, population, area_km2,
      centre_lon, centre_lat, geometry)
    SELECT code, level, name, "fullName", kind, "parentCode", population, "areaKm2", centre_lon, centre_lat, geometry
    FROM jsonb_to_recordset(${JSON.stringify(plain)}::jsonb) AS r(code text, level smallint, name text, "fullName" text,
      kind text, "parentCode" text, population int, "areaKm2" float8, centre_lon float8, centre_lat float8, geometry jsonb)
    ORDER BY level ON CONFLICT (code) DO UPDATE SET name = excluded.name, full_name = excluded.full_name,
      population = excluded.population, area_km2 = excluded.area_km2, geometry = excluded.geometry`)
}

export async function insertAddresses(tx: Transaction, rows: Address[]): Promise<void> {
  const plain = rows.map((row) => ({
    id: row.id,
    text: row.text,
    code: row.divisionCode,
    lon: row.position[0],
    lat: row.position[1],
    grams: toGrams(row.text),
  }))
  await tx.query(sql`INSERT INTO territory.address (id, text, division_code, lon, lat, grams)
    SELECT id, text, code, lon, lat, grams FROM jsonb_to_recordset(${JSON.stringify(plain)}::jsonb)
      AS r(id text, text text, code text, lon float8, lat float8, grams text[]) ON CONFLICT DO NOTHING`)
}

export async function listAddresses(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number; division?: string },
  scope: Scope,
): Promise<Page<Address>> {
  const where = sql`WHERE ${inScope('division_code', scope)} ${inDivision('division_code', query.division)}
    ${query.search ? matches('grams', query.search, 'text') : empty}`
  const items =
    await db.query<Address>(sql`SELECT id, text, division_code AS "divisionCode", ARRAY[lon, lat] AS position
    FROM territory.address ${where} ORDER BY length(text), text LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM territory.address ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function readCalendar(db: Queryable): Promise<CalendarDay[]> {
  return db.query<CalendarDay>(sql`SELECT date, kind, note FROM territory.calendar_day ORDER BY date`)
}

export async function insertCalendarDays(tx: Transaction, days: CalendarDay[]): Promise<void> {
  await tx.query(sql`INSERT INTO territory.calendar_day (date, kind, note)
    SELECT date, kind, note FROM jsonb_to_recordset(${JSON.stringify(days)}::jsonb) AS r(date date, kind text, note text)
    ON CONFLICT (date) DO UPDATE SET kind = excluded.kind, note = excluded.note`)
}
