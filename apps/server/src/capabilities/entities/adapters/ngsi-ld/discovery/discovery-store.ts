import type { Queryable } from '../../../../../kernel/db/database.ts'
import { type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { inSight } from '../../../in-sight.ts'
import type { Caller } from '../entities/broker.ts'
import type { Registers } from '../entities/registers.ts'

/** An attribute of the entities of one type: how many hold it, and of which kinds it is. */
export interface AttributeOfType {
  type: string
  key: string
  kinds: string[]
  count: number
}

function visible({ tenant, scope }: Caller): Sql {
  return sql`e.tenant = ${tenant} AND e.merged_into IS NULL AND ${inSight(scope, 'e.')} AND (e.expires_time IS NULL OR e.expires_time > now())`
}

/** Expanded types in use, with the number of entities. */
export function readTypes(db: Queryable, caller: Caller): Promise<Array<{ type: string; count: number }>> {
  return db.query(sql`SELECT t AS type, count(*)::int AS count FROM entities.entity e, unnest(e.types) t
    WHERE ${visible(caller)} GROUP BY t ORDER BY t`)
}

export async function countOfType(db: Queryable, caller: Caller, type: string): Promise<number> {
  const row = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM entities.entity e
    WHERE ${visible(caller)} AND e.types @> ${[type]}::text[]`)
  return row?.n ?? 0
}

/** Attributes by type; of one type or of one attribute when given. Columns of the registers count as attributes. */
export function readAttributes(
  db: Queryable,
  caller: Caller,
  registers: Registers,
  only: { type?: string; key?: string } = {},
): Promise<AttributeOfType[]> {
  const ofType = only.type ? sql`AND e.types @> ${[only.type]}::text[]` : sql``
  const ofKey = only.key ? sql`AND a.key = ${only.key}` : sql``
  return db.query<AttributeOfType>(sql`SELECT t AS type, a.key, array_agg(DISTINCT a.kind) AS kinds, count(DISTINCT e.id)::int AS count
    FROM entities.entity e, unnest(e.types) t, LATERAL (
      SELECT k AS key, coalesce(e.ld #>> ARRAY[k, '0', 'kind'], 'Property') AS kind FROM jsonb_object_keys(e.attributes) k
      UNION SELECT k, v ->> 'kind' FROM jsonb_each(e.ld) AS d(k, instances), jsonb_array_elements(instances) v
      UNION SELECT 'location', 'GeoProperty' WHERE e.geometry IS NOT NULL
      UNION SELECT k, 'Property' FROM unnest(ARRAY['name', 'reference']) k WHERE e.type = ANY(${registers.ids as string[]})
      UNION SELECT l.property, 'Property' FROM entities.latest_value l WHERE l.entity_id = e.id AND l.time IS NOT NULL
      UNION SELECT r.name, 'Relationship' FROM entities.relationship r WHERE r.from_id = e.id
    ) a
    WHERE ${visible(caller)} ${ofType} ${ofKey} GROUP BY t, a.key ORDER BY t, a.key`)
}
