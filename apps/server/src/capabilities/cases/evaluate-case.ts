import type { AppraisalPoint } from '@civitas/domain-kit'
import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import type { MarkKind } from './act-texts.ts'
import { type CasesParts, caseTypeOf } from './publish-case.ts'
import type { CaseRow } from './store.ts'

/** Points of a case when it closes (综合评价), each with the fact behind it. */
export interface Evaluation {
  points: number
  text: string
  lines: Array<{ title: string; count: number; points: number }>
}

/** What happened to a case, counted. */
export interface CaseFacts {
  inTime: boolean
  returns: number
  escalated: number
}

function countOf(point: AppraisalPoint, facts: CaseFacts): number {
  switch (point.when) {
    case 'in-time':
      return facts.inTime ? 1 : 0
    case 'overdue':
      return facts.inTime ? 0 : 1
    case 'returned':
      return facts.returns
    case 'escalated':
      return facts.escalated
    case 'rated-good':
    case 'rated-bad':
      return 0
  }
}

/** Adds up the points a case type gives and takes. Ratings arrive after closing and are not part of it. */
export function scoreOf(rules: readonly AppraisalPoint[], facts: CaseFacts): Evaluation {
  const lines = rules
    .map((rule) => {
      const count = countOf(rule, facts)
      return { title: rule.title.zh, count, points: rule.points * count }
    })
    .filter((line) => line.count > 0)
  const points = lines.reduce((sum, line) => sum + line.points, 0)
  const why = lines.map((line) => `${line.title} ${line.points > 0 ? '+' : ''}${line.points}`).join('，')
  return { points, lines, text: `${points} 分${why ? `：${why}` : ''}` }
}

/** Evaluates a case that is about to close; nothing for types without an evaluation. */
export async function evaluate(
  parts: CasesParts,
  db: Queryable,
  row: CaseRow,
): Promise<Evaluation | undefined> {
  const type = caseTypeOf(parts, row)
  if (!type.evaluates) return undefined
  const kinds: MarkKind[] = ['overdue', 'supervised']
  const marks = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.mark
    WHERE case_id = ${row.id} AND kind = ANY(${kinds})`)
  return scoreOf(type.appraisal, {
    inTime: row.in_time === true,
    returns: row.returns,
    escalated: marks?.n ?? 0,
  })
}
