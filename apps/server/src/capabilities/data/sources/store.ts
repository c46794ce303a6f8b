import type {
  CollectMode,
  DutyViolation,
  Page,
  Reconciliation,
  Source,
  SourceConnection,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import { all } from '../batches/store.ts'
import type { DataParts } from '../data-parts.ts'

export interface SourceRow {
  id: string
  name: string
  kind: Source['kind']
  mode: CollectMode
  load: Source['load']
  connection: SourceConnection
  /** Sealed. */
  secret: string | null
  legal_basis: string
  licence: string | null
  schedule: string | null
  due_time: string | null
  is_enabled: boolean
  organisation_id: string
  dataset_id: string
  expected: string[] | null
  position: string | null
  last_test: Source['lastTest']
  created_time: Date
  dataset_name: string
  last_batch_state: string | null
  last_batch_time: Date | null
  violations: number
  changes: number
}

const columns = sql`s.id, s.name, s.kind, s.mode, s.load, s.connection, s.secret, s.legal_basis, s.licence, s.schedule,
  s.due_time, s.is_enabled, s.organisation_id, s.dataset_id, s.expected, s.position, s.last_test, s.created_time,
  d.name AS dataset_name, b.state AS last_batch_state, b.received_time AS last_batch_time,
  (SELECT count(*)::int FROM data.duty_violation v WHERE v.source_id = s.id) AS violations,
  (SELECT count(*)::int FROM data.source_change c WHERE c.source_id = s.id) AS changes`
const from = sql`data.source s JOIN data.dataset d ON d.id = s.dataset_id LEFT JOIN LATERAL (SELECT state, received_time
  FROM data.batch WHERE source_id = s.id ORDER BY received_time DESC LIMIT 1) AS b ON TRUE`

export function toSource({ identity }: Pick<DataParts, 'identity'>, row: SourceRow): Source {
  return {
    ...{
      id: row.id,
      name: row.name,
      kind: row.kind,
      mode: row.mode,
      load: row.load,
      connection: row.connection,
    },
    ...{ legalBasis: row.legal_basis, licence: row.licence, schedule: row.schedule, dueTime: row.due_time },
    ...{ isEnabled: row.is_enabled, organisationId: row.organisation_id, datasetId: row.dataset_id },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ datasetName: row.dataset_name, hasSecret: row.secret !== null, position: row.position },
    ...{ lastTest: row.last_test, lastBatchState: row.last_batch_state, violations: row.violations },
    lastBatchTime: row.last_batch_time?.toISOString() ?? null,
    ...{ changes: row.changes, createdTime: row.created_time.toISOString() },
  }
}

export type SourceToKeep = Omit<
  SourceRow,
  | 'dataset_name'
  | 'last_batch_state'
  | 'last_batch_time'
  | 'violations'
  | 'changes'
  | 'position'
  | 'last_test'
>

export async function insertSource(db: Queryable, s: SourceToKeep): Promise<void> {
  await db.query(sql`INSERT INTO data.source (id, name, kind, mode, load, connection, secret, legal_basis, licence, schedule,
      due_time, is_enabled, organisation_id, dataset_id, expected, created_time, grams)
    VALUES (${s.id}, ${s.name}, ${s.kind}, ${s.mode}, ${s.load}, ${JSON.stringify(s.connection)}, ${s.secret},
      ${s.legal_basis}, ${s.licence}, ${s.schedule}, ${s.due_time}, ${s.is_enabled}, ${s.organisation_id},
      ${s.dataset_id}, ${s.expected && JSON.stringify(s.expected)}, ${s.created_time}, ${toGrams(s.name)})`)
}

export async function updateSource(db: Queryable, s: SourceToKeep): Promise<void> {
  await db.query(sql`UPDATE data.source SET name = ${s.name}, mode = ${s.mode}, load = ${s.load},
    connection = ${JSON.stringify(s.connection)}, secret = ${s.secret}, legal_basis = ${s.legal_basis},
    licence = ${s.licence}, schedule = ${s.schedule}, due_time = ${s.due_time}, is_enabled = ${s.is_enabled},
    grams = ${toGrams(s.name)} WHERE id = ${s.id}`)
}

export function findSource(db: Queryable, id: string): Promise<SourceRow | undefined> {
  return db.first<SourceRow>(sql`SELECT ${columns} FROM ${from} WHERE s.id = ${id}`)
}

export async function listSources(
  db: Queryable,
  filter: {
    search?: string
    kind?: Source['kind']
    limit?: number
    offset?: number
    organisation?: string | null
  },
): Promise<Page<SourceRow>> {
  const where = sql`${all([
    filter.kind && sql`s.kind = ${filter.kind}`,
    filter.organisation !== undefined && sql`s.organisation_id = ${filter.organisation}`,
  ])} ${matches('s.grams', filter.search, 's.name')}`
  const [items, count] = await Promise.all([
    db.query<SourceRow>(sql`SELECT ${columns} FROM ${from} WHERE ${where}
      ORDER BY s.created_time DESC, s.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.source s WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Sources with something to do by themselves. */
export function scheduledSources(db: Queryable): Promise<SourceRow[]> {
  return db.query<SourceRow>(sql`SELECT ${columns} FROM ${from} WHERE s.is_enabled
    AND (s.schedule IS NOT NULL OR s.due_time IS NOT NULL OR s.kind = 'folder')`)
}

export async function keepTest(
  db: Queryable,
  id: string,
  test: NonNullable<Source['lastTest']>,
): Promise<void> {
  await db.query(sql`UPDATE data.source SET last_test = ${JSON.stringify(test)} WHERE id = ${id}`)
}

/** How far a source has been collected; in the transaction that publishes what was collected. */
export async function moveSource(tx: Queryable, id: string, position: string | null): Promise<void> {
  await tx.query(sql`UPDATE data.source SET position = ${position} WHERE id = ${id}`)
}

/** The columns a source is known to have; others are a change of structure. */
export async function expectColumns(tx: Queryable, id: string, columns: readonly string[]): Promise<void> {
  await tx.query(sql`UPDATE data.source SET expected = ${JSON.stringify(columns)}
    WHERE id = ${id} AND expected IS NOT NULL`)
}

/** Keeps captured changes in the order of the log. */
export async function noteChanges(
  tx: Queryable,
  sourceId: string,
  batchId: string,
  changes: readonly { position: string; operation: string; key: Record<string, string | null> }[],
): Promise<void> {
  if (changes.length === 0) return
  await tx.query(sql`INSERT INTO data.source_change (source_id, ordinal, position, operation, key, batch_id)
    SELECT ${sourceId}, (SELECT coalesce(max(ordinal), 0) FROM data.source_change WHERE source_id = ${sourceId}) + n,
      c->>'position', c->>'operation', c->'key', ${batchId}
    FROM jsonb_array_elements(${JSON.stringify(changes)}::jsonb) WITH ORDINALITY AS l(c, n)`)
}

export interface ChangeRow {
  ordinal: number
  position: string
  operation: 'insert' | 'update' | 'delete'
  key: Record<string, string | null>
  batchId: string
}

export async function listChanges(
  db: Queryable,
  sourceId: string,
  page: { limit?: number; offset?: number },
): Promise<Page<ChangeRow>> {
  const [items, count] = await Promise.all([
    db.query<ChangeRow>(sql`SELECT ordinal, position, operation, key, batch_id AS "batchId" FROM data.source_change
      WHERE source_id = ${sourceId} ORDER BY ordinal DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM data.source_change WHERE source_id = ${sourceId}`,
    ),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Holds a source until the transaction ends. */
export async function lockSource(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`SELECT FROM data.source WHERE id = ${id} FOR UPDATE`)
}

/** The newest batch of a source, and whether one still waits or is being loaded. */
export function lastBatchOf(db: Queryable, id: string): Promise<{ id: string; isOpen: boolean } | undefined> {
  return db.first(sql`SELECT id, EXISTS (SELECT FROM data.batch WHERE source_id = ${id}
      AND state IN ('waiting', 'running')) AS "isOpen"
    FROM data.batch WHERE source_id = ${id} ORDER BY received_time DESC, id DESC LIMIT 1`)
}

/** What was delivered in a span: whether something was loaded, and the last thing that went wrong. */
export async function deliveriesIn(
  db: Queryable,
  id: string,
  span: { from: Date; to: Date },
): Promise<{ loaded: boolean; note: string | null }> {
  const row = await db.first<{ loaded: boolean; note: string | null }>(sql`SELECT
    coalesce(bool_or(state IN ('loaded', 'waiting', 'running')), false) AS loaded,
    (array_agg(note ORDER BY received_time DESC))[1] AS note FROM data.batch
    WHERE source_id = ${id} AND received_time > ${span.from} AND received_time <= ${span.to}`)
  return row ?? { loaded: false, note: null }
}

/** Notes that a delivery was not there; answers false when that is known. */
export async function insertViolation(
  db: Queryable,
  v: { sourceId: string; organisationId: string; dueTime: Date; reason: string },
): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO data.duty_violation (id, source_id, organisation_id, due_time, reason)
    VALUES (${newId()}, ${v.sourceId}, ${v.organisationId}, ${v.dueTime}, ${v.reason})
    ON CONFLICT (source_id, due_time) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function listViolations(
  db: Queryable,
  filter: { source?: string; limit?: number; offset?: number; organisation?: string | null },
): Promise<Page<Omit<DutyViolation, 'organisationName' | 'dueTime'> & { dueTime: Date }>> {
  const where = all([
    filter.source && sql`v.source_id = ${filter.source}`,
    filter.organisation !== undefined && sql`v.organisation_id = ${filter.organisation}`,
  ])
  const [items, count] = await Promise.all([
    db.query<Omit<DutyViolation, 'organisationName' | 'dueTime'> & { dueTime: Date }>(sql`SELECT v.id,
      v.source_id AS "sourceId", s.name AS "sourceName", v.organisation_id AS "organisationId", v.due_time AS "dueTime", v.reason
      FROM data.duty_violation v JOIN data.source s ON s.id = v.source_id WHERE ${where}
      ORDER BY v.due_time DESC, v.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.duty_violation v WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function insertReconciliation(db: Queryable, r: Reconciliation): Promise<void> {
  await db.query(sql`INSERT INTO data.reconciliation (id, source_id, time, figures, is_equal)
    VALUES (${r.id}, ${r.sourceId}, ${r.time}, ${JSON.stringify(r.figures)}, ${r.isEqual})`)
}

export async function listReconciliations(
  db: Queryable,
  sourceId: string,
  page: { limit?: number; offset?: number },
): Promise<Page<Reconciliation>> {
  type Row = Omit<Reconciliation, 'time'> & { time: Date }
  const [items, count] = await Promise.all([
    db.query<Row>(sql`SELECT id, source_id AS "sourceId", time, figures, is_equal AS "isEqual" FROM data.reconciliation
      WHERE source_id = ${sourceId} ORDER BY time DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM data.reconciliation WHERE source_id = ${sourceId}`,
    ),
  ])
  return { items: items.map((row) => ({ ...row, time: row.time.toISOString() })), total: count?.n ?? 0 }
}
