import type { Dispatch, Page } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import type { CasesParts } from '../publish-case.ts'
import { listUndispatched, toTasks } from '../tasks/store.ts'
import { suggestUnits } from './suggest-units.ts'

interface DispatchQuery {
  search?: string
  division?: string
  limit?: number
  offset?: number
}

/** What waits for a dispatcher, oldest first, each with the unit proposed and why. */
export async function listDispatches(
  parts: CasesParts,
  query: DispatchQuery,
  scope: Scope,
): Promise<Page<Dispatch>> {
  const { db } = parts.kernel
  const { rows, total } = await listUndispatched(db, query, { scope, steps: dispatchSteps(parts) })
  const [tasks, suggestions] = await Promise.all([toTasks(parts, db, rows), suggestUnits(parts, db, rows)])
  const since = new Map(rows.map((row) => [row.id, row.created_time]))
  const items = tasks.map((task) => ({
    task,
    since: (since.get(task.id) as Date).toISOString(),
    divisionName: parts.territory.findDivisionName(task.divisionCode),
    suggestion: suggestions.get(task.id) ?? null,
  }))
  return { items, total }
}

/** Tasks of every version of every case type that are done by naming a unit, `type task`. */
function dispatchSteps({ types }: CasesParts): string[] {
  const steps = types
    .all()
    .flatMap((type) =>
      type.stages.flatMap((stage) =>
        stage.tasks.filter((task) => task.dispatches).map((task) => `${type.id} ${task.id}`),
      ),
    )
  return [...new Set(steps)]
}
