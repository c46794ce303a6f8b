import type { DutyWaiver, OfficerMove, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

interface PageQuery {
  search?: string
  limit?: number
  offset?: number
}

export interface TransferRow {
  id: string
  user_id: string
  user_name: string
  user_divisions: string[]
  from_organisation: string | null
  to_organisation: string
  organisation_id: string
  roles: string[]
  divisions: string[]
  effective_time: Date
  successor_id: string
  successor_name: string
  reason: string
  state: OfficerMove['state']
  planned_by: string
  done_time: Date | null
}

const columns = sql`t.id, t.user_id, u.name AS user_name, u.divisions AS user_divisions,
  coalesce(t.before->>'organisation', f.name) AS from_organisation, o.name AS to_organisation, t.organisation_id, t.roles,
  t.divisions, t.effective_time, t.successor_id, s.name AS successor_name, t.reason, t.state, t.planned_by, t.done_time`
const tables = sql`identity.transfer t JOIN identity.app_user u ON u.id = t.user_id
  JOIN identity.app_user s ON s.id = t.successor_id JOIN identity.organisation o ON o.id = t.organisation_id
  LEFT JOIN identity.organisation f ON f.id = u.organisation_id`

export function toTransfer(row: TransferRow): OfficerMove {
  return {
    ...{ id: row.id, userId: row.user_id, userName: row.user_name, fromOrganisation: row.from_organisation },
    ...{ toOrganisation: row.to_organisation, roles: row.roles, divisions: row.divisions },
    ...{ effectiveTime: row.effective_time.toISOString(), successorName: row.successor_name },
    ...{ reason: row.reason, state: row.state, plannedBy: row.planned_by },
    doneTime: row.done_time?.toISOString() ?? null,
  }
}

export async function listTransfers(
  db: Queryable,
  query: PageQuery & { state?: string },
  within: Sql,
): Promise<Page<TransferRow>> {
  const where = sql`WHERE ${within} ${query.state ? sql`AND t.state = ${query.state}` : empty}
    ${query.search ? sql`AND u.name ILIKE ${`%${query.search}%`}` : empty}`
  const items = await db.query<TransferRow>(sql`SELECT ${columns} FROM ${tables} ${where}
    ORDER BY t.effective_time DESC, t.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findTransfer(db: Queryable, id: string): Promise<TransferRow | undefined> {
  return db.first<TransferRow>(sql`SELECT ${columns} FROM ${tables} WHERE t.id = ${id}`)
}

export interface NewTransfer {
  id: string
  userId: string
  organisationId: string
  roles: string[]
  divisions: string[]
  effectiveTime: string
  successorId: string
  reason: string
  plannedBy: string
}

/** Plans a move; false when one is planned for this person already. */
export async function insertTransfer(db: Queryable, one: NewTransfer, now: Date): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO identity.transfer (id, user_id, organisation_id, roles, divisions,
      effective_time, successor_id, reason, state, planned_by, created_time)
    VALUES (${one.id}, ${one.userId}, ${one.organisationId}, ${one.roles}, ${one.divisions}, ${one.effectiveTime},
      ${one.successorId}, ${one.reason}, 'planned', ${one.plannedBy}, ${now})
    ON CONFLICT (user_id) WHERE state = 'planned' DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function cancelTransfer(db: Queryable, id: string): Promise<boolean> {
  const row = await db.first(
    sql`UPDATE identity.transfer SET state = 'cancelled' WHERE id = ${id} AND state = 'planned' RETURNING id`,
  )
  return row !== undefined
}

/** A move whose time has come, held until the transaction ends. */
export function takeDue(tx: Queryable, now: Date): Promise<TransferRow | undefined> {
  return tx.first<TransferRow>(sql`SELECT ${columns} FROM ${tables} WHERE t.state = 'planned' AND t.effective_time <= ${now}
    ORDER BY t.effective_time LIMIT 1 FOR UPDATE OF t SKIP LOCKED`)
}

/** Puts an officer where the move says and takes away what went with the old post: further posts and delegations. */
export async function moveOfficer(tx: Queryable, row: TransferRow, now: Date): Promise<void> {
  await tx.query(sql`UPDATE identity.transfer SET state = 'done', done_time = ${now}, before = (SELECT jsonb_build_object(
      'organisation', o.name, 'roles', u.roles, 'divisions', u.divisions) FROM identity.app_user u
      LEFT JOIN identity.organisation o ON o.id = u.organisation_id WHERE u.id = ${row.user_id}) WHERE id = ${row.id}`)
  await tx.query(sql`UPDATE identity.delegation SET revoked_time = ${now}
    WHERE (from_user = ${row.user_id} OR to_user = ${row.user_id}) AND revoked_time IS NULL AND end_time > ${now}`)
  await tx.query(sql`DELETE FROM identity.post WHERE user_id = ${row.user_id}`)
  await tx.query(sql`UPDATE identity.app_user SET organisation_id = ${row.organisation_id}, roles = ${row.roles},
    divisions = ${row.divisions} WHERE id = ${row.user_id}`)
}

export interface WaiverRow {
  id: string
  account: string
  duties: string
  reason: string
  until_time: Date
  state: 'asked' | 'approved' | 'refused'
  asked_by: string
  asked_name: string
  asked_time: Date
  decided_name: string | null
  note: string | null
}

export function toWaiver(row: WaiverRow, now: Date): DutyWaiver {
  return {
    ...{ id: row.id, account: row.account, duties: row.duties, reason: row.reason, note: row.note },
    state: row.state === 'approved' && row.until_time <= now ? 'ended' : row.state,
    ...{ untilTime: row.until_time.toISOString(), askedBy: row.asked_name, decidedBy: row.decided_name },
    askedTime: row.asked_time.toISOString(),
  }
}

export async function listWaivers(
  db: Queryable,
  query: PageQuery & { state?: string },
  now: Date,
): Promise<Page<WaiverRow>> {
  const isOver = sql`(state = 'approved' AND until_time <= ${now})`
  const state =
    query.state === 'ended'
      ? sql`AND ${isOver}`
      : query.state
        ? sql`AND state = ${query.state} AND NOT ${isOver}`
        : empty
  const where = sql`WHERE TRUE ${state} ${query.search ? sql`AND account ILIKE ${`%${query.search}%`}` : empty}`
  const items = await db.query<WaiverRow>(sql`SELECT * FROM identity.duty_waiver ${where}
    ORDER BY asked_time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM identity.duty_waiver ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function findWaiver(db: Queryable, id: string): Promise<WaiverRow | undefined> {
  return db.first<WaiverRow>(sql`SELECT * FROM identity.duty_waiver WHERE id = ${id}`)
}

export async function insertWaiver(
  db: Queryable,
  one: Pick<WaiverRow, 'id' | 'account' | 'duties' | 'reason' | 'until_time' | 'asked_by' | 'asked_name'>,
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO identity.duty_waiver (id, account, duties, reason, until_time, state, asked_by, asked_name,
      asked_time)
    VALUES (${one.id}, ${one.account}, ${one.duties}, ${one.reason}, ${one.until_time}, 'asked', ${one.asked_by},
      ${one.asked_name}, ${now})`)
}

export async function decideWaiver(
  db: Queryable,
  id: string,
  verdict: { agree: boolean; note: string; name: string },
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE identity.duty_waiver SET state = ${verdict.agree ? 'approved' : 'refused'},
    note = ${verdict.note}, decided_name = ${verdict.name}, decided_time = ${now} WHERE id = ${id} AND state = 'asked'`)
}

/** Pairs of duties an account may hold together just now. */
export async function listWaived(db: Queryable, account: string, now: Date): Promise<Set<string>> {
  const rows = await db.query<{ duties: string }>(sql`SELECT duties FROM identity.duty_waiver
    WHERE lower(account) = lower(${account}) AND state = 'approved' AND until_time > ${now}`)
  return new Set(rows.map((row) => row.duties))
}
