import type { ErrorReport } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface ReportRow {
  id: string
  dataset_id: string
  dataset_name: string
  organisation_id: string
  record_key: string
  field: string
  suggested: string | null
  evidence: string
  reporters: number
  state: ErrorReport['state']
  reason: string | null
  version_id: string | null
  created_time: Date
  due_time: Date
  decided_time: Date | null
}

const reports = sql`SELECT e.*, d.name AS dataset_name,
    (SELECT count(*)::int FROM data.error_reporter r WHERE r.report_id = e.id) AS reporters
  FROM data.error_report e JOIN data.dataset d ON d.id = e.dataset_id`

export function findReport(db: Queryable, id: string): Promise<ReportRow | undefined> {
  return db.first<ReportRow>(sql`${reports} WHERE e.id = ${id}`)
}

export interface NewReport {
  datasetId: string
  organisationId: string
  recordKey: string
  field: string
  suggested: string | null
  evidence: string
  due: Date
  by: { id: string; name: string; organisationName: string | null }
}

/** Opens a report, or joins the one that is open for the same value. */
export async function putReport(
  tx: Queryable,
  given: NewReport,
  now: Date,
): Promise<{ id: string; isNew: boolean }> {
  const row = (await tx.first<{
    id: string
    is_new: boolean
  }>(sql`INSERT INTO data.error_report AS e (id, dataset_id, organisation_id, record_key,
      field, suggested, evidence, state, created_time, due_time)
    VALUES (${newId()}, ${given.datasetId}, ${given.organisationId}, ${given.recordKey}, ${given.field}, ${given.suggested},
      ${given.evidence}, 'waiting', ${now}, ${given.due})
    ON CONFLICT (dataset_id, record_key, field) WHERE state IN ('waiting', 'accepted')
      DO UPDATE SET suggested = coalesce(e.suggested, excluded.suggested) RETURNING id, xmax = 0 AS is_new`)) as {
    id: string
    is_new: boolean
  }
  await tx.query(sql`INSERT INTO data.error_reporter (report_id, user_id, user_name, organisation_name, evidence, time)
    VALUES (${row.id}, ${given.by.id}, ${given.by.name}, ${given.by.organisationName}, ${given.evidence}, ${now})
    ON CONFLICT DO NOTHING`)
  return { id: row.id, isNew: row.is_new }
}

export async function lockReport(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`SELECT 1 FROM data.error_report WHERE id = ${id} FOR UPDATE`)
}

export async function decideReport(
  tx: Queryable,
  id: string,
  given: {
    state: ReportRow['state']
    reason: string
    value: string | null
    versionId: string | null
    decided: Date | null
  },
): Promise<void> {
  await tx.query(sql`UPDATE data.error_report SET state = ${given.state}, reason = ${given.reason}, value = ${given.value},
    version_id = ${given.versionId}, decided_time = ${given.decided} WHERE id = ${id}`)
}

export function reportersOf(db: Queryable, id: string): Promise<Array<{ user_id: string }>> {
  return db.query(sql`SELECT user_id FROM data.error_reporter WHERE report_id = ${id} ORDER BY time`)
}

export async function listReports(
  db: Queryable,
  query: { state?: string; dataset?: string; limit?: number; offset?: number },
  eyes: { all: boolean; organisationId: string | null; userId: string },
): Promise<{ items: ReportRow[]; total: number }> {
  const seen = eyes.all
    ? sql`TRUE`
    : sql`(e.organisation_id = ${eyes.organisationId} OR EXISTS (SELECT 1 FROM data.error_reporter r
        WHERE r.report_id = e.id AND r.user_id = ${eyes.userId})
        OR EXISTS (SELECT 1 FROM data.correction_notice n WHERE n.report_id = e.id AND n.organisation_id = ${eyes.organisationId}))`
  const where = sql`WHERE ${seen} ${query.state ? sql`AND e.state = ${query.state}` : empty}
    ${query.dataset ? sql`AND e.dataset_id = ${query.dataset}` : empty}`
  const items = await db.query<ReportRow>(sql`${reports} ${where} ORDER BY e.created_time DESC, e.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.error_report e ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

/** Keys of records somebody doubts just now. */
export async function disputedKeys(db: Queryable, datasetId: string): Promise<string[]> {
  const rows = await db.query<{ key: string }>(sql`SELECT DISTINCT record_key AS key FROM data.error_report
    WHERE dataset_id = ${datasetId} AND state IN ('waiting', 'accepted') ORDER BY 1 LIMIT 10000`)
  return rows.map((row) => row.key)
}

export async function putReceiver(
  tx: Queryable,
  given: { datasetId: string; organisationId: string; system: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO data.receiver (dataset_id, organisation_id, system, since)
    VALUES (${given.datasetId}, ${given.organisationId}, ${given.system}, ${now}) ON CONFLICT DO NOTHING`)
}

export interface ReceiverRow {
  organisation_id: string
  system: string
  since: Date
  waiting: number
}

export async function listReceivers(
  db: Queryable,
  datasetId: string,
  query: { limit?: number; offset?: number },
): Promise<{ items: ReceiverRow[]; total: number }> {
  const items = await db.query<ReceiverRow>(sql`SELECT r.organisation_id, r.system, r.since,
      (SELECT count(*)::int FROM data.correction_notice n JOIN data.error_report e ON e.id = n.report_id
       WHERE e.dataset_id = r.dataset_id AND n.organisation_id = r.organisation_id AND n.system = r.system
         AND n.acknowledged_time IS NULL) AS waiting
    FROM data.receiver r WHERE r.dataset_id = ${datasetId} ORDER BY r.since, r.system
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.receiver WHERE dataset_id = ${datasetId}`,
  )
  return { items, total: count?.n ?? 0 }
}

export interface NoticeRow {
  report_id: string
  organisation_id: string
  system: string
  time: Date
  acknowledged_time: Date | null
}

/** Notes for every system that uses the dataset that it has a correction to take. */
export function insertNotices(
  tx: Queryable,
  reportId: string,
  datasetId: string,
  now: Date,
): Promise<NoticeRow[]> {
  return tx.query<NoticeRow>(sql`INSERT INTO data.correction_notice (report_id, organisation_id, system, time)
    SELECT ${reportId}, r.organisation_id, r.system, ${now} FROM data.receiver r WHERE r.dataset_id = ${datasetId}
    ON CONFLICT DO NOTHING RETURNING *`)
}

export function noticesOf(db: Queryable, reportIds: readonly string[]): Promise<NoticeRow[]> {
  return db.query<NoticeRow>(sql`SELECT * FROM data.correction_notice WHERE report_id = ANY(${reportIds as string[]}::uuid[])
    ORDER BY organisation_id, system`)
}

export async function acknowledge(
  tx: Queryable,
  given: { reportId: string; organisationId: string | null; system: string },
  now: Date,
): Promise<boolean> {
  const row =
    await tx.first(sql`UPDATE data.correction_notice SET acknowledged_time = coalesce(acknowledged_time, ${now})
    WHERE report_id = ${given.reportId} AND organisation_id = ${given.organisationId} AND system = ${given.system} RETURNING 1`)
  return row !== undefined
}

export interface StatisticRow {
  organisation_id: string
  reports: number
  corrected: number
  kept: number
  open: number
  repeated: number
  mean_hours: number | null
  rows: number | null
}

export function readStatistics(db: Queryable): Promise<StatisticRow[]> {
  return db.query(sql`SELECT e.organisation_id, count(*)::int AS reports,
      (count(*) FILTER (WHERE e.state = 'corrected'))::int AS corrected,
      (count(*) FILTER (WHERE e.state = 'kept'))::int AS kept,
      (count(*) FILTER (WHERE e.state IN ('waiting', 'accepted')))::int AS open,
      (count(*) - count(DISTINCT (e.dataset_id, e.record_key, e.field)))::int AS repeated,
      (avg(extract(epoch FROM e.decided_time - e.created_time) / 3600))::float8 AS mean_hours,
      (SELECT sum(d.version_rows)::float8 FROM data.dataset d WHERE d.organisation_id = e.organisation_id) AS rows
    FROM data.error_report e GROUP BY e.organisation_id ORDER BY reports DESC, e.organisation_id`)
}
