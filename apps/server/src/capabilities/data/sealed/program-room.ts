import { openThread } from '../../../kernel/open-thread.ts'

/** A program with the prepared rows it may see: parts of them, each as JSON, each seen without the others. */
export interface ProgramJob {
  readonly code: string
  readonly parts: readonly string[]
  readonly memoryBytes: number
  readonly timeoutMs: number
}

export interface ProgramAnswer {
  /** What it printed; on real rows that is an attempt to take them out. */
  readonly printed: readonly string[]
  /** For each part a pair for each row: its cell and its values, as JSON the program made. */
  readonly answers?: readonly string[]
  readonly failure?: 'time' | 'memory' | 'error'
  /** What the engine says of a failure. It may hold data: shown only where the rows are made up. */
  readonly detail?: string
}

/**
 * Runs a program of a partner in QuickJS, compiled to WebAssembly, on a thread of its own. The engine knows the language and
 * nothing else: there is no file, socket, module or process it could ask for, and its memory and time are limited.
 */
export async function askProgram(job: ProgramJob): Promise<ProgramAnswer> {
  const source = new URL('./program-thread-main.ts', import.meta.url)
  const worker = openThread('program-thread', source, {
    workerData: job,
    env: {},
    stdout: true,
    stderr: true,
  })
  try {
    return await new Promise<ProgramAnswer>((done, failed) => {
      // The engine stops by itself; this is for what it does between two looks at the time.
      const timer = setTimeout(() => done({ printed: [], failure: 'time' }), job.timeoutMs + 15_000)
      worker.once('message', (answer: ProgramAnswer) => {
        clearTimeout(timer)
        done(answer)
      })
      worker.once('error', (error) => {
        clearTimeout(timer)
        failed(error)
      })
    })
  } finally {
    await worker.terminate()
  }
}
