import type { FusedViewInput } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** Keeps a panel, new or changed. */
export async function saveView(
  db: Queryable,
  view: { id: string; divisionCode: string | null; definition: FusedViewInput; by: string; now: Date },
): Promise<void> {
  const { id, divisionCode, definition, by, now } = view
  await db.query(sql`INSERT INTO sensing.fused_view (id, title, division_code, definition, changed_time, changed_by)
    VALUES (${id}, ${definition.title}, ${divisionCode}, ${JSON.stringify(definition)}, ${now}, ${by})
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, division_code = excluded.division_code,
      definition = excluded.definition, changed_time = excluded.changed_time, changed_by = excluded.changed_by`)
}
