import type { Facility, FacilityInput, FacilityMount, Page, SitingRule } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import { boxAround } from './rules.ts'

/** A facility as its row tells it; names of organisations are added by who knows them. */
export type FacilityRow = Omit<Facility, 'ownerName' | 'position' | 'registeredTime' | 'checkedTime'> & {
  lon: number
  lat: number
  registeredTime: Date
  checkedTime: Date | null
}

const columns = sql`f.id, f.reference, f.name, f.facility_type AS "facilityType", f.owner_id AS "ownerId",
  f.division_code AS "divisionCode", f.lon, f.lat, f.height_class AS "heightClass", f.carrier, f.network, f.power,
  f.maintenance_unit AS "maintenanceUnit", f.sector, f.state, f.slots, f.load_kg AS "loadKg", f.power_w AS "powerW",
  f.segment, f.cabin, f.registered_time AS "registeredTime", f.checked_time AS "checkedTime",
  coalesce(m.slots, 0)::int AS "usedSlots", coalesce(m.load_kg, 0)::float8 AS "usedLoadKg",
  coalesce(m.power_w, 0)::float8 AS "usedPowerW", coalesce(m.things, 0)::int AS things`
const from = sql`FROM sensing.facility f LEFT JOIN LATERAL (SELECT sum(slots) AS slots, sum(load_kg) AS load_kg,
    sum(power_w) AS power_w, count(thing_id) AS things FROM sensing.facility_mount m
    WHERE m.facility_id = f.id AND m.removed_time IS NULL) m ON TRUE`

export interface FacilityFilter {
  search?: string
  type?: string
  sector?: string
  owner?: string
  carrier?: string
  state?: string
  division?: string
  bbox?: readonly number[]
  /** Only those nobody has checked since. */
  uncheckedSince?: Date
  limit?: number
  offset?: number
}

export async function listFacilities(
  db: Queryable,
  filter: FacilityFilter,
  scope: Scope,
): Promise<Page<FacilityRow>> {
  const [west, south, east, north] = filter.bbox ?? []
  const where = sql`WHERE ${inScope('f.division_code', scope)} ${inDivision('f.division_code', filter.division)}
    ${filter.type ? sql`AND f.facility_type = ${filter.type}` : empty}
    ${filter.sector ? sql`AND f.sector = ${filter.sector}` : empty}
    ${filter.owner ? sql`AND f.owner_id = ${filter.owner}` : empty}
    ${filter.carrier ? sql`AND f.carrier = ${filter.carrier}` : empty}
    ${filter.state ? sql`AND f.state = ${filter.state}` : empty}
    ${filter.bbox ? sql`AND f.lon BETWEEN ${west} AND ${east} AND f.lat BETWEEN ${south} AND ${north}` : empty}
    ${filter.uncheckedSince ? sql`AND (f.checked_time IS NULL OR f.checked_time < ${filter.uncheckedSince})` : empty}
    ${matches('f.grams', filter.search, 'f.name')}`
  const items = await db.query<FacilityRow>(sql`SELECT ${columns} ${from} ${where}
    ORDER BY f.name, f.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.facility f ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findFacility(db: Queryable, id: string, lock = false): Promise<FacilityRow | undefined> {
  return db.first<FacilityRow>(
    sql`SELECT ${columns} ${from} WHERE f.id = ${id} ${lock ? sql`FOR UPDATE OF f` : empty}`,
  )
}

/** Facilities in use of a type near a place or in the same division; `carriers` instead: those with free slots. */
export function listNear(
  db: Queryable,
  near: { position: readonly [number, number]; metres: number; type?: string; division?: string | null },
): Promise<FacilityRow[]> {
  const { west, east, south, north } = boxAround(near.position, near.metres)
  const close = sql`(f.lon BETWEEN ${west} AND ${east} AND f.lat BETWEEN ${south} AND ${north})`
  const place = near.division ? sql`(${close} OR f.division_code = ${near.division})` : close
  const what: Sql = near.type
    ? sql`f.facility_type = ${near.type}`
    : sql`f.slots IS NOT NULL AND coalesce(m.slots, 0) < f.slots`
  return db.query<FacilityRow>(sql`SELECT ${columns} ${from} WHERE ${what} AND f.state IN ('planned', 'in-use') AND ${place}
    ORDER BY f.id LIMIT 200`)
}

export interface FacilityInsert extends FacilityInput {
  id: string
  divisionCode: string | null
  by: string
  now: Date
}

/** Adds a facility; false when its number is taken. */
export async function insertFacility(tx: Queryable, f: FacilityInsert): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO sensing.facility (id, reference, name, facility_type, owner_id, division_code, lon, lat,
      height_class, carrier, network, power, maintenance_unit, sector, state, slots, load_kg, power_w, segment, cabin, request_id,
      registered_by, registered_time, grams)
    VALUES (${f.id}, ${f.reference}, ${f.name}, ${f.facilityType}, ${f.ownerId ?? null}, ${f.divisionCode}, ${f.position[0]},
      ${f.position[1]}, ${f.heightClass}, ${f.carrier}, ${f.network ?? null}, ${f.power ?? null}, ${f.maintenanceUnit ?? null},
      ${f.sector ?? null}, 'in-use', ${f.slots ?? null}, ${f.loadKg ?? null}, ${f.powerW ?? null}, ${f.segment ?? null},
      ${f.cabin ?? null}, ${f.requestId ?? null}, ${f.by}, ${f.now}, ${toGrams(f.name, f.reference)})
    ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0
}

type MountView = Omit<FacilityMount, 'mountedTime' | 'removedTime' | 'tenantName'> & {
  facilityId: string
  mountedTime: Date
  removedTime: Date | null
}
export type MountRow = MountView

const mountColumns = sql`id, facility_id AS "facilityId", thing_id AS "thingId", title, tenant_id AS "tenantId", slots,
  load_kg AS "loadKg", power_w AS "powerW", mounted_time AS "mountedTime", removed_time AS "removedTime"`

export function listMounts(db: Queryable, facilityId: string): Promise<MountRow[]> {
  return db.query<MountRow>(sql`SELECT ${mountColumns} FROM sensing.facility_mount WHERE facility_id = ${facilityId}
    ORDER BY removed_time NULLS FIRST, mounted_time DESC LIMIT 500`)
}

export function findMount(db: Queryable, id: string): Promise<MountRow | undefined> {
  return db.first<MountRow>(sql`SELECT ${mountColumns} FROM sensing.facility_mount WHERE id = ${id}`)
}

export async function insertMount(
  tx: Queryable,
  m: {
    id: string
    facilityId: string
    thingId: string | null
    title: string
    tenantId: string | null
    slots: number
    loadKg: number
    powerW: number
    now: Date
  },
): Promise<MountRow> {
  return (await tx.first<MountRow>(sql`INSERT INTO sensing.facility_mount (id, facility_id, thing_id, title, tenant_id, slots,
      load_kg, power_w, mounted_time)
    VALUES (${m.id}, ${m.facilityId}, ${m.thingId}, ${m.title}, ${m.tenantId}, ${m.slots}, ${m.loadKg}, ${m.powerW}, ${m.now})
    RETURNING ${mountColumns}`)) as MountRow
}

export function removeMount(tx: Queryable, id: string, now: Date): Promise<MountRow | undefined> {
  return tx.first<MountRow>(sql`UPDATE sensing.facility_mount SET removed_time = ${now}
    WHERE id = ${id} AND removed_time IS NULL RETURNING ${mountColumns}`)
}

export async function setThingFacility(
  tx: Queryable,
  thingId: string,
  facilityId: string | null,
): Promise<void> {
  await tx.query(sql`UPDATE sensing.thing SET facility_id = ${facilityId} WHERE id = ${thingId}`)
}

/** The facility a thing is mounted on now. */
export async function facilityOfThing(tx: Queryable, thingId: string): Promise<string | null> {
  const row = await tx.first<{ facility_id: string }>(sql`SELECT facility_id FROM sensing.facility_mount
    WHERE thing_id = ${thingId} AND removed_time IS NULL LIMIT 1`)
  return row?.facility_id ?? null
}

export function readSitingRules(db: Queryable, type?: string): Promise<SitingRule[]> {
  return db.query<SitingRule>(sql`SELECT facility_type AS "facilityType", duplicate_metres AS "duplicateMetres",
      tolerance_metres AS "toleranceMetres", coverage_metres AS "coverageMetres"
    FROM sensing.siting_rule ${type ? sql`WHERE facility_type = ${type}` : empty} ORDER BY 1`)
}

export async function upsertSitingRule(tx: Queryable, rule: SitingRule): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.siting_rule VALUES (${rule.facilityType}, ${rule.duplicateMetres},
      ${rule.toleranceMetres}, ${rule.coverageMetres})
    ON CONFLICT (facility_type) DO UPDATE SET duplicate_metres = excluded.duplicate_metres,
      tolerance_metres = excluded.tolerance_metres, coverage_metres = excluded.coverage_metres`)
}

/** Where the facilities of a sector stand. */
export function readSectorFacilities(db: Queryable, sector: string, scope: Scope) {
  return db.query<{ lon: number; lat: number; type: string }>(sql`SELECT lon, lat, facility_type AS type
    FROM sensing.facility WHERE sector = ${sector} AND state = 'in-use' AND ${inScope('division_code', scope)}`)
}
