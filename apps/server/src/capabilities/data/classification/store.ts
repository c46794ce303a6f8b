import type {
  DataExport,
  DataGrade,
  SensitiveKind,
  SensitiveProposal,
  UnmaskRequest,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { titlesOf } from '../catalogue/store.ts'
import type { Found } from './rules.ts'

interface ProposalRow {
  id: string
  dataset_id: string
  dataset_name: string
  organisation_id: string
  field: string
  title: string
  kind: SensitiveKind
  grade: DataGrade
  found_by: Found['by']
  share: number | null
  state: SensitiveProposal['state']
  created_time: Date
  decided_time: Date | null
  user_name: string | null
}

const proposals = sql`SELECT p.*, d.name AS dataset_name, d.organisation_id, coalesce(f.title, p.field) AS title
  FROM data.sensitive_proposal p JOIN data.dataset d ON d.id = p.dataset_id
  LEFT JOIN data.field f ON f.dataset_id = p.dataset_id AND f.name = p.field`

export function toProposal(row: ProposalRow): SensitiveProposal {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.dataset_name, field: row.field },
    ...{ fieldTitle: row.title, kind: row.kind, grade: row.grade, foundBy: row.found_by, share: row.share },
    ...{ state: row.state, createdTime: row.created_time.toISOString(), userName: row.user_name },
    decidedTime: row.decided_time?.toISOString() ?? null,
  }
}

/** Proposes a kind for a column, unless that was proposed before. */
export async function propose(
  tx: Queryable,
  given: { datasetId: string; field: string; found: Found; grade: DataGrade },
  now: Date,
): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO data.sensitive_proposal (id, dataset_id, field, kind, grade, found_by, share, state,
      created_time)
    VALUES (${newId()}, ${given.datasetId}, ${given.field}, ${given.found.kind}, ${given.grade}, ${given.found.by},
      ${given.found.share}, 'proposed', ${now})
    ON CONFLICT (dataset_id, field, kind) DO UPDATE SET share = excluded.share, found_by = excluded.found_by
      WHERE data.sensitive_proposal.state = 'proposed' RETURNING (xmax = 0) AS is_new`)
  return (row as { is_new: boolean } | undefined)?.is_new ?? false
}

export function findProposal(db: Queryable, id: string): Promise<ProposalRow | undefined> {
  return db.first<ProposalRow>(sql`${proposals} WHERE p.id = ${id}`)
}

export async function listProposals(
  db: Queryable,
  query: { state?: string; dataset?: string; limit?: number; offset?: number },
  only: string | null | undefined,
): Promise<{ items: SensitiveProposal[]; total: number }> {
  const where = sql`WHERE ${only === undefined ? sql`TRUE` : sql`d.organisation_id = ${only}`}
    ${query.state ? sql`AND p.state = ${query.state}` : empty}
    ${query.dataset ? sql`AND p.dataset_id = ${query.dataset}` : empty}`
  const items = await db.query<ProposalRow>(sql`${proposals} ${where} ORDER BY p.created_time DESC, p.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.sensitive_proposal p
    JOIN data.dataset d ON d.id = p.dataset_id ${where}`)
  return { items: items.map(toProposal), total: count?.n ?? 0 }
}

export async function decideProposal(
  tx: Queryable,
  id: string,
  given: { state: SensitiveProposal['state']; grade: DataGrade; userName: string; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE data.sensitive_proposal SET state = ${given.state}, grade = ${given.grade},
    user_name = ${given.userName}, decided_time = ${given.now} WHERE id = ${id}`)
}

export interface RequestRow {
  id: string
  dataset_id: string
  dataset_name: string
  fields: string[]
  titles: Record<string, string>
  purpose: string
  until_time: Date
  state: UnmaskRequest['state']
  user_id: string
  user_name: string
  organisation_id: string | null
  created_time: Date
  decided_time: Date | null
  decided_by: string | null
  reason: string | null
}

const requests = sql`SELECT u.*, d.name AS dataset_name, ${titlesOf(sql`u.dataset_id`)} FROM data.unmask_request u JOIN data.dataset d ON d.id = u.dataset_id`

export async function insertRequest(
  tx: Queryable,
  given: {
    datasetId: string
    fields: readonly string[]
    purpose: string
    until: Date
    user: { id: string; name: string; organisationId: string | null }
  },
  now: Date,
): Promise<RequestRow> {
  const id = newId()
  await tx.query(sql`INSERT INTO data.unmask_request (id, dataset_id, fields, purpose, until_time, state, user_id, user_name,
      organisation_id, created_time)
    VALUES (${id}, ${given.datasetId}, ${given.fields as string[]}, ${given.purpose}, ${given.until}, 'waiting',
      ${given.user.id}, ${given.user.name}, ${given.user.organisationId}, ${now})`)
  return (await findRequest(tx, id)) as RequestRow
}

export function findRequest(db: Queryable, id: string): Promise<RequestRow | undefined> {
  return db.first<RequestRow>(sql`${requests} WHERE u.id = ${id}`)
}

export async function decideRequest(
  tx: Queryable,
  id: string,
  given: { state: RequestRow['state']; by: string; reason: string; now: Date },
): Promise<boolean> {
  const row =
    await tx.first(sql`UPDATE data.unmask_request SET state = ${given.state}, decided_by = ${given.by},
    reason = ${given.reason}, decided_time = ${given.now} WHERE id = ${id} AND state = 'waiting' RETURNING id`)
  return row !== undefined
}

export async function listRequests(
  db: Queryable,
  query: { state?: string; limit?: number; offset?: number },
  userId: string | undefined,
): Promise<{ items: RequestRow[]; total: number }> {
  const where = sql`WHERE ${userId ? sql`u.user_id = ${userId}` : sql`TRUE`}
    ${query.state ? sql`AND u.state = ${query.state}` : empty}`
  const items = await db.query<RequestRow>(sql`${requests} ${where} ORDER BY u.created_time DESC, u.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.unmask_request u ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

/** Columns somebody may see plain just now. */
export async function unmaskedFields(
  db: Queryable,
  userId: string,
  datasetId: string,
  now: Date,
): Promise<Set<string>> {
  const rows = await db.query<{ fields: string[] }>(sql`SELECT fields FROM data.unmask_request
    WHERE user_id = ${userId} AND dataset_id = ${datasetId} AND state = 'granted' AND until_time > ${now}`)
  return new Set(rows.flatMap((row) => row.fields))
}

export interface ExportRow {
  id: string
  dataset_id: string
  dataset_name: string
  version_id: string
  user_id: string
  receiver: string
  purpose: string
  format: DataExport['format']
  fields: string[]
  shown: string[]
  rows: number
  mark: number
  time: Date
}

const exports = sql`SELECT x.*, d.name AS dataset_name FROM data.export x JOIN data.dataset d ON d.id = x.dataset_id`

export function toExport(row: ExportRow): DataExport {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.dataset_name, receiver: row.receiver },
    ...{ purpose: row.purpose, format: row.format, fields: row.fields, rows: row.rows },
    time: row.time.toISOString(),
  }
}

export async function insertExport(tx: Queryable, row: Omit<ExportRow, 'dataset_name'>): Promise<void> {
  await tx.query(sql`INSERT INTO data.export (id, dataset_id, version_id, user_id, receiver, purpose, format, fields, shown, rows,
      mark, time)
    VALUES (${row.id}, ${row.dataset_id}, ${row.version_id}, ${row.user_id}, ${row.receiver}, ${row.purpose}, ${row.format},
      ${row.fields}, ${row.shown}, ${row.rows}, ${row.mark}, ${row.time})`)
}

export function findExport(db: Queryable, id: string): Promise<ExportRow | undefined> {
  return db.first<ExportRow>(sql`${exports} WHERE x.id = ${id}`)
}

export function findExportByMark(db: Queryable, mark: number): Promise<ExportRow | undefined> {
  return db.first<ExportRow>(sql`${exports} WHERE x.mark = ${mark}`)
}

/** The newest exports with just these columns, in any order of columns. */
export function exportsWithFields(db: Queryable, titles: readonly string[]): Promise<ExportRow[]> {
  return db.query<ExportRow>(sql`${exports} WHERE x.fields @> ${titles as string[]} AND x.fields <@ ${titles as string[]}
    ORDER BY x.time DESC LIMIT 50`)
}

export async function listExports(
  db: Queryable,
  query: { dataset?: string; limit?: number; offset?: number },
  userId: string | undefined,
): Promise<{ items: DataExport[]; total: number }> {
  const where = sql`WHERE ${userId ? sql`x.user_id = ${userId}` : sql`TRUE`}
    ${query.dataset ? sql`AND x.dataset_id = ${query.dataset}` : empty}`
  const items = await db.query<ExportRow>(sql`${exports} ${where} ORDER BY x.time DESC, x.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.export x ${where}`)
  return { items: items.map(toExport), total: count?.n ?? 0 }
}

/** How many of each; `key` is null for none. */
export function countBy(
  db: Queryable,
  what: 'datasets' | 'fields' | 'sensitive' | 'unmask' | 'proposals' | 'exports',
): Promise<Array<{ key: string | null; n: number }>> {
  const from = {
    datasets: sql`SELECT grade AS key FROM data.dataset WHERE state <> 'withdrawn'`,
    fields: sql`SELECT f.grade AS key FROM data.field f`,
    sensitive: sql`SELECT f.sensitive AS key FROM data.field f WHERE f.sensitive IS NOT NULL`,
    unmask: sql`SELECT state AS key FROM data.unmask_request`,
    proposals: sql`SELECT state AS key FROM data.sensitive_proposal WHERE state = 'proposed'`,
    exports: sql`SELECT 'all' AS key FROM data.export`,
  }[what]
  return db.query(sql`SELECT key, count(*)::int AS n FROM (${from}) one GROUP BY key ORDER BY key`)
}

export function listUngraded(
  db: Queryable,
): Promise<Array<{ id: string; name: string; organisation_id: string }>> {
  return db.query(sql`SELECT id, name, organisation_id FROM data.dataset WHERE grade IS NULL AND state <> 'withdrawn'
    ORDER BY name, id LIMIT 200`)
}
