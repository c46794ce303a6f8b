import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import type { Logger } from '../log.ts'
import { createKeptRows } from './kept-rows.ts'
import { createPrepared, isStalePlan, type Prepared } from './prepared.ts'
import type { Sql } from './sql.ts'

/** Anything that runs SQL: the pool or a transaction. */
export interface Queryable {
  /** Runs a statement and answers its rows. */
  query<T extends object>(statement: Sql): Promise<T[]>
  /** The first row, or undefined. */
  first<T extends object>(statement: Sql): Promise<T | undefined>
}

/** An open transaction. `client` is for COPY; `afterCommit` runs once the rows are durable. */
export interface Transaction extends Queryable {
  readonly client: pg.PoolClient
  afterCommit(work: () => void): void
  /** Reads what the transaction does not change, such as settings, once for all that is handled in it. */
  once<T>(name: string, read: () => Promise<T>): Promise<T>
  /**
   * Adds a row to a table (`schema.table`) together with all others that are added to it: `write` gets them before the next
   * statement that names the table, and at the latest before the commit. For rows nothing refers to by a foreign key.
   */
  add<T>(table: string, row: T, write: (rows: readonly T[]) => Promise<unknown>): void
}

export interface Database extends Queryable {
  /** `lockTimeoutMs` is how long a statement of it waits for a row somebody else has; else until a deadlock is found. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: { lockTimeoutMs?: number }): Promise<T>
  readonly pool: pg.Pool
  /** How to connect, for a thread of its own. */
  readonly config: pg.PoolConfig
  close(): Promise<void>
}

// 64-bit integers fit a double here (sequences, counts); dates without time stay text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)

/** Whether the code that runs now is between the BEGIN and the COMMIT of a transaction. */
const inside = new AsyncLocalStorage<{ isOpen: boolean }>()

/** Connections for what is asked beside a transaction that holds one already. */
const asideSize = 4

/**
 * Opens a pool on a PostgreSQL ≥ 15. Whoever holds a connection of it and asks for a second gets that from a small pool
 * beside: were both of one pool, as many transactions as it has connections would wait for each other for ever.
 */
export function openDatabase(config: pg.PoolConfig, log: Logger): Database {
  const pool = openPool(config, log)
  const aside = openPool({ ...config, max: asideSize }, log)
  const near = () => (inside.getStore()?.isOpen ? aside : pool)
  const prepared = createPrepared()
  const ask = async (statement: Sql) => {
    try {
      return (await near().query(prepared.of(statement))).rows
    } catch (error) {
      if (!isStalePlan(error)) throw error
      prepared.forget()
      return (await near().query(prepared.of(statement))).rows
    }
  }
  return {
    pool,
    config,
    query: ask,
    first: async (statement) => (await ask(statement))[0],
    transaction: (work, options) => runTransaction({ pool: near(), prepared }, work, options),
    close: async () => {
      await Promise.all([pool.end(), aside.end()])
    },
  }
}

function openPool(config: pg.PoolConfig, log: Logger): pg.Pool {
  const pool = new pg.Pool(config)
  const warn = (error: Error) => log.warn({ error: error.message }, 'a database connection was lost')
  pool.on('error', warn)
  // One that is lost in the middle of a transaction tells its query too; nobody else would hear of it.
  pool.on('connect', (client) => client.on('error', warn))
  return pool
}

async function runTransaction<T>(
  { pool, prepared }: { pool: pg.Pool; prepared: Prepared },
  work: (tx: Transaction) => Promise<T>,
  { lockTimeoutMs }: { lockTimeoutMs?: number } = {},
): Promise<T> {
  const client = await pool.connect()
  const committed: Array<() => void> = []
  const known = new Map<string, Promise<unknown>>()
  const kept = createKeptRows()
  const run = async (statement: Sql) => {
    await kept.before(statement)
    return (await client.query(prepared.of(statement))).rows
  }
  const tx: Transaction = {
    client,
    once: <T>(name: string, read: () => Promise<T>) => {
      const before = known.get(name) ?? read()
      known.set(name, before)
      return before as Promise<T>
    },
    query: run,
    first: async (statement) => (await run(statement))[0],
    add: kept.keep,
    afterCommit: (then) => committed.push(then),
  }
  const span = { isOpen: true }
  let broken: Error | undefined
  try {
    await client.query(lockTimeoutMs ? `BEGIN; SET LOCAL lock_timeout = ${Number(lockTimeoutMs)}` : 'BEGIN')
    const result = await inside.run(span, async () => {
      const done = await work(tx)
      await kept.writeAll()
      return done
    })
    span.isOpen = false
    await client.query('COMMIT')
    for (const then of committed) then()
    return result
  } catch (error) {
    if (isStalePlan(error)) prepared.forget()
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    span.isOpen = false
    client.release(broken)
  }
}
