import { readdirSync, rmSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kernel } from '../../kernel/kernel.ts'
import { Problem } from '../../kernel/problem.ts'

/** Whether an error says that a disk is full: of the system, of DuckDB, or of PostgreSQL (53100). */
export function isFull(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return code === 'ENOSPC' || code === '53100' || /No space left on device/i.test(message ?? '')
}

/** What a sender is told: nothing of the piece counts, and it can go on from where it was. */
export function noRoom(): Problem {
  return new Problem('unavailable', 'no-room', '存储空间已满，这一段没有保存；腾出空间后请从断点续传。')
}

/** Bytes that can still be written to the lake. */
export async function freeRoom({ lake }: Pick<Kernel, 'lake'>): Promise<number> {
  const { bavail, bsize } = await statfs(lake.folder('data'))
  return bavail * bsize
}

const dayMs = 86_400_000
const datasetFolder = /^[0-9a-f-]{36}$/

/**
 * Removes what a process that was cut has left: tables nobody knows and parts of them, and folders of batches. Only what is
 * a day old, since what is younger may be on its way. Answers what it removed.
 */
export async function sweep(
  { lake, clock }: Pick<Kernel, 'lake' | 'clock'>,
  knownOf: (datasetId: string) => Promise<ReadonlySet<string>>,
): Promise<string[]> {
  const old = clock.now().getTime() - dayMs
  const removed: string[] = []
  const removeOld = (path: string) => {
    if (statSync(path).mtimeMs > old) return
    rmSync(path, { recursive: true, force: true })
    removed.push(path)
  }
  const root = lake.folder('data')
  for (const id of readdirSync(root).filter((name) => datasetFolder.test(name))) {
    const known = await knownOf(id)
    for (const name of readdirSync(join(root, id)))
      if (!known.has(`${id}/${name}`)) removeOld(join(root, id, name))
  }
  for (const name of readdirSync(lake.folder('batches'))) removeOld(join(lake.folder('batches'), name))
  return removed
}
