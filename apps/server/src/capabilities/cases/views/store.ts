import type { CaseView } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

type Keeper = Pick<Principal, 'userId' | 'name' | 'organisationId'>
export type ViewInput = Pick<CaseView, 'name' | 'filters' | 'columns' | 'shared'>

/** Views a person kept and those shared by people of the same organisation; the own ones first. */
export function listViews(db: Queryable, { userId, organisationId }: Keeper): Promise<CaseView[]> {
  return db.query<CaseView>(sql`SELECT id, name, filters, columns, shared, user_id = ${userId} AS own,
      user_name AS "keeperName"
    FROM cases.list_view WHERE user_id = ${userId} OR (shared AND organisation_id = ${organisationId}::uuid)
    ORDER BY user_id <> ${userId}, name, id LIMIT 200`)
}

/** Keeps a view under its name; the organisation is the one the keeper works for now. */
export async function saveView(db: Queryable, by: Keeper, view: ViewInput, now: Date): Promise<CaseView> {
  const row = await db.first<{
    id: string
  }>(sql`INSERT INTO cases.list_view (id, user_id, user_name, organisation_id, name,
      shared, filters, columns, changed_time)
    VALUES (${newId()}, ${by.userId}, ${by.name}, ${by.organisationId}, ${view.name}, ${view.shared},
      ${JSON.stringify(view.filters)}, ${JSON.stringify(view.columns)}, ${now})
    ON CONFLICT (user_id, name) DO UPDATE SET shared = excluded.shared, filters = excluded.filters,
      columns = excluded.columns, organisation_id = excluded.organisation_id, user_name = excluded.user_name,
      changed_time = excluded.changed_time
    RETURNING id`)
  return { ...view, id: row?.id ?? '', own: true, keeperName: by.name }
}

export async function countViews(db: Queryable, userId: string, but: string): Promise<number> {
  const row = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.list_view
    WHERE user_id = ${userId} AND name <> ${but}`)
  return row?.n ?? 0
}

/** Deletes a view of one’s own; false when there is none. */
export async function deleteView(db: Queryable, id: string, userId: string): Promise<boolean> {
  const row = await db.first(
    sql`DELETE FROM cases.list_view WHERE id = ${id} AND user_id = ${userId} RETURNING id`,
  )
  return row !== undefined
}
