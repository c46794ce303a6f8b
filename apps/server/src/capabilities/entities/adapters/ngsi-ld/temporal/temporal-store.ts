import { inScope } from '../../../../../kernel/access.ts'
import type { Queryable } from '../../../../../kernel/db/database.ts'
import { empty, sql } from '../../../../../kernel/db/sql.ts'
import { hiddenTerms } from '../../../in-sight.ts'
import type { Caller } from '../entities/broker.ts'
import { compileScopeQ, type ScopeQuery } from '../query/select-scopes.ts'
import { compileTypes, type TypeSelection } from '../query/select-types.ts'
import type { Instance } from '../representation/model.ts'

/** An entity whose past is known though it may not live any more. */
export interface TemporalRow {
  uri: string
  types: string[]
  scopes: string[]
  created_time: Date
  changed_time: Date
  forgotten_time: Date | null
}

/** A change as the history keeps it. `ld` is null where the console wrote. */
export interface ChangeRow {
  uri: string
  entity_id: string
  version: number
  time: Date
  act: 'created' | 'changed' | 'removed'
  after: Record<string, unknown>
  ld: Record<string, Instance[] | null> | null
}

export interface InstanceRow {
  instance_id: string
  uri: string
  attribute: string
  created_time: Date
  changed_time: Date
  body: Instance | null
}

export function findTemporal(
  db: Queryable,
  { tenant, scope }: Caller,
  uris: readonly string[],
): Promise<TemporalRow[]> {
  return db.query<TemporalRow>(sql`SELECT uri, types, scopes, created_time, changed_time, forgotten_time
    FROM entities.temporal_entity WHERE tenant = ${tenant} AND uri = ANY(${uris as string[]}::text[])
      AND ${inScope('division_code', scope)} AND NOT types && ${hiddenTerms(scope)}::text[]`)
}

/** Entities that live only in their past, by type, id or pattern; every condition may be absent. */
export function listTemporal(
  db: Queryable,
  { tenant, scope }: Caller,
  only: { types?: TypeSelection; ids?: readonly string[]; idPattern?: string; scopeQ?: ScopeQuery },
  page: { limit: number; offset: number },
): Promise<TemporalRow[]> {
  const { types, ids, idPattern, scopeQ } = only
  return db.query<TemporalRow>(sql`SELECT uri, types, scopes, created_time, changed_time, forgotten_time
    FROM entities.temporal_entity t WHERE tenant = ${tenant} AND ${inScope('division_code', scope)}
      AND NOT types && ${hiddenTerms(scope)}::text[] AND forgotten_time IS NULL
      ${types ? sql`AND ${compileTypes(types, 't')}` : empty}
      ${ids ? sql`AND uri = ANY(${ids as string[]}::text[])` : empty}
      ${idPattern ? sql`AND uri ~ ${idPattern}` : empty}
      ${scopeQ ? sql`AND ${compileScopeQ(scopeQ, 't')}` : empty}
      AND NOT EXISTS (SELECT FROM entities.entity e WHERE e.tenant = t.tenant AND e.uri = t.uri)
    ORDER BY created_time, uri LIMIT ${page.limit} OFFSET ${page.offset}`)
}

/** Makes the past of an entity known, or notes that it was added to. Answers whether it is new. */
export async function keepTemporal(
  db: Queryable,
  tenant: string,
  one: { uri: string; types: readonly string[]; scopes: readonly string[]; divisionCode: string | null },
  now: Date,
): Promise<boolean> {
  const row = await db.first<{ made: boolean }>(sql`
    INSERT INTO entities.temporal_entity AS t (tenant, uri, types, scopes, division_code, created_time, changed_time)
    VALUES (${tenant}, ${one.uri}, ${one.types as string[]}, ${one.scopes as string[]}, ${one.divisionCode}, ${now}, ${now})
    ON CONFLICT (tenant, uri) DO UPDATE SET changed_time = excluded.changed_time,
      types = ARRAY(SELECT DISTINCT unnest(t.types || excluded.types)) RETURNING xmax = 0 AS made`)
  return row?.made ?? false
}

/** The past up to now is taken out of sight. */
export async function forgetTemporal(
  db: Queryable,
  tenant: string,
  uri: string,
  lives: boolean,
  now: Date,
): Promise<void> {
  await db.query(sql`DELETE FROM entities.temporal_instance WHERE tenant = ${tenant} AND uri = ${uri}`)
  if (!lives) {
    await db.query(
      sql`UPDATE entities.temporal_entity SET forgotten_time = ${now} WHERE tenant = ${tenant} AND uri = ${uri}`,
    )
    return
  }
  await db.query(sql`INSERT INTO entities.temporal_entity (tenant, uri, types, created_time, changed_time, forgotten_time)
    VALUES (${tenant}, ${uri}, '{}', ${now}, ${now}, ${now})
    ON CONFLICT (tenant, uri) DO UPDATE SET forgotten_time = excluded.forgotten_time`)
}

/** Undoes `forgetTemporal` for what comes after it. */
export async function rememberTemporal(db: Queryable, tenant: string, uri: string): Promise<void> {
  await db.query(
    sql`DELETE FROM entities.temporal_entity WHERE tenant = ${tenant} AND uri = ${uri} AND forgotten_time IS NOT NULL`,
  )
}

/** The changes of entities, oldest first; those made over the console carry no URI and are found by the entity. */
export function readChanges(db: Queryable, tenant: string, uris: readonly string[]): Promise<ChangeRow[]> {
  const wanted = uris as string[]
  return db.query<ChangeRow>(sql`
    SELECT uri, entity_id, version, time, act, after, ld FROM entities.entity_version
      WHERE tenant = ${tenant} AND uri = ANY(${wanted}::text[])
    UNION ALL SELECT e.uri, v.entity_id, v.version, v.time, v.act, v.after, v.ld
      FROM entities.entity e JOIN entities.entity_version v ON v.entity_id = e.id AND v.uri IS NULL
      WHERE e.tenant = ${tenant} AND e.uri = ANY(${wanted}::text[])
    ORDER BY time, version`)
}

export function readInstances(
  db: Queryable,
  tenant: string,
  uris: readonly string[],
): Promise<InstanceRow[]> {
  return db.query<InstanceRow>(sql`SELECT instance_id, uri, attribute, created_time, changed_time, body
    FROM entities.temporal_instance WHERE tenant = ${tenant} AND uri = ANY(${uris as string[]}::text[])
    ORDER BY observed_time NULLS LAST, created_time, instance_id`)
}

/** Writes instances; one whose id is there already is replaced. A body of null hides it. */
export async function putInstances(
  db: Queryable,
  tenant: string,
  uri: string,
  rows: ReadonlyArray<{ instanceId: string; attribute: string; body: Instance | null }>,
  now: Date,
): Promise<void> {
  const records = rows.map(({ instanceId, attribute, body }) => ({
    ...{ instanceId, attribute, body },
    datasetId: body?.datasetId ?? '',
    observedTime: body?.observedAt ?? null,
  }))
  await db.query(sql`INSERT INTO entities.temporal_instance
      (instance_id, tenant, uri, attribute, dataset_id, observed_time, created_time, changed_time, body)
    SELECT "instanceId", ${tenant}, ${uri}, attribute, "datasetId", "observedTime", ${now}, ${now}, nullif(body, 'null')
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS r("instanceId" text, attribute text, "datasetId" text,
      "observedTime" timestamptz, body jsonb)
    ON CONFLICT (tenant, uri, instance_id) DO UPDATE SET body = excluded.body, observed_time = excluded.observed_time,
      changed_time = excluded.changed_time`)
}
