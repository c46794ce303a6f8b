import type {
  AppraisalIndicator,
  AppraisalPublication,
  FundTable,
  Page,
  PublicationGrade,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

type FundRow = Omit<FundTable, 'computedTime'> & { computedTime: Date }

const fundColumns = sql`id, appraisal_id AS "appraisalId", title, bands, rows, sum_fen::float8 AS "sumFen",
  computed_by AS "computedBy", computed_time AS "computedTime"`

const toFunds = (row: FundRow): FundTable => ({ ...row, computedTime: row.computedTime.toISOString() })

export async function insertFunds(
  db: Queryable,
  one: Omit<FundTable, 'computedTime'>,
  now: Date,
): Promise<FundTable> {
  const row = await db.first<FundRow>(sql`INSERT INTO cases.fund_table
      (id, appraisal_id, title, bands, rows, sum_fen, computed_by, computed_time)
    VALUES (${one.id}, ${one.appraisalId}, ${one.title}, ${JSON.stringify(one.bands)}, ${JSON.stringify(one.rows)},
      ${one.sumFen}, ${one.computedBy}, ${now}) RETURNING ${fundColumns}`)
  return toFunds(row as FundRow)
}

export async function listFunds(
  db: Queryable,
  of: { appraisalId: string } | { ids: string[] },
): Promise<FundTable[]> {
  const which = 'ids' in of ? sql`id = ANY(${of.ids}::uuid[])` : sql`appraisal_id = ${of.appraisalId}`
  const rows = await db.query<FundRow>(sql`SELECT ${fundColumns} FROM cases.fund_table WHERE ${which}
    ORDER BY computed_time DESC, id`)
  return rows.map(toFunds)
}

interface PublicationRow {
  id: string
  appraisalId: string
  period: string
  version: number
  rule: { name: string; indicators: AppraisalIndicator[] }
  grade: PublicationGrade
  note: string
  fundsId: string | null
  publishedBy: string
  publishedTime: Date
  withdrawnTime: Date | null
  withdrawnReason: string | null
}

const columns = sql`p.id, p.appraisal_id AS "appraisalId", a.period, a.version, a.rule, p.grade, p.note, p.funds_id AS "fundsId",
  p.published_by AS "publishedBy", p.published_time AS "publishedTime", p.withdrawn_time AS "withdrawnTime",
  p.withdrawn_reason AS "withdrawnReason"`
const tables = sql`cases.appraisal_publication p JOIN cases.appraisal a ON a.id = p.appraisal_id`

/** Publishes; false when the results are published to this grade already. */
export async function insertPublication(
  db: Queryable,
  one: {
    id: string
    appraisalId: string
    grade: PublicationGrade
    note: string
    fundsId: string | null
    by: string
  },
  now: Date,
): Promise<boolean> {
  const row = await db.first(sql`INSERT INTO cases.appraisal_publication
      (id, appraisal_id, grade, note, funds_id, published_by, published_time)
    VALUES (${one.id}, ${one.appraisalId}, ${one.grade}, ${one.note}, ${one.fundsId}, ${one.by}, ${now})
    ON CONFLICT (appraisal_id, grade) WHERE withdrawn_time IS NULL DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function withdraw(db: Queryable, id: string, reason: string, now: Date): Promise<boolean> {
  const row = await db.first(sql`UPDATE cases.appraisal_publication SET withdrawn_time = ${now},
      withdrawn_reason = ${reason} WHERE id = ${id} AND withdrawn_time IS NULL RETURNING id`)
  return row !== undefined
}

export async function listPublications(
  db: Queryable,
  query: { id?: string; ruleId?: string; limit?: number; offset?: number },
  seen: { grades: readonly PublicationGrade[]; withdrawn: boolean },
): Promise<Page<AppraisalPublication>> {
  const where = sql`WHERE p.grade = ANY(${seen.grades as string[]}) ${seen.withdrawn ? empty : sql`AND p.withdrawn_time IS NULL`}
    ${query.id ? sql`AND p.id = ${query.id}` : empty} ${query.ruleId ? sql`AND a.rule_id = ${query.ruleId}` : empty}`
  const rows = await db.query<PublicationRow>(sql`SELECT ${columns} FROM ${tables} ${where}
    ORDER BY a.period DESC, p.published_time DESC, p.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`)
  return { items: await toPublications(db, rows), total: count?.n ?? 0 }
}

type ScoreRow = { id: string; place: number; name: string; score: number; values: Record<string, number> }

async function toPublications(
  db: Queryable,
  rows: readonly PublicationRow[],
): Promise<AppraisalPublication[]> {
  const scores =
    await db.query<ScoreRow>(sql`SELECT appraisal_id AS id, place, name, score, points AS "values"
    FROM cases.appraisal_score WHERE appraisal_id = ANY(${rows.map((row) => row.appraisalId)}::uuid[])
    ORDER BY place, object`)
  const funds = await listFunds(db, { ids: rows.flatMap((row) => row.fundsId ?? []) })
  return rows.map(({ rule, fundsId, ...row }) => ({
    ...row,
    ruleName: rule.name,
    indicators: rule.indicators.map(({ id, title, weight }) => ({ id, title, weight })),
    scores: scores
      .filter((one) => one.id === row.appraisalId)
      .map(({ id: _, values, ...one }) => ({ ...one, values: row.grade === 'public' ? null : values })),
    funds: funds.find((one) => one.id === fundsId) ?? null,
    publishedTime: row.publishedTime.toISOString(),
    withdrawnTime: row.withdrawnTime?.toISOString() ?? null,
  }))
}
