import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test-kit/test-database.ts'
import { createLog } from '../log.ts'
import { claimOne } from './claim.ts'
import { type Database, openDatabase } from './database.ts'
import { sql } from './sql.ts'

let database: TestDatabase
let db: Database

beforeAll(async () => {
  database = await cloneDatabase(inject('databaseServer'))
  db = openDatabase({ connectionString: database.url }, createLog('silent'))
  await db.query(sql`CREATE TABLE public.piece (id text PRIMARY KEY, done boolean NOT NULL DEFAULT false)`)
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const due = () =>
  db.query<{ id: string }>(sql`SELECT id FROM public.piece WHERE NOT done ORDER BY id LIMIT 20`)

it('gives each a piece of its own, and writes nothing by it', async () => {
  await db.query(sql`INSERT INTO public.piece (id) VALUES ('a'), ('b')`)
  await db.transaction(async (one) => {
    expect(await claimOne(one, 'test', due)).toEqual({ id: 'a' })
    await db.transaction(async (other) => {
      expect(await claimOne(other, 'test', due)).toEqual({ id: 'b' })
      await db.transaction(async (third) => expect(await claimOne(third, 'test', due)).toBeUndefined())
      expect(await claimOne(other, 'another', due)).toEqual({ id: 'a' })
    })
    const xid = await one.first<{ xid: string | null }>(sql`SELECT pg_current_xact_id_if_assigned() AS xid`)
    expect(xid).toEqual({ xid: null })
  })
  await db.transaction(async (again) => expect(await claimOne(again, 'test', due)).toEqual({ id: 'a' }))
})

it('passes over what somebody did between the look and the lock', async () => {
  let looks = 0
  const stale = async () => (looks++ === 0 ? [{ id: 'gone' }, { id: 'b' }] : [{ id: 'b' }])
  await db.transaction(async (tx) => expect(await claimOne(tx, 'test', stale)).toEqual({ id: 'b' }))
})
