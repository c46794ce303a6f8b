import { createHash } from 'node:crypto'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import type { Delivery, Nothing } from '../../batches/delivery.ts'
import { type Change, type Transaction, writeChanges } from './changes.ts'
import type { CollectAsk } from './connector.ts'
import { type Column, optionsOf, placeOf, textOf } from './mysql-table.ts'

/** Changes that are read at a time; a transaction is never cut. */
const changesAtATime = 50_000
/** A log that says nothing for so long before its end is not being read any more. */
const silenceMs = 60_000

/** Refuses a server whose binary log does not tell every row as it was and is. */
export async function requireBinlog(db: Connection): Promise<void> {
  const [[found]] = await db.query<RowDataPacket[]>(
    `SELECT @@global.log_bin AS log, @@global.binlog_format AS form, @@global.binlog_row_image AS image`,
  )
  if (!found?.log) throw new Error('源库未开启二进制日志：log_bin 应为 ON')
  if (found.form !== 'ROW') throw new Error(`源库 binlog_format 为 ${found.form}，应为 ROW`)
  if (found.image !== 'FULL') throw new Error(`源库 binlog_row_image 为 ${found.image}，应为 FULL`)
}

/** A place in the log: `mysql-bin.000007:4711`. */
interface Place {
  readonly file: string
  readonly at: number
}

const toText = ({ file, at }: Place) => `${file}:${at}`

function fromText(text: string): Place {
  const colon = text.lastIndexOf(':')
  return { file: text.slice(0, colon), at: Number(text.slice(colon + 1)) }
}

/** Files of the log are numbered; the number grows past six digits. */
function isBefore(a: Place, b: Place): boolean {
  const numberOf = ({ file }: Place) => Number(file.slice(file.lastIndexOf('.') + 1))
  return numberOf(a) < numberOf(b) || (numberOf(a) === numberOf(b) && a.at < b.at)
}

async function endOfLog(db: Connection): Promise<Place> {
  const [rows] = await db
    .query<RowDataPacket[]>('SHOW MASTER STATUS')
    .catch(() => db.query<RowDataPacket[]>('SHOW BINARY LOG STATUS'))
  const row = rows[0]
  if (!row) throw new Error('源库未开启二进制日志：log_bin 应为 ON')
  return { file: row.File, at: Number(row.Position) }
}

/**
 * Begins a transaction that sees one state of the database, and answers the position of the log that state has. MariaDB
 * tells it; elsewhere the position is taken just before, and what both have is applied by its key, which changes nothing.
 */
export async function openSnapshot(db: Connection): Promise<string> {
  const before = await endOfLog(db)
  await db.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  await db.query('START TRANSACTION WITH CONSISTENT SNAPSHOT')
  const [rows] = await db.query<RowDataPacket[]>(`SHOW STATUS LIKE 'binlog\\_snapshot\\_%'`)
  const told = Object.fromEntries(rows.map((row) => [row.Variable_name.toLowerCase(), row.Value]))
  const file = told.binlog_snapshot_file
  return toText(file ? { file, at: Number(told.binlog_snapshot_position) } : before)
}

/**
 * Changes after the position, or how far the log has come without any. `redo` says why they cannot be applied: the table must
 * be copied anew.
 */
export async function collectChanges(
  db: Connection,
  ask: CollectAsk,
  columns: readonly Column[],
): Promise<Delivery | Nothing | { redo: string } | null> {
  const from = fromText(ask.position as string)
  const to = await endOfLog(db)
  if (isBefore(to, from)) return { redo: '源库二进制日志已重置，重新全量采集' }
  if (!isBefore(from, to)) return null
  const read = await readLog(ask, columns, { from, to })
  if ('redo' in read) return read
  const { transactions, end } = read
  if (transactions.length === 0) return { relation: null, position: toText(end) }
  const written = await writeChanges(ask.folder, columns, transactions)
  return { ...written, position: toText(end), hasMore: isBefore(end, to) }
}

type Read = { transactions: Transaction[]; end: Place } | { redo: string }

/** Reads transactions as a replica would, up to the end or as many as are taken at a time. */
async function readLog(
  ask: CollectAsk,
  columns: readonly Column[],
  { from, to }: { from: Place; to: Place },
): Promise<Read> {
  const { default: ZongJi } = await import('@vlasky/zongji')
  const { schema, table } = placeOf(ask)
  const reader = new ZongJi(optionsOf(ask))
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Read>((resolve, reject) => {
      const follow = newFollower({ schema, table, columns, from, to })
      const wait = () => {
        clearTimeout(timer)
        timer = setTimeout(() => reject(new Error('读取二进制日志超时')), silenceMs)
      }
      reader.on('error', (error) => {
        const reason = redoOf(error)
        if (reason) resolve({ redo: reason })
        else reject(error)
      })
      reader.on('binlog', (event) => {
        wait()
        const done = follow(event as unknown as LogEvent)
        if (done) resolve(done)
      })
      wait()
      reader.start({
        ...{ serverId: serverIdOf(ask.sourceId), filename: from.file, position: from.at },
        includeSchema: { [schema]: [table] },
      })
    })
  } finally {
    clearTimeout(timer)
    reader.stop()
  }
}

/** A number for the replica no other source of ours has. */
function serverIdOf(sourceId: string): number {
  return (createHash('sha256').update(sourceId).digest().readUInt32BE(0) | 0x40000000) >>> 0
}

/** Error 1236: the log asked for is gone. An error without a number is one of reading rows by other columns than they had. */
function redoOf(error: Error): string | null {
  const { errno, code } = error as { errno?: number; code?: string }
  if (errno === 1236) return '源库二进制日志已清除，重新全量采集'
  return errno === undefined && code === undefined ? '源表结构已变更，重新全量采集' : null
}

/** What is looked at of an event of the log. */
interface LogEvent {
  readonly nextPosition: number
  readonly binlogName?: string
  readonly position?: number
  readonly query?: string
  readonly columnCount?: number
  readonly columnNames?: readonly string[]
  readonly rows?: readonly (Cells | { before: Cells; after: Cells })[]
  getTypeName(): string
}
type Cells = Readonly<Record<string, unknown>>

/** Puts events together to transactions; answers once enough is read. */
function newFollower(given: {
  schema: string
  table: string
  columns: readonly Column[]
  from: Place
  to: Place
}): (event: LogEvent) => Read | null {
  const { table, columns, from, to } = given
  const transactions: Transaction[] = []
  let [file, end, taken] = [from.file, from, 0]
  let changes: Change[] = []
  const commit = (at: Place) => {
    if (changes.length > 0) transactions.push({ end: toText(at), changes })
    taken += changes.length
    changes = []
    end = at
  }
  return (event) => {
    const type = event.getTypeName()
    if (type === 'Rotate') {
      file = event.binlogName ?? file
      return null
    }
    if (type === 'TableMap' && event.columnCount !== columns.length)
      return { redo: '源表结构已变更，重新全量采集' }
    if (type === 'Query' && touches(event.query ?? '', table))
      return { redo: '源表结构或内容被整体变更，重新全量采集' }
    if (event.rows) changes.push(...toChanges(type, event.rows, columns))
    const at = { file, at: event.nextPosition }
    if (type === 'Xid' || (type === 'Query' && /^\s*(COMMIT|XA COMMIT)/i.test(event.query ?? ''))) commit(at)
    if (event.nextPosition > 0 && !isBefore(at, to)) {
      commit(at)
      return { transactions, end }
    }
    return taken >= changesAtATime && changes.length === 0 ? { transactions, end } : null
  }
}

/** A statement that changes the table as a whole, or that stands in the log in place of the rows it changed. */
function touches(query: string, table: string): boolean {
  const plain = query.replace(/\/\*[\s\S]*?\*\//g, ' ').trim()
  if (!/^(ALTER|DROP|RENAME|TRUNCATE|CREATE\s+OR\s+REPLACE|INSERT|UPDATE|DELETE|REPLACE|LOAD)\b/i.test(plain))
    return false
  const names: readonly string[] = plain.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []
  return names.includes(table.toLowerCase())
}

function toChanges(
  type: string,
  rows: readonly (Cells | { before: Cells; after: Cells })[],
  columns: readonly Column[],
): Change[] {
  const textsOf = (cells: Cells) =>
    Object.fromEntries(columns.map((one) => [one.source, cellText(cells[one.source], one)]))
  return rows.map((one): Change => {
    if (type === 'UpdateRows') {
      const { before, after } = one as { before: Cells; after: Cells }
      return { operation: 'update', old: textsOf(before), row: textsOf(after) }
    }
    const row = textsOf(one as Cells)
    return type === 'DeleteRows'
      ? { operation: 'delete', old: row, row: null }
      : { operation: 'insert', old: null, row }
  })
}

/** The log has four bytes of a float; a query tells six digits of it. */
function cellText(value: unknown, { sourceType }: Column): string | null {
  return sourceType === 'float' && typeof value === 'number'
    ? String(Number(value.toPrecision(6)))
    : textOf(value)
}
