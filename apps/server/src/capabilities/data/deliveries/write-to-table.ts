import pg from 'pg'
import { quoteName } from '../tables/duck.ts'
import { batches, digestHeld, type Held, keysOf, type Line, own, requireKeys, type ToWrite } from './lines.ts'

/** Writes a delivery to a table of PostgreSQL and reads back what the table then holds of it: its rows and their digest. */
export async function writeToTable(given: ToWrite): Promise<Held> {
  const { host, port, database, user } = given.target
  const client = new pg.Client({
    ...{ host, port, database, user, password: given.password },
    ...{ connectionTimeoutMillis: 10_000, application_name: 'civitas-deliver' },
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('BEGIN')
    await prepareTable(client, given)
    // What was written and only not confirmed is not written again.
    if (!(await isThere(client, given))) await writeLines(client, given)
    await client.query('COMMIT')
    return await digestHeld(given, {
      held: (first, last) => readHeld(client, given, first, last),
      gone: (removed) => findGone(client, given, removed),
    })
  } finally {
    await client.end().catch(() => undefined)
  }
}

const tableOf = ({ target }: ToWrite) => target.table.split('.').map(quoteName).join('.')

function typeOf({ type, shown }: ToWrite['fields'][number]): string {
  const isNumber = type === 'integer' || type === 'number'
  if (shown === 'generalise' && isNumber) return 'double precision'
  if (shown !== 'none') return 'text'
  const types = { integer: 'bigint', number: 'double precision', boolean: 'boolean', date: 'date' } as const
  return type === 'time' ? 'timestamptz' : ((types as Record<string, string>)[type] ?? 'text')
}

async function prepareTable(client: pg.Client, given: ToWrite): Promise<void> {
  const table = tableOf(given)
  const columns = given.fields.map((field) => `${quoteName(field.name)} ${typeOf(field)}`)
  await client.query(`CREATE TABLE IF NOT EXISTS ${table} (${columns.join(', ')},
    ${own.subscription} uuid NOT NULL, ${own.delivery} uuid NOT NULL, ${own.row} bigint NOT NULL,
    ${own.disputed} boolean NOT NULL DEFAULT FALSE)`)
  const { rows } = await client.query(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [table],
  )
  const known = new Set(rows.map((row) => row.name))
  if (!known.has(own.delivery)) throw new Error(`目标表 ${given.target.table} 不是平台建立的，不会写入`)
  if (!known.has(own.disputed))
    await client.query(`ALTER TABLE ${table} ADD COLUMN ${own.disputed} boolean NOT NULL DEFAULT FALSE`)
  for (const field of given.fields)
    if (!known.has(field.name))
      await client.query(`ALTER TABLE ${table} ADD COLUMN ${quoteName(field.name)} ${typeOf(field)}`)
}

async function isThere(client: pg.Client, given: ToWrite): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM ${tableOf(given)} WHERE ${own.delivery} = $1 LIMIT 1`,
    [given.id],
  )
  return (rowCount ?? 0) > 0
}

async function writeLines(client: pg.Client, given: ToWrite): Promise<void> {
  const table = tableOf(given)
  if (given.kind === 'full')
    await client.query(`DELETE FROM ${table} WHERE ${own.subscription} = $1`, [given.subscriptionId])
  const names = given.fields.map((field) => quoteName(field.name))
  const shape = given.fields.map((field) => `${quoteName(field.name)} ${typeOf(field)}`).join(', ')
  for await (const lines of batches(given.path)) {
    if (given.kind !== 'full') await removeKeys(client, given, lines)
    const put = lines.filter((line) => line._change !== 'remove')
    await client.query(
      `INSERT INTO ${table} (${[...names, own.subscription, own.delivery, own.row, own.disputed].join(', ')})
       SELECT ${names.map((name) => `x.${name}`).join(', ')}, $2, $3, x._row, coalesce(x._disputed, FALSE)
       FROM json_to_recordset($1::json) AS x(_row bigint, _disputed boolean, ${shape})`,
      [JSON.stringify(put), given.subscriptionId, given.id],
    )
  }
}

/** Takes out the rows that are put anew or are gone. */
async function removeKeys(client: pg.Client, given: ToWrite, lines: readonly Line[]): Promise<void> {
  const keys = requireKeys(given)
  const shape = keys.map((field) => `${quoteName(field.name)} ${typeOf(field)}`).join(', ')
  const same = keys.map(({ name }) => `t.${quoteName(name)} = x.${quoteName(name)}`).join(' AND ')
  await client.query(
    `DELETE FROM ${tableOf(given)} t USING json_to_recordset($1::json) AS x(${shape})
     WHERE t.${own.subscription} = $2 AND ${same}`,
    [JSON.stringify(lines), given.subscriptionId],
  )
}

/** A column as the lines of a delivery show it. */
function shownOf(field: ToWrite['fields'][number]): string {
  const name = quoteName(field.name)
  const type = typeOf(field)
  if (type === 'bigint') return `${name}::float8 AS ${name}`
  if (type === 'date') return `to_char(${name}, 'YYYY-MM-DD') AS ${name}`
  if (type === 'timestamptz')
    return `to_char(${name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ${name}`
  return name
}

async function readHeld(client: pg.Client, given: ToWrite, first: number, last: number) {
  const list = [own.row, own.disputed, ...given.fields.map(shownOf)].join(', ')
  const { rows } = await client.query(
    `SELECT ${list} FROM ${tableOf(given)} WHERE ${own.delivery} = $1 AND ${own.row} BETWEEN $2 AND $3`,
    [given.id, first, last],
  )
  return new Map(rows.map((row) => [Number(row[own.row]), row as Record<string, unknown>]))
}

/** Lines that say a row is gone, and it is. */
async function findGone(client: pg.Client, given: ToWrite, removed: readonly Line[]): Promise<Set<number>> {
  const keys = keysOf(given)
  const shape = keys.map((field) => `${quoteName(field.name)} ${typeOf(field)}`).join(', ')
  const same = keys.map(({ name }) => `t.${quoteName(name)} = x.${quoteName(name)}`).join(' AND ')
  const { rows } = await client.query(
    `SELECT x._row::int AS row FROM json_to_recordset($1::json) AS x(_row bigint, ${shape})
     WHERE NOT EXISTS (SELECT FROM ${tableOf(given)} t WHERE t.${own.subscription} = $2 AND ${same})`,
    [JSON.stringify(removed), given.subscriptionId],
  )
  return new Set(rows.map(({ row }) => row))
}
