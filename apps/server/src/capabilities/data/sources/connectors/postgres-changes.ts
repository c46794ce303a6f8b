import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Delivery } from '../../batches/load-batch.ts'
import { quoteName } from '../../tables/duck.ts'
import { jsonLines } from '../../uploads/read-file.ts'
import type { CollectAsk } from './connector.ts'
import { required, tableParts } from './connector.ts'
import { fromLsn, type RowChange, readTransactions, type SourceTransaction } from './pgoutput.ts'
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
  const transactions = readTransactions(rows.map((row) => row.data as Buffer)).filter(
    (one) => fromLsn(one.end) > after && one.changes.length > 0,
  )
  const last = transactions.at(-1)
  if (!last) return null
  return { ...(await writeChanges(ask, columns, transactions)), position: last.end }
}

/** Lets the source forget what is safe here. */
export async function advanceSlot(client: pg.Client, ask: CollectAsk, position: string): Promise<void> {
  await client.query('SELECT pg_replication_slot_advance($1, $2::pg_lsn)', [slotOf(ask), position])
}

type Row = Record<string, string | null>

/** The changes of all transactions in order, with what they come to: rows that are there now, and keys that went. */
async function writeChanges(
  ask: CollectAsk,
  columns: readonly SourceColumn[],
  transactions: readonly SourceTransaction[],
): Promise<Delivery> {
  const keys = columns.filter((one) => one.isKey)
  const keyOf = (row: Row | null): Row =>
    Object.fromEntries(keys.map((one) => [one.name, row?.[one.source] ?? null]))
  const [table = ''] = tableParts(required(ask.connection.table, '表名')).slice(-1)
  const there = new Map<string, Row>()
  const gone = new Map<string, Row>()
  const changes: NonNullable<Delivery['changes']>[number][] = []
  const put = (row: Row) => {
    const id = JSON.stringify(keyOf(row))
    gone.delete(id)
    // Set anew, so that rows come in the order of their last change.
    const before = there.get(id)
    there.delete(id)
    there.set(id, { ...before, ...row })
  }
  const take = (row: Row) => {
    const id = JSON.stringify(keyOf(row))
    there.delete(id)
    gone.set(id, keyOf(row))
  }
  for (const transaction of transactions) {
    for (const change of transaction.changes) {
      if (change.relation.name !== table) continue
      apply(change, put, take)
      changes.push({
        position: transaction.end,
        operation: change.operation,
        key: keyOf(change.row ?? change.old),
      })
    }
  }
  return {
    relation: await writeRows(join(ask.folder, 'rows.jsonl'), columns, [...there.values()]),
    gone: await writeKeys(join(ask.folder, 'gone.jsonl'), keys, [...gone.values()]),
    changes,
  }
}

function apply({ row, old, operation }: RowChange, put: (row: Row) => void, take: (row: Row) => void): void {
  if (operation === 'delete' && old) take(old)
  if (operation === 'update' && old) take(old)
  if (row) put(row)
}

async function writeRows(path: string, columns: readonly SourceColumn[], rows: readonly Row[]) {
  const lines = rows.map((row) => {
    const unsent = columns.find((one) => !(one.source in row))
    if (unsent)
      throw new Error(
        `列 ${unsent.source} 的大值未随更新发送，请在源库执行 ALTER TABLE … REPLICA IDENTITY FULL`,
      )
    return `${JSON.stringify(Object.fromEntries(columns.map((one) => [one.name, row[one.source]])))}\n`
  })
  await writeFile(path, lines.join(''))
  return jsonLines(
    path,
    columns.map((one) => one.name),
  )
}

async function writeKeys(path: string, keys: readonly SourceColumn[], rows: readonly Row[]) {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return jsonLines(
    path,
    keys.map((one) => one.name),
  )
}
