import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test-kit/test-database.ts'
import { createLog } from '../log.ts'
import { type Database, openDatabase } from './database.ts'
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
