import { existsSync } from 'node:fs'
import { Worker, type WorkerOptions } from 'node:worker_threads'

const fromSource = import.meta.url.endsWith('.ts')

/** In the build this code lies beside the thread, or in a part shared with it one folder above. */
function findBuilt(name: string): URL {
  const beside = new URL(`./${name}.js`, import.meta.url)
  return existsSync(beside) ? beside : new URL(`./server/${name}.js`, import.meta.url)
}

/** Starts a thread: a file of its own in the build, `source` from source, where it is translated first as the rest was. */
export function openThread(name: string, source: URL, options: WorkerOptions): Worker {
  if (!fromSource) return new Worker(findBuilt(name), options)
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport('${source.href}', '${import.meta.url}'))`
  return new Worker(load, { ...options, eval: true })
}
