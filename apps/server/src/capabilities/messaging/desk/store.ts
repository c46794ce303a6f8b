import type { DeskLayout, DeskSection, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import type { Layout } from './rules.ts'

export function readDesk(
  db: Queryable,
  userId: string,
): Promise<{ sections: DeskSection[] | null; favourites: string[] } | undefined> {
  return db.first(sql`SELECT sections, favourites FROM messaging.desk WHERE user_id = ${userId}`)
}

/** Sections that are not given stay as they are. */
export async function writeDesk(
  db: Queryable,
  userId: string,
  { favourites, sections }: { favourites: string[]; sections?: DeskSection[] | null },
): Promise<void> {
  await db.query(sql`INSERT INTO messaging.desk (user_id, favourites, sections)
    VALUES (${userId}, ${favourites}, ${sections ?? null})
    ON CONFLICT (user_id) DO UPDATE SET favourites = excluded.favourites
      ${sections === undefined ? empty : sql`, sections = excluded.sections`}`)
}

export async function listLayouts(db: Queryable): Promise<DeskLayout[]> {
  const rows = await db.query<
    Layout & { kind: DeskLayout['kind']; name: string; changed_by: string; changed_time: Date }
  >(sql`SELECT * FROM messaging.desk_layout ORDER BY kind, name`)
  return rows.map(({ changed_by, changed_time, ...row }) => ({
    ...row,
    changedBy: changed_by,
    changedTime: changed_time.toISOString(),
  }))
}

export async function writeLayout(
  db: Queryable,
  layout: Layout & { kind: DeskLayout['kind']; name: string; by: string; now: Date },
): Promise<void> {
  await db.query(sql`INSERT INTO messaging.desk_layout (kind, name, sections, favourites, changed_by, changed_time)
    VALUES (${layout.kind}, ${layout.name}, ${layout.sections}, ${layout.favourites}, ${layout.by}, ${layout.now})
    ON CONFLICT (kind, name) DO UPDATE SET sections = excluded.sections, favourites = excluded.favourites,
      changed_by = excluded.changed_by, changed_time = excluded.changed_time`)
}

interface Use {
  page: string
  organisationId: string
  divisionCode: string
  day: string
  now: Date
}

export async function noteUse(db: Queryable, use: Use): Promise<void> {
  await db.query(sql`INSERT INTO messaging.page_use (page, organisation_id, division_code, day, uses, last_time)
    VALUES (${use.page}, ${use.organisationId}, ${use.divisionCode}, ${use.day}, 1, ${use.now})
    ON CONFLICT (day, organisation_id, page) DO UPDATE SET uses = page_use.uses + 1, last_time = excluded.last_time`)
}

export interface UseQuery {
  from: string
  by: 'page' | 'unit'
  page?: string
  organisationId?: string
  limit?: number
  offset?: number
}

export interface UseRow {
  page: string
  organisation_id: string | null
  units: number
  uses: number
  last_time: Date
}

/** Most used first; by page alone, or by page and unit. */
export async function listUses(db: Queryable, query: UseQuery, scope: Scope): Promise<Page<UseRow>> {
  const unit = query.by === 'unit' ? sql`organisation_id` : sql`NULL::uuid`
  const grouped = sql`SELECT page, ${unit} AS organisation_id, count(DISTINCT organisation_id)::int AS units,
      sum(uses)::int AS uses, max(last_time) AS last_time FROM messaging.page_use
    WHERE day >= ${query.from}::date AND ${inScope('division_code', scope)}
      ${query.page ? sql`AND page = ${query.page}` : empty}
      ${query.organisationId ? sql`AND organisation_id = ${query.organisationId}` : empty} GROUP BY 1, 2`
  const [items, count] = await Promise.all([
    db.query<UseRow>(sql`${grouped} ORDER BY uses DESC, page, organisation_id
      LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM (${grouped}) AS use`),
  ])
  return { items, total: count?.n ?? 0 }
}
