import type { CascadeMessage, CascadeRequest, CascadeStep, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface NodeRow {
  id: string
  kind: 'upper' | 'lower' | 'peer'
  name: string
  url: string
  sealed_key: string
  failures: number
  last_contact: Date | null
  last_error: string | null
  waiting: number
  oldest: Date | null
}

const nodes = sql`SELECT n.id, n.kind, n.name, n.url, n.sealed_key, n.failures, n.last_contact, n.last_error,
    coalesce(w.waiting, 0)::int AS waiting, w.oldest
  FROM data.cascade_node n LEFT JOIN LATERAL (SELECT count(*) AS waiting, min(created_time) AS oldest
    FROM data.cascade_outbox o WHERE o.node_id = n.id AND o.sent_time IS NULL) w ON TRUE`

export function listNodes(db: Queryable): Promise<NodeRow[]> {
  return db.query<NodeRow>(sql`${nodes} ORDER BY n.kind DESC, n.name`)
}

export function findNode(
  db: Queryable,
  by: { id: string } | { keyHash: string } | { name: string },
): Promise<NodeRow | undefined> {
  const which =
    'id' in by
      ? sql`n.id = ${by.id}`
      : 'name' in by
        ? sql`n.name = ${by.name}`
        : sql`n.key_hash = ${by.keyHash}`
  return db.first<NodeRow>(sql`${nodes} WHERE ${which}`)
}

export async function insertNode(
  db: Queryable,
  n: Pick<NodeRow, 'id' | 'kind' | 'name' | 'url' | 'sealed_key'> & { keyHash: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO data.cascade_node (id, kind, name, url, sealed_key, key_hash, next_time)
    VALUES (${n.id}, ${n.kind}, ${n.name}, ${n.url}, ${n.sealed_key}, ${n.keyHash}, ${now})`)
}

/** Nodes something waits for, the longest due first. */
export function listDueNodes(db: Queryable, now: Date): Promise<NodeRow[]> {
  return db.query<NodeRow>(sql`SELECT n.id, n.kind, n.name, n.url, n.sealed_key, n.failures FROM data.cascade_node n
    WHERE n.next_time <= ${now} AND EXISTS (SELECT 1 FROM data.cascade_outbox o WHERE o.node_id = n.id AND o.sent_time IS NULL)
    ORDER BY n.next_time LIMIT 20`)
}

/** A node that something has waited for since before an instant and nobody was told since. */
export function takeStuckNode(
  tx: Queryable,
  before: Date,
): Promise<{ id: string; name: string } | undefined> {
  return tx.first(sql`SELECT n.id, n.name FROM data.cascade_node n WHERE (n.alarm_time IS NULL OR n.alarm_time < ${before})
    AND EXISTS (SELECT 1 FROM data.cascade_outbox o WHERE o.node_id = n.id AND o.sent_time IS NULL AND o.created_time < ${before})
    LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

export async function setAlarm(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE data.cascade_node SET alarm_time = ${now} WHERE id = ${id}`)
}

export async function noteContact(
  tx: Queryable,
  id: string,
  c: { next: Date; failures: number; contact: Date | null; error: string | null },
): Promise<void> {
  await tx.query(sql`UPDATE data.cascade_node SET next_time = ${c.next}, failures = ${c.failures}, last_error = ${c.error},
    last_contact = coalesce(${c.contact}, last_contact) WHERE id = ${id}`)
}

export async function putOutbox(
  tx: Queryable,
  nodeId: string,
  message: Omit<CascadeMessage, 'time'>,
  now: Date,
) {
  await tx.query(sql`INSERT INTO data.cascade_outbox (id, node_id, kind, body, created_time)
    VALUES (${message.id}, ${nodeId}, ${message.kind}, ${JSON.stringify(message.body)}, ${now})`)
}

export function firstWaiting(
  tx: Queryable,
  nodeId: string,
): Promise<
  { id: string; kind: CascadeMessage['kind']; body: Record<string, unknown>; created_time: Date } | undefined
> {
  return tx.first(sql`SELECT id, kind, body, created_time FROM data.cascade_outbox
    WHERE node_id = ${nodeId} AND sent_time IS NULL ORDER BY seq LIMIT 1`)
}

export async function markSent(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE data.cascade_outbox SET sent_time = ${now} WHERE id = ${id}`)
}

export interface Receipt {
  accepted: boolean
  detail: string | null
}

/** What was answered to a message before; locks the node’s messages, so that the same one is not taken twice at once. */
export async function findReceipt(
  tx: Queryable,
  nodeId: string,
  messageId: string,
): Promise<Receipt | undefined> {
  await tx.query(sql`SELECT 1 FROM data.cascade_node WHERE id = ${nodeId} FOR UPDATE`)
  return tx.first<Receipt>(
    sql`SELECT accepted, detail FROM data.cascade_inbox WHERE node_id = ${nodeId} AND message_id = ${messageId}`,
  )
}

export async function keepReceipt(tx: Queryable, nodeId: string, messageId: string, r: Receipt, now: Date) {
  await tx.query(sql`INSERT INTO data.cascade_inbox (node_id, message_id, accepted, detail, time)
    VALUES (${nodeId}, ${messageId}, ${r.accepted}, ${r.detail}, ${now})`)
}

export interface ResourceRow {
  code: string
  name: string
  organisation_name: string
  levels: string[]
}

/** The catalogue of a node as it is now: what it no longer names is gone. */
export async function replaceResources(
  tx: Queryable,
  nodeId: string,
  rows: readonly ResourceRow[],
  now: Date,
) {
  await tx.query(sql`DELETE FROM data.cascade_resource WHERE node_id = ${nodeId}`)
  const list = rows.map((row) => ({ ...row, grams: toGrams(row.name, row.organisation_name, row.code) }))
  await tx.query(sql`INSERT INTO data.cascade_resource (node_id, code, name, organisation_name, levels, changed_time, grams)
    SELECT ${nodeId}, code, name, organisation_name, ARRAY(SELECT jsonb_array_elements_text(levels)), ${now},
      ARRAY(SELECT jsonb_array_elements_text(grams))
    FROM jsonb_to_recordset(${JSON.stringify(list)}::jsonb) AS r(code text, name text, organisation_name text, levels jsonb, grams jsonb)
    ON CONFLICT DO NOTHING`)
}

export async function listResources(
  db: Queryable,
  ask: { search?: string; limit?: number; offset?: number },
): Promise<Page<ResourceRow & { node_id: string; node_name: string; changed_time: Date }>> {
  const where = sql`WHERE TRUE ${matches('r.grams', ask.search, 'r.name')}`
  const [items, count] = await Promise.all([
    db.query<
      ResourceRow & { node_id: string; node_name: string; changed_time: Date }
    >(sql`SELECT r.code, r.name,
      r.organisation_name, r.levels, r.changed_time, r.node_id, n.name AS node_name
      FROM data.cascade_resource r JOIN data.cascade_node n ON n.id = r.node_id ${where}
      ORDER BY r.name, r.code LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.cascade_resource r ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Where a code of another level is had from: one node, or any but the one that asks. */
export function findResource(
  db: Queryable,
  code: string,
  of: { nodeId: string } | { notNode: string },
): Promise<(ResourceRow & { node_id: string }) | undefined> {
  return db.first(sql`SELECT code, name, organisation_name, levels, node_id FROM data.cascade_resource
    WHERE code = ${code} AND ${'nodeId' in of ? sql`node_id = ${of.nodeId}` : sql`node_id <> ${of.notNode}`}
    ORDER BY cardinality(levels) LIMIT 1`)
}

export interface RequestRow {
  id: string
  code: string
  name: string
  purpose: string
  applicant: string
  from_node: string | null
  to_node: string | null
  state: CascadeRequest['state']
  reason: string | null
  trail: CascadeStep[]
  rows: Record<string, unknown>[] | null
  created_time: Date
}

const requestColumns = sql`id, code, name, purpose, applicant, from_node, to_node, state, reason, trail, rows, created_time`

export async function insertRequest(tx: Queryable, r: RequestRow): Promise<void> {
  await tx.query(sql`INSERT INTO data.cascade_request (id, code, name, purpose, applicant, from_node, to_node, state, reason, trail,
      rows, created_time)
    VALUES (${r.id}, ${r.code}, ${r.name}, ${r.purpose}, ${r.applicant}, ${r.from_node}, ${r.to_node}, ${r.state}, ${r.reason},
      ${JSON.stringify(r.trail)}, NULL, ${r.created_time})`)
}

export function findRequest(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<RequestRow | undefined> {
  return db.first<RequestRow>(
    sql`SELECT ${requestColumns} FROM data.cascade_request WHERE id = ${id} ${options.lock ? sql`FOR UPDATE` : empty}`,
  )
}

export async function updateRequest(
  tx: Queryable,
  id: string,
  r: Pick<RequestRow, 'state' | 'reason' | 'trail' | 'rows'>,
): Promise<RequestRow> {
  return (await tx.first<RequestRow>(sql`UPDATE data.cascade_request SET state = ${r.state}, reason = ${r.reason},
    trail = ${JSON.stringify(r.trail)}, rows = ${r.rows ? JSON.stringify(r.rows) : null} WHERE id = ${id}
    RETURNING ${requestColumns}`)) as RequestRow
}

export async function markRequestSent(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`UPDATE data.cascade_request SET state = 'sent' WHERE id = ${id} AND state = 'queued'`)
}

export async function listRequests(
  db: Queryable,
  ask: { limit?: number; offset?: number },
): Promise<Page<RequestRow>> {
  const [items, count] = await Promise.all([
    db.query<RequestRow>(sql`SELECT ${requestColumns} FROM data.cascade_request ORDER BY created_time DESC, id DESC
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.cascade_request`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** What this platform is called in trails, where somebody said so. */
export function findSelf(db: Queryable): Promise<{ name: string; divisionCode: string } | undefined> {
  return db.first(sql`SELECT name, division_code AS "divisionCode" FROM data.cascade_self`)
}

export async function saveSelf(db: Queryable, one: { name: string; divisionCode: string }): Promise<void> {
  await db.query(sql`INSERT INTO data.cascade_self (name, division_code) VALUES (${one.name}, ${one.divisionCode})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, division_code = excluded.division_code`)
}
