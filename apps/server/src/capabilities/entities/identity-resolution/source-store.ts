import type { SourceRecord } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { join, type Sql, sql } from '../../../kernel/db/sql.ts'
import { inSight } from '../in-sight.ts'
import { family } from '../store.ts'
import type { KeyValues } from './rules.ts'

export interface SourceRow {
  id: string
  system: string
  source_id: string
  type: string
  /** Where it was linked; `root_id` is where that leads today. */
  entity_id: string
  root_id: string
  name: string
  strong_keys: Record<string, string>
  attributes: Record<string, unknown>
  linked_time: Date
}

const columns = sql`s.id, s.system, s.source_id, s.type, s.entity_id, coalesce(e.merged_into, e.id) AS root_id, s.name,
  s.strong_keys, s.attributes, s.linked_time`
const from = sql`FROM entities.source_record s JOIN entities.entity e ON e.id = s.entity_id`

export function toSourceRecord(row: SourceRow): SourceRecord {
  return {
    id: row.id,
    system: row.system,
    sourceId: row.source_id,
    type: row.type,
    rootId: row.root_id,
    name: row.name,
    strongKeys: row.strong_keys,
    attributes: row.attributes,
    linkedTime: row.linked_time.toISOString(),
  }
}

/** What a record is called: system, type and id there. */
export interface SourceName {
  system: string
  type: string
  sourceId: string
}

export function findSource(db: Queryable, name: SourceName): Promise<SourceRow | undefined> {
  return db.first<SourceRow>(sql`SELECT ${columns} ${from}
    WHERE s.system = ${name.system} AND s.type = ${name.type} AND s.source_id = ${name.sourceId}`)
}

export async function listSources(db: Queryable, rootId: string, limit: number, offset: number) {
  const items = await db.query<SourceRow>(sql`SELECT ${columns} ${from} WHERE s.entity_id IN ${family(rootId)}
    ORDER BY s.system, s.source_id LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.source_record WHERE entity_id IN ${family(rootId)}`,
  )
  return { items: items.map(toSourceRecord), total: count?.n ?? 0 }
}

export interface SourceValues {
  name: string
  strongKeys: Record<string, string>
  attributes: Record<string, unknown>
}

export async function insertSource(
  db: Queryable,
  row: SourceName & SourceValues & { id: string; entityId: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO entities.source_record
      (id, system, source_id, type, entity_id, name, strong_keys, attributes, linked_time)
    VALUES (${row.id}, ${row.system}, ${row.sourceId}, ${row.type}, ${row.entityId}, ${row.name},
      ${JSON.stringify(row.strongKeys)}, ${JSON.stringify(row.attributes)}, ${now})`)
}

export async function updateSource(
  db: Queryable,
  id: string,
  values: SourceValues,
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE entities.source_record SET name = ${values.name}, linked_time = ${now},
    strong_keys = ${JSON.stringify(values.strongKeys)}, attributes = ${JSON.stringify(values.attributes)} WHERE id = ${id}`)
}

export async function moveSource(db: Queryable, id: string, entityId: string): Promise<void> {
  await db.query(sql`UPDATE entities.source_record SET entity_id = ${entityId} WHERE id = ${id}`)
}

/** Strong keys of a root: its own, those of what was merged into it, and those of all its sources but one. */
export async function readKeys(
  db: Queryable,
  rootId: string,
  names: readonly string[],
  exceptSource?: string,
): Promise<KeyValues> {
  const rows = await db.query<{ key: string; values: string[] }>(sql`
    SELECT key, array_agg(DISTINCT value) AS "values" FROM (
      SELECT k AS key, attributes ->> k AS value FROM entities.entity, unnest(${names as string[]}::text[]) k
      WHERE id IN ${family(rootId)} AND attributes ? k
      UNION ALL
      SELECT k.key, k.value FROM entities.source_record s, jsonb_each_text(s.strong_keys) k
      WHERE s.entity_id IN ${family(rootId)} AND s.id IS DISTINCT FROM ${exceptSource ?? null}::uuid) held
    GROUP BY key`)
  return new Map(rows.map((row) => [row.key, row.values]))
}

/** Keys the partial index `entity_strong_keys` knows. */
const indexed = new Set(['citizen_id', 'uscc', 'real_estate_unit'])

function holds(key: string, value: string): Sql {
  const pair = JSON.stringify({ [key]: value })
  return indexed.has(key)
    ? sql`(attributes ?| ARRAY['citizen_id', 'uscc', 'real_estate_unit'] AND attributes @> ${pair}::jsonb)`
    : sql`attributes @> ${pair}::jsonb`
}

/** The roots within a scope that carry one of these numbers, oldest first. */
export async function findByStrongKeys(
  db: Queryable,
  type: string,
  keys: Record<string, string>,
  scope: Scope,
): Promise<string[]> {
  const pairs = Object.entries(keys)
  if (pairs.length === 0) return []
  const own = join(
    pairs.map(([key, value]) => holds(key, value)),
    ' OR ',
  )
  const told = join(
    pairs.map(
      ([key, value]) =>
        sql`strong_keys <> '{}' AND strong_keys @> ${JSON.stringify({ [key]: value })}::jsonb`,
    ),
    ' OR ',
  )
  const rows = await db.query<{ id: string }>(sql`SELECT r.id FROM entities.entity r WHERE r.id IN (
      SELECT coalesce(merged_into, id) FROM entities.entity WHERE tenant = '' AND type = ${type} AND (${own})
      UNION SELECT coalesce(e.merged_into, e.id) FROM entities.source_record s JOIN entities.entity e ON e.id = s.entity_id
      WHERE s.type = ${type} AND (${told}))
    AND ${inSight(scope, 'r.')} ORDER BY r.created_time, r.id LIMIT 10`)
  return rows.map((row) => row.id)
}
