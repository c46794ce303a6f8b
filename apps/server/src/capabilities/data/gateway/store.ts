import type { Ability, AbilityFlow, ProviderRating } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface KeyRow {
  id: string
  app_id: string
  app_name: string
  organisation_id: string
  secret_hash: string
  networks: string[]
  expires_time: Date
  revoked_time: Date | null
  is_suspended: boolean
}

export function findKey(db: Queryable, id: string): Promise<KeyRow | undefined> {
  return db.first<KeyRow>(sql`SELECT k.id, k.app_id, a.name AS app_name, a.organisation_id, k.secret_hash, k.networks,
    k.expires_time, k.revoked_time, a.is_suspended FROM data.app_key k JOIN data.app a ON a.id = k.app_id WHERE k.id = ${id}`)
}

export interface AppRow {
  id: string
  organisation_id: string
  name: string
  contact: string
  is_suspended: boolean
  created_time: Date
  keys: Array<{
    id: string
    networks: string[]
    createdTime: string
    expiresTime: string
    revokedTime: string | null
  }>
}

const appColumns = sql`a.id, a.organisation_id, a.name, a.contact, a.is_suspended, a.created_time,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', k.id, 'networks', k.networks, 'createdTime', k.created_time,
    'expiresTime', k.expires_time, 'revokedTime', k.revoked_time) ORDER BY k.created_time DESC)
    FROM data.app_key k WHERE k.app_id = a.id), '[]') AS keys`

export async function listApps(
  db: Queryable,
  owner: string | null | undefined,
  page: { limit?: number; offset?: number },
): Promise<{ items: AppRow[]; total: number }> {
  const where = owner === undefined ? empty : sql`WHERE a.organisation_id = ${owner}`
  const [items, count] = await Promise.all([
    db.query<AppRow>(sql`SELECT ${appColumns} FROM data.app a ${where} ORDER BY a.created_time DESC, a.id DESC
      LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.app a ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findApp(db: Queryable, id: string): Promise<AppRow | undefined> {
  return db.first<AppRow>(sql`SELECT ${appColumns} FROM data.app a WHERE a.id = ${id}`)
}

export interface AbilityRow {
  id: string
  code: string
  title: string
  summary: string
  version: string
  organisation_id: string
  kind: Ability['kind']
  dataset_id: string | null
  upstream_url: string | null
  timeout_ms: number
  quota_per_day: number
  sla: string
  data_class: string
  price: string
  contract: Record<string, unknown>
  example: Record<string, unknown>
  sandbox: Record<string, unknown>
  flow: AbilityFlow | null
  state: Ability['state']
  retires_day: string | null
  replaced_by: string | null
  created_time: Date
  findings: Ability['findings']
  test: Ability['test']
  stars: number | null
  ratings: number
}

export const abilityColumns: Sql = sql`b.id, b.code, b.title, b.summary, b.version, b.organisation_id, b.kind, b.dataset_id,
  b.upstream_url, b.timeout_ms, b.quota_per_day, b.sla, b.data_class, b.price, b.contract, b.example, b.sandbox, b.flow, b.state,
  b.retires_day, b.replaced_by, b.created_time, b.findings, b.test,
  (SELECT avg(r.stars)::float8 FROM data.ability_rating r WHERE r.ability_id = b.id) AS stars,
  (SELECT count(*)::int FROM data.ability_rating r WHERE r.ability_id = b.id) AS ratings`

export function findAbilityByCode(db: Queryable, code: string): Promise<AbilityRow | undefined> {
  return db.first<AbilityRow>(sql`SELECT ${abilityColumns} FROM data.ability b WHERE b.code = ${code}`)
}

export function findAbility(db: Queryable, id: string): Promise<AbilityRow | undefined> {
  return db.first<AbilityRow>(sql`SELECT ${abilityColumns} FROM data.ability b WHERE b.id = ${id}`)
}

export interface AbilityGrantRow {
  id: string
  ability_id: string
  title: string
  owner_id: string
  organisation_id: string
  user_name: string
  purpose: string
  quota_per_day: number
  to_day: string
  state: 'waiting' | 'granted' | 'refused'
  created_time: Date
  note: string | null
}

export const abilityGrantColumns = sql`g.id, g.ability_id, b.title, b.organisation_id AS owner_id, g.organisation_id,
  g.user_name, g.purpose, g.quota_per_day, g.to_day, g.state, g.created_time, g.note`

export function findAbilityGrant(
  db: Queryable,
  abilityId: string,
  organisationId: string,
  day: string,
): Promise<AbilityGrantRow | undefined> {
  return db.first<AbilityGrantRow>(sql`SELECT ${abilityGrantColumns} FROM data.ability_grant g
    JOIN data.ability b ON b.id = g.ability_id WHERE g.ability_id = ${abilityId}
    AND g.organisation_id = ${organisationId} AND g.state = 'granted' AND g.to_day >= ${day}
    ORDER BY g.quota_per_day DESC LIMIT 1`)
}

type Rated = Omit<ProviderRating, 'organisationName' | 'comments'> & {
  comments: Array<Omit<ProviderRating['comments'][number], 'organisationName'> & { organisationId: string }>
}

/** Units with abilities in service, the best rated first; those nobody rated come last. */
export async function listProviderRatings(
  db: Queryable,
  page: { limit?: number; offset?: number },
): Promise<{ items: Rated[]; total: number }> {
  const inService = sql`data.ability b WHERE b.state IN ('published', 'deprecated')`
  const items =
    await db.query<Rated>(sql`WITH one AS (SELECT b.id, b.organisation_id, b.title, b.test FROM ${inService})
    SELECT o.organisation_id AS "organisationId", count(DISTINCT o.id)::int AS abilities,
      count(DISTINCT r.ability_id)::int AS rated, count(r.stars)::int AS ratings, avg(r.stars)::float8 AS stars,
      count(DISTINCT o.id) FILTER (WHERE (o.test ->> 'isPassed')::boolean IS FALSE)::int AS failing,
      coalesce((SELECT jsonb_agg(c) FROM (SELECT x.title AS "abilityTitle", y.organisation_id AS "organisationId", y.stars,
          y.comment, y.time FROM one x JOIN data.ability_rating y ON y.ability_id = x.id
          WHERE x.organisation_id = o.organisation_id ORDER BY y.time DESC LIMIT 5) c), '[]') AS comments
    FROM one o LEFT JOIN data.ability_rating r ON r.ability_id = o.id
    GROUP BY o.organisation_id ORDER BY stars DESC NULLS LAST, o.organisation_id
    LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(DISTINCT b.organisation_id)::int AS n FROM ${inService}`,
  )
  return { items, total: count?.n ?? 0 }
}
