import type pg from 'pg'
import { openThread } from '../open-thread.ts'
import type { Transaction } from './database.ts'
import { createKeptRows } from './kept-rows.ts'
import type { Sql } from './sql.ts'

/** One transaction for the thread: a COPY, then statements. */
export interface ThreadJob {
  /** `COPY … FROM STDIN …` */
  copy: string
  /** What is copied; it moves to the thread and is empty afterwards. */
  data: Uint8Array<ArrayBuffer>
  statements: ReadonlyArray<{ text: string; values: unknown[] }>
}

/** What the thread answers: nothing when committed, else the database’s error. */
export type ThreadAnswer = {
  message: string
  code?: string | undefined
  syscall?: string | undefined
} | null

/** A database connection on a thread of its own: the database never waits for what this process is busy with. */
export interface WriteThread {
  /** Resolves once committed; rejects with the error of the database and its `code`. One job at a time. */
  write(job: ThreadJob): Promise<void>
  readonly alive: boolean
  stop(): Promise<void>
}

/** Under this name the database lists the connection of a thread. */
export const threadName = 'civitas-write-thread'

/** Starts a thread; resolves when it is ready to write. */
export async function startWriteThread(config: pg.PoolConfig, logLevel: string): Promise<WriteThread> {
  const own = { ...config, max: 1, application_name: threadName }
  const source = new URL('./write-thread-main.ts', import.meta.url)
  const worker = openThread('write-thread', source, { workerData: { config: own, logLevel } })
  let alive = true
  let answer: ((given: ThreadAnswer) => void) | undefined
  const end = (message: string) => {
    alive = false
    answer?.({ message })
  }
  worker.on('error', (error: Error) => end(`the writing thread failed: ${error.message}`))
  worker.on('exit', () => end('the writing thread ended'))
  worker.on('message', (given: ThreadAnswer) => answer?.(given))
  const ask = (send: () => void) =>
    new Promise<void>((done, failed) => {
      answer = (given) => {
        answer = undefined
        if (given)
          failed(Object.assign(new Error(given.message), { code: given.code, syscall: given.syscall }))
        else done()
      }
      if (alive) send()
      else end('the writing thread ended')
    })
  await ask(() => undefined)
  return {
    write: (job) => ask(() => worker.postMessage(job, [job.data.buffer])),
    get alive() {
      return alive
    },
    stop: async () => {
      await worker.terminate()
    },
  }
}

export interface CollectedWork {
  statements: Sql[]
  afterCommit: Array<() => void>
}

/** Runs work that only writes, and answers its statements instead of carrying them out; they read as having no rows. */
export async function collectStatements(work: (tx: Transaction) => Promise<void>): Promise<CollectedWork> {
  const statements: Sql[] = []
  const afterCommit: Array<() => void> = []
  const kept = createKeptRows()
  await work({
    query: async (statement) => {
      statements.push(statement)
      return []
    },
    first: async (statement) => {
      statements.push(statement)
      return undefined
    },
    afterCommit: (then) => afterCommit.push(then),
    once: (_name, read) => read(),
    add: kept.keep,
    get client(): never {
      throw new Error('work of a thread has no connection of its own')
    },
  })
  await kept.writeAll()
  return { statements, afterCommit }
}
