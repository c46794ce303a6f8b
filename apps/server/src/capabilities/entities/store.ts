import type { Entity, EntityVersion, Page, Relationship } from '@civitas/contract'
import { inDivision, type Scope } from '../../kernel/access.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../kernel/db/sql.ts'
import { matches } from '../../kernel/search.ts'
import { inSight } from './in-sight.ts'
import type { Extent } from './rules.ts'

export interface EntityRow {
  id: string
  type: string
  reference: string
  name: string
  division_code: string | null
  geometry: GeoJSON.Geometry | null
  lon: number | null
  lat: number | null
  attributes: Record<string, unknown>
  version: number
  merged_into: string | null
  created_time: Date
  changed_time: Date
}

export const columns = sql`id, type, reference, name, division_code, geometry, lon, lat, attributes, version, merged_into, created_time, changed_time`

export function toEntity(row: EntityRow): Entity {
  return {
    id: row.id,
    type: row.type,
    reference: row.reference,
    name: row.name,
    divisionCode: row.division_code,
    geometry: row.geometry,
    attributes: row.attributes,
    version: row.version,
    mergedInto: row.merged_into,
    createdTime: row.created_time.toISOString(),
    changedTime: row.changed_time.toISOString(),
  }
}

export interface EntityFilter {
  type?: string
  division?: string
  search?: string
  bbox?: readonly number[]
  near?: readonly number[]
  limit?: number
  offset?: number
}

function toBox(box: readonly number[]): Sql {
  const [west, south, east, north] = box
  return sql`box(point(${west}, ${south}), point(${east}, ${north}))`
}

/** Degrees that surely hold a circle of so many metres. */
function around([lon = 0, lat = 0, metres = 0]: readonly number[]): number[] {
  const dLat = metres / 110_500
  const dLon = dLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return [lon - dLon, lat - dLat, lon + dLon, lat + dLat]
}

function distanceTo([lon = 0, lat = 0]: readonly number[]): Sql {
  const scale = Math.cos((lat * Math.PI) / 180)
  return sql`111195 * sqrt(pow((lon - ${lon}) * ${scale}, 2) + pow(lat - ${lat}, 2))`
}

function where(filter: EntityFilter, scope: Scope): Sql {
  return sql`WHERE tenant = '' AND merged_into IS NULL AND ${inSight(scope)}
    ${filter.type ? sql`AND type = ${filter.type}` : empty} ${inDivision('division_code', filter.division)}
    ${filter.bbox ? sql`AND bounds && ${toBox(filter.bbox)}` : empty}
    ${filter.near ? sql`AND bounds && ${toBox(around(filter.near))} AND ${distanceTo(filter.near)} <= ${filter.near[2]}` : empty}
    ${matches('grams', filter.search, 'name')}`
}

export async function listEntities(db: Queryable, filter: EntityFilter, scope: Scope): Promise<Page<Entity>> {
  const order = filter.near
    ? distanceTo(filter.near)
    : filter.search
      ? sql`(position(${filter.search.trim()} IN name) = 0), length(name), name, id`
      : sql`name, id`
  const rows = await db.query<EntityRow>(sql`SELECT ${columns} FROM entities.entity ${where(filter, scope)}
    ORDER BY ${order} LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.entity ${where(filter, scope)}`,
  )
  return { items: rows.map(toEntity), total: count?.n ?? 0 }
}

export function findEntity(db: Queryable, id: string, lock = false): Promise<EntityRow | undefined> {
  return db.first<EntityRow>(
    sql`SELECT ${columns} FROM entities.entity WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export function findEntities(db: Queryable, ids: readonly string[]): Promise<EntityRow[]> {
  return db.query<EntityRow>(
    sql`SELECT ${columns} FROM entities.entity WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
}

export function findByReference(
  db: Queryable,
  type: string,
  reference: string,
): Promise<EntityRow | undefined> {
  return db.first<EntityRow>(
    sql`SELECT ${columns} FROM entities.entity WHERE type = ${type} AND reference = ${reference}`,
  )
}

/** How an entity is called outside. */
export async function findName(db: Queryable, id: string): Promise<{ uri: string; types: string[] }> {
  const row = await db.first<{ uri: string; types: string[] }>(
    sql`SELECT uri, types FROM entities.entity WHERE id = ${id}`,
  )
  return row ?? { uri: '', types: [] }
}

export interface NewEntity {
  id: string
  type: string
  reference: string
  name: string
  divisionCode: string | null
  geometry: GeoJSON.Geometry | null
  extent: Extent | null
  attributes: Record<string, unknown>
  grams: string[]
}

/** A new entity and how it is called outside. */
export interface NamedEntity {
  id: string
  uri: string
  types: string[]
}

/** Writes many entities at once and answers those that are new; those whose type and reference exist already stay as they are. */
export function insertEntities(db: Queryable, rows: NewEntity[], now: Date): Promise<NamedEntity[]> {
  const plain = rows.map(({ extent, ...row }) => ({
    ...row,
    lon: extent?.lon ?? null,
    lat: extent?.lat ?? null,
    bounds: extent ? `(${extent.box[0]},${extent.box[1]}),(${extent.box[2]},${extent.box[3]})` : null,
  }))
  return db.query<NamedEntity>(sql`INSERT INTO entities.entity (id, type, reference, name, division_code, geometry, lon, lat, bounds, attributes,
      created_time, changed_time, grams)
    SELECT id, type, reference, name, "divisionCode", nullif(geometry, 'null'), lon, lat, bounds::box, attributes, ${now}, ${now}, grams
    FROM jsonb_to_recordset(${JSON.stringify(plain)}::jsonb) AS r(id uuid, type text, reference text, name text,
      "divisionCode" text, geometry jsonb, lon float8, lat float8, bounds text, attributes jsonb, grams text[])
    ON CONFLICT DO NOTHING RETURNING id, uri, types`)
}

export async function updateEntity(
  db: Queryable,
  row: NewEntity & { version: number },
  now: Date,
): Promise<void> {
  const { extent } = row
  const bounds = extent ? sql`${toBox(extent.box)}` : sql`NULL`
  await db.query(sql`UPDATE entities.entity SET name = ${row.name}, geometry = ${JSON.stringify(row.geometry)}::jsonb,
      lon = ${extent?.lon ?? null}, lat = ${extent?.lat ?? null}, bounds = ${bounds},
      attributes = ${JSON.stringify(row.attributes)}::jsonb, grams = ${row.grams}, version = ${row.version},
      changed_time = ${now} WHERE id = ${row.id}`)
}

export interface NewVersion {
  entityId: string
  version: number
  userId: string | null
  act: EntityVersion['act']
  before: Record<string, unknown>
  after: Record<string, unknown>
}

export async function insertVersion(db: Queryable, v: NewVersion, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO entities.entity_version (entity_id, version, time, user_id, act, before, after)
    VALUES (${v.entityId}, ${v.version}, ${now}, ${v.userId}, ${v.act}, ${JSON.stringify(v.before)}, ${JSON.stringify(v.after)})`)
}

export interface VersionRow extends Omit<EntityVersion, 'time' | 'userName'> {
  time: Date
}

export async function listVersions(
  db: Queryable,
  id: string,
  limit: number,
  offset: number,
): Promise<Page<VersionRow>> {
  const items = await db.query<VersionRow>(sql`SELECT version, time, user_id AS "userId", act, before, after
    FROM entities.entity_version WHERE entity_id = ${id} ORDER BY version DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.entity_version WHERE entity_id = ${id}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function insertRelationship(
  db: Queryable,
  link: { id: string; name: string; fromId: string; toId: string },
  now: Date,
): Promise<boolean> {
  const rows = await db.query(sql`INSERT INTO entities.relationship (id, name, from_id, to_id, created_time)
    VALUES (${link.id}, ${link.name}, ${link.fromId}, ${link.toId}, ${now}) ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0
}

/** A root and all that was merged into it. */
export function family(rootId: string): Sql {
  return sql`(SELECT ${rootId}::uuid UNION ALL SELECT id FROM entities.entity WHERE merged_into = ${rootId})`
}

/** Both directions, what was merged into it included; the other end must lie in the caller’s scope too. */
export async function listRelationships(db: Queryable, id: string, scope: Scope): Promise<Relationship[]> {
  const rows = await db.query<Relationship & { createdTime: unknown }>(sql`
    SELECT r.id, r.name, r.from_id AS "fromId", r.to_id AS "toId", f.name AS "fromName", t.name AS "toName",
      f.type AS "fromType", t.type AS "toType", r.created_time AS "createdTime"
    FROM entities.relationship r JOIN entities.entity f ON f.id = r.from_id JOIN entities.entity t ON t.id = r.to_id
    WHERE (r.from_id IN ${family(id)} OR r.to_id IN ${family(id)}) AND ${inSight(scope, 'f.')} AND ${inSight(scope, 't.')}
    ORDER BY r.name, r.created_time LIMIT 500`)
  return rows.map((row) => ({ ...row, createdTime: (row.createdTime as unknown as Date).toISOString() }))
}

export async function countByType(db: Queryable, scope: Scope): Promise<Map<string, number>> {
  const rows = await db.query<{
    type: string
    n: number
  }>(sql`SELECT type, count(*)::int AS n FROM entities.entity
    WHERE tenant = '' AND merged_into IS NULL AND ${inSight(scope)} GROUP BY type`)
  return new Map(rows.map((row) => [row.type, row.n]))
}
