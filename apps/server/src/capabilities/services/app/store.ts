import type { AppField, AppPartner, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface PartnerRow {
  id: string
  code: string
  name: string
  owner: string
  url: string
  contract_number: string
  fields: AppField[]
  state: AppPartner['state']
  grey_share: number
  security: AppPartner['security']
  privacy: AppPartner['privacy']
  state_time: Date
  reason: string | null
  openings: number
  complaints: number
}

interface PageQuery {
  search?: string
  limit?: number
  offset?: number
}

const columns = (since: Date) => sql`p.*,
  (SELECT count(*)::int FROM services.app_opening o WHERE o.partner_id = p.id AND o.time >= ${since}) AS openings,
  (SELECT count(*)::int FROM services.app_complaint c WHERE c.partner_id = p.id AND c.time >= ${since}) AS complaints`

export async function listPartners(
  db: Queryable,
  query: PageQuery & { state?: string },
  since: Date,
): Promise<Page<PartnerRow>> {
  const where = sql`WHERE TRUE ${query.state ? sql`AND p.state = ${query.state}` : empty}
    ${query.search ? sql`AND (p.name ILIKE ${`%${query.search}%`} OR p.owner ILIKE ${`%${query.search}%`})` : empty}`
  const items = await db.query<PartnerRow>(sql`SELECT ${columns(since)} FROM services.app_partner p ${where}
    ORDER BY p.created_time DESC, p.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.app_partner p ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

/** Those released to an account: live ones, and ones released by steps whose share reaches it. */
export async function listReleased(
  db: Queryable,
  step: number,
  query: PageQuery,
): Promise<Page<{ code: string; name: string; owner: string; fields: AppField[] }>> {
  const where = sql`WHERE (state = 'live' OR (state = 'grey' AND grey_share > ${step}))
    ${query.search ? sql`AND name ILIKE ${`%${query.search}%`}` : empty}`
  const items = await db.query<{ code: string; name: string; owner: string; fields: AppField[] }>(
    sql`SELECT code, name, owner, fields FROM services.app_partner ${where} ORDER BY name, id
      LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`,
  )
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.app_partner ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function findPartner(
  db: Queryable,
  by: { id: string } | { code: string },
  since: Date,
): Promise<PartnerRow | undefined> {
  const where = 'id' in by ? sql`p.id = ${by.id}` : sql`p.code = ${by.code}`
  return db.first<PartnerRow>(sql`SELECT ${columns(since)} FROM services.app_partner p WHERE ${where}`)
}

export async function insertPartner(
  db: Queryable,
  one: Pick<PartnerRow, 'id' | 'code' | 'name' | 'owner' | 'url' | 'contract_number' | 'fields'>,
  now: Date,
): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO services.app_partner (id, code, name, owner, url, contract_number, fields, state,
      state_time, created_time)
    VALUES (${one.id}, ${one.code}, ${one.name}, ${one.owner}, ${one.url}, ${one.contract_number}, ${one.fields}, 'testing',
      ${now}, ${now}) ON CONFLICT (code) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function saveCheck(
  db: Queryable,
  id: string,
  kind: 'security' | 'privacy',
  check: NonNullable<AppPartner['security']>,
): Promise<void> {
  const value = JSON.stringify(check)
  await db.query(sql`UPDATE services.app_partner SET security = ${kind === 'security' ? sql`${value}::jsonb` : sql`security`},
    privacy = ${kind === 'privacy' ? sql`${value}::jsonb` : sql`privacy`} WHERE id = ${id}`)
}

export async function moveTo(
  db: Queryable,
  id: string,
  to: { state: AppPartner['state']; greyShare: number; reason: string },
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE services.app_partner SET state = ${to.state}, grey_share = ${to.greyShare},
    reason = ${to.reason}, state_time = ${now} WHERE id = ${id}`)
}

export async function insertOpening(
  db: Queryable,
  one: { id: string; partnerId: string; userId: string; fields: readonly string[] },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO services.app_opening (id, partner_id, user_id, fields, time)
    VALUES (${one.id}, ${one.partnerId}, ${one.userId}, ${[...one.fields]}, ${now})`)
}

export async function listUsersOfPartner(db: Queryable, id: string, since: Date): Promise<string[]> {
  const rows = await db.query<{ user_id: string }>(sql`SELECT DISTINCT user_id FROM services.app_opening
    WHERE partner_id = ${id} AND time >= ${since} LIMIT 100000`)
  return rows.map((row) => row.user_id)
}

export async function insertComplaint(
  db: Queryable,
  one: { id: string; partnerId: string; userId: string; text: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO services.app_complaint (id, partner_id, user_id, text, time)
    VALUES (${one.id}, ${one.partnerId}, ${one.userId}, ${one.text}, ${now})`)
}
