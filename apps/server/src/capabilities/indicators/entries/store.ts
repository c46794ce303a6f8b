import type { ManualEntry } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

type StoredEntry = Omit<ManualEntry, 'indicatorTitle'>

interface EntryRow {
  id: string
  indicator_id: string
  division_code: string
  period: string
  value: number | null
  numerator: number | null
  denominator: number | null
  source: string
  comment: string
  evidence_name: string | null
  state: ManualEntry['state']
  reporter_id: string
  reporter_name: string
  reviewer_name: string | null
  review_comment: string | null
  reported_time: Date
  reviewed_time: Date | null
}

const columns = sql`id, indicator_id, division_code, period, value, numerator, denominator, source, comment, evidence_name,
  state, reporter_id, reporter_name, reviewer_name, review_comment, reported_time, reviewed_time`

function toEntry(row: EntryRow): StoredEntry {
  return {
    id: row.id,
    indicatorId: row.indicator_id,
    division: row.division_code,
    period: row.period,
    value: row.value,
    numerator: row.numerator,
    denominator: row.denominator,
    source: row.source,
    comment: row.comment,
    evidenceName: row.evidence_name,
    state: row.state,
    reporter: row.reporter_name,
    reviewer: row.reviewer_name,
    reviewComment: row.review_comment,
    reportedTime: row.reported_time.toISOString(),
    reviewedTime: row.reviewed_time?.toISOString() ?? null,
  }
}

export interface NewEntry {
  id: string
  indicatorId: string
  division: string
  period: string
  value: number | null
  numerator: number | null
  denominator: number | null
  source: string
  comment: string
  evidence: { name: string; content: Buffer } | null
  reporterId: string
  reporterName: string
  time: Date
}

export async function insertEntry(db: Queryable, e: NewEntry): Promise<StoredEntry> {
  const row =
    await db.first<EntryRow>(sql`INSERT INTO indicators.entry (id, indicator_id, division_code, period, value, numerator,
      denominator, source, comment, evidence_name, evidence, state, reporter_id, reporter_name, reported_time)
    VALUES (${e.id}, ${e.indicatorId}, ${e.division}, ${e.period}, ${e.value}, ${e.numerator}, ${e.denominator}, ${e.source},
      ${e.comment}, ${e.evidence?.name ?? null}, ${e.evidence?.content ?? null}, 'submitted', ${e.reporterId}, ${e.reporterName}, ${e.time})
    RETURNING ${columns}`)
  return toEntry(row as EntryRow)
}

export async function findEntry(
  db: Queryable,
  id: string,
): Promise<(StoredEntry & { reporterId: string }) | undefined> {
  const row = await db.first<EntryRow>(sql`SELECT ${columns} FROM indicators.entry WHERE id = ${id}`)
  return row && { ...toEntry(row), reporterId: row.reporter_id }
}

export async function decideEntry(
  db: Queryable,
  id: string,
  decision: { approve: boolean; reviewer: string; comment: string | null; now: Date },
): Promise<StoredEntry | undefined> {
  const row =
    await db.first<EntryRow>(sql`UPDATE indicators.entry SET state = ${decision.approve ? 'approved' : 'returned'},
      reviewer_name = ${decision.reviewer}, review_comment = ${decision.comment}, reviewed_time = ${decision.now}
    WHERE id = ${id} AND state = 'submitted' RETURNING ${columns}`)
  return row && toEntry(row)
}

export async function readEvidence(
  db: Queryable,
  id: string,
): Promise<{ name: string; content: Buffer } | undefined> {
  const row = await db.first<{ evidence_name: string | null; evidence: Buffer | null }>(
    sql`SELECT evidence_name, evidence FROM indicators.entry WHERE id = ${id}`,
  )
  return row?.evidence ? { name: row.evidence_name ?? 'evidence', content: row.evidence } : undefined
}

export async function listEntryRows(
  db: Queryable,
  query: { indicator?: string; state?: string; search?: string; limit?: number; offset?: number },
  inScope: ReturnType<typeof sql>,
): Promise<{ items: StoredEntry[]; total: number }> {
  const where = sql`WHERE ${inScope} ${query.indicator ? sql`AND indicator_id = ${query.indicator}` : empty}
    ${query.state ? sql`AND state = ${query.state}` : empty}
    ${query.search ? sql`AND (source ILIKE ${`%${query.search}%`} OR indicator_id ILIKE ${`%${query.search}%`})` : empty}`
  const rows = await db.query<EntryRow>(sql`SELECT ${columns} FROM indicators.entry ${where}
    ORDER BY reported_time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM indicators.entry ${where}`)
  return { items: rows.map(toEntry), total: count?.n ?? 0 }
}

/** The approved entries of the newest period of an indicator, the last one approved for each division. */
export async function newestEntries(db: Queryable, indicatorId: string): Promise<StoredEntry[]> {
  const rows =
    await db.query<EntryRow>(sql`SELECT DISTINCT ON (division_code) ${columns} FROM indicators.entry
    WHERE indicator_id = ${indicatorId} AND state = 'approved'
      AND period = (SELECT max(period) FROM indicators.entry WHERE indicator_id = ${indicatorId} AND state = 'approved')
    ORDER BY division_code, reviewed_time DESC`)
  return rows.map(toEntry)
}

/** The newest approved entry of each source for a division and period. */
export async function entriesBySource(
  db: Queryable,
  indicatorId: string,
  division: string,
  period: string | null,
): Promise<StoredEntry[]> {
  const rows = await db.query<EntryRow>(sql`SELECT DISTINCT ON (source) ${columns} FROM indicators.entry
    WHERE indicator_id = ${indicatorId} AND state = 'approved' AND division_code = ${division}
      ${period ? sql`AND period = ${period}` : empty}
    ORDER BY source, period DESC, reviewed_time DESC`)
  return rows.map(toEntry)
}

/** The newest approved period of each indicator. */
export async function newestPeriods(db: Queryable): Promise<Map<string, string>> {
  const rows = await db.query<{ id: string; period: string }>(
    sql`SELECT indicator_id AS id, max(period) AS period FROM indicators.entry WHERE state = 'approved' GROUP BY 1`,
  )
  return new Map(rows.map((row) => [row.id, row.period]))
}
