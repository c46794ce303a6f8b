import type { LineageKind } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface EdgeEnd {
  kind: LineageKind
  id: string
  field: string
}

export interface EdgeRow {
  id: string
  from_kind: LineageKind
  from_id: string
  from_field: string
  to_kind: LineageKind
  to_id: string
  to_field: string
  via: string
  via_name: string
  rule_version: string | null
  is_manual: boolean
  valid_from: Date
  valid_to: Date | null
  run_id: string | null
  run_time: Date | null
}

const columns = sql`e.id, e.from_kind, e.from_id, e.from_field, e.to_kind, e.to_id, e.to_field, e.via, e.via_name,
  e.rule_version, e.is_manual, e.valid_from, e.valid_to, u.run_id, u.time AS run_time`
const edges = sql`data.lineage_edge e LEFT JOIN LATERAL (SELECT o.run_id, o.time FROM data.lineage_use o
  WHERE o.to_id = e.to_id AND o.from_id = e.from_id ORDER BY o.time DESC LIMIT 1) u ON true`

const heldAt = (time: Date) => sql`e.valid_from <= ${time} AND (e.valid_to IS NULL OR e.valid_to > ${time})`

/** Edges that lead on from some ends: an edge of the whole concerns every column. */
export function edgesFrom(db: Queryable, ends: readonly EdgeEnd[], time: Date): Promise<EdgeRow[]> {
  return db.query<EdgeRow>(sql`SELECT ${columns} FROM ${edges}
    WHERE ${heldAt(time)} AND EXISTS (SELECT 1 FROM ${endTable(ends)}
      WHERE x.kind = e.from_kind AND x.id = e.from_id AND (x.field = '' OR e.from_field = '' OR x.field = e.from_field))`)
}

export function edgesTo(db: Queryable, ends: readonly EdgeEnd[], time: Date): Promise<EdgeRow[]> {
  return db.query<EdgeRow>(sql`SELECT ${columns} FROM ${edges}
    WHERE ${heldAt(time)} AND EXISTS (SELECT 1 FROM ${endTable(ends)}
      WHERE x.kind = e.to_kind AND x.id = e.to_id AND (x.field = '' OR e.to_field = '' OR x.field = e.to_field))`)
}

function endTable(ends: readonly EdgeEnd[]) {
  return sql`unnest(${ends.map((end) => end.kind)}::text[], ${ends.map((end) => end.id)}::text[],
    ${ends.map((end) => end.field)}::text[]) AS x(kind, id, field)`
}

export async function findEdge(db: Queryable, id: string): Promise<EdgeRow | undefined> {
  return db.first<EdgeRow>(sql`SELECT ${columns} FROM ${edges} WHERE e.id = ${id}`)
}

export interface NewEdge {
  from: EdgeEnd
  to: EdgeEnd
  via: string
  viaName: string
  ruleVersion: string | null
  manual: { userName: string; note: string } | null
}

export async function insertEdge(tx: Queryable, edge: NewEdge, now: Date): Promise<string> {
  const id = newId()
  await tx.query(sql`INSERT INTO data.lineage_edge (id, from_kind, from_id, from_field, to_kind, to_id, to_field, via,
      via_name, rule_version, is_manual, user_name, note, valid_from)
    VALUES (${id}, ${edge.from.kind}, ${edge.from.id}, ${edge.from.field}, ${edge.to.kind}, ${edge.to.id}, ${edge.to.field},
      ${edge.via}, ${edge.viaName}, ${edge.ruleVersion}, ${edge.manual !== null}, ${edge.manual?.userName ?? null},
      ${edge.manual?.note ?? null}, ${now})`)
  return id
}

export function currentEdgesOf(tx: Queryable, via: string): Promise<EdgeRow[]> {
  return tx.query<EdgeRow>(sql`SELECT ${columns} FROM ${edges} WHERE e.via = ${via} AND e.valid_to IS NULL`)
}

export async function endEdges(tx: Queryable, ids: readonly string[], now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE data.lineage_edge SET valid_to = ${now} WHERE id = ANY(${ids as string[]}::uuid[]) AND valid_to IS NULL`,
  )
}

export async function putNode(
  tx: Queryable,
  node: { kind: string; id: string; name: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO data.lineage_node (kind, id, name) VALUES (${node.kind}, ${node.id}, ${node.name})
    ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name`)
}

export function readNodes(
  db: Queryable,
  ids: readonly string[],
): Promise<Array<{ kind: LineageKind; id: string; name: string }>> {
  return db.query(
    sql`SELECT kind, id, name FROM data.lineage_node WHERE id = ANY(${ids as string[]}::text[])`,
  )
}

export interface UseRow {
  run_id: string
  time: Date
  via_name: string
  rule_version: string | null
  to_kind: LineageKind
  to_id: string
  to_state: string
  from_kind: LineageKind
  from_id: string
  from_state: string
}

export async function insertUse(tx: Queryable, use: UseRow): Promise<void> {
  await tx.query(sql`INSERT INTO data.lineage_use (run_id, time, via_name, rule_version, to_kind, to_id, to_state, from_kind,
      from_id, from_state)
    VALUES (${use.run_id}, ${use.time}, ${use.via_name}, ${use.rule_version}, ${use.to_kind}, ${use.to_id}, ${use.to_state},
      ${use.from_kind}, ${use.from_id}, ${use.from_state})`)
}

/** What a state of a thing was made from; of its latest state when none is named. */
export function readUses(
  db: Queryable,
  of: { kind: string; id: string; state: string | undefined },
): Promise<UseRow[]> {
  // A month of an indicator is its newest day of that month.
  const within = sql`SELECT max(l.to_state) FROM data.lineage_use l WHERE l.to_kind = 'indicator' AND l.to_id = ${of.id}
    AND starts_with(l.to_state, ${of.state ?? ''})`
  const state = of.state
    ? sql`AND u.to_state = ${of.kind === 'indicator' ? sql`(${within})` : sql`${of.state}`}`
    : sql`AND u.to_state = (SELECT l.to_state FROM data.lineage_use l WHERE l.to_kind = ${of.kind} AND l.to_id = ${of.id}
        ORDER BY l.time DESC LIMIT 1)`
  return db.query<UseRow>(sql`SELECT u.* FROM data.lineage_use u WHERE u.to_kind = ${of.kind} AND u.to_id = ${of.id} ${state}
    AND u.run_id = (SELECT r.run_id FROM data.lineage_use r WHERE r.to_kind = u.to_kind AND r.to_id = u.to_id
      AND r.to_state = u.to_state ORDER BY r.time DESC LIMIT 1) ORDER BY u.from_kind, u.from_id`)
}

export function versionNumbers(
  db: Queryable,
  ids: readonly string[],
): Promise<Array<{ id: string; number: number }>> {
  return db.query(sql`SELECT id, number FROM data.version WHERE id::text = ANY(${ids as string[]}::text[])`)
}

export interface SchemaChangeRow {
  id: string
  dataset_id: string
  name: string
  time: Date
  changes: Array<{
    field: string
    what: 'added' | 'removed' | 'type' | 'title' | 'key'
    before: string | null
    after: string | null
  }>
}

export async function insertSchemaChange(
  tx: Queryable,
  change: { datasetId: string; revision: number; changes: SchemaChangeRow['changes'] },
  now: Date,
): Promise<boolean> {
  const row = await tx.first(sql`INSERT INTO data.schema_change (id, dataset_id, revision, time, changes)
    VALUES (${newId()}, ${change.datasetId}, ${change.revision}, ${now}, ${JSON.stringify(change.changes)})
    ON CONFLICT (dataset_id, revision) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function listSchemaChanges(
  db: Queryable,
  query: { dataset?: string; limit?: number; offset?: number },
): Promise<{ items: SchemaChangeRow[]; total: number }> {
  const where = query.dataset ? sql`WHERE s.dataset_id = ${query.dataset}` : empty
  const items = await db.query<SchemaChangeRow>(sql`SELECT s.id, s.dataset_id, d.name, s.time, s.changes
    FROM data.schema_change s JOIN data.dataset d ON d.id = s.dataset_id ${where} ORDER BY s.time DESC, s.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.schema_change s ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

/** The entry of a dataset as it was at two revisions. */
export function readRevisions<T>(
  db: Queryable,
  datasetId: string,
  revisions: readonly number[],
): Promise<Array<{ revision: number; body: T }>> {
  return db.query(sql`SELECT revision, body FROM data.dataset_revision
    WHERE dataset_id = ${datasetId} AND revision = ANY(${revisions as number[]}::int[]) ORDER BY revision`)
}

export function readCompleteness(
  db: Queryable,
): Promise<Array<{ organisation_id: string; datasets: number; filled: number; expected: number }>> {
  return db.query(sql`WITH one AS (SELECT d.organisation_id,
      (d.abstract <> '')::int + (cardinality(d.keywords) > 0)::int + (coalesce(d.sharing_basis, '') <> '')::int
        + (d.grade IS NOT NULL)::int
        + EXISTS (SELECT 1 FROM data.lineage_edge e WHERE e.valid_to IS NULL
            AND (e.from_id = d.id::text OR e.to_id = d.id::text))::int
        + coalesce((SELECT sum((coalesce(f.description, '') <> '')::int + (f.element IS NOT NULL)::int
            + (f.grade IS NOT NULL)::int) FROM data.field f WHERE f.dataset_id = d.id), 0) AS filled,
      5 + 3 * (SELECT count(*) FROM data.field f WHERE f.dataset_id = d.id) AS expected
    FROM data.dataset d WHERE d.state <> 'withdrawn')
  SELECT organisation_id, count(*)::int AS datasets, sum(filled)::int AS filled, sum(expected)::int AS expected
  FROM one GROUP BY organisation_id ORDER BY organisation_id`)
}

/** Datasets with the most edges that hold; those that lie in the middle, read and written, before ends. */
export function listHubs(db: Queryable): Promise<Array<{ id: string; name: string; edges: number }>> {
  return db.query(sql`SELECT d.id, d.name, count(*)::int AS edges
    FROM data.lineage_edge e
    CROSS JOIN LATERAL (VALUES (e.from_kind, e.from_id, 1), (e.to_kind, e.to_id, 0)) AS x(kind, id, is_read)
    JOIN data.dataset d ON x.kind = 'dataset' AND d.id::text = x.id
    WHERE e.valid_to IS NULL GROUP BY d.id, d.name
    ORDER BY count(DISTINCT x.is_read) DESC, edges DESC, d.name LIMIT 8`)
}
