import type { UnitSuggestion } from '@civitas/contract'
import type { TaskType } from '@civitas/domain-kit'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { CasesParts } from '../publish-case.ts'
import { dayOf, divisionChain } from '../rules.ts'
import type { TaskRow } from '../tasks/store.ts'
import { findTaskType } from '../tasks/task-types.ts'

/** A line of the duty list that fits a task. */
interface Fit {
  taskId: string
  item: string
  organisationId: string
  divisionCode: string
  fromDate: string
  basis: UnitSuggestion['basis']
}

/** The duty item a dispatcher decides on: of the task itself, or of the later task whose unit it names. */
export function itemOf({ types }: Pick<CasesParts, 'types'>, row: TaskRow): string | null {
  const type = types.find(row.case_type, row.case_type_version)
  const task = findTaskType(type, row)
  if (!task?.dispatches) return task?.item ?? null
  const named = (one: TaskType) => one.unitFrom?.task === row.task
  return type?.stages.flatMap((stage) => stage.tasks).find(named)?.item ?? task.item
}

/**
 * The unit the duty list names for each task, the smallest division first; where it names none, one that answers for the
 * item elsewhere in the city. A unit that gave the task back is not proposed again.
 */
export async function suggestUnits(
  parts: CasesParts,
  db: Queryable,
  rows: readonly TaskRow[],
): Promise<Map<string, UnitSuggestion>> {
  const asks = rows.flatMap((row) => {
    const item = itemOf(parts, row)
    const refused = row.refused_by
    return item ? [{ taskId: row.id, item, chain: divisionChain(row.division_code), refused }] : []
  })
  if (asks.length === 0) return new Map()
  const fits = await findFits(db, asks, dayOf(parts.kernel.clock.now()))
  return new Map(
    fits.flatMap((fit): Array<[string, UnitSuggestion]> => {
      const suggestion = toSuggestion(parts, fit)
      return suggestion ? [[fit.taskId, suggestion]] : []
    }),
  )
}

function findFits(db: Queryable, asks: readonly object[], day: string): Promise<Fit[]> {
  return db.query<Fit>(sql`SELECT a."taskId", a.item, d.organisation_id AS "organisationId",
      d.division_code AS "divisionCode", d.from_date AS "fromDate",
      CASE WHEN d.division_code = ANY(a.chain) THEN 'duty' ELSE 'elsewhere' END AS basis
    FROM jsonb_to_recordset(${JSON.stringify(asks)}::jsonb) AS a("taskId" uuid, item text, chain text[], refused uuid[])
    CROSS JOIN LATERAL (SELECT * FROM cases.duty y WHERE y.item = a.item AND y.from_date <= ${day}
        AND (y.to_date IS NULL OR y.to_date >= ${day}) AND y.organisation_id <> ALL(a.refused)
      ORDER BY y.division_code = ANY(a.chain) DESC, length(y.division_code) DESC,
        rtrim(y.division_code, '0') DESC, y.from_date DESC LIMIT 1) d`)
}

function toSuggestion({ identity, territory, domains }: CasesParts, fit: Fit): UnitSuggestion | null {
  const { organisationId, item, divisionCode, basis } = fit
  const unit = identity.findOrganisation(organisationId)?.name
  if (!unit) return null
  const title = domains.find('dutyItems', item)?.title ?? { zh: item, en: item }
  const place = territory.findDivisionName(divisionCode) ?? divisionCode
  const since = fit.fromDate
  const why =
    basis === 'duty'
      ? {
          zh: `责任清单：${place}的“${title.zh}”自 ${since} 起由该单位负责`,
          en: `Duty list: answers for “${title.en}” in ${place} since ${since}`,
        }
      : {
          zh: `责任清单在本地无责任单位；该单位负责${place}的“${title.zh}”`,
          en: `The duty list names nobody here; this unit answers for “${title.en}” in ${place}`,
        }
  return { organisationId, organisationName: unit, basis, item, divisionCode, why }
}
