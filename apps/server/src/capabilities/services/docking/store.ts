import type { ItemMapping, Page, SystemReconciliation } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export type ReportKind = SystemReconciliation['kind']

export interface MappingRow {
  system_id: string
  system_name: string
  remote_code: string
  remote_title: string
  local_code: string | null
  state: ItemMapping['state']
  changed_time: Date
}

/** Keeps an item of the level above; what was decided about it stays unless it is decided anew. */
export async function saveMapping(
  db: Queryable,
  m: Omit<MappingRow, 'system_name' | 'changed_time'>,
  now: Date,
  { decide = true } = {},
): Promise<void> {
  await db.query(sql`INSERT INTO services.item_mapping AS m (system_id, remote_code, remote_title, local_code, state, changed_time)
    VALUES (${m.system_id}, ${m.remote_code}, ${m.remote_title}, ${m.local_code}, ${m.state}, ${now})
    ON CONFLICT (system_id, remote_code) DO UPDATE SET remote_title = excluded.remote_title, changed_time = excluded.changed_time
    ${decide ? sql`, local_code = excluded.local_code, state = excluded.state` : empty}`)
}

/** Frees an item of here from other codes of the same level: it is reported under one. */
export async function freeLocal(db: Queryable, systemId: string, localCode: string): Promise<void> {
  await db.query(sql`UPDATE services.item_mapping SET local_code = NULL, state = 'to-review'
    WHERE system_id = ${systemId} AND local_code = ${localCode}`)
}

export async function findRemoteCode(
  db: Queryable,
  systemId: string,
  localCode: string,
): Promise<string | null> {
  const row = await db.first<{ remote_code: string }>(sql`SELECT remote_code FROM services.item_mapping
    WHERE system_id = ${systemId} AND local_code = ${localCode} AND state = 'adopted'`)
  return row?.remote_code ?? null
}

export async function listMappings(
  db: Queryable,
  query: { system?: string; code?: string; state?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<MappingRow>> {
  const where = sql`FROM services.item_mapping m JOIN services.system s ON s.id = m.system_id WHERE TRUE
    ${query.system ? sql`AND m.system_id = ${query.system}` : empty}
    ${query.code ? sql`AND m.remote_code = ${query.code}` : empty}
    ${query.state ? sql`AND m.state = ${query.state}` : empty}
    ${query.search ? sql`AND (m.remote_title ILIKE ${`%${query.search}%`} OR m.remote_code = ${query.search})` : empty}`
  const items = await db.query<MappingRow>(sql`SELECT m.*, s.name AS system_name ${where}
    ORDER BY m.state = 'to-review' DESC, m.remote_code LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`)
  return { items, total: count?.n ?? 0 }
}

export interface ReportedRow {
  system_id: string
  kind: ReportKind
  object_id: string
  day: string
  content: Record<string, unknown>
  digest: string
  time: Date
}

export async function keepReported(tx: Queryable, r: ReportedRow): Promise<void> {
  await tx.query(sql`INSERT INTO services.reported (system_id, kind, object_id, day, content, digest, time)
    VALUES (${r.system_id}, ${r.kind}, ${r.object_id}, ${r.day}, ${JSON.stringify(r.content)}, ${r.digest}, ${r.time})
    ON CONFLICT (system_id, kind, object_id) DO UPDATE SET content = excluded.content, digest = excluded.digest,
      time = excluded.time`)
}

/** Objects of a day, with the digest of what was last taken of each. */
export function listOfDay(
  db: Queryable,
  systemId: string,
  kind: ReportKind,
  day: string,
): Promise<{ object_id: string; digest: string }[]> {
  return db.query(sql`SELECT object_id, digest FROM services.reported
    WHERE system_id = ${systemId} AND kind = ${kind} AND day = ${day} ORDER BY object_id`)
}

export async function listReported(
  db: Queryable,
  query: { system?: string; kind?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<ReportedRow & { system_name: string }>> {
  const where = sql`FROM services.reported r JOIN services.system s ON s.id = r.system_id WHERE TRUE
    ${query.system ? sql`AND r.system_id = ${query.system}` : empty}
    ${query.kind ? sql`AND r.kind = ${query.kind}` : empty}
    ${query.search ? sql`AND r.content->>'number' = ${query.search}` : empty}`
  const items = await db.query<
    ReportedRow & { system_name: string }
  >(sql`SELECT r.*, r.day::text, s.name AS system_name ${where}
    ORDER BY r.time DESC, r.object_id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`)
  return { items, total: count?.n ?? 0 }
}

export interface SentRow {
  id: string
  object_id: string
  reference: string
  content: { day?: string }
  state: 'waiting' | 'accepted' | 'refused'
  faults: { path: string; message: string }[]
}

/** The newest message of each object of a day that was to go up; an object with one refused shows that one. */
export function listSent(db: Queryable, systemId: string, kind: ReportKind, day: string): Promise<SentRow[]> {
  return db.query<SentRow>(sql`SELECT DISTINCT ON (object_id) id, object_id, reference, content, state, faults
    FROM services.system_message WHERE system_id = ${systemId} AND direction = 'out' AND kind = ${kind}
      AND content->>'day' = ${day} ORDER BY object_id, state = 'refused' DESC, state = 'waiting' DESC, seq DESC`)
}

export interface ReconciliationRow {
  id: string
  system_id: string
  kind: ReportKind
  day: string
  local: number
  accepted: number
  digests_agree: boolean
  differences: SystemReconciliation['differences']
  time: Date
}

export async function insertReconciliation(db: Queryable, r: ReconciliationRow): Promise<void> {
  await db.query(sql`INSERT INTO services.reconciliation (id, system_id, kind, day, local, accepted, digests_agree, differences,
      time) VALUES (${r.id}, ${r.system_id}, ${r.kind}, ${r.day}, ${r.local}, ${r.accepted}, ${r.digests_agree},
      ${JSON.stringify(r.differences)}, ${r.time})`)
}

export async function listReconciliations(
  db: Queryable,
  query: { system?: string; limit?: number; offset?: number },
): Promise<Page<ReconciliationRow & { system_name: string }>> {
  const where = sql`FROM services.reconciliation r JOIN services.system s ON s.id = r.system_id WHERE TRUE
    ${query.system ? sql`AND r.system_id = ${query.system}` : empty}`
  const items = await db.query<
    ReconciliationRow & { system_name: string }
  >(sql`SELECT r.*, r.day::text, s.name AS system_name ${where}
    ORDER BY r.time DESC, r.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`)
  return { items, total: count?.n ?? 0 }
}
