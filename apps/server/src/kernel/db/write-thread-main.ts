import { finished } from 'node:stream/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { createLog } from '../log.ts'
import { type Database, openDatabase } from './database.ts'
import type { ThreadAnswer, ThreadJob } from './write-thread.ts'

/** The thread of `write-thread.ts`: carries out one job after another and answers each. */
const { config, logLevel } = workerData as { config: pg.PoolConfig; logLevel: string }
const db = openDatabase(config, createLog(logLevel))

async function carryOut(on: Database, { copy, data, statements }: ThreadJob): Promise<ThreadAnswer> {
  try {
    await on.transaction(async ({ client }) => {
      const stream = client.query(copyFrom(copy))
      stream.end(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
      await finished(stream)
      for (const { text, values } of statements) await client.query(text, values)
    })
    return null
  } catch (error) {
    const { message, code, syscall } = error as NodeJS.ErrnoException
    return { message, code, syscall }
  }
}

parentPort?.on('message', (job: ThreadJob) => {
  void carryOut(db, job).then((answer) => parentPort?.postMessage(answer))
})
await db.pool.query('SELECT 1')
parentPort?.postMessage(null)
