import type { CityPart, Page, PartState } from '@civitas/contract'
import { inDivision, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'
import { inSight } from '../in-sight.ts'
import { findPartClass } from './rules.ts'

export interface PartFilter {
  division?: string
  classCode?: string
  state?: PartState
  search?: string
  limit?: number
  offset?: number
}

interface PartRow extends Omit<CityPart, 'classTitle' | 'position' | 'surveyedTime'> {
  lon: number | null
  lat: number | null
  surveyedTime: string | null
}

const state = sql`coalesce(attributes->>'state', 'in-use')`
const columns = sql`id, reference AS code, substr(reference, 7, 4) AS "classCode", type, name, division_code AS "gridCode",
  lon, lat, ${state} AS state, coalesce(attributes->>'owner', '') AS owner, coalesce(attributes->>'manager', '') AS manager,
  coalesce(attributes->>'material', '') AS material, coalesce(attributes->>'address', '') AS address,
  attributes->>'install_date' AS "installDate", attributes->>'removed_date' AS "removedDate",
  attributes->>'surveyed_time' AS "surveyedTime", version`

function toPart({ lon, lat, ...row }: PartRow): CityPart {
  const found = findPartClass(row.classCode)
  return {
    ...row,
    classTitle: found?.title.zh ?? '',
    position: lon === null || lat === null ? null : [lon, lat],
  }
}

function where(types: readonly string[], filter: PartFilter, scope: Scope): Sql {
  return sql`WHERE tenant = '' AND merged_into IS NULL AND type = ANY(${types as string[]})
    AND ${inSight(scope)} ${inDivision('division_code', filter.division)}
    ${filter.classCode ? sql`AND substr(reference, 7, ${filter.classCode.length}::int) = ${filter.classCode}` : empty}
    ${filter.state ? sql`AND ${state} = ${filter.state}` : empty} ${found(filter.search)}`
}

/** A whole code means that part: its pairs of digits stand in the codes of others as well. */
function found(search: string | undefined): Sql {
  const code = search?.trim()
  return code && /^\d{16}$/.test(code) ? sql`AND reference = ${code}` : matches('grams', search, 'name')
}

export async function listPartsOf(
  db: Queryable,
  types: readonly string[],
  filter: PartFilter,
  scope: Scope,
): Promise<Page<CityPart>> {
  const rows =
    await db.query<PartRow>(sql`SELECT ${columns} FROM entities.entity ${where(types, filter, scope)}
    ORDER BY reference LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.entity ${where(types, filter, scope)}`,
  )
  return { items: rows.map(toPart), total: count?.n ?? 0 }
}

export async function readPart(db: Queryable, id: string): Promise<CityPart | undefined> {
  const row = await db.first<PartRow>(sql`SELECT ${columns} FROM entities.entity WHERE id = ${id}`)
  return row && toPart(row)
}

export async function findPartByKey(db: Queryable, key: string): Promise<CityPart | undefined> {
  const row = await db.first<PartRow>(sql`SELECT ${columns} FROM entities.entity
    WHERE id = (SELECT part_id FROM entities.part_key WHERE key = ${key})`)
  return row && toPart(row)
}

/** Two tries with one key wait for each other. */
export async function lockPartKey(tx: Transaction, key: string): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext(${key}))`)
}

export async function keepPartKey(tx: Transaction, key: string, partId: string): Promise<void> {
  await tx.query(sql`INSERT INTO entities.part_key (key, part_id) VALUES (${key}, ${partId})`)
}

/** The next `count` sequences of a division and class; the row lock keeps two writers from taking the same. */
export async function takeSequences(
  tx: Transaction,
  types: readonly string[],
  prefix: string,
  count: number,
): Promise<number> {
  await tx.query(sql`INSERT INTO entities.part_sequence (prefix, last)
    SELECT ${prefix}, coalesce(max(substr(reference, 11, 6)::int), 0) FROM entities.entity
    WHERE type = ANY(${types as string[]}) AND reference ~ ${`^${prefix}[0-9]{6}$`} ON CONFLICT DO NOTHING`)
  const row = await tx.first<{ last: number }>(sql`UPDATE entities.part_sequence SET last = last + ${count}
    WHERE prefix = ${prefix} RETURNING last`)
  return (row?.last ?? count) - count + 1
}

/** A part of the class that stands within so many metres and is not removed. */
export async function findNearPart(
  db: Queryable,
  type: string,
  classCode: string,
  [lon, lat]: readonly [number, number],
  metres: number,
): Promise<{ code: string; metres: number } | undefined> {
  const dLat = metres / 110_500
  const dLon = dLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  const distance = sql`111195 * sqrt(pow((lon - ${lon}) * ${Math.cos((lat * Math.PI) / 180)}, 2) + pow(lat - ${lat}, 2))`
  return db.first<{
    code: string
    metres: number
  }>(sql`SELECT reference AS code, ${distance} AS metres FROM entities.entity
    WHERE type = ${type} AND substr(reference, 7, 4) = ${classCode} AND ${state} <> 'removed'
      AND bounds && box(point(${lon - dLon}, ${lat - dLat}), point(${lon + dLon}, ${lat + dLat})) AND ${distance} <= ${metres}
    ORDER BY metres LIMIT 1`)
}

export interface ClassCount {
  classCode: string
  count: number
  damaged: number
  lost: number
  removed: number
  surveyed: number
}

export function countParts(
  db: Queryable,
  types: readonly string[],
  filter: PartFilter,
  scope: Scope,
): Promise<ClassCount[]> {
  return db.query<ClassCount>(sql`SELECT substr(reference, 7, 4) AS "classCode", count(*)::int AS count,
      count(*) FILTER (WHERE ${state} = 'damaged')::int AS damaged, count(*) FILTER (WHERE ${state} = 'lost')::int AS lost,
      count(*) FILTER (WHERE ${state} = 'removed')::int AS removed,
      count(*) FILTER (WHERE attributes ? 'surveyed_time')::int AS surveyed
    FROM entities.entity ${where(types, filter, scope)} GROUP BY 1 ORDER BY 2 DESC`)
}

/** Stores what was found on site; false when the key is known. */
export async function insertSurvey(
  tx: Transaction,
  survey: { key: string; partId: string; time: string; userId: string; state: string; note: string },
): Promise<boolean> {
  const rows = await tx.query(sql`INSERT INTO entities.part_survey (id, part_id, time, user_id, state, note)
    VALUES (${survey.key}, ${survey.partId}, ${survey.time}, ${survey.userId}, ${survey.state}, ${survey.note})
    ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0
}
