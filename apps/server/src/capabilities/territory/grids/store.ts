import type { GridVersion } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export function readGridVersions(db: Queryable): Promise<GridVersion[]> {
  return db.query<GridVersion>(sql`SELECT id, code, name, community_code AS "communityCode", version, cause, reason,
      from_date AS "fromDate", to_date AS "toDate", area_m2 AS "areaM2", predecessors, geometry
    FROM territory.grid_version ORDER BY code, version`)
}

/** Takes grids of an import of divisions into the register of versions; those it knows stay as they are. */
export async function insertImportedGrids(tx: Transaction): Promise<void> {
  await tx.query(sql`INSERT INTO territory.grid_version (code, version, name, community_code, cause, from_date, area_m2, geometry)
    SELECT code, 1, name, parent_code, 'imported', '2000-01-01', area_km2 * 1000000, geometry
    FROM territory.division WHERE level = 5 AND parent_code IS NOT NULL ON CONFLICT (code, version) DO NOTHING`)
}

/** Holds the grids of a community still until the transaction ends: two people cannot change them at once. */
export async function lockCommunity(tx: Transaction, communityCode: string): Promise<void> {
  await tx.query(sql`SELECT code FROM territory.division WHERE code = ${communityCode} FOR UPDATE`)
}

export function readCommunityGrids(tx: Queryable, communityCode: string): Promise<GridVersion[]> {
  return tx.query<GridVersion>(sql`SELECT id, code, name, community_code AS "communityCode", version, cause, reason,
      from_date AS "fromDate", to_date AS "toDate", area_m2 AS "areaM2", predecessors, geometry
    FROM territory.grid_version WHERE community_code = ${communityCode} ORDER BY code, version`)
}

export async function endVersions(tx: Transaction, ids: readonly string[], day: string): Promise<void> {
  await tx.query(
    sql`UPDATE territory.grid_version SET to_date = ${day} WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
}

export async function insertVersions(
  tx: Transaction,
  rows: readonly GridVersion[],
  by: string | null,
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO territory.grid_version (id, code, version, name, community_code, cause, reason, from_date,
      to_date, area_m2, predecessors, geometry, changed_by, changed_time)
    SELECT id, code, version, name, "communityCode", cause, reason, "fromDate", "toDate", "areaM2", predecessors, geometry,
      ${by}, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, code text, version int, name text,
      "communityCode" text, cause text, reason text, "fromDate" date, "toDate" date, "areaM2" float8, predecessors text[],
      geometry jsonb)`)
}

/** Those who served grids that end serve what comes of them from the day on. */
export async function carryStaffOver(
  tx: Transaction,
  from: readonly string[],
  to: readonly string[],
  day: string,
): Promise<void> {
  await tx.query(sql`INSERT INTO territory.grid_staff (division_code, post, name, phone, organisation, user_id, duties,
      from_date, to_date, grams)
    SELECT DISTINCT n.code, s.post, s.name, s.phone, s.organisation, s.user_id, s.duties, ${day}::date, s.to_date, s.grams
    FROM territory.grid_staff s CROSS JOIN unnest(${to as string[]}::text[]) AS n(code)
    WHERE s.division_code = ANY(${from as string[]}) AND s.from_date < ${day} AND (s.to_date IS NULL OR s.to_date > ${day})
      AND NOT s.division_code = n.code`)
  const ended = from.filter((code) => !to.includes(code))
  await tx.query(sql`UPDATE territory.grid_staff SET to_date = ${day}
    WHERE division_code = ANY(${ended}) AND from_date < ${day} AND (to_date IS NULL OR to_date > ${day})`)
}
