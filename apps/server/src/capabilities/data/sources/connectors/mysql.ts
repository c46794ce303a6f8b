import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import type { Delivery } from '../../batches/delivery.ts'
import { jsonLines } from '../../uploads/read-file.ts'
import { type CollectAsk, type Connector, required } from './connector.ts'
import { collectChanges, openSnapshot, requireBinlog } from './mysql-changes.ts'
import { type Both, describe, quote, tableName, textOf, withConnection } from './mysql-table.ts'

/** MySQL and MariaDB: all of a table, what is new by a column that grows, or its changes from the binary log. */
export const mysql: Connector = {
  inspect: (_parts, access) =>
    withConnection(access, async (db) => {
      const columns = await describe(db, access)
      if (access.mode === 'changes') {
        await requireBinlog(db)
        if (!columns.some((one) => one.isKey)) throw new Error('变更捕获要求源表有主键')
      }
      const column = access.connection.column
      if (access.mode === 'incremental' && !columns.some((one) => one.source === required(column, '增量列')))
        throw new Error(`源表没有增量列 ${column}`)
      return columns.map(({ source: _, sourceType: _type, ...field }) => field)
    }),
  collect: (_parts, ask) =>
    withConnection(ask, async (db, raw) => {
      if (ask.mode === 'incremental') return collectNew({ db, raw }, ask)
      if (ask.mode === 'full') return readTable({ db, raw }, ask, '', [])
      if (ask.position === null) return copyWhole({ db, raw }, ask)
      const found = await collectChanges(db, ask, await describe(db, ask))
      if (!found || !('redo' in found)) return found
      return { ...(await copyWhole({ db, raw }, ask)), note: found.redo }
    }),
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

/** All of the table as it is at one position of the log, from which its changes are followed. */
async function copyWhole({ db, raw }: Both, ask: CollectAsk): Promise<Delivery> {
  const position = await openSnapshot(db)
  const copy = await readTable({ db, raw }, ask, '', [])
  await db.query('COMMIT')
  return { ...copy, position, whole: true }
}
