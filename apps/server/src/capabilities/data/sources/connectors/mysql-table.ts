import type { DatasetField, FieldType } from '@civitas/contract'
import type { Connection, ConnectionOptions } from 'mysql2'
import type { Connection as PromiseConnection, RowDataPacket } from 'mysql2/promise'
import { toFieldNames } from '../../uploads/columns.ts'
import { type Access, required, tableParts } from './connector.ts'

/** A connection that answers, and the same one for streams. */
export interface Both {
  readonly db: PromiseConnection
  readonly raw: Connection
}

export function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** The table of a source as MySQL reads it. */
export function tableName({ connection }: Access): string {
  return tableParts(required(connection.table, '表名')).map(quote).join('.')
}

const zone = '+08:00'

/** How to connect; values come as texts, so that nothing is lost of them. */
export function optionsOf({ connection, secret }: Access): ConnectionOptions {
  return {
    host: required(connection.host, '主机'),
    port: connection.port ?? 3306,
    database: required(connection.database, '数据库'),
    user: required(connection.user, '用户'),
    password: secret ?? undefined,
    ...{ connectTimeout: 10_000, charset: 'utf8mb4', dateStrings: true, supportBigNumbers: true },
    ...{ bigNumberStrings: true, decimalNumbers: false, timezone: zone },
  }
}

/** Does something on a connection of its own, whose times are those of Asia/Shanghai. */
export async function withConnection<T>(
  access: Access,
  work: (db: PromiseConnection, raw: Connection) => Promise<T>,
): Promise<T> {
  const { createConnection } = await import('mysql2')
  const raw = createConnection(optionsOf(access))
  // A connection that is lost tells its query; nobody else would hear of it.
  raw.on('error', () => undefined)
  try {
    await raw.promise().query(`SET time_zone = '${zone}'`)
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

/** A column of a table of the source, and what it is here. */
export interface Column extends DatasetField {
  readonly source: string
  /** Type in the source: `float`, `varchar`. */
  readonly sourceType: string
}

/** Database and table of a source. */
export function placeOf({ connection }: Access): { schema: string; table: string } {
  const parts = tableParts(required(connection.table, '表名'))
  return {
    schema: parts.length > 1 ? (parts[0] as string) : (connection.database ?? ''),
    table: parts.at(-1) as string,
  }
}

/** The columns of the table of a source. */
export async function describe(db: PromiseConnection, access: Access): Promise<Column[]> {
  const { schema, table } = placeOf(access)
  const [rows] = await db.query<RowDataPacket[]>(
    `SELECT column_name AS name, data_type AS type, column_comment AS title, column_key AS k
     FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [schema, table],
  )
  if (rows.length === 0) throw new Error(`没有表 ${access.connection.table}，或无权读取`)
  const names = toFieldNames(rows.map((row) => row.name))
  return rows.map((row, at) => ({
    ...{ source: row.name, sourceType: row.type, name: names[at] as string, title: row.title || row.name },
    ...{ type: types[row.type] ?? 'text', isKey: row.k === 'PRI' },
  }))
}

/** A value as text, as a copy of the table has it. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (Buffer.isBuffer(value)) return value.toString('base64')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
