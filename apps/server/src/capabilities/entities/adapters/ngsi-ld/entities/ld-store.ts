import type { Scope } from '../../../../../kernel/access.ts'
import type { Database, Queryable } from '../../../../../kernel/db/database.ts'
import { empty, join, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { inSight } from '../../../in-sight.ts'
import type { Attributes, Instance } from '../representation/model.ts'
import type { LdColumns, LdRow } from './ld-row.ts'

const columns = sql`e.id, e.tenant, e.uri, e.type, e.types, e.scopes, e.reference, e.name, e.division_code, e.geometry,
  e.attributes, e.ld, e.more, e.version, e.created_time, e.changed_time, e.expires_time, e.merged_into`

/** Rows of a tenant by URI, whoever may see them, but for merged ones; locked when they are to be changed. */
export function findRows(
  db: Queryable,
  tenant: string,
  uris: readonly string[],
  lock = false,
): Promise<LdRow[]> {
  return db.query<LdRow>(sql`SELECT ${columns} FROM entities.entity e
    WHERE e.tenant = ${tenant} AND e.uri = ANY(${uris as string[]}::text[]) AND e.merged_into IS NULL
      AND (e.expires_time IS NULL OR e.expires_time > now())
    ${lock ? sql`ORDER BY e.id FOR UPDATE` : empty}`)
}

/** Rows by URI, merged ones too; prepared once for each connection, as most requests are this one. */
export async function findNamed(db: Database, tenant: string, uris: readonly string[]): Promise<LdRow[]> {
  const { rows } = await db.pool.query<LdRow>({
    ...{ name: 'ngsi-ld-entities', text: namedRows, values: [tenant, uris] },
  })
  return rows
}

/** What merged rows lead to, as everywhere in identity resolution. */
export function findSurvivor(db: Queryable, mergedInto: string): Promise<LdRow | undefined> {
  return db.first<LdRow>(sql`SELECT ${columns} FROM entities.entity e WHERE e.id = ${mergedInto}
    AND (e.expires_time IS NULL OR e.expires_time > now())`)
}

/** URIs of merged entities with those of the entities they were merged into. */
export async function findSurvivors(
  db: Queryable,
  tenant: string,
  uris: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.query<{ merged: string; into: string }>(sql`SELECT m.uri AS merged, e.uri AS into
    FROM entities.entity m JOIN entities.entity e ON e.id = m.merged_into
    WHERE m.tenant = ${tenant} AND m.uri = ANY(${uris as string[]}::text[])`)
  return new Map(rows.map((row) => [row.merged, row.into]))
}

const namedRows = sql`SELECT ${columns} FROM entities.entity e WHERE e.tenant = $1 AND e.uri = ANY($2::text[])
  AND (e.expires_time IS NULL OR e.expires_time > now())`.text

export interface RowQuery {
  /** The conditions are answered by an index that knows no order, as that of places. */
  scattered?: boolean
  tenant: string
  scope: Scope
  /** Conditions on `e`. */
  conditions: readonly Sql[]
  limit: number
  offset: number
  /** Only rows after this one, in the order of their making. */
  after?: string
  /** Another order than that of making. */
  order?: readonly Sql[]
}

function where({ tenant, scope, conditions, after }: RowQuery): Sql {
  const more = conditions.map((one) => sql`AND ${one}`)
  return sql`WHERE e.tenant = ${tenant} AND e.merged_into IS NULL AND ${inSight(scope, 'e.')}
    AND (e.expires_time IS NULL OR e.expires_time > now()) ${after ? sql`AND e.id > ${after}` : empty}
    ${more.reduce((all, one) => sql`${all} ${one}`, empty)}`
}

/** One page, in the order of making (ids sort by time) unless another is asked for. */
export function selectRows(db: Queryable, query: RowQuery): Promise<LdRow[]> {
  if (query.scattered && !query.order) return selectScattered(db, query)
  const first = query.order ? join([...query.order], ', ') : sql`e.tenant`
  return db.query<LdRow>(sql`SELECT ${columns} FROM entities.entity e ${where(query)}
    ORDER BY ${first}, e.id LIMIT ${query.limit} OFFSET ${query.offset}`)
}

/** The ids alone are brought in order: far more rows may meet the conditions than a page has. */
function selectScattered(db: Queryable, query: RowQuery): Promise<LdRow[]> {
  return db.query<LdRow>(sql`WITH found AS MATERIALIZED (SELECT e.id FROM entities.entity e ${where(query)})
    SELECT ${columns} FROM entities.entity e
    WHERE e.id = ANY(ARRAY(SELECT id FROM found ORDER BY id LIMIT ${query.limit} OFFSET ${query.offset})) ORDER BY e.id`)
}

export async function countRows(db: Queryable, query: RowQuery): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.entity e ${where(query)}`,
  )
  return row?.n ?? 0
}

function toRecord(row: LdColumns) {
  const { extent, geometry, ...rest } = row
  return {
    ...rest,
    geometry,
    lon: extent?.lon ?? null,
    lat: extent?.lat ?? null,
    bounds: extent ? `(${extent.box[0]},${extent.box[1]}),(${extent.box[2]},${extent.box[3]})` : null,
  }
}

const recordType = sql`r(id uuid, tenant text, uri text, type text, types text[], scopes text[], reference text, name text,
  "divisionCode" text, geometry jsonb, lon float8, lat float8, bounds text, attributes jsonb, ld jsonb, more jsonb,
  "expiresTime" timestamptz, version int, grams text[])`

/** Writes new entities; answers the URIs that were free. */
export async function insertRows(db: Queryable, rows: readonly LdColumns[], now: Date): Promise<Set<string>> {
  const added = await db.query<{ uri: string }>(sql`
    INSERT INTO entities.entity (id, tenant, uri, type, types, scopes, reference, name, division_code, geometry, lon, lat, bounds,
      attributes, ld, more, expires_time, created_time, changed_time, grams)
    SELECT id, tenant, uri, type, types, scopes, reference, name, "divisionCode", nullif(geometry, 'null'), lon, lat, bounds::box,
      attributes, ld, more, "expiresTime", ${now}, ${now}, grams
    FROM jsonb_to_recordset(${JSON.stringify(rows.map(toRecord))}::jsonb) AS ${recordType}
    ON CONFLICT DO NOTHING RETURNING uri`)
  return new Set(added.map((row) => row.uri))
}

/** Overwrites entities that were read under lock. */
export async function updateRows(
  db: Queryable,
  rows: ReadonlyArray<LdColumns & { version: number }>,
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE entities.entity e SET types = r.types, scopes = r.scopes, type = r.type, reference = r.reference,
      name = r.name, division_code = r."divisionCode", geometry = nullif(r.geometry, 'null'), lon = r.lon, lat = r.lat,
      bounds = r.bounds::box, attributes = r.attributes, ld = r.ld, more = r.more, expires_time = r."expiresTime",
      version = r.version, changed_time = ${now}, grams = r.grams
    FROM jsonb_to_recordset(${JSON.stringify(rows.map(toRecord))}::jsonb) AS ${recordType} WHERE e.id = r.id`)
}

export async function deleteRows(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(sql`DELETE FROM entities.entity WHERE id = ANY(${ids as string[]}::uuid[])`)
}

/** A line of the history. `ld` is null for an attribute that was deleted. */
export interface LdVersion {
  entityId: string
  version: number
  userId: string | null
  act: 'created' | 'changed' | 'removed'
  before: Record<string, unknown>
  after: Record<string, unknown>
  tenant: string
  uri: string
  ld: Record<string, Instance[] | null>
}

export async function insertVersions(
  db: Queryable,
  versions: readonly LdVersion[],
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO entities.entity_version (entity_id, version, time, user_id, act, before, after, tenant, uri, ld)
    SELECT "entityId", version, ${now}, "userId", act, before, after, tenant, uri, ld
    FROM jsonb_to_recordset(${JSON.stringify(versions)}::jsonb) AS r("entityId" uuid, version int, "userId" uuid, act text,
      before jsonb, after jsonb, tenant text, uri text, ld jsonb)`)
}

/** Newest measured values and relations of registered entities, by entity id. */
export async function readFed(
  db: Queryable,
  ids: readonly string[],
  describeUnit: (datastreamId: number) => string,
): Promise<Map<string, Attributes>> {
  const fed = new Map<string, Attributes>()
  if (ids.length === 0) return fed
  const of = (id: string) => {
    const known = fed.get(id) ?? {}
    fed.set(id, known)
    return known
  }
  const values = await db.query<{
    entity_id: string
    property: string
    datastream_id: number
    time: Date
    value: number | null
    quality: number
  }>(sql`SELECT entity_id, property, datastream_id, time, value, quality FROM entities.latest_value
    WHERE entity_id = ANY(${ids as string[]}::uuid[]) AND time IS NOT NULL AND value IS NOT NULL`)
  for (const row of values) {
    of(row.entity_id)[row.property] = [
      {
        kind: 'Property',
        value: row.value,
        unitCode: describeUnit(row.datastream_id),
        observedAt: row.time.toISOString(),
        createdAt: row.time.toISOString(),
        modifiedAt: row.time.toISOString(),
        sub: { quality: [{ kind: 'Property', value: row.quality }] },
      },
    ]
  }
  const links = await db.query<{ from_id: string; name: string; uris: string[]; time: Date }>(sql`
    SELECT r.from_id, r.name, array_agg(t.uri ORDER BY r.created_time) AS uris, max(r.created_time) AS time
    FROM entities.relationship r JOIN entities.entity o ON o.id = r.to_id
      JOIN entities.entity t ON t.id = coalesce(o.merged_into, o.id)
    WHERE r.from_id = ANY(${ids as string[]}::uuid[]) GROUP BY r.from_id, r.name`)
  for (const { from_id, name, uris, time } of links) {
    const stamp = time.toISOString()
    const value = uris.length === 1 ? uris[0] : uris
    of(from_id)[name] = [{ kind: 'Relationship', value, createdAt: stamp, modifiedAt: stamp }]
  }
  return fed
}

export async function addTenant(db: Queryable, name: string, now: Date): Promise<void> {
  await db.query(
    sql`INSERT INTO entities.tenant (name, created_time) VALUES (${name}, ${now}) ON CONFLICT DO NOTHING`,
  )
}

export async function hasTenant(db: Queryable, name: string): Promise<boolean> {
  return (await db.first(sql`SELECT FROM entities.tenant WHERE name = ${name}`)) !== undefined
}
