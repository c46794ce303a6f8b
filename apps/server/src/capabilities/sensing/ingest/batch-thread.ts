import { startWriteThread, type WriteThread } from '../../../kernel/db/write-thread.ts'
import type { Kernel } from '../../../kernel/kernel.ts'

/** The thread that writes large batches; there is none until the first of them. */
export interface BatchThread {
  /** The thread for a batch of so many readings, or undefined when it is to be written here. */
  find(readings: number): WriteThread | undefined
  stop(): Promise<void>
}

/** Fewer readings are stored sooner without a thread. */
const largeBatch = 2_000

export function createBatchThread(kernel: Kernel): BatchThread {
  let thread: WriteThread | undefined
  let starting: Promise<void> | undefined
  kernel.metrics.gauge('civitas_ingest_threads', 'Threads that write large batches.', [], (gauge) =>
    gauge.set(thread?.alive ? 1 : 0),
  )
  const start = async () => {
    try {
      thread = await startWriteThread(kernel.db.config, kernel.config.logLevel)
    } catch (error) {
      kernel.log.error({ error: (error as Error).message }, 'the thread for large batches did not start')
    }
    starting = undefined
  }
  return {
    find: (readings) => {
      if (readings < largeBatch) return undefined
      if (thread?.alive) return thread
      starting ??= start()
      return undefined
    },
    stop: async () => {
      await starting
      await thread?.stop()
    },
  }
}
