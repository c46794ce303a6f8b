import type { UnitSuggestion } from '@civitas/contract'
import type { TaskType } from '@civitas/domain-kit'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { classItem } from '../classes.ts'
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

/**
 * The duty items a dispatcher decides by, of the task itself or of the later task whose unit it names; that of the small
 * class of the case goes first.
 */
function itemsOf({ types }: Pick<CasesParts, 'types'>, row: TaskRow, classCode: string | null): string[] {
  const type = types.find(row.case_type, row.case_type_version)
  const task = findTaskType(type, row)
  if (!task) return []
  const named = (one: TaskType) => one.unitFrom?.task === row.task
  const meant = task.dispatches ? type?.stages.flatMap((stage) => stage.tasks).find(named) : task
  const own = meant && 'itemByClass' in meant && meant.itemByClass ? classItem(type, classCode) : undefined
  const item = meant?.item ?? task.item
  return [own, item].filter((one) => one !== undefined)
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
  const classes = await findClasses(
    db,
    rows.map((row) => row.case_id),
  )
  const asks = rows.flatMap((row) =>
    itemsOf(parts, row, classes.get(row.case_id) ?? null).map((item, rank) => ({
      ...{ taskId: row.id, item, rank, chain: divisionChain(row.division_code), refused: row.refused_by },
    })),
  )
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
  return db.query<Fit>(sql`SELECT DISTINCT ON (a."taskId") a."taskId", a.item, d.organisation_id AS "organisationId",
      d.division_code AS "divisionCode", d.from_date AS "fromDate",
      CASE WHEN d.division_code = ANY(a.chain) THEN 'duty' ELSE 'elsewhere' END AS basis
    FROM jsonb_to_recordset(${JSON.stringify(asks)}::jsonb) AS a("taskId" uuid, item text, rank int, chain text[],
      refused uuid[])
    CROSS JOIN LATERAL (SELECT * FROM cases.duty y WHERE y.item = a.item AND y.from_date <= ${day}
        AND (y.to_date IS NULL OR y.to_date >= ${day}) AND y.organisation_id <> ALL(a.refused)
      ORDER BY y.division_code = ANY(a.chain) DESC, length(y.division_code) DESC,
        rtrim(y.division_code, '0') DESC, y.from_date DESC LIMIT 1) d
    ORDER BY a."taskId", d.division_code = ANY(a.chain) DESC, a.rank`)
}

/** The small classes of cases. */
async function findClasses(db: Queryable, ids: readonly string[]): Promise<Map<string, string | null>> {
  const rows = await db.query<{ id: string; class_code: string | null }>(
    sql`SELECT id, class_code FROM cases.city_case WHERE id = ANY(${[...new Set(ids)]})`,
  )
  return new Map(rows.map((row) => [row.id, row.class_code]))
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
