import type { OidArc, OidObject, OidRegistration, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export type ArcRow = Omit<OidArc, 'organisationName' | 'createdTime'> & { createdTime: Date }
const arcColumns = sql`arc, title, parent, organisation_id AS "organisationId", administrator, quota, issued,
  created_time AS "createdTime"`

export async function listArcs(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<ArcRow>> {
  const like = `%${query.search ?? ''}%`
  const where = query.search ? sql`WHERE title ILIKE ${like} OR arc ILIKE ${like}` : empty
  const items = await db.query<ArcRow>(sql`SELECT ${arcColumns} FROM sensing.oid_arc ${where}
    ORDER BY string_to_array(arc, '.')::bigint[] LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.oid_arc ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** An arc, held until the transaction ends. */
export function lockArc(tx: Queryable, arc: string): Promise<ArcRow | undefined> {
  return tx.first<ArcRow>(sql`SELECT ${arcColumns} FROM sensing.oid_arc WHERE arc = ${arc} FOR UPDATE`)
}

/** The arc nearest above. */
export async function findParent(tx: Queryable, arc: string): Promise<string | null> {
  const row = await tx.first<{ arc: string }>(sql`SELECT arc FROM sensing.oid_arc
    WHERE starts_with(${arc}, arc || '.') ORDER BY length(arc) DESC LIMIT 1`)
  return row?.arc ?? null
}

export async function insertArc(tx: Queryable, a: Omit<ArcRow, 'issued'>): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO sensing.oid_arc (arc, title, parent, organisation_id, administrator, quota, created_time)
    SELECT ${a.arc}, ${a.title}, ${a.parent}, ${a.organisationId}::uuid, ${a.administrator}, ${a.quota}, ${a.createdTime}
    WHERE NOT EXISTS (SELECT FROM sensing.oid_object WHERE oid = ${a.arc}) ON CONFLICT DO NOTHING RETURNING arc`)
  return rows.length > 0
}

/** The next number of an arc that is neither an object nor an arc; the counter never goes back. */
export async function takeNumber(tx: Queryable, arc: string): Promise<string> {
  for (;;) {
    const row = await tx.first<{ n: number }>(
      sql`UPDATE sensing.oid_arc SET next_number = next_number + 1 WHERE arc = ${arc} RETURNING next_number - 1 AS n`,
    )
    const oid = `${arc}.${row?.n}`
    const taken = await tx.first(sql`SELECT FROM sensing.oid_object WHERE oid = ${oid}
      UNION ALL SELECT FROM sensing.oid_arc WHERE arc = ${oid}`)
    if (!taken) return oid
  }
}

/** Adds an object; false when the number was ever given, to an object or an arc. */
export async function insertObject(
  tx: Queryable,
  o: OidRegistration & { oid: string; arc: string; by: string; now: Date },
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO sensing.oid_object (oid, arc, kind, title, entity_id, owner_id, division_code, detail_url,
      attributes, restricted, state, created_by, created_time, grams)
    SELECT ${o.oid}, ${o.arc}, ${o.kind}, ${o.title}, ${o.entityId ?? null}::uuid, ${o.ownerId ?? null}::uuid, ${o.divisionCode ?? null},
      ${o.detailUrl ?? null}, ${JSON.stringify(o.attributes ?? {})}::jsonb, ${o.restricted ?? []}::text[], 'active', ${o.by}, ${o.now},
      ${toGrams(o.title, o.oid)}::text[]
    WHERE NOT EXISTS (SELECT FROM sensing.oid_arc WHERE arc = ${o.oid}) ON CONFLICT DO NOTHING RETURNING oid`)
  if (rows.length > 0)
    await tx.query(sql`UPDATE sensing.oid_arc SET issued = issued + 1 WHERE arc = ${o.arc}`)
  return rows.length > 0
}

/** Adds aliases; answers one that is taken, if any. */
export async function insertAliases(
  tx: Queryable,
  oid: string,
  aliases: ReadonlyArray<{ scheme: string; alias: string }>,
): Promise<string | null> {
  for (const { scheme, alias } of aliases) {
    const rows =
      await tx.query(sql`INSERT INTO sensing.oid_alias (scheme, alias, oid) VALUES (${scheme}, ${alias}, ${oid})
      ON CONFLICT DO NOTHING RETURNING oid`)
    if (rows.length === 0) return alias
  }
  return null
}

export async function moveAliases(tx: Queryable, from: string, to: string): Promise<void> {
  await tx.query(sql`UPDATE sensing.oid_alias SET oid = ${to} WHERE oid = ${from}`)
}

export type ObjectRow = Omit<
  OidObject,
  'ownerName' | 'stateText' | 'payload' | 'createdTime' | 'revokedTime'
> & {
  restricted: string[]
  createdTime: Date
  revokedTime: Date | null
}

const objectColumns = sql`o.oid, o.arc, o.kind, o.title, o.entity_id AS "entityId", o.owner_id AS "ownerId",
  o.division_code AS "divisionCode", o.detail_url AS "detailUrl", o.attributes, o.restricted, o.state, o.successor, o.reason,
  o.created_time AS "createdTime", o.revoked_time AS "revokedTime",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('scheme', a.scheme, 'alias', a.alias) ORDER BY a.scheme, a.alias), '[]')
    FROM sensing.oid_alias a WHERE a.oid = o.oid) AS aliases`

async function findObjects(db: Queryable, where: Sql): Promise<ObjectRow[]> {
  return db.query<ObjectRow>(sql`SELECT ${objectColumns} FROM sensing.oid_object o ${where}`)
}

export async function findObject(db: Queryable, oid: string): Promise<ObjectRow | undefined> {
  return (await findObjects(db, sql`WHERE o.oid = ${oid}`))[0]
}

/** By number, else by alias of any scheme. */
export async function findByName(db: Queryable, name: string): Promise<ObjectRow | undefined> {
  const found = await findObject(db, name)
  if (found) return found
  const byAlias = sql`WHERE o.oid = (SELECT a.oid FROM sensing.oid_alias a WHERE a.alias = ${name} ORDER BY a.scheme LIMIT 1)`
  return (await findObjects(db, byAlias))[0]
}

export async function listObjects(
  db: Queryable,
  query: { search?: string; arc?: string; state?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<ObjectRow>> {
  const where = sql`WHERE ${inScope('o.division_code', scope)} ${query.arc ? sql`AND o.arc = ${query.arc}` : empty}
    ${query.state ? sql`AND o.state = ${query.state}` : empty} ${matches('o.grams', query.search, 'o.title')}`
  const page = sql`ORDER BY o.arc, o.created_time, o.oid LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`
  const items = await findObjects(db, sql`${where} ${page}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.oid_object o ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function revokeObject(
  tx: Queryable,
  oid: string,
  r: { successor: string | null; reason: string; now: Date },
): Promise<boolean> {
  const rows =
    await tx.query(sql`UPDATE sensing.oid_object SET state = 'revoked', successor = ${r.successor}, reason = ${r.reason},
    revoked_time = ${r.now} WHERE oid = ${oid} AND state = 'active' RETURNING oid`)
  return rows.length > 0
}

export async function countUse(db: Queryable, oid: string, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO sensing.oid_use (oid, day, resolutions)
    VALUES (${oid}, (${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, 1)
    ON CONFLICT (oid, day) DO UPDATE SET resolutions = oid_use.resolutions + 1`)
}

export async function readStatistics(db: Queryable, scope: Scope, now: Date) {
  const states = await db.first<{ active: number; revoked: number }>(sql`SELECT
      (count(*) FILTER (WHERE state = 'active'))::int AS active, (count(*) FILTER (WHERE state = 'revoked'))::int AS revoked
    FROM sensing.oid_object o WHERE ${inScope('o.division_code', scope)}`)
  const byDay = await db.query<{
    day: string
    resolutions: number
  }>(sql`SELECT u.day, sum(u.resolutions)::int AS resolutions
    FROM sensing.oid_use u JOIN sensing.oid_object o ON o.oid = u.oid
    WHERE u.day > (${now}::timestamptz - interval '31 days')::date AND ${inScope('o.division_code', scope)} GROUP BY 1 ORDER BY 1`)
  return { active: states?.active ?? 0, revoked: states?.revoked ?? 0, byDay }
}
