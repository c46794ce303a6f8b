import { defineMessage } from '@civitas/contract'
import pg from 'pg'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test-kit/test-database.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { createLog, withTrace } from '../log.ts'
import { createMessages, type Messages } from './messages.ts'
import { listSubscriberStates, redeliver } from './store.ts'

const counted = defineMessage('test.counted', Type.Object({ n: Type.Integer() }))
const log = createLog('silent')
let database: TestDatabase
let db: Database

beforeAll(async () => {
  database = await cloneDatabase(inject('databaseServer'))
  db = openDatabase({ connectionString: database.url }, log)
  await db.query(sql`CREATE TABLE public.effect (n integer, trace text)`)
  // The subscribers of the template’s platform do not run here, and would never be done.
  await db.query(sql`DELETE FROM kernel.subscriber`)
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

async function publish(messages: Messages, n: number, fails = false): Promise<void> {
  await db.transaction(async (tx) => {
    await messages.publish(tx, counted, { n })
    if (fails) throw new Error('rolled back')
  })
}

function subscribeEffects(messages: Messages, name: string): void {
  messages.subscribe(name, counted, async (tx, message) => {
    await tx.query(sql`INSERT INTO public.effect VALUES (${message.body.n}, ${message.traceId})`)
    if (message.body.n === 13) throw new Error('thirteen')
  })
}

const effects = () =>
  db.query<{ n: number; trace: string }>(sql`SELECT n, trace FROM public.effect ORDER BY n`)

describe('messages', () => {
  it('exist only when their transaction commits, have their effect once, and keep the trace', async () => {
    const messages = createMessages(db, log)
    subscribeEffects(messages, 'test.effects')
    await withTrace('trace-0001', () => publish(messages, 1))
    await expect(publish(messages, 2, true)).rejects.toThrow('rolled back')
    await messages.start()
    await publish(messages, 3)
    await messages.settle()
    await messages.stop()
    expect(await effects()).toEqual([
      { n: 1, trace: 'trace-0001' },
      { n: 3, trace: '' },
    ])
    // Another start goes on where the first one ended.
    const again = createMessages(db, log)
    subscribeEffects(again, 'test.effects')
    await again.start()
    await again.settle()
    await again.stop()
    expect(await effects()).toHaveLength(2)
  })

  it('are handled in order of commit, also beside an older open transaction', async () => {
    const messages = createMessages(db, log)
    const seen: number[] = []
    subscribeEffects(messages, 'test.effects')
    messages.subscribe('test.order', counted, async (_tx, message) => {
      seen.push(message.body.n)
    })
    await messages.start()
    await messages.settle()
    seen.length = 0
    let finish: () => void = () => undefined
    let slow: Promise<void> = Promise.resolve()
    await new Promise<void>((written) => {
      slow = db.transaction(async (tx) => {
        await messages.publish(tx, counted, { n: 20 })
        // Whoever looks has it written before the end.
        await tx.query(sql`SELECT FROM kernel.message LIMIT 0`)
        written()
        await new Promise<void>((done) => {
          finish = done
        })
      })
    })
    await publish(messages, 21)
    await new Promise((next) => setTimeout(next, 100))
    const early = [...seen]
    finish()
    await slow
    await messages.settle()
    expect(early).toEqual([])
    expect([...seen].sort()).toEqual([20, 21])
    await messages.stop()
  })

  it('do not wait for a transaction of another database of the server', async () => {
    const messages = createMessages(db, log)
    const seen: number[] = []
    subscribeEffects(messages, 'test.effects')
    messages.subscribe('test.order', counted, async (_tx, message) => {
      seen.push(message.body.n)
    })
    await messages.start()
    await messages.settle()
    const elsewhere = new pg.Client({ connectionString: inject('databaseServer') })
    await elsewhere.connect()
    await elsewhere.query('BEGIN')
    // Only one that writes has a number in the order of transactions.
    await elsewhere.query('SELECT pg_current_xact_id()')
    await publish(messages, 22)
    await expect.poll(() => seen).toContain(22)
    await elsewhere.query('ROLLBACK')
    await elsewhere.end()
    await messages.stop()
  })

  it('go to the dead letters after five failures, undone each time, and can be delivered again', async () => {
    const messages = createMessages(db, log)
    subscribeEffects(messages, 'test.effects')
    await messages.start()
    await publish(messages, 13)
    await publish(messages, 14)
    await expect.poll(async () => (await effects()).map((one) => one.n), { timeout: 60_000 }).toContain(14)
    expect((await effects()).map((one) => one.n)).not.toContain(13)
    const letters = await db.query<{ id: number; attempts: number; error: string }>(
      sql`SELECT id, attempts, error FROM kernel.dead_letter WHERE subscriber = 'test.effects'`,
    )
    expect(letters).toMatchObject([{ attempts: 5, error: 'thirteen' }])
    expect(await listSubscriberStates(db)).toContainEqual(
      expect.objectContaining({ name: 'test.effects', failed: 1 }),
    )
    await messages.stop()
    await redeliver(db, letters[0]?.id as number)
    expect(await db.query(sql`SELECT FROM kernel.dead_letter WHERE subscriber = 'test.effects'`)).toEqual([])
    // Delivered again to the one that failed, and to no other.
    const heard: number[] = []
    const mended = createMessages(db, log)
    mended.subscribe('test.effects', counted, async (_tx, message) => {
      heard.push(message.body.n)
    })
    mended.subscribe('test.order', counted, async (_tx, message) => {
      heard.push(message.body.n * 100)
    })
    await mended.start()
    await mended.settle()
    await mended.stop()
    expect(heard.filter((n) => n === 13)).toEqual([13])
    expect(heard.filter((n) => n === 1300)).toHaveLength(1)
    await expect(redeliver(db, 999_999)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('that wait share a transaction where their handler allows it; one that fails harms no other', async () => {
    const together = defineMessage('test.together', Type.Object({ n: Type.Integer() }))
    await db.query(sql`CREATE TABLE public.shared (n integer, transaction text)`)
    // Those of the tests before do not run any more.
    await db.query(sql`DELETE FROM kernel.subscriber`)
    const messages = createMessages(db, log)
    messages.subscribe(
      'test.shared',
      together,
      async (tx, { body }) => {
        await tx.query(sql`INSERT INTO public.shared VALUES (${body.n}, pg_current_xact_id()::text)`)
        if (body.n === 13) throw new Error('thirteen')
      },
      { together: true },
    )
    await db.transaction(async (tx) => {
      for (let n = 0; n < 40; n++) await messages.publish(tx, together, { n })
    })
    await messages.start()
    await messages.settle()
    await messages.stop()
    const rows = await db.query<{ n: number; transaction: string }>(
      sql`SELECT n, transaction FROM public.shared ORDER BY n`,
    )
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 40 }, (_, n) => n).filter((n) => n !== 13))
    expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(39)
    const dead = await db.query(sql`SELECT FROM kernel.dead_letter WHERE subscriber = 'test.shared'`)
    expect(dead).toHaveLength(1)
  })

  it('are handled once by two processes, also when more wait than one keeps in its memory', async () => {
    const flood = defineMessage('test.flood', Type.Object({ n: Type.Integer() }))
    const foreign = defineMessage('test.foreign', Type.Object({}))
    await db.query(sql`CREATE TABLE public.flood (n integer)`)
    await db.query(sql`DELETE FROM kernel.subscriber`)
    let first: () => void = () => undefined
    const begun = new Promise<void>((resolve) => {
      first = resolve
    })
    const processes = [1, 2].map(() => {
      const messages = createMessages(db, log)
      messages.subscribe(
        'test.flood',
        flood,
        async (tx, { body }) => {
          await tx.query(sql`INSERT INTO public.flood VALUES (${body.n})`)
          first()
        },
        { together: true, when: ({ n }) => n % 10 !== 0 },
      )
      return messages
    })
    const [one, other] = processes as [Messages, Messages]
    await one.start()
    await other.start()
    const write = (from: number, to: number) =>
      db.transaction((tx) =>
        one.publishAll(
          tx,
          flood,
          Array.from({ length: to - from }, (_, at) => ({ n: from + at })),
        ),
      )
    await write(0, 10)
    await begun
    await write(10, 2500)
    await write(2500, 2600)
    await db.transaction((tx) => one.publish(tx, foreign, {}))
    await other.settle()
    await one.stop()
    await other.stop()
    const rows = await db.query<{ n: number }>(sql`SELECT n FROM public.flood ORDER BY n`)
    expect(rows.map(({ n }) => n)).toEqual(
      Array.from({ length: 2600 }, (_, n) => n).filter((n) => n % 10 !== 0),
    )
  })
})
