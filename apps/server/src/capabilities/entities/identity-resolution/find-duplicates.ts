import type { DuplicatePair, Page } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { raw, type Sql, sql } from '../../../kernel/db/sql.ts'
import { inSight } from '../in-sight.ts'

export interface DuplicateQuery {
  type: string
  /** Strong keys of the type. */
  keys: readonly string[]
  limit: number
  offset: number
}

/** Values of the strong key `k.key` that a root, its merged ones and their sources carry. */
function valuesOf(alias: 'a' | 'b'): Sql {
  const root = raw(`${alias}.id`)
  return sql`(SELECT x.attributes ->> k.key AS value FROM entities.entity x
      WHERE (x.id = ${root} OR x.merged_into = ${root}) AND x.attributes ? k.key
    UNION SELECT s.strong_keys ->> k.key FROM entities.source_record s JOIN entities.entity x ON x.id = s.entity_id
      WHERE (x.id = ${root} OR x.merged_into = ${root}) AND s.strong_keys ? k.key)`
}

function conflicting(keys: readonly string[]): Sql {
  return sql`EXISTS (SELECT FROM unnest(${keys as string[]}::text[]) k(key)
    WHERE EXISTS ${valuesOf('a')} AND EXISTS ${valuesOf('b')}
      AND NOT EXISTS (SELECT FROM ${valuesOf('a')} v JOIN ${valuesOf('b')} w ON w.value = v.value))`
}

/** Same name and telephone, or the same national number; each pair once. */
function candidates({ type, keys }: DuplicateQuery, scope: Scope): Sql {
  return sql`roots AS MATERIALIZED (SELECT id, name, attributes ->> 'phone' AS phone, attributes FROM entities.entity
      WHERE tenant = '' AND type = ${type} AND merged_into IS NULL AND ${inSight(scope)}),
    numbers AS (SELECT r.id, k.key, r.attributes ->> k.key AS value FROM roots r, unnest(${keys as string[]}::text[]) k(key)
      WHERE r.attributes ? k.key),
    candidates AS (
      SELECT a.id AS first, b.id AS second FROM roots a JOIN roots b ON b.name = a.name AND b.phone = a.phone AND b.id > a.id
      UNION
      SELECT a.id, b.id FROM numbers a JOIN numbers b ON b.key = a.key AND b.value = a.value AND b.id > a.id)`
}

/**
 * Pairs of roots that may be one, best first: the same national number scores 1, name and telephone 0.8, the same day of birth
 * and division add to it. Pairs with different national numbers, and pairs a person has split, are not proposed.
 */
export async function findDuplicates(
  db: Queryable,
  query: DuplicateQuery,
  scope: Scope,
): Promise<Page<DuplicatePair>> {
  const rows = await db.query<DuplicatePair & { total: number }>(sql`WITH ${candidates(query, scope)},
    pairs AS (
      SELECT a.id AS "firstId", a.name AS "firstName", a.reference AS "firstReference", b.id AS "secondId",
        b.name AS "secondName", b.reference AS "secondReference",
        ARRAY(SELECT k.key FROM unnest(${query.keys as string[]}::text[]) k(key)
          WHERE a.attributes ->> k.key = b.attributes ->> k.key) AS strong,
        a.name = b.name AS name, coalesce(a.attributes ->> 'phone' = b.attributes ->> 'phone', false) AS phone,
        coalesce(a.attributes ->> 'birth_date' = b.attributes ->> 'birth_date', false) AS birth,
        coalesce(a.division_code = b.division_code, false) AS division
      FROM candidates c JOIN entities.entity a ON a.id = c.first JOIN entities.entity b ON b.id = c.second
      WHERE NOT ${conflicting(query.keys)}
        AND NOT EXISTS (SELECT FROM entities.entity_merge m WHERE m.split_time IS NOT NULL
          AND ((m.into_id = a.id AND m.merged_id = b.id) OR (m.into_id = b.id AND m.merged_id = a.id))))
    SELECT "firstId", "firstName", "firstReference", "secondId", "secondName", "secondReference",
      (CASE WHEN cardinality(strong) > 0 THEN 1
        ELSE 0.8 + 0.1 * birth::int + 0.05 * division::int END)::float8 AS score,
      strong || array_remove(ARRAY[CASE WHEN name THEN 'name' END, CASE WHEN phone THEN 'phone' END,
        CASE WHEN birth THEN 'birth_date' END, CASE WHEN division THEN 'division' END], NULL) AS same,
      count(*) OVER ()::int AS total
    FROM pairs ORDER BY score DESC, "firstId", "secondId" LIMIT ${query.limit} OFFSET ${query.offset}`)
  return { items: rows.map(({ total: _total, ...pair }) => pair), total: rows[0]?.total ?? 0 }
}
