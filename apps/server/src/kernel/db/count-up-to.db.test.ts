import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test-kit/test-database.ts'
import { createLog } from '../log.ts'
import { countUpTo } from './count-up-to.ts'
import { type Database, openDatabase } from './database.ts'
import { sql } from './sql.ts'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await cloneDatabase(inject('databaseServer'))
  db = openDatabase({ connectionString: database.url }, createLog('silent'))
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

it('is exact up to the bound and says beyond it only that there are more', async () => {
  const rows = (n: number) => sql`generate_series(1, ${n}::int)`
  expect(await countUpTo(db, rows(0), 10)).toEqual({ total: 0 })
  expect(await countUpTo(db, rows(10), 10)).toEqual({ total: 10 })
  expect(await countUpTo(db, rows(11), 10)).toEqual({ total: 10, totalIsAtLeast: true })
  expect(await countUpTo(db, rows(100_000))).toEqual({ total: 100_000 })
  expect(await countUpTo(db, rows(100_001))).toEqual({ total: 100_000, totalIsAtLeast: true })
})
