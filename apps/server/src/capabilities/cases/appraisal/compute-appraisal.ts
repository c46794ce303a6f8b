import type { Appraisal, AppraisalIndicator, AppraisalRule, CaseFact } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { empty, join, raw, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { type Facts, lossPerCase, rankScores, scoreObject, spanOf } from './rules.ts'
import * as store from './store.ts'

/** How each fact is read from a case due in the period. A case taken up again counts as not closed. */
const factSql: Record<CaseFact, Sql> = {
  due: sql`true`,
  closed: sql`(c.closed_time IS NOT NULL AND c.reopens = 0)`,
  'on-time': sql`(c.in_time IS TRUE AND c.reopens = 0)`,
  overdue: sql`(c.in_time IS NOT TRUE OR c.reopens > 0)`,
  reopened: sql`(c.reopens > 0)`,
  rework: sql`(c.returns > 0)`,
  refused: sql`(m.kinds @> '{refused}')`,
  unsigned: sql`(m.kinds @> '{unsigned}')`,
  supervised: sql`(c.supervised > 0)`,
}

/** What an appraisal is of, read from a case `c`. */
export const objectSql: Record<AppraisalRule['object'], Sql> = {
  district: sql`left(c.division_code, 6)`,
  street: sql`CASE WHEN length(c.division_code) >= 9 THEN left(c.division_code, 9) END`,
  organisation: sql`c.organisation_id::text`,
}

/**
 * The cases an appraisal counts: due in the month, not cancelled or merged, not left out by an appeal. Open ones within
 * their limit are not due yet and cost nothing.
 */
function countedCases(rule: AppraisalRule, period: string, now: Date): Sql {
  const { from, to } = spanOf(period)
  const types = rule.caseTypes.length > 0 ? sql`AND c.type = ANY(${rule.caseTypes})` : empty
  return sql`SELECT c.id, ${objectSql[rule.object]} AS object, ${join(
    Object.entries(factSql).map(([fact, is]) => sql`${is} AS ${raw(`"${fact}"`)}`),
  )}
    FROM cases.city_case c
    LEFT JOIN (SELECT mark.case_id, array_agg(mark.kind) AS kinds FROM cases.mark GROUP BY mark.case_id) m
      ON m.case_id = c.id
    WHERE c.due_time >= ${from} AND c.due_time < ${to} AND c.state <> 'cancelled' ${types}
      AND (c.closed_time IS NOT NULL OR c.due_time <= ${now})
      AND NOT EXISTS (SELECT FROM cases.appeal a WHERE a.rule_id = ${rule.id} AND a.period = ${period}
        AND a.state IN ('open', 'accepted') AND c.id = ANY(a.case_ids))`
}

/** Of an object without cases that people judged all the same. */
const noFacts = Object.fromEntries(Object.keys(factSql).map((fact) => [fact, 0])) as Record<CaseFact, number>

interface FactRow extends Facts {
  object: string
}

/**
 * Computes the scores of a month as a new version; older versions stay as they are. A frozen month is refused. Cases of
 * open appeals are left out until they are ruled on.
 */
export async function computeAppraisal(
  parts: CasesParts,
  given: { ruleId: string; period: string; reason?: string },
  by: string | null,
): Promise<Appraisal> {
  return parts.kernel.db.transaction((tx) => computeIn(parts, tx, given, by))
}

export async function computeIn(
  parts: CasesParts,
  tx: Transaction,
  { ruleId, period, reason = '计算' }: { ruleId: string; period: string; reason?: string },
  by: string | null,
): Promise<Appraisal> {
  const rule = await store.getRule(tx, ruleId, true)
  const last = await store.findLast(tx, ruleId, period)
  if (last?.frozen_time) throw conflict('frozen', `${period} 的得分已冻结，不再改变。`)
  const [id, now] = [newId(), parts.kernel.clock.now()]
  const appealUntil = last?.appeal_until ?? appealEnd(parts, rule, period, now)
  const version = (last?.version ?? 0) + 1
  await store.insertAppraisal(tx, { id, rule, period, version, reason, by, appealUntil }, now)
  const counted = countedCases(rule, period, now)
  const rows = await tx.query<FactRow>(
    sql`WITH counted AS (${counted}) SELECT object, ${join(
      Object.keys(factSql).map(
        (fact) => sql`count(*) FILTER (WHERE ${raw(`"${fact}"`)})::int AS ${raw(`"${fact}"`)}`,
      ),
    )} FROM counted WHERE object IS NOT NULL GROUP BY object`,
  )
  const entered = await store.readGiven(tx, ruleId, period)
  const idle = [...entered.keys()].filter((object) => !rows.some((row) => row.object === object))
  const scored = [...rows, ...idle.map((object) => ({ object, ...noFacts }))].map(({ object, ...facts }) => ({
    ...scoreObject(object, rule, facts, entered.get(object) ?? {}),
    facts,
    name: nameOf(parts, rule, object),
  }))
  await store.insertScores(tx, id, rankScores(scored))
  await insertLosses(tx, id, rule.indicators, { counted, scored })
  return store.getAppraisal(tx, id)
}

/** When appeals of a month end: so many working days after its first score once the month is over. */
function appealEnd({ territory }: CasesParts, rule: AppraisalRule, period: string, now: Date): Date | null {
  if (!rule.appealDays || now < spanOf(period).to) return null
  return territory.calendars.endOf({ days: rule.appealDays, clock: 'working-day' }, now)
}

function nameOf({ territory, identity }: CasesParts, rule: AppraisalRule, object: string): string {
  if (rule.object === 'organisation') return identity.findOrganisation(object)?.name ?? object
  return territory.findDivisionName(object) ?? object
}

/** Writes what each case cost, all indicators in one statement. */
async function insertLosses(
  tx: Transaction,
  appraisalId: string,
  indicators: readonly AppraisalIndicator[],
  { counted, scored }: { counted: Sql; scored: ReadonlyArray<{ object: string; facts: Facts }> },
): Promise<void> {
  const prices = indicators.flatMap((indicator) =>
    scored.flatMap(({ object, facts }) => {
      const points = lossPerCase(indicator, facts)
      return points === null ? [] : [{ indicator: indicator.id, object, points }]
    }),
  )
  const parts = indicators.flatMap((indicator) => {
    const costs = costSql(indicator)
    if (!costs) return []
    return [
      sql`SELECT ${appraisalId}::uuid, k.object, ${indicator.id}::text, k.id, p.points FROM counted k
        JOIN price p ON p.object = k.object AND p.indicator = ${indicator.id} WHERE coalesce(${costs}, false)`,
    ]
  })
  if (parts.length === 0) return
  await tx.query(sql`WITH counted AS MATERIALIZED (${counted}),
    price AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(prices)}::jsonb) AS r(indicator text, object text, points float8))
    INSERT INTO cases.appraisal_loss (appraisal_id, object, indicator, case_id, points) ${join(parts, ' UNION ALL ')}`)
}

/** Whether a case costs points by an indicator; nothing for what people enter. */
function costSql({ formula }: AppraisalIndicator): Sql | null {
  const column = (fact: CaseFact) => raw(`k."${fact}"`)
  if (formula.kind === 'given') return null
  if (formula.kind === 'deduction') return column(formula.fact)
  return formula.inverted
    ? sql`${column(formula.part)} AND ${column(formula.whole)}`
    : sql`${column(formula.whole)} AND NOT ${column(formula.part)}`
}
