import type { Connection, RowDataPacket } from 'mysql2/promise'
import { quote } from '../sources/connectors/mysql-table.ts'
import { batches, digestHeld, type Held, keysOf, type Line, own, requireKeys, type ToWrite } from './lines.ts'

/** Rows of one statement, so that it stays below the packets a server takes. */
const rowsAtOnce = 1_000

/** Writes a delivery to a table of MariaDB or MySQL and reads back what the table then holds of it. */
export async function writeToMysql(given: ToWrite): Promise<Held> {
  const { createConnection } = await import('mysql2/promise')
  const { host, port, database, user } = given.target
  const client = await createConnection({
    ...{ host, port, database, user, password: given.password, connectTimeout: 10_000 },
    ...{ charset: 'utf8mb4', dateStrings: true, supportBigNumbers: true },
  })
  client.on('error', () => undefined)
  try {
    // A table is made outside the transaction: MySQL ends it when it makes one.
    await prepareTable(client, given)
    await client.beginTransaction()
    // What was written and only not confirmed is not written again.
    if (!(await isThere(client, given))) await writeLines(client, given)
    await client.commit()
    return await digestHeld(given, {
      held: (first, last) => readHeld(client, given, first, last),
      gone: (removed) => findGone(client, given, removed),
    })
  } finally {
    client.destroy()
  }
}

const tableOf = ({ target }: ToWrite) => target.table.split('.').map(quote).join('.')
type Field = ToWrite['fields'][number]

function typeOf({ type, shown, isKey }: Field): string {
  const isNumber = type === 'integer' || type === 'number'
  if (shown === 'generalise' && isNumber) return 'DOUBLE'
  const types = { integer: 'BIGINT', number: 'DOUBLE', boolean: 'BOOLEAN', date: 'DATE', time: 'DATETIME(3)' }
  const text = isKey ? 'VARCHAR(190)' : 'LONGTEXT'
  return shown === 'none' ? ((types as Record<string, string>)[type] ?? text) : text
}

async function prepareTable(client: Connection, given: ToWrite): Promise<void> {
  const table = tableOf(given)
  const columns = given.fields.map((field) => `${quote(field.name)} ${typeOf(field)} NULL`)
  await client.query(`CREATE TABLE IF NOT EXISTS ${table} (${columns.join(', ')},
    ${own.subscription} CHAR(36) NOT NULL, ${own.delivery} CHAR(36) NOT NULL, ${own.row} BIGINT NOT NULL,
    ${own.disputed} BOOLEAN NOT NULL DEFAULT FALSE,
    KEY civitas_delivery (${own.delivery}, ${own.row}), KEY civitas_subscription (${own.subscription}))
    ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
  const [rows] = await client.query<RowDataPacket[]>(`SHOW COLUMNS FROM ${table}`)
  const known = new Set(rows.map((row) => String(row.Field)))
  if (!known.has(own.delivery)) throw new Error(`目标表 ${given.target.table} 不是平台建立的，不会写入`)
  if (!known.has(own.disputed))
    await client.query(`ALTER TABLE ${table} ADD COLUMN ${own.disputed} BOOLEAN NOT NULL DEFAULT FALSE`)
  for (const field of given.fields)
    if (!known.has(field.name))
      await client.query(`ALTER TABLE ${table} ADD COLUMN ${quote(field.name)} ${typeOf(field)} NULL`)
}

async function isThere(client: Connection, given: ToWrite): Promise<boolean> {
  const [rows] = await client.query<RowDataPacket[]>(
    `SELECT 1 FROM ${tableOf(given)} WHERE ${own.delivery} = ? LIMIT 1`,
    [given.id],
  )
  return rows.length > 0
}

/**
 * A value of a line as MySQL takes it: instants as UTC without a zone, shapes as text. A fraction is written with an exponent:
 * without one it is a decimal, whose way to a double loses its last digit.
 */
function toStored(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' && typeOf(field) === 'DOUBLE')
    return { toSqlString: () => value.toExponential() }
  if (typeOf(field) === 'DATETIME(3)') return String(value).replace('T', ' ').replace('Z', '')
  return typeof value === 'object' ? JSON.stringify(value) : value
}

/** A value of the table as the lines show it. */
function toShown(field: Field, value: unknown): unknown {
  if (value === null) return null
  const type = typeOf(field)
  if (type === 'BOOLEAN') return Number(value) === 1
  if (type === 'BIGINT') return Number(value)
  return type === 'DATETIME(3)' ? `${String(value).replace(' ', 'T')}Z` : value
}

async function writeLines(client: Connection, given: ToWrite): Promise<void> {
  const table = tableOf(given)
  if (given.kind === 'full')
    await client.query(`DELETE FROM ${table} WHERE ${own.subscription} = ?`, [given.subscriptionId])
  const marks = [own.subscription, own.delivery, own.row, own.disputed]
  const names = [...given.fields.map((field) => quote(field.name)), ...marks]
  for await (const lines of batches(given.path)) {
    if (given.kind !== 'full') await removeKeys(client, given, lines)
    const put = lines.filter((line) => line._change !== 'remove')
    for (let at = 0; at < put.length; at += rowsAtOnce) {
      const rows = put
        .slice(at, at + rowsAtOnce)
        .map((line) => [
          ...given.fields.map((field) => toStored(field, line[field.name])),
          ...[given.subscriptionId, given.id, line._row, line._disputed === true],
        ])
      await client.query(`INSERT INTO ${table} (${names.join(', ')}) VALUES ?`, [rows])
    }
  }
}

const keyRow = (keys: ToWrite['fields'], line: Line) => keys.map((key) => toStored(key, line[key.name]))

/** Takes out the rows that are put anew or are gone. */
async function removeKeys(client: Connection, given: ToWrite, lines: readonly Line[]): Promise<void> {
  const keys = requireKeys(given)
  const list = keys.map(({ name }) => quote(name)).join(', ')
  for (let at = 0; at < lines.length; at += rowsAtOnce)
    await client.query(`DELETE FROM ${tableOf(given)} WHERE ${own.subscription} = ? AND (${list}) IN (?)`, [
      given.subscriptionId,
      lines.slice(at, at + rowsAtOnce).map((line) => keyRow(keys, line)),
    ])
}

async function readHeld(client: Connection, given: ToWrite, first: number, last: number) {
  const list = [own.row, own.disputed, ...given.fields.map((field) => quote(field.name))].join(', ')
  // Prepared, so that doubles come as they are and not as text.
  const [rows] = await client.execute<RowDataPacket[]>(
    `SELECT ${list} FROM ${tableOf(given)} WHERE ${own.delivery} = ? AND ${own.row} BETWEEN ? AND ?`,
    [given.id, first, last],
  )
  return new Map(
    rows.map((row) => [
      Number(row[own.row]),
      {
        [own.disputed]: Number(row[own.disputed]) === 1,
        ...Object.fromEntries(given.fields.map((field) => [field.name, toShown(field, row[field.name])])),
      },
    ]),
  )
}

/** Lines that say a row is gone, and it is. */
async function findGone(client: Connection, given: ToWrite, removed: readonly Line[]): Promise<Set<number>> {
  const keys = keysOf(given)
  const list = keys.map(({ name }) => quote(name)).join(', ')
  const left = new Set<string>()
  for (let at = 0; at < removed.length; at += rowsAtOnce) {
    const some = removed.slice(at, at + rowsAtOnce)
    const [rows] = await client.query<RowDataPacket[]>(
      `SELECT ${list} FROM ${tableOf(given)} WHERE ${own.subscription} = ? AND (${list}) IN (?)`,
      [given.subscriptionId, some.map((line) => keyRow(keys, line))],
    )
    for (const row of rows) left.add(JSON.stringify(keys.map((key) => toShown(key, row[key.name]))))
  }
  const nameOf = (line: Line) => JSON.stringify(keys.map((key) => line[key.name] ?? null))
  return new Set(removed.filter((line) => !left.has(nameOf(line))).map((line) => line._row))
}
