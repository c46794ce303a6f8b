import type { ItemImprovement, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface ImprovementRow {
  id: string
  number: string
  item_id: string
  item_title: string
  organisation_id: string | null
  kind: ItemImprovement['kind']
  text: string
  state: ItemImprovement['state']
  reason: string | null
  who: string | null
  measure: string | null
  due_day: string | null
  done_note: string | null
  done_time: Date | null
  by_name: string
  created_time: Date
}

const columns = sql`id, number, item_id, item_title, organisation_id, kind, text, state, reason, who, measure,
  due_day::text AS due_day, done_note, done_time, by_name, created_time`

/** Puts a finding down; answers false where the same is under way already. */
export async function insertImprovement(tx: Queryable, r: ImprovementRow): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO services.improvement (id, number, item_id, item_title, organisation_id, kind,
      text, state, by_name, created_time)
    VALUES (${r.id}, ${r.number}, ${r.item_id}, ${r.item_title}, ${r.organisation_id}, ${r.kind}, ${r.text}, ${r.state},
      ${r.by_name}, ${r.created_time})
    ON CONFLICT (item_id, text) WHERE state IN ('proposed', 'accepted') DO NOTHING RETURNING 1 AS one`)
  return rows.length > 0
}

export function findImprovement(
  db: Queryable,
  where: Sql,
  { lock = false } = {},
): Promise<ImprovementRow | undefined> {
  return db.first<ImprovementRow>(
    sql`SELECT ${columns} FROM services.improvement WHERE ${where} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export async function updateImprovement(tx: Queryable, r: ImprovementRow): Promise<void> {
  await tx.query(sql`UPDATE services.improvement SET state = ${r.state}, reason = ${r.reason}, who = ${r.who},
    measure = ${r.measure}, due_day = ${r.due_day}, done_note = ${r.done_note}, done_time = ${r.done_time}
    WHERE id = ${r.id}`)
}

export async function listImprovements(
  db: Queryable,
  who: Sql,
  filter: { state?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<ImprovementRow>> {
  const where = sql`FROM services.improvement WHERE ${who} ${filter.state ? sql`AND state = ${filter.state}` : empty}
    ${filter.search ? sql`AND (number = ${filter.search} OR item_title ILIKE ${`%${filter.search}%`})` : empty}`
  const [items, count] = await Promise.all([
    db.query<ImprovementRow>(sql`SELECT ${columns} ${where} ORDER BY created_time DESC, id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}
