import type { ForeignCheck, Page, Recognition, SignedText } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface RecognitionRow {
  id: string
  system_id: string
  system_name: string
  kind: Recognition['kind']
  foreign_code: string
  foreign_title: string
  local_code: string
  local_title: string
  assurance: number
  fields: string[]
  scenes: string[]
  limits: string
  version: number
  state: Recognition['state']
  reason: string | null
  resume_by: string | null
  /** Which city has suspended it; that one resumes it. */
  stopped_by: 'own' | 'partner' | null
  valid_from: string
  valid_until: string
  own_signature: SignedText | null
  partner_signature: SignedText | null
  signed_by: string | null
  changed_time: Date
}

const from = sql`FROM services.recognition r JOIN services.system s ON s.id = r.system_id`

export async function insertRecognition(
  tx: Queryable,
  r: Omit<RecognitionRow, 'system_name' | 'changed_time' | 'reason' | 'resume_by' | 'stopped_by'>,
  now: Date,
): Promise<boolean> {
  const made =
    await tx.first(sql`INSERT INTO services.recognition (id, system_id, kind, foreign_code, foreign_title, local_code,
      local_title, assurance, fields, scenes, limits, version, state, valid_from, valid_until, own_signature,
      partner_signature, signed_by, changed_time)
    VALUES (${r.id}, ${r.system_id}, ${r.kind}, ${r.foreign_code}, ${r.foreign_title}, ${r.local_code}, ${r.local_title},
      ${r.assurance}, ${r.fields}, ${r.scenes}, ${r.limits}, ${r.version}, ${r.state}, ${r.valid_from}, ${r.valid_until},
      ${r.own_signature ? JSON.stringify(r.own_signature) : null},
      ${r.partner_signature ? JSON.stringify(r.partner_signature) : null}, ${r.signed_by}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`)
  return made !== undefined
}

export function findRecognition(
  db: Queryable,
  id: string,
  { lock = false } = {},
): Promise<RecognitionRow | undefined> {
  return db.first<RecognitionRow>(sql`SELECT r.*, r.valid_from::text, r.valid_until::text, s.name AS system_name ${from}
    WHERE r.id = ${id} ${lock ? sql`FOR UPDATE OF r` : empty}`)
}

export async function updateRecognition(tx: Queryable, r: RecognitionRow, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.recognition SET state = ${r.state}, reason = ${r.reason}, resume_by = ${r.resume_by},
    stopped_by = ${r.stopped_by},
    own_signature = ${r.own_signature ? JSON.stringify(r.own_signature) : null}, signed_by = ${r.signed_by},
    partner_signature = ${r.partner_signature ? JSON.stringify(r.partner_signature) : null}, changed_time = ${now}
    WHERE id = ${r.id}`)
}

/** Of a kind and code with a city, the one that counts first. */
export function findForCode(
  db: Queryable,
  wanted: { systemId: string; kinds: readonly string[]; foreign?: readonly string[]; local?: string },
): Promise<RecognitionRow | undefined> {
  return db.first<RecognitionRow>(sql`SELECT r.*, r.valid_from::text, r.valid_until::text, s.name AS system_name ${from}
    WHERE r.system_id = ${wanted.systemId} AND r.kind = ANY(${wanted.kinds as string[]})
    ${wanted.foreign ? sql`AND r.foreign_code = ANY(${wanted.foreign as string[]})` : empty}
    ${wanted.local ? sql`AND r.local_code = ${wanted.local}` : empty}
    ORDER BY r.state <> 'active', r.changed_time DESC LIMIT 1`)
}

export async function listRecognitions(
  db: Queryable,
  query: {
    system?: string
    kind?: string
    state?: string
    search?: string
    day?: string
    limit?: number
    offset?: number
  },
): Promise<Page<RecognitionRow>> {
  const where = sql`${from} WHERE TRUE ${query.system ? sql`AND r.system_id = ${query.system}` : empty}
    ${query.kind ? sql`AND r.kind = ${query.kind}` : empty} ${query.state ? sql`AND r.state = ${query.state}` : empty}
    ${query.day ? sql`AND r.valid_from <= ${query.day} AND r.valid_until >= ${query.day} AND s.state = 'active'` : empty}
    ${
      query.search
        ? sql`AND (r.foreign_title ILIKE ${`%${query.search}%`} OR r.local_title ILIKE ${`%${query.search}%`}
      OR s.name ILIKE ${`%${query.search}%`})`
        : empty
    }`
  const items =
    await db.query<RecognitionRow>(sql`SELECT r.*, r.valid_from::text, r.valid_until::text, s.name AS system_name
    ${where} ORDER BY r.changed_time DESC, r.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`)
  return { items, total: count?.n ?? 0 }
}

export interface AnchorRow {
  system_id: string
  trust: Record<string, unknown> | null
  fetched_time: Date | null
  tried_time: Date
  error: string | null
}

export function findAnchor(db: Queryable, systemId: string): Promise<AnchorRow | undefined> {
  return db.first<AnchorRow>(sql`SELECT * FROM services.partner_anchor WHERE system_id = ${systemId}`)
}

/** Cities whose anchors were not asked for since a time. */
export function listStaleAnchors(tx: Queryable, since: Date): Promise<{ id: string; address: string }[]> {
  return tx.query(sql`SELECT s.id, s.address FROM services.system s
    LEFT JOIN services.partner_anchor a ON a.system_id = s.id
    WHERE s.kind = 'city' AND s.state = 'active' AND (a.tried_time IS NULL OR a.tried_time < ${since}) LIMIT 20`)
}

export async function keepAnchor(
  tx: Queryable,
  systemId: string,
  got: { trust: object } | { error: string },
  now: Date,
): Promise<void> {
  const trust = 'trust' in got ? JSON.stringify(got.trust) : null
  await tx.query(sql`INSERT INTO services.partner_anchor AS a (system_id, trust, fetched_time, tried_time, error)
    VALUES (${systemId}, ${trust}, ${trust ? now : null}, ${now}, ${'error' in got ? got.error : null})
    ON CONFLICT (system_id) DO UPDATE SET trust = coalesce(excluded.trust, a.trust),
      fetched_time = coalesce(excluded.fetched_time, a.fetched_time), tried_time = excluded.tried_time,
      error = excluded.error`)
}

export interface CheckRow {
  id: string
  system_id: string
  kind: ForeignCheck['kind']
  type_code: string
  holder: string
  scene: string
  outcome: ForeignCheck['outcome']
  reason: string
  text: string
  offline: boolean
  user_name: string
  time: Date
}

export async function insertCheck(db: Queryable, c: CheckRow): Promise<void> {
  await db.query(sql`INSERT INTO services.recognition_check (id, system_id, kind, type_code, holder, scene, outcome, reason,
      text, offline, user_name, time) VALUES (${c.id}, ${c.system_id}, ${c.kind}, ${c.type_code}, ${c.holder}, ${c.scene},
      ${c.outcome}, ${c.reason}, ${c.text}, ${c.offline}, ${c.user_name}, ${c.time})`)
}

export async function listChecks(
  db: Queryable,
  query: { outcome?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<CheckRow & { system_name: string }>> {
  const where = sql`FROM services.recognition_check c JOIN services.system s ON s.id = c.system_id WHERE TRUE
    ${query.outcome ? sql`AND c.outcome = ${query.outcome}` : empty}
    ${query.search ? sql`AND (c.scene ILIKE ${`%${query.search}%`} OR s.name ILIKE ${`%${query.search}%`})` : empty}`
  const items = await db.query<CheckRow & { system_name: string }>(sql`SELECT c.*, s.name AS system_name
    ${where} ORDER BY c.time DESC, c.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`)
  return { items, total: count?.n ?? 0 }
}
