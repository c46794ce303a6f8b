import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FieldType } from '@civitas/contract'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { Delivery } from '../../batches/delivery.ts'
import { quoteName } from '../../tables/duck.ts'
import { toFieldNames } from '../../uploads/columns.ts'
import { separated } from '../../uploads/read-file.ts'
import { type Access, type CollectAsk, type Connector, required } from './connector.ts'
import { advanceSlot, collectChanges, openSlot, requireLogical } from './postgres-changes.ts'
import { type SourceColumn, tableName } from './postgres-table.ts'

/** PostgreSQL: all of a table, what is new by a column that grows, or its changes by logical replication. */
export const postgres: Connector = {
  inspect: (_parts, access) =>
    withClient(access, async (client) => {
      const columns = await describe(client, access)
      if (access.mode === 'incremental') requireColumn(columns, required(access.connection.column, '增量列'))
      if (access.mode === 'changes') {
        await requireLogical(client)
        if (!columns.some((one) => one.isKey)) throw new Error('变更捕获要求源表有主键')
      }
      return columns.map(({ source: _, ...field }) => field)
    }),
  collect: (_parts, ask) =>
    withClient(ask, async (client) => {
      if (ask.mode === 'incremental') return collectNew(client, ask)
      if (ask.mode === 'full') return copyTable(client, ask, '')
      if (ask.position) {
        const delivery = await collectChanges(client, ask, await describe(client, ask))
        return (
          delivery && {
            ...delivery,
            done: () => withClient(ask, (again) => advanceSlot(again, ask, delivery.position)),
          }
        )
      }
      const position = await openSlot(client, ask)
      return { ...(await copyTable(client, ask, '')), position }
    }),
  figures: (_parts, access, sums) =>
    withClient(access, async (client) => {
      const columns = await describe(client, access)
      const wanted = columns.filter((one) => sums.includes(one.name))
      const list = wanted.map((one, at) => `sum(${quoteName(one.source)})::numeric::text AS "s${at}"`)
      const { rows } = await client.query(
        `SELECT ${['count(*)::text AS n', ...list].join(', ')} FROM ${tableName(access)}`,
      )
      return { '*': rows[0].n, ...Object.fromEntries(wanted.map((one, at) => [one.name, rows[0][`s${at}`]])) }
    }),
}

/** Does something on a connection of its own. */
async function withClient<T>(access: Access, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { connection, secret } = access
  const client = new pg.Client({
    host: required(connection.host, '主机'),
    port: connection.port ?? 5432,
    database: required(connection.database, '数据库'),
    user: required(connection.user, '用户'),
    password: secret ?? undefined,
    ...{ connectionTimeoutMillis: 10_000, application_name: 'civitas-collect' },
  })
  // A connection that is lost tells its query; nobody else would hear of it.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const types: Record<string, FieldType> = {
  ...{
    int2: 'integer',
    int4: 'integer',
    int8: 'integer',
    numeric: 'number',
    float4: 'number',
    float8: 'number',
  },
  ...{ bool: 'boolean', date: 'date', timestamp: 'time', timestamptz: 'time' },
}

async function describe(client: pg.Client, access: Access): Promise<SourceColumn[]> {
  const { rows } = await client.query(
    `SELECT a.attname AS name, t.typname AS type, col_description(a.attrelid, a.attnum) AS title,
       coalesce(a.attnum = ANY (i.indkey), false) AS "isKey"
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
     WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [tableName(access)],
  )
  if (rows.length === 0) throw new Error(`没有表 ${access.connection.table}，或无权读取`)
  const names = toFieldNames(rows.map((row) => row.name))
  return rows.map((row, at) => ({
    ...{ source: row.name, name: names[at] as string, title: row.title ?? row.name },
    ...{ type: types[row.type] ?? 'text', isKey: row.isKey },
  }))
}

function requireColumn(columns: readonly SourceColumn[], name: string): void {
  if (!columns.some((one) => one.source === name)) throw new Error(`源表没有增量列 ${name}`)
}

/** Copies rows out as the server writes them fastest; one statement, so one state of the table. */
async function copyTable(client: pg.Client, ask: CollectAsk, where: string): Promise<Delivery> {
  const columns = await describe(client, ask)
  const path = join(ask.folder, 'rows.csv')
  const list = columns.map((one) => quoteName(one.source)).join(', ')
  const copy = `COPY (SELECT ${list} FROM ${tableName(ask)} ${where}) TO STDOUT (FORMAT csv, HEADER true, ENCODING 'UTF8')`
  await client.query(
    `SET datestyle TO 'ISO, YMD'; SET timezone TO 'Asia/Shanghai'; SET extra_float_digits TO 1`,
  )
  await pipeline(client.query(copyTo(copy)), createWriteStream(path))
  const titles = columns.map((one) => one.name)
  const relation = separated(path, { titles, delimiter: ',', hasHeader: true, missing: [], strict: true })
  return { relation, bytes: (await stat(path)).size }
}

/** Rows whose column is beyond the position, up to the greatest value there is now. */
async function collectNew(client: pg.Client, ask: CollectAsk): Promise<Delivery | null> {
  const column = quoteName(required(ask.connection.column, '增量列'))
  const after = ask.position === null ? '' : `WHERE ${column} > ${client.escapeLiteral(ask.position)}`
  const { rows } = await client.query(`SELECT max(${column})::text AS top FROM ${tableName(ask)} ${after}`)
  const top: string | null = rows[0].top
  if (top === null) return null
  const within = `${after ? `${after} AND` : 'WHERE'} ${column} <= ${client.escapeLiteral(top)} ORDER BY ${column}`
  return { ...(await copyTable(client, ask, within)), position: top }
}
