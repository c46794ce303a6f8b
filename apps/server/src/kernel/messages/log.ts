import type { Queryable } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'

/** A message as it stands in the log. */
export interface MessageRow {
  id: number
  transaction: string
  name: string
  /** The subscriber a dead letter is delivered to again; null for everybody. */
  only_for: string | null
  /** Null where its kind was not asked for. */
  body: never
  trace_id: string
  time: Date
}

/** A place in the order of commits. */
export type Position = Pick<MessageRow, 'transaction' | 'id'>

export function isAfter(one: Position, other: Position): boolean {
  const difference = BigInt(one.transaction) - BigInt(other.transaction)
  return difference === 0n ? one.id > other.id : difference > 0n
}

/**
 * A row counts only once no older transaction is still open, for such a one could still commit before it. Transactions of
 * other databases of the server are passed over: a long one there, as one that copies a database, would hold up every
 * message here. Who is not known to be elsewhere is waited for.
 */
const isFinal = sql`m.transaction < (
  SELECT coalesce(min(running.id), pg_snapshot_xmax(pg_current_snapshot()))
  FROM pg_snapshot_xip(pg_current_snapshot()) AS running(id) WHERE NOT EXISTS (
    SELECT FROM pg_stat_activity a WHERE a.backend_xid = running.id::xid
      AND a.datid <> (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())))`

/** The last row of the log that counts. */
export async function endOfLog(db: Queryable): Promise<Position> {
  const last = await db.first<Position>(sql`SELECT m.transaction::text, m.id FROM kernel.message m
    WHERE ${isFinal} ORDER BY m.transaction DESC, m.id DESC LIMIT 1`)
  return last ?? { transaction: '0', id: 0 }
}

/** What follows a position in order of commit, at most `limit` rows; bodies only of kinds in `names`. */
export function readLog(
  db: Queryable,
  names: readonly string[],
  { after, limit }: { after: Sql; limit: number },
): Promise<MessageRow[]> {
  return db.query<MessageRow>(sql`
    SELECT m.id, m.transaction::text, m.name, m.only_for, CASE WHEN m.name = ANY(${names}) THEN m.body END AS body,
      m.trace_id, m.time
    FROM kernel.message m WHERE (m.transaction, m.id) > ${after} AND ${isFinal}
    ORDER BY m.transaction, m.id LIMIT ${limit}`)
}

/** Adds messages to the end of the log, in their order. */
export async function insertMessages(
  tx: Queryable,
  rows: ReadonlyArray<{ name: string; body: string; traceId: string }>,
): Promise<void> {
  await tx.query(sql`INSERT INTO kernel.message (name, body, trace_id)
    SELECT name, body, trace_id FROM unnest(${rows.map((row) => row.name)}::text[], ${rows.map((row) => row.body)}::jsonb[],
      ${rows.map((row) => row.traceId)}::text[]) WITH ORDINALITY AS m(name, body, trace_id, n) ORDER BY n`)
}

/** A position as it is compared with in SQL. */
export function at({ transaction, id }: Position): Sql {
  return sql`(${transaction}::xid8, ${id}::bigint)`
}

/**
 * The position of a subscriber. It is a subquery of its own, so that the index is entered there; joined, the whole log is
 * read each time.
 */
export function markOf(subscriber: string): Sql {
  return sql`(SELECT s.transaction, s.message_id FROM kernel.subscriber s WHERE s.name = ${subscriber})`
}

/** Gives subscribers that have none a mark at the beginning of the log. */
export async function ensureMarks(db: Queryable, subscribers: readonly string[]): Promise<void> {
  await db.query(sql`INSERT INTO kernel.subscriber (name, transaction, message_id)
    SELECT name, '0', 0 FROM unnest(${subscribers as string[]}::text[]) AS s(name) ON CONFLICT DO NOTHING`)
}

/** Moves a subscriber on, never back; whether it moved. Holds its mark until the transaction ends. */
export async function moveOn(
  db: Pick<Queryable, 'query'>,
  subscriber: string,
  position: Position,
): Promise<boolean> {
  const moved = await db.query(sql`UPDATE kernel.subscriber s
    SET transaction = ${position.transaction}::xid8, message_id = ${position.id}
    WHERE s.name = ${subscriber} AND (s.transaction, s.message_id) < ${at(position)} RETURNING 1`)
  return moved.length > 0
}

/** Moves a subscriber over messages none of which it has passed; whether it moved. Holds its mark until the transaction ends. */
export async function moveOver(
  db: Pick<Queryable, 'query'>,
  subscriber: string,
  { first, last }: { first: Position; last: Position },
): Promise<boolean> {
  const moved = await db.query(sql`UPDATE kernel.subscriber s
    SET transaction = ${last.transaction}::xid8, message_id = ${last.id}
    WHERE s.name = ${subscriber} AND (s.transaction, s.message_id) < ${at(first)} RETURNING 1`)
  return moved.length > 0
}

/** Moves on those that have nothing to handle up to a position; who is being moved by somebody else is left to it. */
export async function moveIdle(
  db: Pick<Queryable, 'query'>,
  subscribers: readonly string[],
  position: Position,
): Promise<void> {
  await db.query(sql`UPDATE kernel.subscriber SET transaction = ${position.transaction}::xid8, message_id = ${position.id}
    WHERE name IN (SELECT s.name FROM kernel.subscriber s
      WHERE s.name = ANY(${subscribers}) AND (s.transaction, s.message_id) < ${at(position)} FOR UPDATE SKIP LOCKED)`)
}
