import type { Queryable } from '../../../../../kernel/db/database.ts'
import { empty, sql } from '../../../../../kernel/db/sql.ts'
import type { Registration, RegistrationRow } from './model.ts'

const columns = sql`c.tenant, c.id, c.body, c.context, c.user_id, c.created_time, c.changed_time, c.times_sent, c.times_failed,
  c.last_success, c.last_failure, c.last_error`

const toJson = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value))

/** Keeps a new registration; undefined when its id is taken. */
export function insertRegistration(
  db: Queryable,
  row: Pick<RegistrationRow, 'tenant' | 'id' | 'body' | 'context' | 'user_id'>,
): Promise<RegistrationRow | undefined> {
  return db.first<RegistrationRow>(sql`INSERT INTO entities.context_source AS c (tenant, id, body, context, user_id)
    VALUES (${row.tenant}, ${row.id}, ${JSON.stringify(row.body)}::jsonb, ${toJson(row.context)}::jsonb, ${row.user_id})
    ON CONFLICT DO NOTHING RETURNING ${columns}`)
}

export function findRegistration(
  db: Queryable,
  tenant: string,
  id: string,
  lock = false,
): Promise<RegistrationRow | undefined> {
  return db.first<RegistrationRow>(sql`SELECT ${columns} FROM entities.context_source c
    WHERE c.tenant = ${tenant} AND c.id = ${id} ${lock ? sql`FOR UPDATE` : empty}`)
}

export function updateRegistration(
  db: Queryable,
  held: RegistrationRow,
  body: Registration,
  context: unknown,
): Promise<RegistrationRow | undefined> {
  return db.first<RegistrationRow>(sql`UPDATE entities.context_source c SET body = ${JSON.stringify(body)}::jsonb,
      context = ${toJson(context)}::jsonb, changed_time = now()
    WHERE c.tenant = ${held.tenant} AND c.id = ${held.id} RETURNING ${columns}`)
}

export async function deleteRegistration(db: Queryable, tenant: string, id: string): Promise<void> {
  await db.query(sql`DELETE FROM entities.context_source WHERE tenant = ${tenant} AND id = ${id}`)
}

/** Every registration of every tenant, in the order of making. */
export function readAllRegistrations(db: Queryable): Promise<RegistrationRow[]> {
  return db.query<RegistrationRow>(
    sql`SELECT ${columns} FROM entities.context_source c ORDER BY c.created_time, c.id`,
  )
}

/** Changes whenever a registration is made, changed or removed. */
export async function readRegistrationsVersion(db: Queryable): Promise<string> {
  const row = await db.first<{ version: string }>(
    sql`SELECT count(*) || ' ' || coalesce(max(changed_time)::text, '') AS version FROM entities.context_source`,
  )
  return row?.version ?? ''
}

/** Counts a request to a source. */
export async function countRequest(
  db: Queryable,
  { tenant, id }: { tenant: string; id: string },
  error: string | null,
): Promise<void> {
  await db.query(sql`UPDATE entities.context_source SET times_sent = times_sent + 1,
      times_failed = times_failed + ${error === null ? 0 : 1},
      last_success = CASE WHEN ${error === null} THEN now() ELSE last_success END,
      last_failure = CASE WHEN ${error === null} THEN last_failure ELSE now() END,
      last_error = coalesce(${error}, last_error)
    WHERE tenant = ${tenant} AND id = ${id}`)
}

/** Registrations of every tenant, newest first. */
export async function searchRegistrations(
  db: Queryable,
  { search, limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number },
): Promise<{ rows: RegistrationRow[]; total: number }> {
  const words = search
    ? sql`WHERE position(lower(${search}) IN lower(c.id || ' ' || (c.body - 'contextSourceInfo')::text)) > 0`
    : empty
  const rows = await db.query<RegistrationRow>(sql`SELECT ${columns} FROM entities.context_source c ${words}
    ORDER BY c.created_time DESC, c.id LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.context_source c ${words}`,
  )
  return { rows, total: count?.n ?? 0 }
}
