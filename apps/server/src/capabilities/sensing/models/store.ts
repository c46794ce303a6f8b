import type { DevicePack, ModelDefinition } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

/** A stored version of a device model. */
export interface ModelRow {
  id: string
  version: number
  state: 'draft' | 'published'
  definition: ModelDefinition
  pack_id: string | null
  changed_by: string
  changed_time: Date
  published_time: Date | null
}

export function readModels(db: Queryable, id?: string): Promise<ModelRow[]> {
  return db.query<ModelRow>(sql`SELECT id, version, state, definition, pack_id, changed_by, changed_time, published_time
    FROM sensing.model ${id ? sql`WHERE id = ${id}` : empty} ORDER BY id, version`)
}

/** Writes the draft of a model; the version after the last published one. */
export async function upsertDraft(
  tx: Queryable,
  id: string,
  definition: ModelDefinition,
  by: { name: string; now: Date; packId?: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.model (id, version, state, definition, pack_id, changed_by, changed_time)
    SELECT ${id}, coalesce(max(version) FILTER (WHERE state = 'published'), 0) + 1, 'draft', ${JSON.stringify(definition)},
      ${by.packId ?? null}, ${by.name}, ${by.now} FROM sensing.model WHERE id = ${id}
    ON CONFLICT (id, version) DO UPDATE SET definition = excluded.definition, pack_id = excluded.pack_id,
      changed_by = excluded.changed_by, changed_time = excluded.changed_time`)
}

export async function publishDraft(tx: Queryable, id: string, now: Date): Promise<ModelRow | undefined> {
  return tx.first<ModelRow>(sql`UPDATE sensing.model SET state = 'published', published_time = ${now}
    WHERE id = ${id} AND state = 'draft' RETURNING *`)
}

export interface PackRow {
  id: string
  version: number
  content: DevicePack
  installed_by: string
  installed_time: Date
}

export function readPacks(db: Queryable): Promise<PackRow[]> {
  return db.query<PackRow>(
    sql`SELECT id, version, content, installed_by, installed_time FROM sensing.pack ORDER BY id`,
  )
}

export async function upsertPack(tx: Queryable, pack: DevicePack, by: string, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.pack (id, version, content, installed_by, installed_time)
    VALUES (${pack.id}, ${pack.version}, ${JSON.stringify(pack)}, ${by}, ${now})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, content = excluded.content,
      installed_by = excluded.installed_by, installed_time = excluded.installed_time`)
}

/** A rule a pack has installed, as it is called now. */
export interface PackRuleRow {
  pack_id: string
  position: number
  rule_id: string
  title: string
}

export function readPackRules(db: Queryable, packId?: string): Promise<PackRuleRow[]> {
  return db.query<PackRuleRow>(sql`SELECT p.pack_id, p.position, p.rule_id, r.title FROM sensing.pack_rule p
    JOIN sensing.rule r ON r.id = p.rule_id ${packId ? sql`WHERE p.pack_id = ${packId}` : empty} ORDER BY p.pack_id, p.position`)
}

export async function insertPackRule(
  tx: Queryable,
  packId: string,
  position: number,
  ruleId: string,
): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.pack_rule (pack_id, position, rule_id) VALUES (${packId}, ${position}, ${ruleId})
    ON CONFLICT (pack_id, position) DO UPDATE SET rule_id = excluded.rule_id`)
}

/** Devices of each model, of every version. */
export async function countByModel(db: Queryable): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; n: number }>(
    sql`SELECT thing_type AS id, count(*)::int AS n FROM sensing.thing GROUP BY 1`,
  )
  return new Map(rows.map((row) => [row.id, row.n]))
}

export async function setModelVersion(
  tx: Queryable,
  thingId: string,
  version: number,
  heartbeatSeconds: number,
): Promise<void> {
  await tx.query(sql`UPDATE sensing.thing SET model_version = ${version}, heartbeat_seconds = ${heartbeatSeconds}
    WHERE id = ${thingId}`)
}

/** Adds datastreams a thing has not got. */
export function insertDatastreams(
  tx: Queryable,
  thingId: string,
  properties: readonly string[],
): Promise<Array<{ id: number; thing_id: string; property: string; derived: boolean }>> {
  return tx.query(sql`INSERT INTO sensing.datastream (thing_id, property, derived)
    SELECT ${thingId}::uuid, property, false FROM unnest(${properties as string[]}::text[]) AS n(property)
    ON CONFLICT DO NOTHING RETURNING id, thing_id, property, derived`)
}
