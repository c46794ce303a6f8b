import type { freezePeriod as freezeOperation, OperationInput, PeriodRun } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { endOfPeriod } from '../entries/rules.ts'
import { evaluateIndicator } from '../formulas/evaluate-formula.ts'
import { listFormulaRows } from '../formulas/list-rows.ts'
import type { Round } from '../formulas/parts.ts'
import { chooseDivision, getIndicatorType, type ReadParts } from '../read-indicators.ts'
import { insertRun, readRuns } from './period-store.ts'

/** Rows kept with a run; the figure says how many there were. */
const keptInputs = 500

/**
 * Computes a figure, keeps the rows that went in, and freezes it for the period. A period that is frozen already takes a
 * revision only with a reason; the former value stays.
 */
export async function freezePeriod(
  parts: ReadParts,
  id: string,
  body: OperationInput<typeof freezeOperation>['body'],
  principal: Principal,
): Promise<PeriodRun> {
  const indicator = getIndicatorType(parts, id)
  const division = chooseDivision(parts, body.division, principal.scope)
  const end = endOfPeriod(body.period)
  if (!end) throw invalid('/body/period', '不认识的期别')
  const { db, clock } = parts.kernel
  const former = (await readRuns(db, id, division)).find((one) => one.period === body.period)
  if (former && !body.reason?.trim()) throw conflict('period-frozen', '该期已冻结；修订要写明原因。')
  if (body.value !== undefined && !body.reason?.trim()) throw invalid('/body/reason', '改数要写明原因')
  const now = clock.now()
  const round: Round = {
    now: new Date(Math.min(end.getTime(), now.getTime())),
    divisions: [division],
    known: new Map(),
  }
  const figure = (await evaluateIndicator(parts, indicator, round)).get(division)
  const rows = await listFormulaRows(parts, indicator, round, division, { limit: keptInputs, offset: 0 })
  return insertRun(db, {
    id: newId(),
    indicatorId: id,
    division,
    period: body.period,
    value: body.value ?? figure?.value ?? null,
    rows: rows.total,
    formula: JSON.parse(JSON.stringify(indicator.formula)),
    inputs: rows.items,
    revision: (former?.revision ?? 0) + 1,
    reason: body.reason ?? null,
    byName: principal.name,
    computedTime: now.toISOString(),
    frozen: true,
  })
}

export async function listPeriods(
  parts: ReadParts,
  id: string,
  asked: string | undefined,
  { scope }: Principal,
): Promise<PeriodRun[]> {
  getIndicatorType(parts, id)
  return readRuns(parts.kernel.db, id, chooseDivision(parts, asked, scope))
}
