import type { Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface TrenchRow {
  id: string
  number: string
  road: string
  line: GeoJSON.LineString
  length_m: number
  from_day: string
  to_day: string
  state: 'requested' | 'approved' | 'refused'
  repeats: string | null
  decision: string | null
  permit_number: string | null
  decided_day: string | null
  parties: { organisation_id: string; purpose: string }[]
}

const columns = sql`t.id, t.number, t.road, t.line, t.length_m, t.from_day::text AS from_day, t.to_day::text AS to_day,
  t.state, t.repeats, t.decision, t.permit_number, t.decided_day::text AS decided_day,
  (SELECT jsonb_agg(jsonb_build_object('organisation_id', p.organisation_id, 'purpose', p.purpose) ORDER BY p.time)
    FROM services.trench_party p WHERE p.trench_id = t.id) AS parties`

type Box = readonly [west: number, south: number, east: number, north: number]

export async function insertTrench(
  tx: Queryable,
  t: Omit<TrenchRow, 'parties' | 'state' | 'decision' | 'permit_number' | 'decided_day'> & {
    box: Box
    division: string | null
  },
  now: Date,
): Promise<void> {
  const [west, south, east, north] = t.box
  await tx.query(sql`INSERT INTO services.trench (id, number, road, line, west, south, east, north, length_m, from_day, to_day,
      division_code, state, repeats, created_time)
    VALUES (${t.id}, ${t.number}, ${t.road}, ${JSON.stringify(t.line)}, ${west}, ${south}, ${east}, ${north},
      ${t.length_m}, ${t.from_day}, ${t.to_day}, ${t.division}, 'requested', ${t.repeats}, ${now})`)
}

/** Answers false when the organisation shares the trench already. */
export async function insertParty(
  tx: Queryable,
  p: { trenchId: string; organisationId: string; purpose: string; isFirst: boolean; now: Date },
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO services.trench_party (trench_id, organisation_id, purpose, is_first, time)
    VALUES (${p.trenchId}, ${p.organisationId}, ${p.purpose}, ${p.isFirst}, ${p.now})
    ON CONFLICT DO NOTHING RETURNING trench_id`)
  return rows.length > 0
}

export function findTrench(db: Queryable, id: string, { lock = false } = {}): Promise<TrenchRow | undefined> {
  return db.first<TrenchRow>(
    sql`SELECT ${columns} FROM services.trench t WHERE t.id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

/** Trenches near a box that are to be opened, or were, around some days. */
export function listNear(
  db: Queryable,
  [west, south, east, north]: Box,
  { from, to }: { from: string; to: string },
): Promise<TrenchRow[]> {
  return db.query<TrenchRow>(sql`SELECT ${columns} FROM services.trench t WHERE t.state <> 'refused'
    AND t.west <= ${east} AND t.east >= ${west} AND t.south <= ${north} AND t.north >= ${south}
    AND t.from_day <= ${to} AND t.to_day >= ${from} ORDER BY t.state, t.from_day LIMIT 50`)
}

export async function decide(
  tx: Queryable,
  id: string,
  d: { state: 'approved' | 'refused'; text: string; permitNumber: string | null; day: string },
): Promise<void> {
  await tx.query(sql`UPDATE services.trench SET state = ${d.state}, decision = ${d.text}, permit_number = ${d.permitNumber},
    decided_day = ${d.day} WHERE id = ${id}`)
}

export async function listTrenches(
  db: Queryable,
  who: Sql,
  filter: { search?: string; state?: string; limit?: number; offset?: number },
): Promise<Page<TrenchRow>> {
  const where = sql`FROM services.trench t WHERE ${who} ${filter.state ? sql`AND t.state = ${filter.state}` : empty}
    ${filter.search ? sql`AND (t.road ILIKE ${`%${filter.search}%`} OR t.number = ${filter.search})` : empty}`
  const [items, count] = await Promise.all([
    db.query<TrenchRow>(sql`SELECT ${columns} ${where} ORDER BY t.created_time DESC, t.id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}
