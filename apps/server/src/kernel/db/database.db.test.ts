import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test-kit/test-database.ts'
import { createLog } from '../log.ts'
import { type Database, openDatabase, type Transaction } from './database.ts'
import { sql } from './sql.ts'

let database: TestDatabase
let db: Database

beforeAll(async () => {
  database = await cloneDatabase(inject('databaseServer'))
  db = openDatabase({ connectionString: database.url, max: 3 }, createLog('silent'))
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const one = () => db.first<{ n: number }>(sql`SELECT 1 AS n`)

it('answers what is asked beside transactions that hold every connection', async () => {
  const asked = await Promise.all(
    Array.from({ length: 30 }, () =>
      db.transaction(async (tx) => {
        await tx.query(sql`SELECT pg_sleep(0.01)`)
        return one()
      }),
    ),
  )
  expect(asked).toEqual(Array(30).fill({ n: 1 }))
})

describe('rows that are added together', () => {
  const names = () => db.query<{ name: string; n: number }>(sql`SELECT name, n FROM public.kept ORDER BY n`)
  const written: number[] = []
  const add = (tx: Transaction, name: string, n: number) =>
    tx.add('public.kept', { name, n }, (rows) => {
      written.push(rows.length)
      return tx.query(sql`INSERT INTO public.kept
        SELECT name, n FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(name text, n int)`)
    })
  beforeEach(async () => {
    await db.query(sql`DROP TABLE IF EXISTS public.kept`)
    await db.query(sql`CREATE TABLE public.kept (name text, n int)`)
    written.length = 0
  })

  it('are written in one statement before the commit, and not at all when it fails', async () => {
    await db.transaction(async (tx) => {
      for (let n = 0; n < 5; n++) add(tx, 'one', n)
    })
    const failed = db.transaction(async (tx) => {
      add(tx, 'two', 9)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(written).toEqual([5])
    expect(await names()).toHaveLength(5)
  })

  it('are there for whoever asks for them in the transaction', async () => {
    const seen = await db.transaction(async (tx) => {
      add(tx, 'one', 1)
      await tx.query(sql`SELECT 1`)
      expect(written).toEqual([])
      const rows = await tx.query(sql`SELECT n FROM public.kept`)
      add(tx, 'one', 2)
      return rows
    })
    expect(seen).toEqual([{ n: 1 }])
    expect(written).toEqual([1, 1])
  })

  it('go with a savepoint that is taken back, and only those after it', async () => {
    await db.transaction(async (tx) => {
      add(tx, 'before', 1)
      await tx.query(sql`SAVEPOINT here`)
      add(tx, 'within', 2)
      await tx.query(sql`ROLLBACK TO SAVEPOINT here`)
      add(tx, 'after', 3)
    })
    expect((await names()).map((row) => row.name)).toEqual(['before', 'after'])
  })
})

describe('statements that are asked often', () => {
  beforeEach(async () => {
    await db.query(sql`DROP TABLE IF EXISTS public.often`)
    await db.query(sql`CREATE TABLE public.often (n int)`)
    await db.query(sql`INSERT INTO public.often SELECT generate_series(1, 5)`)
  })
  it('are kept by a connection, pages of lists are not', async () => {
    const seen = await db.transaction(async (tx) => {
      for (let n = 1; n <= 30; n++) {
        expect(await tx.query(sql`SELECT n FROM public.often WHERE n = ${n}`)).toHaveLength(n <= 5 ? 1 : 0)
        await tx.query(sql`SELECT n FROM public.often ORDER BY n LIMIT ${n}`)
      }
      return tx.query<{ statement: string }>(
        sql`SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%public.often%'`,
      )
    })
    expect(seen).toEqual([{ statement: 'SELECT n FROM public.often WHERE n = $1' }])
  })

  it('are planned anew when their table is altered', async () => {
    const all = () => db.query(sql`SELECT * FROM public.often WHERE n = ${1}`)
    for (let n = 0; n < 40; n++) await all()
    await db.query(sql`ALTER TABLE public.often ADD COLUMN name text DEFAULT 'one'`)
    expect(await all()).toEqual([{ n: 1, name: 'one' }])
    await db.query(sql`ALTER TABLE public.often ADD COLUMN other int`)
    for (let n = 0; n < 40; n++) expect(await all()).toEqual([{ n: 1, name: 'one', other: null }])
  })
})
