import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetField, FieldType } from '@civitas/contract'
import type { Connection } from 'mysql2'
import type { Connection as PromiseConnection, RowDataPacket } from 'mysql2/promise'
import type { Delivery } from '../../batches/load-batch.ts'
import { toFieldNames } from '../../uploads/columns.ts'
import { jsonLines } from '../../uploads/read-file.ts'
import { type Access, type CollectAsk, type Connector, required, tableParts } from './connector.ts'

/** MySQL and MariaDB: all of a table, or what is new by a column that grows. */
export const mysql: Connector = {
  inspect: (_parts, access) =>
    withConnection(access, async (db) => {
      const columns = await describe(db, access)
      if (access.mode === 'changes') throw new Error('MySQL/MariaDB 数据源支持全量与增量，不支持变更捕获')
      const column = access.connection.column
      if (access.mode === 'incremental' && !columns.some((one) => one.source === required(column, '增量列')))
        throw new Error(`源表没有增量列 ${column}`)
      return columns.map(({ source: _, ...field }) => field)
    }),
  collect: (_parts, ask) =>
    withConnection(ask, (db, raw) =>
      ask.mode === 'incremental' ? collectNew({ db, raw }, ask) : readTable({ db, raw }, ask, '', []),
    ),
  figures: (_parts, access, sums) =>
    withConnection(access, async (db) => {
      const wanted = (await describe(db, access)).filter((one) => sums.includes(one.name))
      const list = wanted.map((one, at) => `CAST(SUM(${quote(one.source)}) AS CHAR) AS s${at}`)
      const [rows] = await db.query<RowDataPacket[]>(
        `SELECT ${['CAST(COUNT(*) AS CHAR) AS n', ...list].join(', ')} FROM ${tableName(access)}`,
      )
      const row = rows[0] as Record<string, string | null>
      return {
        '*': row.n ?? null,
        ...Object.fromEntries(wanted.map((one, at) => [one.name, row[`s${at}`] ?? null])),
      }
    }),
}

/** A connection that answers, and the same one for streams. */
interface Both {
  readonly db: PromiseConnection
  readonly raw: Connection
}

function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

function tableName({ connection }: Access): string {
  return tableParts(required(connection.table, '表名')).map(quote).join('.')
}

async function withConnection<T>(
  access: Access,
  work: (db: PromiseConnection, raw: Connection) => Promise<T>,
): Promise<T> {
  const { createConnection } = await import('mysql2')
  const { connection, secret } = access
  const raw = createConnection({
    host: required(connection.host, '主机'),
    port: connection.port ?? 3306,
    database: required(connection.database, '数据库'),
    user: required(connection.user, '用户'),
    password: secret ?? undefined,
    ...{ connectTimeout: 10_000, charset: 'utf8mb4', dateStrings: true, supportBigNumbers: true },
    ...{ bigNumberStrings: true, decimalNumbers: false },
  })
  // A connection that is lost tells its query; nobody else would hear of it.
  raw.on('error', () => undefined)
  try {
    return await work(raw.promise(), raw)
  } finally {
    raw.end()
  }
}

const types: Record<string, FieldType> = {
  ...{ tinyint: 'integer', smallint: 'integer', mediumint: 'integer', int: 'integer', bigint: 'integer' },
  ...{
    decimal: 'number',
    float: 'number',
    double: 'number',
    date: 'date',
    datetime: 'time',
    timestamp: 'time',
  },
}

interface Column extends DatasetField {
  readonly source: string
}

async function describe(db: PromiseConnection, access: Access): Promise<Column[]> {
  const parts = tableParts(required(access.connection.table, '表名'))
  const [table, schema] = [parts.at(-1), parts.length > 1 ? parts[0] : access.connection.database]
  const [rows] = await db.query<RowDataPacket[]>(
    `SELECT column_name AS name, data_type AS type, column_comment AS title, column_key AS k
     FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [schema, table],
  )
  if (rows.length === 0) throw new Error(`没有表 ${access.connection.table}，或无权读取`)
  const names = toFieldNames(rows.map((row) => row.name))
  return rows.map((row, at) => ({
    ...{ source: row.name, name: names[at] as string, title: row.title || row.name },
    ...{ type: types[row.type] ?? 'text', isKey: row.k === 'PRI' },
  }))
}

/** Streams rows out as lines of objects; memory holds a few of them. */
async function readTable(
  { db, raw }: Both,
  ask: CollectAsk,
  where: string,
  values: readonly string[],
): Promise<Delivery> {
  const columns = await describe(db, ask)
  const path = join(ask.folder, 'rows.jsonl')
  const out = createWriteStream(path)
  const list = columns.map((one) => quote(one.source)).join(', ')
  const rows = raw
    .query({ sql: `SELECT ${list} FROM ${tableName(ask)} ${where}`, values: [...values], rowsAsArray: true })
    .stream({ highWaterMark: 500 })
  for await (const row of rows as AsyncIterable<unknown[]>) {
    const line = Object.fromEntries(columns.map((one, at) => [one.name, textOf(row[at])]))
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return {
    relation: jsonLines(
      path,
      columns.map((one) => one.name),
    ),
    bytes: (await stat(path)).size,
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (Buffer.isBuffer(value)) return value.toString('base64')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

async function collectNew({ db, raw }: Both, ask: CollectAsk): Promise<Delivery | null> {
  const column = quote(required(ask.connection.column, '增量列'))
  const after = ask.position === null ? '' : `WHERE ${column} > ?`
  const from = ask.position === null ? [] : [ask.position]
  const [rows] = await db.query<RowDataPacket[]>(
    `SELECT CAST(MAX(${column}) AS CHAR) AS top FROM ${tableName(ask)} ${after}`,
    from,
  )
  const top = rows[0]?.top as string | null
  if (top === null) return null
  const within = `${after ? `${after} AND` : 'WHERE'} ${column} <= ? ORDER BY ${column}`
  return { ...(await readTable({ db, raw }, ask, within, [...from, top])), position: top }
}
