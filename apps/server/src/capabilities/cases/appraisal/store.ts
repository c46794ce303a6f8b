import type {
  Appeal,
  Appraisal,
  AppraisalIndicator,
  AppraisalLoss,
  AppraisalRule,
  AppraisalScore,
  AppraisalVeto,
  Page,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { notFound } from '../../../kernel/problem.ts'

interface RuleRow extends Omit<AppraisalRule, 'changedTime' | 'appealDays' | 'vetoes'> {
  changedTime: Date
  appealDays: number | null
  vetoes: AppraisalVeto[]
}

const ruleColumns = sql`id, version, name, object, case_types AS "caseTypes", indicators, from_period AS "fromPeriod",
  appeal_days AS "appealDays", vetoes, changed_by AS "changedBy", changed_time AS "changedTime"`

function toRule({ appealDays, ...row }: RuleRow): AppraisalRule {
  return {
    ...row,
    ...(appealDays === null ? {} : { appealDays }),
    changedTime: row.changedTime.toISOString(),
  }
}

export async function listRules(db: Queryable): Promise<AppraisalRule[]> {
  const rows = await db.query<RuleRow>(
    sql`SELECT ${ruleColumns} FROM cases.appraisal_rule WHERE active ORDER BY name, id`,
  )
  return rows.map(toRule)
}

export async function getRule(db: Queryable, id: string, lock = false): Promise<AppraisalRule> {
  const row = await db.first<RuleRow>(sql`SELECT ${ruleColumns} FROM cases.appraisal_rule
    WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`)
  if (!row) throw notFound('考核规则', id)
  return toRule(row)
}

export type RuleInput = Omit<AppraisalRule, 'id' | 'version' | 'changedBy' | 'changedTime'>

/** Writes a rule; undefined when it is no longer at the version the caller saw. */
export async function writeRule(
  db: Queryable,
  given: RuleInput & { id: string; seen: number | null },
  by: string,
  now: Date,
): Promise<AppraisalRule | undefined> {
  const { id, name, object, caseTypes, indicators, fromPeriod, appealDays = null, vetoes = [], seen } = given
  const row =
    seen === null
      ? await db.first<RuleRow>(sql`INSERT INTO cases.appraisal_rule (id, name, object, case_types, indicators, from_period,
            appeal_days, vetoes, changed_by, changed_time)
          VALUES (${id}, ${name}, ${object}, ${caseTypes}, ${JSON.stringify(indicators)}, ${fromPeriod}, ${appealDays},
            ${JSON.stringify(vetoes)}, ${by}, ${now})
          RETURNING ${ruleColumns}`)
      : await db.first<RuleRow>(sql`UPDATE cases.appraisal_rule SET name = ${name}, object = ${object},
            case_types = ${caseTypes}, indicators = ${JSON.stringify(indicators)}, from_period = ${fromPeriod},
            appeal_days = ${appealDays}, vetoes = ${JSON.stringify(vetoes)}, version = version + 1, changed_by = ${by}, changed_time = ${now}
          WHERE id = ${id} AND version = ${seen} RETURNING ${ruleColumns}`)
  return row && toRule(row)
}

interface AppraisalRow {
  id: string
  rule_id: string
  period: string
  version: number
  rule: AppraisalRule
  reason: string
  computed_time: Date
  frozen_time: Date | null
  frozen_by: string | null
  appeal_until: Date | null
  excluded: number
}

const columns = sql`a.id, a.rule_id, a.period, a.version, a.rule, a.reason, a.computed_time, a.frozen_time, a.frozen_by,
  a.appeal_until, (SELECT coalesce(sum(cardinality(p.case_ids)), 0)::int FROM cases.appeal p WHERE p.rule_id = a.rule_id
    AND p.period = a.period AND p.state IN ('open', 'accepted') AND p.asked_time <= a.computed_time) AS excluded`

export function findLast(db: Queryable, ruleId: string, period: string): Promise<AppraisalRow | undefined> {
  return db.first<AppraisalRow>(sql`SELECT ${columns} FROM cases.appraisal a
    WHERE a.rule_id = ${ruleId} AND a.period = ${period} ORDER BY a.version DESC LIMIT 1`)
}

export async function insertAppraisal(
  tx: Queryable,
  one: {
    id: string
    rule: AppraisalRule
    period: string
    version: number
    reason: string
    by: string | null
    appealUntil: Date | null
  },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO cases.appraisal (id, rule_id, period, version, rule, reason, computed_time, computed_by,
      appeal_until)
    VALUES (${one.id}, ${one.rule.id}, ${one.period}, ${one.version}, ${JSON.stringify(one.rule)}, ${one.reason}, ${now}, ${one.by},
      ${one.appealUntil})`)
}

export async function insertScores(
  tx: Queryable,
  appraisalId: string,
  scores: readonly AppraisalScore[],
): Promise<void> {
  await tx.query(sql`INSERT INTO cases.appraisal_score (appraisal_id, object, name, facts, points, score, place, vetoed)
    SELECT ${appraisalId}, object, name, facts, "values", score, place, vetoed FROM jsonb_to_recordset(${JSON.stringify(scores)}::jsonb)
      AS r(object text, name text, facts jsonb, "values" jsonb, score float8, place int, vetoed text[])`)
}

async function toAppraisals(db: Queryable, rows: readonly AppraisalRow[]): Promise<Appraisal[]> {
  const scores = await db.query<
    AppraisalScore & { id: string }
  >(sql`SELECT appraisal_id AS id, object, name, facts, points AS "values",
      score, place, vetoed FROM cases.appraisal_score
    WHERE appraisal_id = ANY(${rows.map((row) => row.id)}::uuid[]) ORDER BY place, object`)
  return rows.map((row) => ({
    id: row.id,
    ruleId: row.rule_id,
    ruleName: row.rule.name,
    period: row.period,
    version: row.version,
    reason: row.reason,
    computedTime: row.computed_time.toISOString(),
    frozenTime: row.frozen_time?.toISOString() ?? null,
    frozenBy: row.frozen_by,
    appealUntil: row.appeal_until?.toISOString() ?? null,
    indicators: row.rule.indicators,
    scores: scores.filter((one) => one.id === row.id).map(({ id: _, ...score }) => score),
    excluded: row.excluded,
  }))
}

export async function listAppraisals(
  db: Queryable,
  query: { ruleId?: string; period?: string; limit?: number; offset?: number },
): Promise<Page<Appraisal>> {
  const where = sql`WHERE true ${query.ruleId ? sql`AND a.rule_id = ${query.ruleId}` : empty}
    ${query.period ? sql`AND a.period = ${query.period}` : empty}`
  const rows = await db.query<AppraisalRow>(sql`SELECT ${columns} FROM cases.appraisal a ${where}
    ORDER BY a.period DESC, a.rule_id, a.version DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.appraisal a ${where}`)
  return { items: await toAppraisals(db, rows), total: count?.n ?? 0 }
}

export async function getAppraisal(db: Queryable, id: string): Promise<Appraisal> {
  const row = await db.first<AppraisalRow>(sql`SELECT ${columns} FROM cases.appraisal a WHERE a.id = ${id}`)
  if (!row) throw notFound('考核得分', id)
  return ((await toAppraisals(db, [row])) as [Appraisal])[0]
}

/** Scores of the newest version of each of some months. */
export async function readMonths(
  db: Queryable,
  ruleId: string,
  months: readonly string[],
): Promise<Array<{ period: string; frozen: boolean; object: string; name: string; score: number }>> {
  return db.query(sql`SELECT a.period, a.frozen_time IS NOT NULL AS frozen, s.object, s.name, s.score
    FROM (SELECT DISTINCT ON (period) * FROM cases.appraisal
      WHERE rule_id = ${ruleId} AND period = ANY(${months as string[]}) ORDER BY period, version DESC) a
    JOIN cases.appraisal_score s ON s.appraisal_id = a.id ORDER BY a.period, s.object`)
}

/** Freezes the last version of a period; false when it is not the last, or frozen already. */
export async function freeze(db: Queryable, id: string, by: string, now: Date): Promise<boolean> {
  const row = await db.first(sql`UPDATE cases.appraisal a SET frozen_time = ${now}, frozen_by = ${by}
    WHERE id = ${id} AND frozen_time IS NULL AND NOT EXISTS (SELECT FROM cases.appraisal b
      WHERE b.rule_id = a.rule_id AND b.period = a.period AND b.version > a.version) RETURNING id`)
  return row !== undefined
}

export async function listLosses(
  db: Queryable,
  appraisal: { id: string; indicators: readonly AppraisalIndicator[] },
  query: { object?: string; limit?: number; offset?: number },
): Promise<Page<AppraisalLoss>> {
  const where = sql`WHERE l.appraisal_id = ${appraisal.id} ${query.object ? sql`AND l.object = ${query.object}` : empty}`
  const rows = await db.query<
    Omit<AppraisalLoss, 'indicatorTitle'>
  >(sql`SELECT l.object, s.name, l.indicator, l.points,
      l.case_id AS "caseId", c.reference AS "caseReference", c.title AS "caseTitle"
    FROM cases.appraisal_loss l JOIN cases.city_case c ON c.id = l.case_id
    JOIN cases.appraisal_score s ON s.appraisal_id = l.appraisal_id AND s.object = l.object ${where}
    ORDER BY l.object, l.indicator, l.case_id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM cases.appraisal_loss l ${where}`,
  )
  const titles = new Map(appraisal.indicators.map((one) => [one.id, one.title]))
  const items = rows.map((row) => ({ ...row, indicatorTitle: titles.get(row.indicator) ?? row.indicator }))
  return { items, total: count?.n ?? 0 }
}

export async function writeGiven(
  db: Queryable,
  given: { ruleId: string; period: string; object: string; indicator: string; value: number; note: string },
  by: string,
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO cases.appraisal_given (rule_id, period, object, indicator, value, note, given_by, given_time)
    VALUES (${given.ruleId}, ${given.period}, ${given.object}, ${given.indicator}, ${given.value}, ${given.note}, ${by}, ${now})
    ON CONFLICT (rule_id, period, object, indicator) DO UPDATE SET value = excluded.value, note = excluded.note,
      given_by = excluded.given_by, given_time = excluded.given_time`)
}

/** Entered values by object and indicator. */
export async function readGiven(
  db: Queryable,
  ruleId: string,
  period: string,
): Promise<Map<string, Record<string, number>>> {
  const rows = await db.query<{ object: string; indicator: string; value: number }>(sql`
    SELECT object, indicator, value FROM cases.appraisal_given WHERE rule_id = ${ruleId} AND period = ${period}`)
  const found = new Map<string, Record<string, number>>()
  for (const { object, indicator, value } of rows)
    found.set(object, { ...found.get(object), [indicator]: value })
  return found
}

interface AppealRow extends Omit<Appeal, 'askedTime' | 'ruledTime'> {
  askedTime: Date
  ruledTime: Date | null
  askedBy: string
}

const appealColumns = sql`id, rule_id AS "ruleId", period, object, case_ids AS "caseIds", ground, reason, state,
  asked_by AS "askedBy", asked_name AS "askedName", asked_time AS "askedTime", ruled_name AS "ruledName",
  ruled_time AS "ruledTime", ruling, old_score AS "oldScore", new_score AS "newScore"`

function toAppeal({ askedBy: _, ...row }: AppealRow): Appeal {
  return {
    ...row,
    askedTime: row.askedTime.toISOString(),
    ruledTime: row.ruledTime?.toISOString() ?? null,
  }
}

export async function listAppeals(
  db: Queryable,
  query: { ruleId?: string; period?: string; limit?: number; offset?: number },
): Promise<Page<Appeal>> {
  const where = sql`WHERE true ${query.ruleId ? sql`AND rule_id = ${query.ruleId}` : empty}
    ${query.period ? sql`AND period = ${query.period}` : empty}`
  const rows = await db.query<AppealRow>(sql`SELECT ${appealColumns} FROM cases.appeal ${where}
    ORDER BY asked_time DESC, id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.appeal ${where}`)
  return { items: rows.map(toAppeal), total: count?.n ?? 0 }
}

export function findAppeal(db: Queryable, id: string): Promise<AppealRow | undefined> {
  return db.first<AppealRow>(sql`SELECT ${appealColumns} FROM cases.appeal WHERE id = ${id} FOR UPDATE`)
}

export async function insertAppeal(
  db: Queryable,
  given: Pick<Appeal, 'id' | 'ruleId' | 'period' | 'object' | 'caseIds' | 'ground' | 'reason'>,
  by: { userId: string; name: string },
  now: Date,
): Promise<Appeal> {
  const row =
    await db.first<AppealRow>(sql`INSERT INTO cases.appeal (id, rule_id, period, object, case_ids, ground, reason,
      asked_by, asked_name, asked_time)
    VALUES (${given.id}, ${given.ruleId}, ${given.period}, ${given.object}, ${given.caseIds}::uuid[], ${given.ground},
      ${given.reason}, ${by.userId}, ${by.name}, ${now}) RETURNING ${appealColumns}`)
  return toAppeal(row as AppealRow)
}

export async function writeRuling(
  db: Queryable,
  id: string,
  given: { state: Appeal['state']; ruling: string; oldScore?: number | null; newScore?: number | null },
  by: { userId: string; name: string },
  now: Date,
): Promise<Appeal> {
  const row =
    await db.first<AppealRow>(sql`UPDATE cases.appeal SET state = ${given.state}, ruling = ${given.ruling},
      old_score = coalesce(${given.oldScore ?? null}, old_score), new_score = coalesce(${given.newScore ?? null}, new_score),
      ruled_by = ${by.userId}, ruled_name = ${by.name}, ruled_time = ${now}
    WHERE id = ${id} RETURNING ${appealColumns}`)
  return toAppeal(row as AppealRow)
}
