import type { LinkedSystem, Page, SystemCheckCase, SystemMessage } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface SystemRow {
  id: string
  kind: LinkedSystem['kind']
  code: string
  own_code: string
  name: string
  address: string
  organisation_id: string | null
  items: string[]
  secret: string
  state: LinkedSystem['state']
  next_try: Date
  failures: number
  contact_time: Date | null
  error: string | null
}

export type CountedSystem = SystemRow & { waiting: number; refused: number; sent: number }

export async function insertSystem(
  db: Queryable,
  row: Omit<SystemRow, 'state' | 'next_try' | 'failures' | 'contact_time' | 'error'>,
  now: Date,
): Promise<boolean> {
  const made =
    await db.first(sql`INSERT INTO services.system (id, kind, code, own_code, name, address, organisation_id, items, secret,
      state, next_try, created_time)
    VALUES (${row.id}, ${row.kind}, ${row.code}, ${row.own_code}, ${row.name}, ${row.address}, ${row.organisation_id},
      ${row.items}, ${row.secret}, 'active', ${now}, ${now}) ON CONFLICT (code) DO NOTHING RETURNING id`)
  return made !== undefined
}

export async function updateSystem(
  db: Queryable,
  id: string,
  to: Pick<SystemRow, 'name' | 'address' | 'organisation_id' | 'items' | 'state'>,
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE services.system SET name = ${to.name}, address = ${to.address}, items = ${to.items},
    organisation_id = ${to.organisation_id}, state = ${to.state}, next_try = ${now} WHERE id = ${id}`)
}

export function findSystem(
  db: Queryable,
  by: { id: string } | { code: string },
): Promise<SystemRow | undefined> {
  const where = 'id' in by ? sql`id = ${by.id}` : sql`code = ${by.code}`
  return db.first<SystemRow>(sql`SELECT * FROM services.system WHERE ${where}`)
}

/** Systems in use of some kinds. */
export function readActive(db: Queryable, ...kinds: SystemRow['kind'][]): Promise<SystemRow[]> {
  return db.query<SystemRow>(
    sql`SELECT * FROM services.system WHERE state = 'active' AND kind = ANY(${kinds}) ORDER BY code`,
  )
}

export async function listSystems(
  db: Queryable,
  query: { id?: string; kind?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<CountedSystem>> {
  const where = sql`WHERE TRUE ${query.kind ? sql`AND s.kind = ${query.kind}` : empty}
    ${query.id ? sql`AND s.id = ${query.id}` : empty}
    ${query.search ? sql`AND (s.name ILIKE ${`%${query.search}%`} OR s.code = ${query.search})` : empty}`
  const items =
    await db.query<CountedSystem>(sql`SELECT s.*, c.waiting, c.refused, c.sent FROM services.system s
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE m.state = 'waiting')::int AS waiting,
      count(*) FILTER (WHERE m.state = 'refused')::int AS refused,
      count(*) FILTER (WHERE m.state <> 'waiting')::int AS sent
      FROM services.system_message m WHERE m.system_id = s.id AND m.direction = 'out') c
    ${where} ORDER BY s.kind, s.code LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.system s ${where}`)
  return { items, total: count?.n ?? 0 }
}

export interface MessageRow {
  seq: number
  id: string
  system_id: string
  direction: SystemMessage['direction']
  message_id: string
  kind: string
  object_id: string
  reference: string
  content: Record<string, unknown>
  state: SystemMessage['state']
  faults: SystemMessage['faults']
  result: Record<string, unknown> | null
  tries: number
  repeats: number
  created_time: Date
  done_time: Date | null
}

export interface NewMessage {
  systemId: string
  kind: string
  objectId: string
  reference: string
  content: object
}

/** Puts a message into the queue of a system. */
export async function enqueue(tx: Queryable, one: NewMessage, now: Date): Promise<string> {
  const id = newId()
  await tx.query(sql`INSERT INTO services.system_message (id, system_id, direction, message_id, kind, object_id, reference,
      content, state, created_time)
    VALUES (${id}, ${one.systemId}, 'out', ${id}, ${one.kind}, ${one.objectId}, ${one.reference},
      ${JSON.stringify(one.content)}, 'waiting', ${now})`)
  return id
}

export function listDueSystems(tx: Queryable, now: Date): Promise<SystemRow[]> {
  return tx.query<SystemRow>(sql`SELECT s.* FROM services.system s WHERE s.state = 'active' AND s.next_try <= ${now}
    AND EXISTS (SELECT 1 FROM services.system_message m WHERE m.system_id = s.id AND m.direction = 'out'
      AND m.state = 'waiting' ${notHeldUp}) ORDER BY s.next_try LIMIT 20`)
}

/** Later messages of an object wait until an earlier one that was refused is put right. */
const notHeldUp = sql`AND NOT EXISTS (SELECT 1 FROM services.system_message r WHERE r.system_id = m.system_id
  AND r.direction = 'out' AND r.object_id = m.object_id AND r.state = 'refused' AND r.seq < m.seq)`

export function listWaiting(tx: Queryable, systemId: string, limit: number): Promise<MessageRow[]> {
  return tx.query<MessageRow>(sql`SELECT m.* FROM services.system_message m WHERE m.system_id = ${systemId}
    AND m.direction = 'out' AND m.state = 'waiting' ${notHeldUp} ORDER BY m.seq LIMIT ${limit}`)
}

export async function settleMessage(
  tx: Queryable,
  id: string,
  to: { state: 'accepted' | 'refused'; faults: MessageRow['faults']; result: object | null },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.system_message SET state = ${to.state}, faults = ${JSON.stringify(to.faults)},
    result = ${to.result ? JSON.stringify(to.result) : null}, tries = tries + 1, done_time = ${now} WHERE id = ${id}`)
}

export async function noteContact(
  tx: Queryable,
  id: string,
  to: { nextTry: Date; failures: number; contact: Date | null; error: string | null },
): Promise<void> {
  await tx.query(sql`UPDATE services.system SET next_try = ${to.nextTry}, failures = ${to.failures}, error = ${to.error},
    contact_time = coalesce(${to.contact}, contact_time) WHERE id = ${id}`)
}

export async function countTry(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query(
    sql`UPDATE services.system_message SET tries = tries + 1 WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
}

/** Waits again, with new content. */
export async function requeue(tx: Queryable, id: string, content: object): Promise<void> {
  await tx.query(sql`UPDATE services.system_message SET state = 'waiting', faults = '[]', done_time = NULL,
    content = ${JSON.stringify(content)} WHERE id = ${id}`)
}

export function findMessage(db: Queryable, id: string): Promise<MessageRow | undefined> {
  return db.first<MessageRow>(sql`SELECT * FROM services.system_message WHERE id = ${id}`)
}

/** What came in under an id, held until the transaction ends. */
export function findTaken(
  tx: Queryable,
  systemId: string,
  messageId: string,
): Promise<MessageRow | undefined> {
  return tx.first<MessageRow>(sql`SELECT * FROM services.system_message
    WHERE system_id = ${systemId} AND direction = 'in' AND message_id = ${messageId} FOR UPDATE`)
}

/** Keeps what came in; one that was refused before is kept anew. */
export async function keepTaken(
  tx: Queryable,
  one: Pick<MessageRow, 'system_id' | 'message_id' | 'kind' | 'object_id' | 'reference' | 'content'> &
    Pick<MessageRow, 'state' | 'faults' | 'result'>,
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.system_message AS m (id, system_id, direction, message_id, kind, object_id, reference,
      content, state, faults, result, tries, created_time, done_time)
    VALUES (${newId()}, ${one.system_id}, 'in', ${one.message_id}, ${one.kind}, ${one.object_id}, ${one.reference},
      ${JSON.stringify(one.content)}, ${one.state}, ${JSON.stringify(one.faults)},
      ${one.result ? JSON.stringify(one.result) : null}, 1, ${now}, ${now})
    ON CONFLICT (system_id, direction, message_id) DO UPDATE SET content = excluded.content, state = excluded.state,
      faults = excluded.faults, result = excluded.result, tries = m.tries + 1, done_time = excluded.done_time
    WHERE m.state = 'refused'`)
}

export async function countRepeat(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`UPDATE services.system_message SET repeats = repeats + 1 WHERE id = ${id}`)
}

export async function listMessages(
  db: Queryable,
  query: {
    system?: string
    direction?: string
    state?: string
    search?: string
    limit?: number
    offset?: number
  },
): Promise<Page<MessageRow & { system_name: string }>> {
  const where = sql`FROM services.system_message m JOIN services.system s ON s.id = m.system_id WHERE TRUE
    ${query.system ? sql`AND m.system_id = ${query.system}` : empty}
    ${query.direction ? sql`AND m.direction = ${query.direction}` : empty}
    ${query.state ? sql`AND m.state = ${query.state}` : empty}
    ${
      query.search
        ? sql`AND (m.reference ILIKE ${`%${query.search}%`} OR m.message_id = ${query.search}
      OR m.object_id = ${query.search})`
        : empty
    }`
  const items = await db.query<
    MessageRow & { system_name: string }
  >(sql`SELECT m.*, s.name AS system_name ${where}
    ORDER BY m.created_time DESC, m.seq DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`)
  return { items, total: count?.n ?? 0 }
}

export interface CheckRow {
  id: string
  system_id: string
  object_id: string
  cases: SystemCheckCase[]
  started_time: Date
  by_name: string
}

export async function insertCheck(db: Queryable, row: CheckRow): Promise<void> {
  await db.query(sql`INSERT INTO services.system_check (id, system_id, object_id, cases, started_time, by_name)
    VALUES (${row.id}, ${row.system_id}, ${row.object_id}, ${JSON.stringify(row.cases)}, ${row.started_time}, ${row.by_name})`)
}

export async function updateCheck(db: Queryable, row: Pick<CheckRow, 'id' | 'cases'>): Promise<void> {
  await db.query(
    sql`UPDATE services.system_check SET cases = ${JSON.stringify(row.cases)} WHERE id = ${row.id}`,
  )
}

export async function listChecks(
  db: Queryable,
  systemId: string,
  page: { limit?: number; offset?: number },
): Promise<Page<CheckRow>> {
  const items = await db.query<CheckRow>(sql`SELECT * FROM services.system_check WHERE system_id = ${systemId}
    ORDER BY started_time DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.system_check WHERE system_id = ${systemId}`,
  )
  return { items, total: count?.n ?? 0 }
}
