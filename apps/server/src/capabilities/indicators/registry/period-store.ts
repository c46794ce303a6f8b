import type { PeriodRun } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

interface RunRow {
  id: string
  indicator_id: string
  division_code: string
  period: string
  revision: number
  value: number | null
  rows: number
  formula: Record<string, unknown>
  inputs: Record<string, unknown>[]
  reason: string | null
  by_name: string
  computed_time: Date
}

function toRun(row: RunRow): PeriodRun {
  return {
    id: row.id,
    indicatorId: row.indicator_id,
    division: row.division_code,
    period: row.period,
    value: row.value,
    rows: row.rows,
    formula: row.formula,
    inputs: row.inputs,
    frozen: true,
    revision: row.revision,
    reason: row.reason,
    byName: row.by_name,
    computedTime: row.computed_time.toISOString(),
  }
}

export async function insertRun(db: Queryable, run: PeriodRun): Promise<PeriodRun> {
  const row =
    await db.first<RunRow>(sql`INSERT INTO indicators.period_run (id, indicator_id, division_code, period, revision, value,
      rows, formula, inputs, reason, by_name, computed_time)
    VALUES (${run.id}, ${run.indicatorId}, ${run.division}, ${run.period}, ${run.revision}, ${run.value}, ${run.rows},
      ${JSON.stringify(run.formula)}, ${JSON.stringify(run.inputs)}, ${run.reason}, ${run.byName}, ${run.computedTime}) RETURNING *`)
  return toRun(row as RunRow)
}

/** The runs of a figure, newest period and revision first. */
export async function readRuns(db: Queryable, id: string, division: string): Promise<PeriodRun[]> {
  const rows = await db.query<RunRow>(sql`SELECT * FROM indicators.period_run
    WHERE indicator_id = ${id} AND division_code = ${division} ORDER BY period DESC, revision DESC LIMIT 200`)
  return rows.map(toRun)
}
