import type { AdmissionPolicy, ConnectionAttempt, DeviceGrant, Page, Quarantine } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export type NewAttempt = Omit<ConnectionAttempt, 'id' | 'time'> & { time: Date }

export async function insertAttempts(db: Queryable, rows: readonly NewAttempt[]): Promise<void> {
  await db.query(sql`INSERT INTO sensing.connection_attempt (time, credential_name, client_id, address, decision, reason, detail)
    SELECT time, "credentialName", "clientId", address, decision, reason, detail
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(time timestamptz, "credentialName" text, "clientId" text,
      address text, decision text, reason text, detail text)`)
}

interface AttemptQuery {
  search?: string
  decision?: string
  credential?: string
  address?: string
  limit?: number
  offset?: number
}

export async function listAttempts(db: Queryable, query: AttemptQuery): Promise<Page<ConnectionAttempt>> {
  const like = `%${query.search ?? ''}%`
  const where = sql`WHERE TRUE ${query.decision ? sql`AND decision = ${query.decision}` : empty}
    ${query.credential ? sql`AND credential_name = ${query.credential}` : empty}
    ${query.address ? sql`AND address = ${query.address}` : empty}
    ${query.search ? sql`AND (credential_name ILIKE ${like} OR client_id ILIKE ${like} OR address ILIKE ${like} OR detail ILIKE ${like})` : empty}`
  const rows = await db.query<Omit<ConnectionAttempt, 'time'> & { time: Date }>(sql`SELECT id, time,
      credential_name AS "credentialName", client_id AS "clientId", address, decision, reason, detail
    FROM sensing.connection_attempt ${where} ORDER BY time DESC, id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.connection_attempt ${where}`,
  )
  return {
    items: rows.map((row) => ({ ...row, time: row.time.toISOString() })),
    total: count?.n ?? 0,
  }
}

export async function readAdmissionStatistics(db: Queryable, since: Date) {
  const reasons = await db.query<{ reason: string; n: number }>(sql`SELECT reason, count(*)::int AS n
    FROM sensing.connection_attempt WHERE time >= ${since} GROUP BY 1`)
  const sources = await db.query<{ address: string; refused: number; credentials: number; last: Date }>(sql`
    SELECT address, count(*)::int AS refused, count(DISTINCT credential_name)::int AS credentials, max(time) AS last
    FROM sensing.connection_attempt WHERE decision = 'refused' AND time >= ${since}
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100`)
  const flags = await db.first<{ quarantined: number; flagged: number }>(sql`SELECT
      (SELECT count(*)::int FROM sensing.quarantine WHERE state = 'held') AS quarantined,
      (SELECT count(*)::int FROM sensing.credential WHERE flagged_time IS NOT NULL AND revoked_time IS NULL) AS flagged`)
  const byReason = Object.fromEntries(reasons.map((row) => [row.reason, row.n]))
  const { admitted = 0, ...refusals } = byReason
  return {
    admitted,
    refused: Object.values(refusals).reduce((sum, n) => sum + n, 0),
    byReason: refusals,
    bySource: sources.map(({ last, ...row }) => ({ ...row, lastTime: last.toISOString() })),
    quarantined: flags?.quarantined ?? 0,
    flaggedCredentials: flags?.flagged ?? 0,
  }
}

export async function forgetAttempts(db: Queryable, before: Date): Promise<void> {
  await db.query(sql`DELETE FROM sensing.connection_attempt WHERE time < ${before}`)
}

export async function readPolicy(db: Queryable): Promise<AdmissionPolicy | undefined> {
  const row = await db.first<{ content: AdmissionPolicy }>(sql`SELECT content FROM sensing.admission_policy`)
  return row?.content
}

export async function savePolicy(db: Queryable, policy: AdmissionPolicy): Promise<void> {
  await db.query(sql`INSERT INTO sensing.admission_policy (content) VALUES (${JSON.stringify(policy)})
    ON CONFLICT (one) DO UPDATE SET content = excluded.content`)
}

/** Writes where an identity comes from now; answers where it came from before. */
export async function takeAddress(db: Queryable, name: string, address: string): Promise<string | null> {
  const row = await db.first<{
    before: string | null
  }>(sql`UPDATE sensing.credential c SET last_address = ${address}
    FROM (SELECT id, last_address FROM sensing.credential WHERE name = ${name} FOR UPDATE) b
    WHERE c.id = b.id RETURNING b.last_address AS before`)
  return row?.before ?? null
}

const quarantineColumns = sql`q.id, q.thing_id AS "thingId", t.name AS "thingName", t.reference, t.division_code AS "divisionCode",
  q.credential_name AS "credentialName", q.reason, q.detail, q.state, q.time, q.set_aside AS "setAside",
  q.decided_by AS "decidedBy", q.decided_time AS "decidedTime", q.comment`

type QuarantineView = Omit<Quarantine, 'time' | 'decidedTime'> & { time: Date; decidedTime: Date | null }
const toQuarantine = (row: QuarantineView): Quarantine => ({
  ...row,
  time: row.time.toISOString(),
  decidedTime: row.decidedTime?.toISOString() ?? null,
})

export async function listQuarantine(
  db: Queryable,
  query: { search?: string; state?: string; thing?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<Quarantine>> {
  const like = `%${query.search ?? ''}%`
  const from = sql`FROM sensing.quarantine q JOIN sensing.thing t ON t.id = q.thing_id
    WHERE ${inScope('t.division_code', scope)} ${query.state ? sql`AND q.state = ${query.state}` : empty}
      ${query.thing ? sql`AND q.thing_id = ${query.thing}` : empty}
      ${query.search ? sql`AND (t.name ILIKE ${like} OR t.reference ILIKE ${like} OR q.detail ILIKE ${like})` : empty}`
  const rows = await db.query<QuarantineView>(sql`SELECT ${quarantineColumns} ${from}
    ORDER BY q.time DESC, q.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items: rows.map(toQuarantine), total: count?.n ?? 0 }
}

export async function findQuarantine(db: Queryable, id: string): Promise<Quarantine | undefined> {
  const row = await db.first<QuarantineView>(sql`SELECT ${quarantineColumns} FROM sensing.quarantine q
    JOIN sensing.thing t ON t.id = q.thing_id WHERE q.id = ${id}`)
  return row && toQuarantine(row)
}

export interface NewQuarantine {
  id: string
  thingId: string
  credentialName: string | null
  reason: Quarantine['reason']
  detail: string
  now: Date
}

/** Holds a thing; answers false when it is held already. */
export async function insertQuarantine(tx: Queryable, one: NewQuarantine): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO sensing.quarantine (id, thing_id, credential_name, reason, detail, state, time)
    VALUES (${one.id}, ${one.thingId}, ${one.credentialName}, ${one.reason}, ${one.detail}, 'held', ${one.now})
    ON CONFLICT DO NOTHING RETURNING id`)
  if (rows.length > 0) await setQuarantined(tx, one.thingId, true)
  return rows.length > 0
}

export async function setQuarantined(tx: Queryable, thingId: string, quarantined: boolean): Promise<void> {
  await tx.query(sql`UPDATE sensing.thing SET quarantined = ${quarantined} WHERE id = ${thingId}`)
}

export async function decideQuarantine(
  tx: Queryable,
  id: string,
  decision: { state: 'released' | 'banned'; by: string; comment: string; now: Date },
): Promise<boolean> {
  const rows =
    await tx.query(sql`UPDATE sensing.quarantine SET state = ${decision.state}, decided_by = ${decision.by},
      decided_time = ${decision.now}, comment = ${decision.comment} WHERE id = ${id} AND state = 'held' RETURNING id`)
  return rows.length > 0
}

/** Adds to the messages set aside of things that are held. */
export async function addSetAside(db: Queryable, counts: ReadonlyMap<string, number>): Promise<void> {
  await db.query(sql`UPDATE sensing.quarantine q SET set_aside = q.set_aside + n.count
    FROM unnest(${[...counts.keys()]}::uuid[], ${[...counts.values()]}::int[]) AS n(id, count)
    WHERE q.thing_id = n.id AND q.state = 'held'`)
}

export interface GrantRow {
  id: string
  organisation_id: string
  rights: DeviceGrant['rights']
  thing_ids: string[] | null
  thing_type: string | null
  division_code: string | null
  expires_time: Date
  reason: string
  created_by: string
  created_time: Date
  revoked_time: Date | null
}

export async function insertGrant(tx: Queryable, grant: Omit<GrantRow, 'revoked_time'>): Promise<GrantRow> {
  return (await tx.first<GrantRow>(sql`INSERT INTO sensing.device_grant (id, organisation_id, rights, thing_ids, thing_type,
      division_code, expires_time, reason, created_by, created_time)
    VALUES (${grant.id}, ${grant.organisation_id}, ${grant.rights}, ${grant.thing_ids}, ${grant.thing_type},
      ${grant.division_code}, ${grant.expires_time}, ${grant.reason}, ${grant.created_by}, ${grant.created_time})
    RETURNING *`)) as GrantRow
}

export async function listGrants(
  db: Queryable,
  query: { organisation?: string; thing?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<GrantRow>> {
  const where = sql`WHERE TRUE ${query.organisation ? sql`AND organisation_id = ${query.organisation}` : empty}
    ${query.thing ? sql`AND ${query.thing}::uuid = ANY(thing_ids)` : empty}
    ${query.search ? sql`AND reason ILIKE ${`%${query.search}%`}` : empty}`
  const items = await db.query<GrantRow>(sql`SELECT * FROM sensing.device_grant ${where}
    ORDER BY created_time DESC, id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.device_grant ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function revokeGrant(tx: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await tx.query(sql`UPDATE sensing.device_grant SET revoked_time = ${now}
    WHERE id = ${id} AND revoked_time IS NULL RETURNING id`)
  return rows.length > 0
}

/** Live grants of an organisation. */
export function readGrants(db: Queryable, organisationId: string, now: Date): Promise<GrantRow[]> {
  return db.query<GrantRow>(sql`SELECT * FROM sensing.device_grant WHERE organisation_id = ${organisationId}
    AND revoked_time IS NULL AND expires_time > ${now}`)
}
