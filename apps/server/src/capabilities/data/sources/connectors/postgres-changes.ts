import type pg from 'pg'
import type { Delivery } from '../../batches/delivery.ts'
import { quoteName } from '../../tables/duck.ts'
import { writeChanges } from './changes.ts'
import type { CollectAsk } from './connector.ts'
import { required, tableParts } from './connector.ts'
import { fromLsn, readTransactions } from './pgoutput.ts'
import { type SourceColumn, tableName } from './postgres-table.ts'

/** Changes that are read at a time; a transaction is never cut. */
const changesAtATime = 50_000

/** Refuses a server that does not keep what logical replication needs. */
export async function requireLogical(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SHOW wal_level')
  if (rows[0].wal_level !== 'logical')
    throw new Error(`源库未开启逻辑复制：wal_level 为 ${rows[0].wal_level}，应为 logical`)
}

function slotOf(ask: CollectAsk): string {
  return ask.connection.slot ?? `civitas_${ask.sourceId.replaceAll('-', '')}`
}

/**
 * Makes the publication and the replication slot, and answers the position they start from. The slot is there before the
 * first copy is taken, so that nothing falls between; what both have is applied by its key, which changes nothing.
 */
export async function openSlot(client: pg.Client, ask: CollectAsk): Promise<string> {
  await requireLogical(client)
  const slot = slotOf(ask)
  const known = await client.query('SELECT FROM pg_publication WHERE pubname = $1', [slot])
  if (!known.rowCount) await client.query(`CREATE PUBLICATION ${quoteName(slot)} FOR TABLE ${tableName(ask)}`)
  const there = await client.query(
    'SELECT confirmed_flush_lsn::text AS lsn FROM pg_replication_slots WHERE slot_name = $1',
    [slot],
  )
  if (there.rows[0]) return there.rows[0].lsn
  const made = await client.query(
    `SELECT lsn::text FROM pg_create_logical_replication_slot($1, 'pgoutput')`,
    [slot],
  )
  return made.rows[0].lsn
}

/** Changes after the position, or null. They are looked at, not taken: the slot moves on once they are safe here. */
export async function collectChanges(
  client: pg.Client,
  ask: CollectAsk,
  columns: readonly SourceColumn[],
): Promise<(Delivery & { position: string }) | null> {
  const slot = slotOf(ask)
  const { rows } = await client.query(
    `SELECT data FROM pg_logical_slot_peek_binary_changes($1, NULL, $2, 'proto_version', '1', 'publication_names', $3)`,
    [slot, changesAtATime, quoteName(slot)],
  )
  const after = fromLsn(ask.position ?? '0/0')
  const [table] = tableParts(required(ask.connection.table, '表名')).slice(-1)
  const transactions = readTransactions(rows.map((row) => row.data as Buffer))
    .filter((one) => fromLsn(one.end) > after)
    .map(({ end, changes }) => ({ end, changes: changes.filter((one) => one.relation.name === table) }))
    .filter((one) => one.changes.length > 0)
  const last = transactions.at(-1)
  if (!last) return null
  const hasMore = rows.length >= changesAtATime
  return { ...(await writeChanges(ask.folder, columns, transactions)), position: last.end, hasMore }
}

/** Lets the source forget what is safe here. */
export async function advanceSlot(client: pg.Client, ask: CollectAsk, position: string): Promise<void> {
  await client.query('SELECT pg_replication_slot_advance($1, $2::pg_lsn)', [slotOf(ask), position])
}
